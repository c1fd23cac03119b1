//! `metronome-job`: Metronome has no pull secret.

use crate::engine::{Context, Rule};
use crate::marathon::DefinitionKind;

pub(super) const RULE: Rule = Rule {
    name: "metronome-job",
    summary: "A Metronome job fetches registry credentials; jobs have no pullConfig",
    page: include_str!("../../docs/rules/metronome-job.md"),
    check,
};

/// `ucr.image` allows only `id`, `kind` and `forcePull` (metronome: jobspec.schema.json:169-189),
/// and a secret that only the pull would use is refused (metronome: JobRunSpec.scala:91-104).
fn check(context: &mut Context) {
    if context.definition().kind != DefinitionKind::Job {
        return;
    }
    if context.get("/run/ucr").is_some() {
        context.block(
            "/run/ucr",
            "the job runs on the Mesos containerizer, whose pull never looks at fetched credentials, and Metronome knows no pullConfig",
            "remove the artifact; if the image needs credentials, give them to the agents (`--docker_config`)",
        );
    } else {
        context.block(
            "/run/docker",
            "Metronome knows no pullConfig, so a job cannot take its registry credentials from a secret",
            "leave it on Docker, or give the agents the credentials (`--docker_config`)",
        );
    }
}
