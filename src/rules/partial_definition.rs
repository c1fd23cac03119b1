//! `partial-definition`: a member that the live app may have and the file does not have.

use crate::engine::{Context, Rule};
use crate::marathon::Envelope;

pub(super) const RULE: Rule = Rule {
    name: "partial-definition",
    summary: "The file lacks a member that the migration adds; a partial update replaces the live one",
    page: include_str!("../../docs/rules/partial-definition.md"),
    check,
};

/// The most removed entries that a message names.
const MAX_NAMED: usize = 8;

/// `PUT` is a partial update by default: an absent member stays as it is in the live app, and a
/// present member replaces it as a whole (marathon: AppsResource.scala:277, 307;
/// AppConversion.scala:206-245). Groups are always sent whole (marathon: docs
/// types/group.raml:52-55).
fn check(context: &mut Context) {
    if let Some(removed) = context.removed_entries() {
        return report_removed(context, &removed);
    }
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

/// Blocks if an update would remove the entries `removed` from the running app or pod, unless the
/// user accepts that loss.
fn report_removed(context: &mut Context, removed: &[String]) {
    if removed.is_empty() {
        return;
    }
    let names: Vec<String> =
        removed.iter().take(MAX_NAMED).map(|name| format!("`{name}`")).collect();
    let more = removed.len().saturating_sub(MAX_NAMED);
    let more = if more > 0 { format!(" and {more} more") } else { String::new() };
    let names = names.join(", ") + &more;
    let _ = context.block_or_lose(
        "",
        format!("deploying this file would take away from the running one: {names}"),
        "copy into the file what is still needed",
        &format!("the running one loses {names}"),
    );
}

/// Warns if an update with a migrated file would remove entries from the running app or pod. (In a
/// review every blocker becomes a warning.)
pub(super) fn review(context: &mut Context) {
    if let Some(removed) = context.removed_entries() {
        report_removed(context, &removed);
    }
}
