//! `several-credentials`: two different credential files, one pull secret.

use super::{Rule, Work};

pub(super) const RULE: Rule = Rule {
    name: "several-credentials",
    summary: "The definition fetches several credential files; an image has one pull secret",
    page: include_str!("../../docs/rules/several-credentials.md"),
    check,
};

fn check(work: &mut Work) {
    let mut entries = work.entries().iter();
    let Some(first) = entries.next() else { return };
    if let Some(other) = entries.find(|entry| entry.uri != first.uri) {
        let message = format!(
            "fetches both `{}` and `{}`, but an image is pulled with one secret",
            first.uri, other.uri
        );
        let pointer = other.pointer.strip_prefix(&work.definition().pointer);
        let pointer = pointer.map_or(String::new(), |pointer| pointer.as_str().to_owned());
        work.block(
            &pointer,
            message,
            "put all registries into one of the two and remove the other",
        );
    }
}
