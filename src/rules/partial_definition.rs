//! `partial-definition`: a member that the live app may have and the file does not have.

use crate::engine::{Context, Rule};
use crate::marathon::Envelope;

pub(super) const RULE: Rule = Rule {
    name: "partial-definition",
    summary: "The file lacks a member that the migration adds; a partial update replaces the live one",
    page: include_str!("../../docs/rules/partial-definition.md"),
    check,
};

/// `PUT` is a partial update by default: an absent member stays as it is in the live app, and a
/// present member replaces it as a whole (marathon: AppsResource.scala:277, 307;
/// AppConversion.scala:206-245). Groups are always sent whole (marathon: docs
/// types/group.raml:52-55).
fn check(context: &mut Context) {
    if context.definition().envelope == Envelope::Group {
        return;
    }
    for member in ["/env", "/secrets"] {
        if context.leaves_docker()
            && context.get(member).is_some()
            && !context.definition_has(member)
        {
            context.note(
                "",
                format!(
                    "if the running app already has `{}`, copy it here first: deploying this file with `PUT` replaces it as a whole",
                    &member[1..]
                ),
            );
        }
    }
}
