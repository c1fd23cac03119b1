//! `misplaced-network`: a network where Marathon does not look for one.

use crate::engine::{Context, Rule};
use crate::marathon::DefinitionKind;
use crate::validity::{Warning, misplaced_networks};

pub(super) const RULE: Rule = Rule {
    name: "misplaced-network",
    summary: "The network stands where Marathon ignores it",
    page: include_str!("../../docs/rules/misplaced-network.md"),
    check,
};

/// Marathon ignores members that it does not know (marathon: ObjectVisitor.scala:133-155).
pub(super) fn check(context: &mut Context) {
    if context.definition().kind != DefinitionKind::App {
        return;
    }
    let warnings = context.get("").map(misplaced_networks).unwrap_or_default();
    for Warning { pointer, message, .. } in warnings {
        let help = "write the network in `networks`, at the top of the app, or remove the member";
        context.warn(&pointer, message, help);
    }
}
