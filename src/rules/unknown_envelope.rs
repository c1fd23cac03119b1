//! `unknown-envelope`: an app in a structure that Marathon does not define.

use super::{Rule, Work};
use crate::marathon::Envelope;

pub(super) const RULE: Rule = Rule {
    name: "unknown-envelope",
    summary: "The app sits in a structure that is not one of Marathon's",
    page: include_str!("../../docs/rules/unknown-envelope.md"),
    check,
};

fn check(work: &mut Work) {
    if work.definition().envelope == Envelope::Unknown {
        work.note("", "taken for an app because it has an image and a credential URI; its id is read as if it stood alone");
    }
}
