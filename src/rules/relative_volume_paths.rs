//! `relative-volume-paths`: a host volume between two places in the sandbox.

use super::{Rule, Work, parts};

pub(super) const RULE: Rule = Rule {
    name: "relative-volume-paths",
    summary: "A host volume has two relative paths, which Mesos refuses",
    page: include_str!("../../docs/rules/relative-volume-paths.md"),
    check,
};

/// Refused by both containerizers (mesos: src/docker/docker.cpp:757-766; sandbox_path.cpp:223-229).
fn check(work: &mut Work) {
    if !work.leaves_docker() {
        return;
    }
    for volume in parts::volumes(work) {
        let is_relative = |path: &str| !path.starts_with('/');
        if volume.host_path().is_some_and(is_relative)
            && volume.container_path().is_some_and(is_relative)
        {
            work.block(
                &volume.pointer,
                "`hostPath` and `containerPath` are both relative; Mesos refuses to start such a container",
                "make `containerPath` absolute",
            );
        }
    }
}
