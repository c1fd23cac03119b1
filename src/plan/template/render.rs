//! Proof P5: what a template renders to before its change, planned as JSON, is what it renders to after
//! it, under a covering set of assignments.
//!
//! Uses how the languages are read, and the pipeline for JSON, and nothing else that plans. An
//! assignment with which the text before the change is not strict JSON, has a name twice in an object,
//! or is refused by Marathon before and after for the same reason, is nobody's. An expression that may
//! be a comma, members or elements of what the rules look at makes every text unknown, and blocks.

use std::collections::hash_map::{DefaultHasher, Entry};
use std::collections::{BTreeSet, HashMap, HashSet};
use std::hash::{Hash, Hasher};
use std::ops::{ControlFlow, Range};

use serde_json::Value;

use super::super::migration::{Draft, draft};
use super::super::search::Search;
use super::super::{Depth, State};
use super::Case;
use crate::edit;
use crate::engine::{Options, Severity};
use crate::marathon::{self, Definition};
use crate::source::{Shifts, TextEdit, splice};
use crate::text::{
    Assignment, Choice, Document, Hole, HoleKind, Lines, Pair, RenderedNames, Template, Trial,
};
use crate::validity::violations;

/// Why a case is not proved.
pub(super) struct Flaw {
    /// The index of the case.
    pub(super) case: usize,
    /// Where in the file.
    pub(super) at: usize,
    /// A clause.
    pub(super) reason: String,
    /// What holds where the change would be wrong.
    pub(super) choice: Option<Choice>,
}

/// After so many, no more are looked for.
const ENOUGH: usize = 8;

/// Proves the edits of all cases in what the template renders to; else what is wrong with them.
pub(super) fn prove(
    template: &Template,
    cases: &[Case],
    search: &Search,
    options: &Options,
) -> Vec<Flaw> {
    let edits: Vec<TextEdit> = cases.iter().flat_map(|case| case.edits.iter().cloned()).collect();
    let Some(first) = cases.iter().position(|case| !case.edits.is_empty()) else {
        return Vec::new();
    };
    let flaw =
        |reason: String| vec![Flaw { case: first, at: cases[first].start, reason, choice: None }];
    let captured = captured(template, cases);
    if !captured.is_empty() {
        return captured;
    }
    let bytes = splice(template.text().as_bytes(), &edits);
    let Ok(text) = String::from_utf8(bytes) else {
        return flaw("the change would not leave text behind".into());
    };
    let again = match template.again(&text) {
        Ok(again) => again,
        Err(error) => return flaw(format!("the change would break the template ({error})")),
    };
    let mut flaws = Vec::new();
    for mut pair in template.pairs(&again) {
        flaws.extend(of_pair(&mut pair, cases, &edits, search, options));
        if !flaws.is_empty() {
            break;
        }
    }
    flaws
}

/// The cases that fetch credentials and seem to have no image, in which an expression may bring one, or
/// what the template renders to has one.
pub(super) fn unknown(template: &Template, cases: &[Case], options: &Options) -> Vec<Flaw> {
    let mut flaws: Vec<Flaw> = Vec::new();
    let mut known: HashSet<usize> = HashSet::new();
    let is_open = |case: &Case| case.migration.state == State::NoImage;
    if !cases.iter().any(is_open) {
        return flaws;
    }
    for mut pair in template.pairs(template) {
        let _: Option<ControlFlow<()>> = pair.sketch(&mut |trial, names| {
            let document = trial.old.document(names).ok();
            let starts: HashSet<usize> =
                cases.iter().filter(|case| is_open(case)).map(|case| case.start).collect();
            let changed =
                document.map(|document| changed(trial, &document, &starts, options));
            let changed = changed.unwrap_or_default();
            for (case, own) in cases.iter().enumerate().filter(|(_, case)| is_open(case)) {
                if !known.contains(&case) {
                let hole = trial.old.holes.iter().find(|hole| matters(hole, own.start));
                if let Some(hole) = hole {
                    let reason = said(hole.kind, &own.text(&hole.range));
                    flaws.push(Flaw { case, at: hole.range.start, reason, choice: None });
                    known.insert(case);
                } else if changed.contains(&own.start) {
                    let reason = "what the template renders to has an image to pull; write its keys as text, without tags in them";
                    flaws.push(Flaw { case, at: own.start, reason: reason.into(), choice: None });
                    known.insert(case);
                }
                }
            }
            ControlFlow::Continue(true)
        });
    }
    flaws
}

