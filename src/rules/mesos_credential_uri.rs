//! `mesos-credential-uri`: the Mesos containerizer does not read the credentials that are fetched.

use super::app_fields::IMAGE;
use super::known_login::{self, LoginNeed};
use super::pull_secret;
use crate::engine::{Context, Rule};
use crate::marathon::{ContainerType, DefinitionKind};

pub(super) const RULE: Rule = Rule {
    name: "mesos-credential-uri",
    summary: "An app of type MESOS fetches registry credentials, which its image pull never reads",
    page: include_str!("../../docs/rules/mesos-credential-uri.md"),
    check,
};

/// The Mesos containerizer pulls with the secret of `pullConfig` or with the agent's
/// `--docker_config` (mesos: src/uri/fetchers/docker.cpp:756-793). Only Docker gets the sandbox as
/// its home folder (mesos: src/docker/docker.cpp:1913-1944).
fn check(context: &mut Context) {
    let declared = context.text("/container/type").and_then(|name| name.parse().ok());
    if context.definition().kind != DefinitionKind::App || declared != Some(ContainerType::Mesos) {
        return;
    }
    let Some(first) = context.entries().first() else { return };
    let pointer = context.pointer_of(first);
    if context.get("/container/docker/pullConfig").is_some() {
        return context.note(&pointer, pull_secret::PULL_STAYS);
    }
    match known_login::login_need(context, IMAGE, first) {
        LoginNeed::ThisLogin => {}
        LoginNeed::NoLogin(pull) => known_login::tell_needless(context, &pointer, pull),
        LoginNeed::Unknown => {
            context.warn(&pointer, pull_secret::PULL_CHANGES, pull_secret::PULL_CHANGES_HELP);
        }
    }
}
