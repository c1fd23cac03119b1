//! `host-path-must-exist`: Docker creates a missing folder on the agent, the Mesos containerizer
//! fails.

use serde_json::Value;

use super::app_fields::{self, Field};
use crate::engine::{Context, PreparationKind, Rule};
use crate::text::begins_with_expression;

pub(super) const RULE: Rule = Rule {
    name: "host-path-must-exist",
    summary: "A host volume's path must exist on the agents; Docker would have created it",
    page: include_str!("../../docs/rules/host-path-must-exist.md"),
    check,
};

/// The files and folders that every Linux host has (Filesystem Hierarchy Standard 3.0, chapters 3
/// to 6).
const ON_EVERY_HOST: [&str; 24] = [
    "/",
    "/bin",
    "/dev",
    "/dev/null",
    "/dev/random",
    "/dev/urandom",
    "/dev/zero",
    "/etc",
    "/etc/group",
    "/etc/hosts",
    "/etc/passwd",
    "/home",
    "/lib",
    "/opt",
    "/proc",
    "/run",
    "/sys",
    "/tmp",
    "/usr",
    "/var",
    "/var/lib",
    "/var/log",
    "/var/run",
    "/var/tmp",
];

/// The container fails if the path is missing (mesos: isolators/volume/host_path.cpp:182-209). The
/// agents' `--host_path_volume_force_creation` makes exceptions (mesos:
/// docs/configuration/agent.md:1055-1063).
fn check(context: &mut Context) {
    if !context.leaves_docker() {
        return;
    }
    let may_be_missing = |path: &str| {
        let plain = path.trim_end_matches('/');
        path.starts_with('/') && !plain.is_empty() && !ON_EVERY_HOST.contains(&plain)
            || begins_with_expression(path)
    };
    let is_wanted = |volume: &Value| app_fields::host_path(volume).is_some_and(may_be_missing);
    for Field { pointer, value: volume } in app_fields::volumes(context, is_wanted) {
        let path = app_fields::host_path(&volume).unwrap_or_default();
        // A relative path lies in the sandbox, where it is created.
        let condition = if path.starts_with('/') { "" } else { ", if it is an absolute path," };
        context.ask(
            &format!("{pointer}/hostPath"),
            PreparationKind::AgentPath.of(path),
            format!("`{path}`{condition} must exist on every agent; Docker creates it if it is missing, with the Mesos containerizer the app does not start"),
            "create it on the agents before deploying",
        );
    }
}
