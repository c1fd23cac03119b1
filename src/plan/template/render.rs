//! Makes proof P5. The text that a template renders to before its change is planned as JSON. The
//! result must be the text that the template renders to after its change, for a covering set of
//! assignments.
//!
//! The proof uses the parsers of the languages and the planner of JSON, and no other part of
//! `plan`. An assignment does not count if the text before the change is not strict JSON, has a
//! name twice in an object, or is refused by Marathon before and after for the same reason. An
//! expression blocks if it may be a comma, members or elements in a part that the rules look at,
//! because every such text is unknown.

use std::collections::hash_map::{DefaultHasher, Entry};
use std::collections::{BTreeSet, HashMap, HashSet};
use std::hash::{Hash, Hasher};
use std::ops::{ControlFlow, Range};

use serde_json::Value;

use super::super::hits::Hits;
use super::Revision;
use super::reasons::{self, TOO_MANY_EXPRESSIONS, combination};
use super::rendered::{RenderedFate, plan};
use super::unclear::matters;
use crate::engine::Options;
use crate::marathon::{self, Definition};
use crate::text::{
    ArmId, Assignment, Choice, Document, Lines, Pair, RenderedStandIns, Template, TextEdit, Trial,
    splice,
};
use crate::validity::judge;

/// The reason why the change of a definition is not proved.
pub(super) struct Flaw {
    /// The index of the revision at fault; `None` if any of them may be.
    pub(super) revision: Option<usize>,
    /// The offset of the place at fault, or of the first revision.
    pub(super) at: usize,
    /// The reason, as a clause.
    pub(super) reason: String,
    /// The choice with which the change would be wrong; `None` if the reason is not about one choice.
    pub(super) choice: Option<Choice>,
}

/// The number of flaws after which no more renderings are looked at.
const MAX_FLAWS: usize = 8;

/// The renderings that a proof looks at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Extent {
    /// A covering set, for all flaws of a change.
    Covering,
    /// A few renderings, for changes that were proved one by one.
    Sample,
}

/// Proves changes in the texts that the template renders to. Returns the flaws.
pub(super) fn prove(
    template: &Template,
    revisions: &[Revision],
    extent: Extent,
    hits: &Hits,
    options: &Options,
) -> Vec<Flaw> {
    let Some(first) = revisions.first() else { return Vec::new() };
    let flaw =
        |reason: String| vec![Flaw { revision: None, at: first.start, reason, choice: None }];
    let edits: Vec<TextEdit> = revisions.iter().flat_map(|it| it.edits.iter().cloned()).collect();
    let bytes = splice(template.text().as_bytes(), &edits);
    let Ok(text) = String::from_utf8(bytes) else {
        return flaw("after the change the file would not be text in UTF-8".into());
    };
    let again = match template.again(&text) {
        Ok(again) => again,
        Err(error) => return flaw(format!("the change would break the template ({error})")),
    };
    let mut flaws = Vec::new();
    for mut pair in template.pairs(&again) {
        let mut prover = Prover {
            template,
            revisions,
            options,
            seen: HashSet::new(),
            covered: BTreeSet::new(),
            planned: HashMap::new(),
            found: Vec::new(),
        };
        pair.look_at(&edits);
        let is_told_apart = match extent {
            Extent::Covering => prover.cover(&mut pair, &edits, hits),
            Extent::Sample => {
                pair.sample(&mut |trial, stand_ins| prover.look(trial, stand_ins)).is_some()
            }
        };
        if !is_told_apart {
            return flaw(TOO_MANY_EXPRESSIONS.into());
        }
        flaws.extend(prover.flaws(&pair));
        if !flaws.is_empty() {
            break;
        }
    }
    flaws
}

/// A [`Flaw`] that was found, with the assignment in place of the choice.
struct FoundFlaw {
    revision: Option<usize>,
    at: usize,
    reason: String,
    /// The assignment of the rendering that shows the flaw.
    assignment: Option<Assignment>,
}

/// The state of a proof while renderings are looked at.
struct Prover<'p> {
    template: &'p Template<'p>,
    revisions: &'p [Revision],
    options: &'p Options,
    /// The hashes of the renderings that were looked at: of the texts before and after the change.
    seen: HashSet<u64>,
    /// The arms that were there in texts that are JSON.
    covered: BTreeSet<ArmId>,
    /// The planned fate of each definition, by its offset in the file, its id and its rendered text.
    planned: HashMap<(usize, String, String), RenderedFate>,
    found: Vec<FoundFlaw>,
}