/// Which of the definitions that begin at `starts` of the file would be changed where they are rendered.
fn changed(
    trial: &Trial,
    document: &Document,
    starts: &HashSet<usize>,
    options: &Options,
) -> HashSet<usize> {
    let lines = Lines::new(document.original().as_bytes());
    let changed = marathon::definitions(document, &|_| true).into_iter().filter_map(|definition| {
        let place = trial.old.place(document.span(definition.node).start)?;
        let is_changed = starts.contains(&place)
            && !matches!(plan((trial, &lines), document, &definition, options), Planned::Stays);
        is_changed.then_some(place)
    });
    changed.collect()
}

/// The cases that have to do with a text that is changed, or that another place has by a name.
fn captured(template: &Template, cases: &[Case]) -> Vec<Flaw> {
    let mut flaws = Vec::new();
    for range in template.captured() {
        for (case, own) in cases.iter().enumerate().filter(|(_, case)| !case.edits.is_empty()) {
            let is_in = range.contains(&own.start);
            let touches = |edit: &TextEdit| {
                edit.range.start < range.end && range.start < edit.range.end
                    || range.contains(&edit.range.start)
            };
            if is_in || own.edits.iter().any(touches) {
                let tag = template.shown(range.start);
                let reason = format!(
                    "`{tag}` makes something else of the text in it, or lets another place have it; take what would change out of it"
                );
                flaws.push(Flaw { case, at: range.start, reason, choice: None });
            }
        }
    }
    flaws
}

fn of_pair(
    pair: &mut Pair,
    cases: &[Case],
    edits: &[TextEdit],
    search: &Search,
    options: &Options,
) -> Vec<Flaw> {
    let mut prover = Prover {
        cases,
        edits,
        options,
        seen: HashSet::new(),
        covered: BTreeSet::new(),
        planned: HashMap::new(),
        found: Vec::new(),
    };
    let full = "there are more expressions than can be told apart";
    let is_complete = match pair.explore(&[], &mut |trial, names| prover.look(trial, names)) {
        None => return prover.all(full),
        Some(ControlFlow::Break(())) => return prover.flaws(pair),
        Some(ControlFlow::Continue(is_complete)) => is_complete,
    };
    if let Some(flaw) = prover.unseen(pair, is_complete, search) {
        prover.found.push(flaw);
        return prover.flaws(pair);
    }
    let ranges: Vec<Range<usize>> = edits.iter().map(|edit| edit.range.clone()).collect();
    let changed = cases.iter().filter(|case| !case.edits.is_empty());
    let spans: Vec<Range<usize>> = changed.map(|case| case.span.clone()).collect();
    for doubled in pair.loops(&ranges, &spans) {
        match pair.explore(&doubled, &mut |trial, names| prover.look(trial, names)) {
            None => return prover.all(full),
            Some(ControlFlow::Break(())) => break,
            Some(ControlFlow::Continue(_)) => {}
        }
    }
    prover.flaws(pair)
}

/// The planned fate of one definition in one rendering.
enum Planned {
    Stays,
    Becomes(Value),
    Blocked { at: usize, reason: String },
}

struct Found {
    case: usize,
    at: usize,
    reason: String,
    assignment: Option<Assignment>,
}

struct Prover<'p, 'c> {
    cases: &'p [Case<'c>],
    edits: &'p [TextEdit],
    options: &'p Options,
    /// The texts that were compared, before and after.
    seen: HashSet<u64>,
    /// The alternatives that were there in what is JSON.
    covered: BTreeSet<(usize, usize)>,
    /// The planned fate of each definition, by its place, its id and its text.
    planned: HashMap<(usize, String, String), Planned>,
    found: Vec<Found>,
}

