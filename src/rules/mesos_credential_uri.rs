//! `mesos-credential-uri`: credentials are fetched for a containerizer that does not read them.

use super::{Rule, Work};
use crate::marathon::{ContainerType, Kind};

pub(super) const RULE: Rule = Rule {
    name: "mesos-credential-uri",
    summary: "An app of type MESOS fetches registry credentials, which its image pull never reads",
    page: include_str!("../../docs/rules/mesos-credential-uri.md"),
    check,
};

/// The Mesos containerizer pulls with the secret of `pullConfig` or with the agent's
/// `--docker_config` (mesos: src/uri/fetchers/docker.cpp:756-793); only Docker is given the sandbox
/// for its home (mesos: src/docker/docker.cpp:1913-1944).
fn check(work: &mut Work) {
    let declared = work.text("/container/type").and_then(|name| name.parse().ok());
    if work.definition().kind != Kind::App || declared != Some(ContainerType::Mesos) {
        return;
    }
    let Some(first) = work.entries().first() else { return };
    let pointer = first.pointer.strip_prefix(&work.definition().pointer);
    let pointer = pointer.map_or(String::new(), |pointer| pointer.as_str().to_owned());
    if work.get("/container/docker/pullConfig").is_some() {
        return work
            .note(&pointer, "nothing reads this file: the image is pulled with its `pullConfig`");
    }
    work.warn(
        &pointer,
        "nothing reads this file, the app being of type MESOS: its image is pulled anonymously, from the agent's cache or with the agent's own credentials, and with the secret from now on",
        "make sure that the secret holds credentials for this image; if it needs none, remove the entry instead",
    );
}
