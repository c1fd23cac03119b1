//! `pod-in-group`: a pod in the answer about a group, which is never sent back.

use crate::engine::{Context, Rule};
use crate::marathon::{DefinitionKind, Envelope};

pub(super) const RULE: Rule = Rule {
    name: "pod-in-group",
    summary: "A pod is in a group; Marathon shows pods there, but does not read them from there",
    page: include_str!("../../docs/rules/pod-in-group.md"),
    check,
};

/// `GroupUpdate` has no `pods`, and Marathon ignores unknown members (marathon: docs
/// types/group.raml:47-71, ObjectVisitor.scala:133-155).
fn check(context: &mut Context) {
    let definition = context.definition();
    if definition.kind == DefinitionKind::Pod && definition.envelope == Envelope::GroupAnswer {
        context.block(
            "",
            "Marathon shows the pods of a group but does not read them from it, so a change here would have no effect",
            "convert the pod's own definition, as `GET /v2/pods/ID` gives it",
        );
    }
}