impl Prover<'_, '_> {
    /// Looks at one rendering.
    fn look(&mut self, trial: &mut Trial, names: &RenderedNames) -> ControlFlow<(), bool> {
        self.holes(trial);
        let mut hasher = DefaultHasher::new();
        (&trial.old.text, &trial.new.text).hash(&mut hasher);
        let is_new = self.seen.insert(hasher.finish());
        let before =
            trial.old.document(names).ok().filter(|it| it.duplicate_key(it.root()).is_none());
        let Some(before) = before else { return self.go_on(false) };
        self.covered.extend(trial.old.taken());
        if is_new {
            self.compare(trial, &before, names);
        }
        self.go_on(true)
    }

    fn go_on(&self, is_useful: bool) -> ControlFlow<(), bool> {
        match self.found.len() < ENOUGH {
            true => ControlFlow::Continue(is_useful),
            false => ControlFlow::Break(()),
        }
    }

    fn report(&mut self, case: usize, at: usize, reason: String, trial: Option<&Trial>) {
        let is_known = |found: &Found| found.case == case && found.reason == reason;
        if trial.is_none() && self.found.iter().any(is_known) {
            return;
        }
        let assignment = trial.map(|trial| trial.assignment.clone());
        self.found.push(Found { case, at, reason, assignment });
    }

    /// Finds the expressions that may be anything, in what rules look at.
    fn holes(&mut self, trial: &Trial) {
        for hole in trial.old.holes.iter() {
            let changed = hole.around.iter().filter_map(|(place, _)| self.changed_at(*place));
            let case = changed.filter(|&case| matters(hole, self.cases[case].start)).min();
            if let Some(case) = case {
                let shown = self.cases[case].text(&hole.range);
                self.report(case, hole.range.start, said(hole.kind, &shown), None);
            }
        }
    }

    /// The case that begins at `place` of the file, if it changes.
    fn changed_at(&self, place: usize) -> Option<usize> {
        let case = self.cases.binary_search_by_key(&place, |case| case.start).ok()?;
        Some(case).filter(|&case| !self.cases[case].edits.is_empty())
    }

    fn compare(&mut self, trial: &Trial, before: &Document, names: &RenderedNames) {
        let Ok(mut expected) = serde_json::from_str::<Value>(&trial.old.text) else { return };
        let definitions = marathon::definitions(before, &|_| true);
        let mut changed: Vec<(usize, &Definition)> = Vec::new();
        let mut lines: Option<Lines> = None;
        for definition in &definitions {
            let Some(place) = trial.old.place(before.span(definition.node).start) else { continue };
            let Some(case) = self.changed_at(place) else { continue };
            changed.push((case, definition));
            let key = (place, definition.id.to_string(), before.raw(definition.node).to_owned());
            let options = self.options;
            let planned = match self.planned.entry(key) {
                Entry::Occupied(known) => known.into_mut(),
                Entry::Vacant(new) => {
                    let lines =
                        lines.get_or_insert_with(|| Lines::new(before.original().as_bytes()));
                    new.insert(plan((trial, lines), before, definition, options))
                }
            };
            match planned {
                Planned::Stays => {}
                Planned::Becomes(value) => {
                    if let Some(at) = expected.pointer_mut(definition.pointer.as_str()) {
                        at.clone_from(value);
                    }
                }
                Planned::Blocked { at, reason } => {
                    let (at, reason) = (*at, reason.clone());
                    if !self.is_refused(trial, before, definition, names) {
                        self.report(case, at, reason, Some(trial));
                    }
                    return;
                }
            }
        }
        let fault = self.fault(trial, &expected, &changed, names);
        if let Some((case, reason)) = fault {
            let definition = changed.iter().find(|(own, _)| *own == case);
            let is_refused =
                definition.is_some_and(|(_, it)| self.is_refused(trial, before, it, names));
            if !is_refused {
                self.report(case, self.cases[case].start, reason, Some(trial));
            }
        }
    }

