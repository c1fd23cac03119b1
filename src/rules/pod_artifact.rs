//! `pod-artifact`: a pod fetches registry credentials that nothing reads.

use super::{Rule, Work};
use crate::marathon::Kind;

pub(super) const RULE: Rule = Rule {
    name: "pod-artifact",
    summary: "A pod fetches registry credentials as an artifact, where the image pull never looks",
    page: include_str!("../../docs/rules/pod-artifact.md"),
    check,
};

fn check(work: &mut Work) {
    if work.definition().kind == Kind::Pod {
        work.block(
            "/containers",
            "pods are not converted yet",
            "move the artifact to `image.pullConfig` and the pod's `secrets` by hand",
        );
    }
}
