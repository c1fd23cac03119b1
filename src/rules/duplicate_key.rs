//! `duplicate-key`: an object has a name twice, which readers resolve differently.

use crate::engine::{Context, Rule};

pub(super) const RULE: Rule = Rule {
    name: "duplicate-key",
    summary: "A name is there twice in one object, and different programs read different values",
    page: include_str!("../../docs/rules/duplicate-key.md"),
    check,
};

fn check(context: &mut Context) {
    if let Some(duplicate) = context.duplicate() {
        let message = format!(
            "the key `{}` is there twice in one object; Marathon and other programs may read different values",
            duplicate.name
        );
        context.block("", message, "keep one of the two");
    }
}
