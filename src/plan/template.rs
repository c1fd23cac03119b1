//! One template → its plan: what every reading asks for, put together, and proved in each of them.
//!
//! A definition is converted only if all alternatives agree on every change that they see. What is
//! proved is not one text but each reading of the new text: that it is strict JSON (P1), that it
//! says what that reading's own patch makes of the old one (P2), and that nothing is left to do in
//! it (P4). P3, that nothing else changes, holds because the edits lie inside the definitions.

use std::collections::BTreeMap;
use std::ops::Range;

use serde_json::Value;

use super::merge::{Conflict, is_live, merge};
use super::migration::{Change, Draft, draft, rests};
use super::search::Search;
use super::{Located, Migration, PlanError, Planned, State, unproved};
use crate::edit::{CarriedOut, EditError, carry_out};
use crate::marathon::{self, Definition};
use crate::rules::{Options, Severity, held_back};
use crate::source::{TextEdit, shifted, splice, splice_part};
use crate::text::{Document, Reading, Style, Template};

/// One definition as one reading has it.
struct View<'r> {
    /// The index of the reading.
    reading: usize,
    document: &'r Document<'r>,
    definition: Definition,
    /// What to do; none if it has nothing to do with pull credentials.
    migration: Option<Migration>,
    edits: Vec<TextEdit>,
    /// What the new text has to say, if it changes.
    expected: Option<Value>,
    /// Where its first credential URI stands.
    credential: Option<usize>,
}

/// One definition in all readings that have it.
struct Case<'r> {
    /// Where it begins.
    start: usize,
    views: Vec<View<'r>>,
    migration: Migration,
    edits: Vec<TextEdit>,
}

/// Plans a template.
///
/// # Errors
/// Two JSON readers disagree about a reading, or a rule made an invalid patch.
pub(super) fn plan(
    template: &Template,
    readings: &[Reading],
    search: &Search,
    options: &Options,
) -> Result<Planned, PlanError> {
    let mut places: BTreeMap<usize, Vec<View>> = BTreeMap::new();
    // All readings of a definition write what is new in the style of its first.
    let mut styles: BTreeMap<usize, Style> = BTreeMap::new();
    let mut accounted: Vec<Range<usize>> = Vec::new();
    for (index, Reading { document, .. }) in readings.iter().enumerate() {
        let interesting = |span: Range<usize>| search.hits(&span);
        document.agree(&interesting).map_err(PlanError::Disagreement)?;
        for definition in marathon::definitions(document, &interesting) {
            let entries = marathon::entries(document, &definition, &options.recognition);
            accounted.extend(entries.iter().map(|entry| document.span(entry.node)));
            let start = document.span(definition.node).start;
            let style = styles.entry(start);
            let style = style.or_insert_with(|| Style::of(document, definition.node));
            let view = view(index, document, definition, search, options, style)?;
            places.entry(start).or_default().push(view);
        }
    }
    let unread = search.unread(template, readings);
    let cases = places
        .into_iter()
        .filter_map(|(start, views)| case((template, readings), start, views, search, &unread));
    let mut cases: Vec<Case> = cases.collect();
    while let Err((at, reason)) = prove(template, readings, &cases, options) {
        let start = cases[at].start;
        cases[at].block(search, start, &reason);
    }
    accounted.sort_by_key(|span| (span.start, span.end));
    accounted.dedup();
    let edits = cases.iter().flat_map(|case| case.edits.iter().cloned()).collect();
    let migrations = cases.into_iter().map(|case| case.migration).collect();
    Ok((migrations, search.mentions(&accounted), edits))
}

