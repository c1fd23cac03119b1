//! `would-be-refused`: the gate behind all other rules. What Marathon would not take is not offered.

use json_patch::jsonptr::PointerBuf;

use super::places::origin;
use super::work::help_about;
use super::{Rule, Severity, Target, Work};
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
    let refused = found.iter().map(|(_, violation, _)| violation);
    let ways_out = ways_out(work, refused);
    for ((pointer, violation, is_known), way_out) in found.into_iter().zip(ways_out) {
        say(work, &pointer, violation, is_known, way_out);
    }
}

/// For each reason, the first version after the target that says nothing against its place, if there
/// is one.
fn ways_out<'v>(work: &Work, refused: impl Iterator<Item = &'v Violation>) -> Vec<Option<Target>> {
    let (kind, target) = (work.definition().kind, work.options().target);
    let Some(after) = work.get("") else { return Vec::new() };
    let later: Vec<(Target, Vec<Violation>)> =
        target.later().map(|later| (later, violations(kind, after, later))).collect();
    let first = |violation: &Violation| {
        let is_there = |other: &Violation| other.pointer == violation.pointer;
        let takes = |(_, given): &&(Target, Vec<Violation>)| !given.iter().any(is_there);
        later.iter().find(takes).map(|&(version, _)| version)
    };
    refused.map(first).collect()
}

/// Whether `now` is what `before` was, told by name and by its place in the file or its words.
fn is_same(before: &Violation, now: &Violation, place: &str) -> bool {
    before.name == now.name && (before.pointer == place || before.message == now.message)
}

fn say(
    work: &mut Work,
    pointer: &str,
    violation: Violation,
    is_known: bool,
    way_out: Option<Target>,
) {
    let kind = work.definition().kind;
    work.enter_detail(violation.name);
    let reason = violation.message;
    let text = work.text(pointer).unwrap_or_default().to_owned();
    let help = |otherwise: &str| match way_out {
        Some(version) => format!("{}; else {otherwise}", version.way_out()),
        None => otherwise.to_owned(),
    };
    if is_known {
        // Nothing is lost: a definition that Marathon refuses stays one.
        let _is_accepted = work.block_or_lose(
            pointer,
            format!("{reason}; Marathon refuses the {kind} for that, today and converted"),
            &help_about(&text, &help("correct it, then convert")),
            "the converted definition is one that Marathon refuses, as it was before",
        );
    } else {
        work.block(
            pointer,
            format!("{reason} after the conversion, for which Marathon would refuse the {kind}"),
            &help_about(&text, &help("change by hand what leads to it")),
        );
    }
}
