//! One template → its plan: what every reading asks for, put together, and proved in each of them.
//!
//! A definition is converted only if all alternatives agree on every change that they see, and if
//! `proof` can prove the change in each of them.

mod emptied;
mod merge;
mod proof;
mod render;

use std::collections::BTreeMap;
use std::ops::Range;

use serde_json::Value;

use super::alternatives::Places;
use super::migration::{Change, Draft, draft};
use super::search::Search;
use super::{Depth, Located, Migration, PlanError, Planned, State, unproved};
use crate::edit::{EditError, carry_out};
use crate::engine::{Options, SecretNeed, Severity};
use crate::marathon::{self, Definition};
use crate::rules::held_back;
use crate::source::TextEdit;
use crate::text::{Document, Reading, Style, Syntax, Template};
use emptied::without_emptied;
use merge::{Conflict, merge};
use proof::prove;
use render::Flaw;

/// One definition as one reading has it.
pub(super) struct View<'r> {
    /// The index of the reading.
    pub(super) reading: usize,
    pub(super) document: &'r Document<'r>,
    pub(super) definition: Definition,
    /// What to do; none if it has nothing to do with pull credentials.
    pub(super) migration: Option<Migration>,
    pub(super) edits: Vec<TextEdit>,
    /// What the new text has to say, if it changes.
    pub(super) expected: Option<Value>,
    /// Where its first credential URI stands.
    pub(super) credential: Option<usize>,
}

/// One definition in all readings that have it.
pub(super) struct Case<'r> {
    /// Where it begins.
    pub(super) start: usize,
    /// Where it stands.
    pub(super) span: Range<usize>,
    pub(super) views: Vec<View<'r>>,
    pub(super) migration: Migration,
    pub(super) edits: Vec<TextEdit>,
}

/// So often, alternatives in which a change would be wrong are planned as well.
const ATTEMPTS: usize = 6;

/// Plans a template.
///
/// # Errors
/// Two JSON readers disagree about a reading, or a rule made an invalid patch.
pub(super) fn plan<'a>(
    template: &Template<'a>,
    mut readings: Vec<Reading<'a>>,
    search: &Search,
    options: &Options,
) -> Result<Planned, PlanError> {
    for attempt in 1.. {
        let mut draft = plan_readings(template, &readings, search, options)?;
        if let Some(more) = settle(template, &readings, &mut draft.cases, search, options)
            .filter(|_| attempt < ATTEMPTS)
        {
            drop(draft);
            readings.extend(more);
            continue;
        }
        let edits = draft.cases.iter().flat_map(|case| case.edits.iter().cloned()).collect();
        let migrations = draft.cases.into_iter().map(|case| case.migration).collect();
        return Ok((migrations, search.mentions(&draft.accounted), edits));
    }
    Ok((Vec::new(), search.mentions(&[]), Vec::new()))
}

/// Holds back the cases whose change is not proved; or the readings that are to be planned as well,
/// because the change was wrong in what they are about.
fn settle<'a>(
    template: &Template<'a>,
    readings: &[Reading<'a>],
    cases: &mut [Case],
    search: &Search,
    options: &Options,
) -> Option<Vec<Reading<'a>>> {
    if template.syntax() == Syntax::Comments {
        return None;
    }
    for Flaw { case, at, reason, .. } in render::unknown(template, cases, options) {
        cases[case].block(search, at, &reason);
    }
    loop {
        let flaws = render::prove(template, cases, search, options);
        if flaws.is_empty() {
            return None;
        }
        let mut more: Vec<Reading<'a>> = Vec::new();
        for choice in flaws.iter().filter_map(|flaw| flaw.choice.clone()) {
            let another = template.another(choice.clone(), readings);
            more.extend(another.filter(|_| template.another(choice, &more).is_some()));
        }
        if !more.is_empty() {
            return Some(more);
        }
        for Flaw { case, at, reason, .. } in flaws {
            if !cases[case].edits.is_empty() {
                cases[case].block(search, at, &reason);
            }
        }
    }
}

/// What some readings make of a template.
struct Plan<'r> {
    cases: Vec<Case<'r>>,
    /// Where the credential URIs stand that the cases account for; sorted and disjoint.
    accounted: Vec<Range<usize>>,
}

fn plan_readings<'r>(
    template: &Template,
    readings: &'r [Reading],
    search: &Search,
    options: &Options,
) -> Result<Plan<'r>, PlanError> {
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
            let view = view((template, index), document, definition, search, options, style)?;
            places.entry(start).or_default().push(view);
        }
    }
    let unread = search.unread(template, readings);
    let cases = places
        .into_iter()
        .filter_map(|(start, views)| case((template, readings), start, views, search, &unread));
    let mut cases: Vec<Case> = cases.collect();
    let sections = template.sections();
    for case in cases.iter_mut().filter(|case| !case.edits.is_empty()) {
        let edits = std::mem::take(&mut case.edits);
        case.edits = without_emptied(template, &sections, &case.span, edits);
    }
    let start = search.lines.position(0);
    while let Err((at, reason)) = prove((template, start), readings, &cases, options) {
        let start = cases[at].start;
        cases[at].block(search, start, &reason);
    }
    accounted.sort_by_key(|span| (span.start, span.end));
    accounted.dedup();
    Ok(Plan { cases, accounted })
}

fn view<'r>(
    (template, reading): (&Template, usize),
    document: &'r Document<'r>,
    definition: Definition,
    search: &Search,
    options: &Options,
    style: &Style,
) -> Result<View<'r>, PlanError> {
    let entries = marathon::entries(document, &definition, &options.recognition);
    let credential = entries.first().map(|entry| document.span(entry.node).start);
    let mut places = Places::new();
    for entry in &entries {
        let uri = document.get(entry.node, "uri").unwrap_or(entry.node);
        let at = document.span(uri).start;
        places.entry(options.content_of(entry)).or_default().insert(at);
    }
    let drafted = draft(Depth::Rewrite, document, &search.lines, &definition, entries, options)?;
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
    if let Some(Change { placements, expected }) = change {
        let (node, base) = (view.definition.node, &view.definition.pointer);
        match carry_out(document, node, base, (&migration.patch, &placements), style) {
            Ok(edits) => {
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
    let start = document.span(view.definition.node).start;
    migration.tell_conditions(template, start, &places);
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
    migration.unite_contents();
    let end = views.iter().map(|view| view.document.span(view.definition.node).end).max()?;
    let mut case = Case { start, span: start..end, views, migration, edits: Vec::new() };
    if case.migration.state == State::Convertible {
        if let Some(&at) = unread.iter().find(|at| case.span.contains(at)) {
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

/// Holds a definition back because of what is around it.
pub(super) fn block(migration: &mut Migration, search: &Search, at: usize, reason: &str) {
    migration.state = State::Blocked;
    migration.patch.clear();
    SecretNeed::gather(&mut migration.wanted, std::mem::take(&mut migration.secrets));
    migration.findings.retain(|located| located.finding.severity > Severity::Note);
    let finding = held_back(migration.pointer.clone(), reason.to_owned());
    migration.findings.push(Located { position: search.lines.position(at), finding });
}
