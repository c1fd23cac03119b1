//! `docker-credential`: the predecessor of `pullConfig`, which Marathon refuses since 1.5.

use super::known_login;
use crate::engine::{Context, Rule};

pub(super) const RULE: Rule = Rule {
    name: "docker-credential",
    summary: "`docker.credential` is refused since Marathon 1.5",
    page: include_str!("../../docs/rules/docker-credential.md"),
    check,
};

const FIELD: &str = "/container/docker/credential";

/// Marathon refuses `docker.credential` for both containerizers (marathon:
/// AppValidation.scala:88-102).
fn check(context: &mut Context) {
    if !context.has(FIELD) {
        return;
    }
    if context.get(FIELD).is_none() {
        return context.remove(FIELD);
    }
    if let Some((_, pull)) = known_login::pulling(context) {
        context.note(
            FIELD,
            format!("`docker.credential` is removed; the pull secret takes its place, whose login pulls the image ({})", pull.told()),
        );
        return context.remove(FIELD);
    }
    let accepted = context.block_or_lose(
        FIELD,
        "`docker.credential` is refused by Marathon since 1.5",
        "remove it if the pull secret holds that login",
        "the login in `docker.credential` is gone from the file; the image is pulled with the secret alone",
    );
    if accepted {
        context.remove(FIELD);
    }
}