fn view<'r>(
    reading: usize,
    document: &'r Document<'r>,
    definition: Definition,
    search: &Search,
    options: &Options,
    style: &Style,
) -> Result<View<'r>, PlanError> {
    let entries = marathon::entries(document, &definition, &options.recognition);
    let credential = entries.first().map(|entry| document.span(entry.node).start);
    let drafted = draft(document, &search.lines, &definition, entries, options)?;
    let mut view = View {
        reading,
        document,
        definition,
        migration: None,
        edits: Vec::new(),
        expected: None,
        credential,
    };
    let Some(Draft { mut migration, change }) = drafted else { return Ok(view) };
    if let Some(Change { value, placements }) = change {
        let (node, base) = (view.definition.node, &view.definition.pointer);
        match carry_out(document, node, base, value, (&migration.patch, &placements), style) {
            Ok(CarriedOut { edits, expected }) => {
                view.edits = edits;
                view.expected = Some(expected);
            }
            Err(error @ EditError::Expression) => {
                block(&mut migration, search, document.span(node).start, &error.to_string());
            }
            Err(error) => return Err(unproved(&view.definition, migration.position, &error)),
        }
    }
    migration.restore(document);
    view.migration = Some(migration);
    Ok(view)
}

/// What all readings together make of a definition; none if it concerns no reading.
fn case<'r>(
    (template, readings): (&Template, &[Reading]),
    start: usize,
    mut views: Vec<View<'r>>,
    search: &Search,
    unread: &[usize],
) -> Option<Case<'r>> {
    let of_state = |state| {
        let mut known = views.iter().filter_map(|view| view.migration.as_ref());
        known.position(|migration| migration.state == state)
    };
    // Where the object is there and is no definition, or none that concerns us, nothing may change.
    let is_unseen = |(index, reading): (usize, &Reading)| {
        let is_it = |view: &View| view.reading == index && view.migration.is_some();
        !views.iter().any(is_it) && !reading.document.has_solid(start..start + 1)
    };
    let is_optional = readings.iter().enumerate().any(is_unseen);
    let optional = views.iter().find_map(|view| view.credential).unwrap_or(start);
    let order = [State::Blocked, State::Convertible, State::NoImage, State::Migrated];
    let decisive = order.into_iter().find_map(of_state)?;
    let known = |view: &mut View| view.migration.take();
    let mut migrations: Vec<Migration> = views.iter_mut().filter_map(known).collect();
    let mut migration = migrations.swap_remove(decisive);
    for other in migrations {
        migration.join(other);
    }
    let span = views.iter().map(|view| view.document.span(view.definition.node).end).max()?;
    let mut case = Case { start, views, migration, edits: Vec::new() };
    if case.migration.state == State::Convertible {
        if let Some(&at) = unread.iter().find(|&&at| start <= at && at < span) {
            let reason = "credentials are named here in an alternative with which the file is not JSON, so it was not read";
            case.block(search, at, reason);
            return Some(case);
        }
        if is_optional {
            let reason = "the credential URI is there in some alternatives of the template only; the others ask for no change";
            case.block(search, optional, reason);
            return Some(case);
        }
        let edits: Vec<(&Reading, &[TextEdit])> = case
            .views
            .iter()
            .map(|view| (&readings[view.reading], view.edits.as_slice()))
            .collect();
        match merge(template, &edits) {
            Ok(edits) => case.edits = edits,
            Err(Conflict { at, reason }) => case.block(search, at, reason),
        }
    }
    Some(case)
}

impl Case<'_> {
    fn block(&mut self, search: &Search, at: usize, reason: &str) {
        self.edits.clear();
        block(&mut self.migration, search, at, reason);
    }
}

/// Holds a definition back because of the template around it.
fn block(migration: &mut Migration, search: &Search, at: usize, reason: &str) {
    migration.state = State::Blocked;
    migration.patch.clear();
    migration.secrets.clear();
    migration.findings.retain(|located| located.finding.severity > Severity::Note);
    let finding = held_back(migration.pointer.clone(), reason.to_owned());
    migration.findings.push(Located { position: search.lines.position(at), finding });
}

