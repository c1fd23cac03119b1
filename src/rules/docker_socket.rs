//! `docker-socket`: an app that talks to Docker, and is no Docker container any more.

use serde_json::Value;

use super::app_fields::{self, Field};
use crate::engine::{Context, Rule};

pub(super) const RULE: Rule = Rule {
    name: "docker-socket",
    summary: "The app talks to Docker through its socket, but Docker no longer knows the app",
    page: include_str!("../../docs/rules/docker-socket.md"),
    check,
};

/// The host name of the app is the id of its Mesos container, which Docker does not know (mesos:
/// isolators/network/cni/cni.cpp:1022-1024).
fn check(context: &mut Context) {
    if !context.leaves_docker() {
        return;
    }
    for Field { pointer, value } in app_fields::volumes(context, app_fields::is_docker_socket) {
        let mode = value.get("mode").and_then(Value::as_str);
        if mode.is_some_and(|mode| mode.eq_ignore_ascii_case("RO")) {
            context.note(
                &pointer,
                "the app watches Docker through its socket; it no longer sees itself there, nor other apps that leave Docker",
            );
            continue;
        }
        context.warn(
            &pointer,
            "the app talks to Docker through its socket, but is no Docker container any more: it does not find itself there (`--volumes-from`, its cgroup, its host name)",
            "if it looks for its own container, leave it on Docker; build servers do that to share their workspace",
        );
    }
}
