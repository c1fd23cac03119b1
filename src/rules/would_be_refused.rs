//! `would-be-refused`: the gate behind all other rules. What Marathon would not take is not offered.

use json_patch::jsonptr::PointerBuf;

use super::places::origin;
use super::{Rule, Severity, Work};
use crate::validity::{Violation, violations};

pub(super) const RULE: Rule = Rule {
    name: "would-be-refused",
    summary: "Marathon would refuse the converted definition, for a reason of its own",
    page: include_str!("../../docs/rules/would-be-refused.md"),
    check,
};

/// Every reason is filed under its own name. What is there already is no work of ours and may be
/// accepted; what the rules have brought in may not.
fn check(work: &mut Work) {
    let kind = work.definition().kind;
    let (before, operations, findings) = work.so_far();
    let is_blocked = findings.iter().any(|finding| finding.severity == Severity::Blocker);
    let Some(after) = work.get("") else { return };
    if is_blocked || operations.is_empty() {
        return;
    }
    let target = work.options().target;
    let refused: Vec<Violation> = violations(kind, after, target)
        .into_iter()
        .filter(|violation| violation.unless.is_none())
        .collect();
    if refused.is_empty() {
        return;
    }
    let known = before.value("").map(|before| violations(kind, &before, target));
    let known = known.unwrap_or_default();
    let base = &work.definition().pointer;
    let found: Vec<(String, Violation, bool)> = refused
        .into_iter()
        .map(|violation| {
            let place = base.as_str().to_owned() + &violation.pointer;
            let place = PointerBuf::parse(place).unwrap_or_default();
            let place = origin(place, operations, before);
            let local = place.strip_prefix(base).map_or("", |local| local.as_str()).to_owned();
            let is_known = known.iter().any(|other| is_same(other, &violation, &local));
            (local, violation, is_known)
        })
        .collect();
    for (pointer, violation, is_known) in found {
        say(work, &pointer, violation, is_known);
    }
}

/// Whether `now` is what `before` was, told by name and by its place in the file or its words.
fn is_same(before: &Violation, now: &Violation, place: &str) -> bool {
    before.name == now.name && (before.pointer == place || before.message == now.message)
}

fn say(work: &mut Work, pointer: &str, violation: Violation, is_known: bool) {
    let kind = work.definition().kind;
    work.enter_detail(violation.name);
    let reason = violation.message;
    if is_known {
        // Nothing is lost: a definition that Marathon refuses stays one.
        let _is_accepted = work.block_or_lose(
            pointer,
            format!("{reason}; Marathon refuses the {kind} for that, today and converted"),
            "correct it, then convert",
            "the converted definition is one that Marathon refuses, as it was before",
        );
    } else {
        work.block(
            pointer,
            format!("{reason} after the conversion, for which Marathon would refuse the {kind}"),
            "change by hand what leads to it",
        );
    }
}