/// Proves the edits of all cases in every reading; else the case that is at fault, and why.
fn prove(
    template: &Template,
    readings: &[Reading],
    cases: &[Case],
    options: &Options,
) -> Result<(), (usize, String)> {
    let edits: Vec<TextEdit> = cases.iter().flat_map(|case| case.edits.iter().cloned()).collect();
    let Some(first) = cases.iter().position(|case| !case.edits.is_empty()) else { return Ok(()) };
    let bytes = splice(template.text().as_bytes(), &edits);
    let text = String::from_utf8(bytes).map_err(|error| (first, error.to_string()))?;
    let of = |at: usize| {
        move |error: String| {
            (at, format!("the change could not be proved in all alternatives ({error})"))
        }
    };
    let again = template.again(&text).map_err(|error| of(first)(error.to_string()))?;
    for (index, reading) in readings.iter().enumerate() {
        let document = again.document(&reading.choice).map_err(|error| {
            let at = cases.iter().position(|case| {
                let end = case.edits.last().map_or(0, |edit| edit.range.end);
                shifted(&edits, end) + edit_reach(case) >= error.offset
            });
            of(at.unwrap_or(first))(error.to_string())
        })?;
        let definitions = marathon::definitions(&document, &|_| true);
        for (at, case) in cases.iter().enumerate().filter(|(_, case)| !case.edits.is_empty()) {
            let Some(view) = case.views.iter().find(|view| view.reading == index) else { continue };
            let start = shifted(&edits, case.start);
            let is_it = |it: &&Definition| document.span(it.node).start == start;
            let Some(definition) = definitions.iter().find(is_it) else {
                return Err(of(at)("a definition is lost".into()));
            };
            prove_one(view, &document, definition, options).map_err(of(at))?;
        }
    }
    prove_rounds(template, readings, cases, &edits)
}

/// Proves the edits inside of what may be a loop with two rounds: a comma between two rounds must
/// not go. What two rounds of would have a name twice is no loop.
fn prove_rounds(
    template: &Template,
    readings: &[Reading],
    cases: &[Case],
    edits: &[TextEdit],
) -> Result<(), (usize, String)> {
    for body in template.bodies() {
        let is_inside =
            |edit: &TextEdit| body.start <= edit.range.start && edit.range.end <= body.end;
        let of = |case: &Case| case.start < body.start && case.edits.iter().any(is_inside);
        let Some(at) = cases.iter().position(of) else { continue };
        let (inside, mut outside): (Vec<TextEdit>, Vec<TextEdit>) =
            edits.iter().cloned().partition(is_inside);
        let text = template.text().as_bytes();
        let twice = |body: &[u8]| String::from_utf8_lossy(&[body, body].concat()).into_owned();
        let double = |text: String| TextEdit { range: body.clone(), text };
        let old = splice(text, &[double(twice(&text[body.clone()]))]);
        outside.push(double(twice(&splice_part(text, body.clone(), &inside))));
        outside.sort_by_key(|edit| (edit.range.start, edit.range.end));
        let new = splice(text, &outside);
        for reading in readings.iter().filter(|it| is_live(&it.document, &body)) {
            let is_loop = read_again(template, &old, reading, |document| {
                document.duplicate_key(document.root()).is_none()
            });
            if is_loop && !read_again(template, &new, reading, |_| true) {
                let reason = "a comma inside of what may be a loop would have to go, and two rounds of it would have none between them";
                return Err((at, reason.into()));
            }
        }
    }
    Ok(())
}

/// Whether a text that was made of the template is JSON under a choice, and `holds` of it.
fn read_again(
    template: &Template,
    bytes: &[u8],
    reading: &Reading,
    holds: impl Fn(&Document) -> bool,
) -> bool {
    let Ok(text) = std::str::from_utf8(bytes) else { return false };
    let Ok(again) = template.again(text) else { return false };
    again.document(&reading.choice).is_ok_and(|document| holds(&document))
}

/// How much longer a case's last edit makes the text.
fn edit_reach(case: &Case) -> usize {
    case.edits.last().map_or(0, |edit| edit.text.len())
}

fn prove_one(
    view: &View,
    document: &Document,
    definition: &Definition,
    options: &Options,
) -> Result<(), String> {
    // Read by `serde_json`, of which nothing has made the text.
    let value: Value =
        serde_json::from_str(document.raw(definition.node)).map_err(|error| error.to_string())?;
    let before = view.document.value(view.definition.node);
    let is_right = match &view.expected {
        Some(expected) => value == *expected,
        None => before.is_ok_and(|before| before == value),
    };
    if !is_right {
        return Err("an alternative does not say what its patch asks for".into());
    }
    if view.expected.is_some() {
        rests(document, definition, value, options).map_err(|error| error.to_string())?;
    }
    Ok(())
}
