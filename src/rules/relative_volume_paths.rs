//! `relative-volume-paths`: a host volume whose two paths are both relative to the sandbox.

use serde_json::Value;

use super::app_fields::{Field, container_path, host_path, volumes};
use crate::engine::{Context, Rule};
use crate::text::begins_with_expression;

pub(super) const RULE: Rule = Rule {
    name: "relative-volume-paths",
    summary: "A host volume has two relative paths, which Mesos refuses",
    page: include_str!("../../docs/rules/relative-volume-paths.md"),
    check,
};

/// Blocks a volume with two relative paths, which both containerizers refuse (mesos:
/// src/docker/docker.cpp:757-766; sandbox_path.cpp:223-229).
fn check(context: &mut Context) {
    if !context.leaves_docker() {
        return;
    }
    // A path that begins with an expression counts as absolute: with two relative paths the app
    // would never have run.
    let is_relative = |path: &str| !path.starts_with('/') && !begins_with_expression(path);
    let are_relative = |volume: &Value| {
        host_path(volume).is_some_and(is_relative)
            && container_path(volume).is_some_and(is_relative)
    };
    for Field { pointer, .. } in volumes(context, are_relative) {
        context.block(
            &pointer,
            "`hostPath` and `containerPath` are both relative; Mesos refuses to start such a container",
            "make `containerPath` absolute",
        );
    }
}
