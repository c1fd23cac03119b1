//! `missing-id`: the default secret path is made of the app's id.

use super::{Rule, Work};
use crate::marathon::Id;

pub(super) const RULE: Rule = Rule {
    name: "missing-id",
    summary: "The secret's path is made of the app's id, and there is none",
    page: include_str!("../../docs/rules/missing-id.md"),
    check,
};

fn check(work: &mut Work) {
    if !super::pull_config::needs_secret(work) || !super::pull_config::source_uses_id(work) {
        return;
    }
    if matches!(work.definition().id, Id::Absolute(_)) {
        work.rely_on("/id");
        return;
    }
    work.block(
        "",
        "the app has no usable id, so the path of its secret cannot be made of it",
        "add the id, or give the path with --secret-source",
    );
}