    /// The case at fault, if the text after the change does not say what it has to.
    fn fault(
        &self,
        trial: &Trial,
        expected: &Value,
        changed: &[(usize, &Definition)],
        names: &RenderedNames,
    ) -> Option<(usize, String)> {
        let first = || {
            let any = self.cases.iter().position(|case| !case.edits.is_empty());
            changed.first().map(|(case, _)| *case).or(any).unwrap_or(0)
        };
        let after = match trial.new.document(names) {
            Ok(after) => after,
            Err(error) => {
                let place = trial.new.place(error.offset).unwrap_or(0);
                let shifts = Shifts::new(self.edits);
                let case = self
                    .cases
                    .iter()
                    .position(|case| !case.edits.is_empty() && place <= shifts.of(case.span.end));
                return Some((case.unwrap_or_else(first), "would not be JSON".into()));
            }
        };
        if after.duplicate_key(after.root()).is_some() {
            return Some((first(), "would have a name twice".into()));
        }
        let value: Option<Value> = serde_json::from_str(&trial.new.text).ok();
        if value.as_ref() == Some(expected) {
            return None;
        }
        let differs = |(_, definition): &&(usize, &Definition)| {
            let at = definition.pointer.as_str();
            value.as_ref().and_then(|value| value.pointer(at)) != expected.pointer(at)
        };
        let case = changed.iter().find(differs).map_or_else(first, |(case, _)| *case);
        Some((case, "would not say what it has to".into()))
    }

    /// Whether Marathon refuses a definition before and after for the same reason.
    fn is_refused(
        &self,
        trial: &Trial,
        before: &Document,
        definition: &Definition,
        names: &RenderedNames,
    ) -> bool {
        let reasons = |value: &Value| -> Vec<String> {
            let violations = violations(definition.kind, value, self.options.targets);
            let certain = violations.into_iter().filter(|violation| violation.unless.is_none());
            certain.map(|violation| violation.message).collect()
        };
        let Ok(old) = before.value(definition.node) else { return false };
        let old = reasons(&old);
        if old.is_empty() {
            return false;
        }
        let Ok(after) = trial.new.document(names) else { return false };
        let Some(new) = after.find(after.root(), &definition.pointer) else { return false };
        after.value(new).is_ok_and(|new| reasons(&new).iter().any(|reason| old.contains(reason)))
    }

    /// An alternative in a definition that changes, which was in nothing that is JSON.
    fn unseen(&mut self, pair: &mut Pair, is_complete: bool, search: &Search) -> Option<Found> {
        let cases = self.cases;
        let mut alternatives = pair.alternatives();
        alternatives.sort_by_key(|(_, inside)| inside.start);
        for (case, own) in cases.iter().enumerate().filter(|(_, case)| !case.edits.is_empty()) {
            let first = alternatives.partition_point(|(_, inside)| inside.start < own.span.start);
            let behind = alternatives.partition_point(|(_, inside)| inside.start <= own.span.end);
            for (place, inside) in alternatives[first..behind].iter().cloned() {
                if own.span.end < inside.end {
                    continue;
                }
                if self.covered.contains(&place) {
                    continue;
                }
                let is_read = pair.seek(place, &mut |trial, names| self.look(trial, names));
                if is_read.is_none() || self.covered.contains(&place) {
                    continue;
                }
                let names_credentials = search.names(&inside);
                let touches = |edit: &TextEdit| {
                    edit.range.start < inside.end && inside.start < edit.range.end
                };
                if is_complete && !names_credentials && !own.edits.iter().any(touches) {
                    continue;
                }
                let reason = "the file is not JSON with this alternative in any combination that was looked at, so it was not read".to_owned();
                return Some(Found { case, at: inside.start, reason, assignment: None });
            }
        }
        None
    }

    /// Returns one flaw with this reason for each case that changes.
    fn all(self, reason: &str) -> Vec<Flaw> {
        let changed = self.cases.iter().enumerate().filter(|(_, case)| !case.edits.is_empty());
        changed
            .map(|(case, own)| Flaw { case, at: own.start, reason: reason.into(), choice: None })
            .collect()
    }

