//! `template-section`: alternatives of a template that no single change fits. The findings with
//! this name are made where the readings of a template are merged.

use json_patch::jsonptr::PointerBuf;

use crate::engine::{Context, Finding, Rule, Severity};

pub(super) const RULE: Rule = Rule {
    name: "template-section",
    summary: "The alternatives of a template need different changes in one place",
    page: include_str!("../../docs/rules/template-section.md"),
    check,
};

/// The rule sees one reading and none of the others, so it finds nothing itself.
fn check(_context: &mut Context) {}

/// Returns the finding about a definition that is blocked because of the template around it.
/// `reason` is a clause.
#[must_use]
pub fn blocked_by_template(pointer: PointerBuf, reason: String) -> Finding {
    Finding {
        rule: RULE.name.into(),
        severity: Severity::Blocker,
        pointer,
        message: reason,
        help: Some("edit it by hand, or make one template of each branch".into()),
        loss: None,
        is_accepted: false,
        asks: None,
    }
}
