//! `special-container-path`: a volume inside of `/dev`, `/proc` or `/sys`.

use super::{Rule, Work, parts};

pub(super) const RULE: Rule = Rule {
    name: "special-container-path",
    summary: "A volume is mounted in `/dev`, `/proc` or `/sys`, which Mesos mounts itself",
    page: include_str!("../../docs/rules/special-container-path.md"),
    check,
};

/// The order of the mounts is a known defect, MESOS-6798 (mesos: isolators/filesystem/linux.cpp:82-91).
fn check(work: &mut Work) {
    if !work.leaves_docker() {
        return;
    }
    for volume in parts::volumes(work) {
        let Some(path) = volume.container_path() else { continue };
        let top = path.strip_prefix('/').map(|path| path.split('/').next().unwrap_or_default());
        if !matches!(top, Some("dev" | "proc" | "sys")) {
            continue;
        }
        work.warn(
            &format!("{}/containerPath", volume.pointer),
            format!("the volume is mounted at `{path}`, where the Mesos containerizer mounts a file system of its own and may hide it"),
            "mount it elsewhere, or try it on one agent first",
        );
    }
}
