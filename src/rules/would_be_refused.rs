//! `would-be-refused`: the last rule. A definition that Marathon would refuse is not converted.

use std::collections::HashMap;
use std::sync::Arc;

use json_patch::jsonptr::PointerBuf;
use serde_json::Value;

use crate::engine::context::report::help_about;
use crate::engine::pointers::origin;
use crate::engine::{Context, Rule, Severity};
use crate::live::{Info, decide};
use crate::marathon::Targets;
use crate::validity::{VersionBounds, Violation, judge};

pub(super) const RULE: Rule = Rule {
    name: "would-be-refused",
    summary: "Marathon would refuse the converted definition, for a reason of its own",
    page: include_str!("../../docs/rules/would-be-refused.md"),
    check,
};

/// Reports every violation under its own name. The user may accept a violation that the file
/// already has, and none that the rules have introduced.
fn check(context: &mut Context) {
    let (kind, envelope) = (context.definition().kind, context.definition().envelope);
    let (before, operations, findings) = context.so_far();
    let is_blocked = findings.iter().any(|finding| finding.severity == Severity::Blocker);
    let Some(after) = context.get("") else { return };
    if is_blocked || operations.is_empty() {
        return;
    }
    let targets = context.options().targets;
    let counts = |versions: Targets| versions.iter().any(|version| targets.contains(version));
    let infos: Vec<Arc<Info>> = context.options().info.iter().cloned().collect();
    let judged = |value: &Value| {
        let mut judgement = judge(kind, envelope, value, Targets::ALL);
        decide(&mut judgement, value, &infos);
        judgement.violations
    };
    let refused: Vec<Violation> = judged(after)
        .into_iter()
        .filter(|violation| violation.unless.is_none() && violation.versions.is_none_or(counts))
        .collect();
    if refused.is_empty() {
        return;
    }
    let known = before.value("").map(|before| judged(&before));
    let known = KnownViolations::new(known.as_deref().unwrap_or_default());
    let base = &context.definition().pointer;
    let found: Vec<(String, Violation, bool)> = refused
        .into_iter()
        .map(|violation| {
            let place = base.as_str().to_owned() + &violation.pointer;
            let place = PointerBuf::parse(place).unwrap_or_default();
            let place = origin(place, operations, before);
            let local = place.strip_prefix(base).map_or("", |local| local.as_str()).to_owned();
            let is_known = known.has(&violation, &local);
            (local, violation, is_known)
        })
        .collect();
    for (pointer, violation, is_known) in found {
        report(context, &pointer, violation, is_known);
    }
}

/// The violations of the definition before the change. The values of the maps are sets of versions
/// of Marathon that have a violation.
struct KnownViolations<'v> {
    /// The sets by the name and the pointer of a violation.
    by_place: HashMap<(&'v str, &'v str), Vec<Targets>>,
    /// The sets by the name and the message of a violation.
    by_words: HashMap<(&'v str, &'v str), Vec<Targets>>,
}

impl<'v> KnownViolations<'v> {
    fn new(before: &'v [Violation]) -> Self {
        let mut known = KnownViolations { by_place: HashMap::new(), by_words: HashMap::new() };
        for violation in before {
            let versions = violation.versions.unwrap_or(Targets::ALL);
            let place = (violation.name, violation.pointer.as_str());
            let words = (violation.name, violation.message.as_str());
            for said in [known.by_place.entry(place), known.by_words.entry(words)] {
                let said = said.or_default();
                if !said.contains(&versions) {
                    said.push(versions);
                }
            }
        }
        known
    }

    /// Whether the definition had the violation `now` before the change: at `place`, the same place
    /// of the file, or with the same message, and in all versions that have it now.
    fn has(&self, now: &Violation, place: &str) -> bool {
        let versions = now.versions.unwrap_or(Targets::ALL);
        let at_place = self.by_place.get(&(now.name, place));
        let in_words = self.by_words.get(&(now.name, now.message.as_str()));
        let mut said = at_place.into_iter().chain(in_words).flatten();
        said.any(|before| before.union(versions) == *before)
    }
}

/// Reports a violation of the converted definition. `pointer` is its place in the file. `is_known`
/// tells whether the file has it already.
fn report(context: &mut Context, pointer: &str, violation: Violation, is_known: bool) {
    let kind = context.definition().kind;
    context.enter_detail(violation.name);
    let text = context.text(&violation.pointer).unwrap_or_default().to_owned();
    let (marathon, help) = match violation.bounds() {
        Some(VersionBounds { versions, way_out }) => {
            let way_out = way_out.map(|clause| clause + "; else ").unwrap_or_default();
            (format!("Marathon {versions}"), way_out)
        }
        None => ("Marathon".into(), String::new()),
    };
    let reason = violation.message;
    if is_known {
        // The caller has nothing to carry out: a definition that Marathon refused stays refused.
        let _is_accepted = context.block_or_lose(
            pointer,
            format!("{marathon} refuses the {kind}, before and after the conversion: {reason}"),
            &help_about(&text, &format!("{help}correct it, then convert")),
            "Marathon refuses the converted definition, as it refuses this one",
        );
    } else {
        context.block(
            pointer,
            format!("after the conversion {marathon} would refuse the {kind}: {reason}"),
            &help_about(&text, &format!("{help}change the cause by hand")),
        );
    }
}