    fn flaws(self, pair: &Pair) -> Vec<Flaw> {
        let flaw = |Found { case, at, reason, assignment }| {
            let Some(assignment) = assignment else {
                return Flaw { case, at, reason, choice: None };
            };
            let conditions: Vec<String> = pair
                .conditions(&assignment)
                .map(|(text, holds)| format!("{} `{text}`", if holds { "with" } else { "without" }))
                .collect();
            let place = match conditions.len() {
                _ if assignment.is_doubled => " with two rounds of what may be a loop".to_owned(),
                0 => String::new(),
                1..=3 => format!(" {}", conditions.join(" and ")),
                _ => " in one combination of its conditions".to_owned(),
            };
            let is_ours = reason.starts_with("would ");
            let reason = match is_ours {
                true => format!("the changed template{place} {reason}"),
                false => format!("{reason}; that is so{place}"),
            };
            Flaw { case, at, reason, choice: Some(pair.choice(&assignment)) }
        };
        self.found.into_iter().map(flaw).collect()
    }
}

/// Returns what the rules plan for a definition of a rendering.
fn plan(
    (trial, lines): (&Trial, &Lines),
    document: &Document,
    definition: &Definition,
    options: &Options,
) -> Planned {
    let entries = marathon::entries(document, definition, &options.recognition);
    let start = trial.old.place(document.span(definition.node).start).unwrap_or(0);
    let blocked = |at: usize, reason: String| Planned::Blocked { at, reason };
    let drafted = match draft(Depth::Survey, document, lines, definition, entries, options) {
        Ok(drafted) => drafted,
        Err(error) => return blocked(start, error.to_string()),
    };
    let Some(Draft { migration, change }) = drafted else { return Planned::Stays };
    if migration.state == State::Blocked {
        let blocker = migration.findings.iter().find(|it| it.finding.severity == Severity::Blocker);
        let at = blocker.and_then(|it| trial.old.place(lines.offset(it.position)));
        let reason = blocker.map(|it| document.restored(&it.finding.message).into_owned());
        return blocked(at.unwrap_or(start), reason.unwrap_or_default());
    }
    if change.is_none() {
        return Planned::Stays;
    }
    let value = serde_json::from_str(document.raw(definition.node));
    let patched = value
        .map_err(edit::EditError::Read)
        .and_then(|value| edit::patched(value, &definition.pointer, &migration.patch));
    match patched {
        Ok(value) => Planned::Becomes(value),
        Err(error) => blocked(start, error.to_string()),
    }
}

/// The members of a definition that rules read or write.
const READ: [&str; 12] = [
    "container",
    "docker",
    "uris",
    "fetch",
    "parameters",
    "volumes",
    "portMappings",
    "networks",
    "secrets",
    "ipAddress",
    "containers",
    "run",
];

/// Whether a hole lies in what rules look at of the definition that begins at `start`.
fn matters(hole: &Hole, start: usize) -> bool {
    let Some(at) = hole.around.iter().position(|(place, _)| *place == start) else { return false };
    let names: Vec<&str> = hole.around[at + 1..].iter().map(|(_, name)| name.as_str()).collect();
    names.first().is_none_or(|first| READ.contains(first))
}

/// Returns the reason to refuse a hole: what it may be, and what to do about it.
fn said(kind: HoleKind, shown: &str) -> String {
    match kind {
        HoleKind::Comma => {
            format!(
                "`{shown}` may be a comma, or more; write the comma into the text, in a section if need be"
            )
        }
        HoleKind::Members => {
            format!(
                "`{shown}` may bring any members; write those that count into the text, or move it into `env` or `labels`"
            )
        }
        HoleKind::Elements => {
            format!(
                "`{shown}` may be no element, or several; write them into the text, in quotes, in a section or in a loop"
            )
        }
        HoleKind::KeyPart => {
            format!(
                "`{shown}` makes a part of a key, so that this may be any member; write the whole key into the text"
            )
        }
    }
}

impl Case<'_> {
    /// Returns the text of the file at `range`, on one line and cut at 60 characters.
    fn text(&self, range: &Range<usize>) -> String {
        let original = self.views.first().map_or("", |view| view.document.original());
        let text = original.get(range.clone()).unwrap_or_default();
        let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
        match line.char_indices().nth(60) {
            Some((end, _)) => format!("{}…", &line[..end]),
            None => line,
        }
    }
}
