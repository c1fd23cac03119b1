//! `metronome-job`: Metronome has no pull secret.

use super::{Rule, Work};
use crate::marathon::Kind;

pub(super) const RULE: Rule = Rule {
    name: "metronome-job",
    summary: "A Metronome job fetches registry credentials; jobs have no pullConfig",
    page: include_str!("../../docs/rules/metronome-job.md"),
    check,
};

/// `ucr.image` allows `id`, `kind` and `forcePull` only (metronome: jobspec.schema.json:169-189).
fn check(work: &mut Work) {
    if work.definition().kind == Kind::Job {
        work.block(
            "/run",
            "Metronome knows no pullConfig, so a job cannot take its registry credentials from a secret",
            "leave it on Docker, or give the agents the credentials (`--docker_config`)",
        );
    }
}
