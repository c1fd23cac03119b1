//! `duplicate-id`: two definitions with one id, of which Marathon keeps one. The findings with this
//! name are made where the definitions of a text and of a run are compared.

use json_patch::jsonptr::PointerBuf;

use crate::engine::{Context, Finding, Rule, Severity};

pub(super) const RULE: Rule = Rule {
    name: "duplicate-id",
    summary: "Another definition of the cluster has the same id; Marathon keeps one of them",
    page: include_str!("../../docs/rules/duplicate-id.md"),
    check,
};

const HELP: &str = "remove the one that is not deployed; if they are for different clusters, put them into files of their own and name the clusters in pullconfig.toml";

/// A rule sees one definition, so this rule itself finds nothing.
fn check(_context: &mut Context) {}

/// Returns the finding about a definition whose id another definition has. `place` names that
/// definition with its place. `credentials` is a clause that tells the credentials of both.
#[must_use]
pub fn has_the_id_of(pointer: PointerBuf, place: &str, credentials: &str) -> Finding {
    Finding {
        rule: RULE.name.into(),
        severity: Severity::Warning,
        pointer,
        message: same_id(place, credentials),
        help: Some(HELP.into()),
        loss: None,
        is_accepted: false,
        asks: None,
    }
}

/// Returns the message of the finding about a definition whose id another definition has. The
/// arguments are those of [`has_the_id_of`].
pub fn same_id(place: &str, credentials: &str) -> String {
    format!("{place} has the same id, and Marathon keeps one of them: {credentials}")
}

/// Whether a finding says that another definition has the same id.
#[must_use]
pub fn is_duplicate(finding: &Finding) -> bool {
    finding.rule == RULE.name
}
