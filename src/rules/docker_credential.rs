//! `docker-credential`: the predecessor of `pullConfig`, refused since Marathon 1.5.

use super::{Rule, Work};

pub(super) const RULE: Rule = Rule {
    name: "docker-credential",
    summary: "`docker.credential` is refused since Marathon 1.5",
    page: include_str!("../../docs/rules/docker-credential.md"),
    check,
};

const FIELD: &str = "/container/docker/credential";

/// Refused for both containerizers (marathon: AppValidation.scala:88-102).
fn check(work: &mut Work) {
    if !work.has(FIELD) {
        return;
    }
    if work.get(FIELD).is_none() {
        return work.remove(FIELD);
    }
    let accepted = work.block_or_lose(
        FIELD,
        "`docker.credential` is refused by Marathon since 1.5",
        "remove it if the pull secret takes its place",
        "the login in `docker.credential` is gone from the file; the image is pulled with the secret alone",
    );
    if accepted {
        work.remove(FIELD);
    }
}
