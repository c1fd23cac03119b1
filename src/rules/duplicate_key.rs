//! `duplicate-key`: an object has a name twice, which readers resolve differently.

use crate::engine::{Context, Rule};

pub(super) const RULE: Rule = Rule {
    name: "duplicate-key",
    summary: "A name stands twice in one object, so what the definition says depends on the reader",
    page: include_str!("../../docs/rules/duplicate-key.md"),
    check,
};

fn check(context: &mut Context) {
    if let Some(duplicate) = context.duplicate() {
        let message = format!(
            "the key `{}` stands twice in one object; Marathon and other tools may each read a different one",
            duplicate.name
        );
        context.block("", message, "keep one of the two");
    }
}