impl Prover<'_> {
    /// Looks at a covering set of renderings. Returns false if there are too many expressions to tell them
    /// apart.
    fn cover(&mut self, pair: &mut Pair, edits: &[TextEdit], hits: &Hits) -> bool {
        let is_complete =
            match pair.explore(&[], &mut |trial, stand_ins| self.look(trial, stand_ins)) {
                None => return false,
                Some(ControlFlow::Break(())) => return true,
                Some(ControlFlow::Continue(is_complete)) => is_complete,
            };
        let was_of_use = pair.has_useful();
        if let Some(found) = self.unseen(pair, is_complete, hits) {
            self.found.push(found);
            return true;
        }
        if !was_of_use && pair.has_useful() {
            // Only a useful rendering tells which conditions the rules do not look at, and the
            // first search had found none.
            match pair.explore(&[], &mut |trial, stand_ins| self.look(trial, stand_ins)) {
                None => return false,
                Some(ControlFlow::Break(())) => return true,
                Some(ControlFlow::Continue(_)) => {}
            }
        }
        let ranges: Vec<Range<usize>> = edits.iter().map(|edit| edit.range.clone()).collect();
        let spans: Vec<Range<usize>> = self.revisions.iter().map(|it| it.span.clone()).collect();
        for doubled in pair.loops(&ranges, &spans) {
            match pair.explore(&doubled, &mut |trial, stand_ins| self.look(trial, stand_ins)) {
                None => return false,
                Some(ControlFlow::Break(())) => break,
                Some(ControlFlow::Continue(_)) => {}
            }
        }
        true
    }

    /// Looks at one rendering. Returns whether the rendering is useful: whether its text before the change
    /// is strict JSON. Breaks if enough flaws are found.
    fn look(&mut self, trial: &mut Trial, stand_ins: &RenderedStandIns) -> ControlFlow<(), bool> {
        self.report_holes(trial);
        let mut hasher = DefaultHasher::new();
        (&trial.old.text, &trial.new.text).hash(&mut hasher);
        let is_new = self.seen.insert(hasher.finish());
        let before = trial.old.document(stand_ins).ok().filter(is_strict);
        let Some(before) = before else { return self.go_on(false) };
        self.covered.extend(trial.old.taken());
        if is_new {
            self.compare(trial, &before, stand_ins);
        }
        self.go_on(true)
    }

    /// Returns `is_useful`, or breaks if enough flaws are found.
    fn go_on(&self, is_useful: bool) -> ControlFlow<(), bool> {
        match self.found.len() < MAX_FLAWS {
            true => ControlFlow::Continue(is_useful),
            false => ControlFlow::Break(()),
        }
    }

    /// Records a flaw. Without a `trial`, the flaw does not depend on the assignment and is recorded only
    /// once.
    fn report(
        &mut self,
        revision: Option<usize>,
        at: usize,
        reason: String,
        trial: Option<&Trial>,
    ) {
        let is_known = |found: &FoundFlaw| found.revision == revision && found.reason == reason;
        if trial.is_none() && self.found.iter().any(is_known) {
            return;
        }
        let assignment = trial.map(|trial| trial.assignment.clone());
        self.found.push(FoundFlaw { revision, at, reason, assignment });
    }

    /// Reports the expressions that may be anything, in the members that rules look at.
    fn report_holes(&mut self, trial: &Trial) {
        for hole in trial.old.holes.iter() {
            let changed = hole.around.iter().filter_map(|bracket| self.revision_at(bracket.place));
            let own = changed.filter(|&own| matters(hole, self.revisions[own].start)).min();
            if own.is_some() {
                let reason = reasons::hole(hole.kind, &self.template.text()[hole.range.clone()]);
                self.report(own, hole.range.start, reason, None);
            }
        }
    }

    /// Returns the index of the change of the definition that begins at `place` of the file.
    fn revision_at(&self, place: usize) -> Option<usize> {
        self.revisions.binary_search_by_key(&place, |it| it.start).ok()
    }

    /// Plans the definitions of the text before the change that `revisions` are about, and compares the
    /// result with the text after the change.
    fn compare(&mut self, trial: &Trial, before: &Document, stand_ins: &RenderedStandIns) {
        let Ok(mut expected) = serde_json::from_str::<Value>(&trial.old.text) else { return };
        let definitions = marathon::definitions(before, &|_| true);
        let mut changed: Vec<&Definition> = Vec::new();
        let mut lines: Option<Lines> = None;
        for definition in &definitions {
            let Some(place) = trial.old.place(before.span(definition.node).start) else { continue };
            let Some(own) = self.revision_at(place) else { continue };
            changed.push(definition);
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
                RenderedFate::Stays => {}
                RenderedFate::Becomes(value) => {
                    if let Some(at) = expected.pointer_mut(definition.pointer.as_str()) {
                        at.clone_from(value);
                    }
                }
                RenderedFate::Blocked { at, reason } => {
                    let (at, reason) = (*at, reason.clone());
                    if !self.is_refused(trial, before, definition, (&expected, stand_ins)) {
                        self.report(Some(own), at, reason, Some(trial));
                    }
                    return;
                }
            }
        }
        let Some(reason) = fault(trial, &expected, stand_ins) else { return };
        let found: Value = serde_json::from_str(&trial.new.text).unwrap_or_default();
        let differs = |it: &&&Definition| {
            let at = it.pointer.as_str();
            found.pointer(at) != expected.pointer(at)
        };
        let mut wrong = changed.iter().filter(differs).peekable();
        let is_excused = wrong.peek().is_some()
            && wrong.all(|it| self.is_refused(trial, before, it, (&expected, stand_ins)));
        if !is_excused {
            let at = self.revisions.first().map_or(0, |it| it.start);
            self.report(None, at, reason.into(), Some(trial));
        }
    }

    /// Whether Marathon refuses a definition before and after for the same reason, and would refuse what
    /// it is expected to become for that reason as well.
    fn is_refused(
        &self,
        trial: &Trial,
        before: &Document,
        definition: &Definition,
        (expected, stand_ins): (&Value, &RenderedStandIns),
    ) -> bool {
        let reasons = |value: &Value| -> Vec<String> {
            let Definition { kind, envelope, .. } = *definition;
            let judgement = judge(kind, envelope, value, self.options.targets);
            let certain =
                judgement.violations.into_iter().filter(|violation| violation.unless.is_none());
            certain.map(|violation| violation.message).collect()
        };
        let Ok(old) = before.value(definition.node) else { return false };
        let mut shared = reasons(&old);
        if shared.is_empty() {
            return false;
        }
        let pointer = &definition.pointer;
        let Some(expected) = expected.pointer(pointer.as_str()).map(reasons) else { return false };
        let Ok(after) = trial.new.document(stand_ins) else { return false };
        let Some(new) = after.find(after.root(), pointer) else { return false };
        let Ok(new) = after.value(new).map(|new| reasons(&new)) else { return false };
        shared.retain(|reason| expected.contains(reason) && new.contains(reason));
        !shared.is_empty()
    }

    /// Returns a flaw for an arm of a definition that changes, if no text that is JSON had the arm.
    fn unseen(&mut self, pair: &mut Pair, is_complete: bool, hits: &Hits) -> Option<FoundFlaw> {
        let revisions = self.revisions;
        let mut arms = pair.arms();
        arms.sort_by_key(|(_, inside)| inside.start);
        for (revision, own) in revisions.iter().enumerate() {
            let first = arms.partition_point(|(_, inside)| inside.start < own.span.start);
            let after = arms.partition_point(|(_, inside)| inside.start <= own.span.end);
            for (arm, inside) in arms[first..after].iter().cloned() {
                if own.span.end < inside.end {
                    continue;
                }
                if self.covered.contains(&arm) {
                    continue;
                }
                let is_read = pair.seek(arm, &mut |trial, stand_ins| self.look(trial, stand_ins));
                if is_read.is_none() || self.covered.contains(&arm) {
                    continue;
                }
                let names_credentials = hits.has_mention(&inside);
                let touches = |edit: &TextEdit| {
                    edit.range.start < inside.end && inside.start < edit.range.end
                };
                let is_complete = is_complete || is_read == Some(ControlFlow::Continue(true));
                if is_complete && !names_credentials && !own.edits.iter().any(touches) {
                    continue;
                }
                let reason = reasons::never_json(self.template, inside.start);
                let at = inside.start;
                return Some(FoundFlaw { revision: Some(revision), at, reason, assignment: None });
            }
        }
        None
    }

    /// Returns the flaws that were found, with the assignment in the words of the reason.
    fn flaws(self, pair: &Pair) -> Vec<Flaw> {
        let flaw = |FoundFlaw { revision, at, reason, assignment }| {
            let Some(assignment) = assignment else {
                return Flaw { revision, at, reason, choice: None };
            };
            let holds = combination(pair.conditions(&assignment), assignment.is_doubled);
            let reason = match reason.starts_with("would ") {
                true => reasons::wrong(&holds, &reason),
                false if holds.is_empty() => reason,
                false => format!("{reason}; this happens{holds}"),
            };
            Flaw { revision, at, reason, choice: Some(pair.choice(&assignment)) }
        };
        self.found.into_iter().map(flaw).collect()
    }
}

/// Whether no object of a rendering has a name twice.
pub(super) fn is_strict(document: &Document) -> bool {
    document.duplicate_key(document.root()).is_none()
}

/// Returns the fault of the text after the change, if it does not say what it has to.
fn fault(trial: &Trial, expected: &Value, stand_ins: &RenderedStandIns) -> Option<&'static str> {
    let Ok(after) = trial.new.document(stand_ins) else { return Some("would not be JSON") };
    if !is_strict(&after) {
        return Some("would have a member twice");
    }
    let value: Option<Value> = serde_json::from_str(&trial.new.text).ok();
    (value.as_ref() != Some(expected)).then_some("would not say what was planned")
}
