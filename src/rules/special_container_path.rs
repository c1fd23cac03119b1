//! `special-container-path`: a volume inside of `/dev`, `/proc` or `/sys`.

use serde_json::Value;

use super::app_fields::{self, Field};
use crate::engine::{Context, Rule};

pub(super) const RULE: Rule = Rule {
    name: "special-container-path",
    summary: "A volume is mounted in `/dev`, `/proc` or `/sys`, which Mesos mounts itself",
    page: include_str!("../../docs/rules/special-container-path.md"),
    check,
};

/// Warns, because Mesos may mount its own file system over the volume: a known defect, MESOS-6798
/// (mesos: isolators/filesystem/linux.cpp:82-91).
fn check(context: &mut Context) {
    if !context.leaves_docker() {
        return;
    }
    let is_special = |path: &str| {
        let top = path.strip_prefix('/').map(|path| path.split('/').next().unwrap_or_default());
        matches!(top, Some("dev" | "proc" | "sys"))
    };
    let is_wanted = |volume: &Value| app_fields::container_path(volume).is_some_and(is_special);
    for Field { pointer, value: volume } in app_fields::volumes(context, is_wanted) {
        let path = app_fields::container_path(&volume).unwrap_or_default();
        context.warn(
            &format!("{pointer}/containerPath"),
            format!("the volume is mounted at `{path}`, where the Mesos containerizer mounts a file system of its own and may hide it"),
            "mount it elsewhere, or try it on one agent first",
        );
    }
}
