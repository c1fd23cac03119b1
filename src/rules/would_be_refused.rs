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
        .map(|mut violation| {
            let place = base.as_str().to_owned() + &violation.pointer;
            let place = PointerBuf::parse(place).unwrap_or_default();
            let place = origin(place, operations, before);
            let local = place.strip_prefix(base).map_or("", |local| local.as_str()).to_owned();
            let before = known.message(&violation, &local);
            let is_known = before.is_some();
            violation.message = before.unwrap_or(violation.message);
            (local, violation, is_known)
        })
        .collect();
    for (pointer, violation, is_known) in found {
        report(context, &pointer, violation, is_known);
    }
}

/// The violations of the definition before the change.
struct KnownViolations<'v> {
    /// The violations by name and pointer.
    by_place: HashMap<(&'v str, &'v str), Vec<AtPlace<'v>>>,
    /// The versions that report a violation, by its name and its message.
    by_words: HashMap<(&'v str, &'v str), Vec<Targets>>,
}

/// The violations with one name that the same versions report at one place.
struct AtPlace<'v> {
    versions: Targets,
    /// The message; `None` if there are several.
    message: Option<&'v str>,
}

impl<'v> KnownViolations<'v> {
    fn new(before: &'v [Violation]) -> Self {
        let mut known = KnownViolations { by_place: HashMap::new(), by_words: HashMap::new() };
        for Violation { name, pointer, message, versions, .. } in before {
            let versions = versions.unwrap_or(Targets::ALL);
            let here = known.by_place.entry((name, pointer)).or_default();
            match here.iter_mut().find(|it| it.versions == versions) {
                None => here.push(AtPlace { versions, message: Some(message) }),
                Some(same) => same.message = same.message.filter(|it| it == message),
            }
            let said = known.by_words.entry((name, message)).or_default();
            if !said.contains(&versions) {
                said.push(versions);
            }
        }
        known
    }

    /// Returns the message of the violation `now`, if the definition has the same violation before the
    /// change: at the same place of the file or with the same message, and reported by all versions
    /// that report it now. The message then names the place as the file has it, if it is clear which
    /// violation is the same. Returns `None` if the change has brought the violation.
    fn message(&self, now: &Violation, place: &str) -> Option<String> {
        let versions = now.versions.unwrap_or(Targets::ALL);
        let is_covered = |before: Targets| before.union(versions) == before;
        let at_place = self.by_place.get(&(now.name, place)).into_iter().flatten();
        let mut at_place = at_place.filter(|it| is_covered(it.versions));
        if let Some(first) = at_place.next() {
            let only = first.message.filter(|_| at_place.next().is_none());
            return Some(only.unwrap_or(&now.message).to_owned());
        }
        let mut in_words = self.by_words.get(&(now.name, &now.message)).into_iter().flatten();
        in_words.any(|before| is_covered(*before)).then(|| now.message.clone())
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
