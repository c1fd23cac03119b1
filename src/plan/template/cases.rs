//! Plans the definitions of a template in each reading, and unites the views of each definition.

use std::collections::BTreeMap;
use std::ops::Range;

use json_patch::jsonptr::PointerBuf;

use super::super::alternatives::UriOffsets;
use super::super::hits::Hits;
use super::super::planner::{Conversion, Depth, Draft, Planner, unproved};
use super::super::{Migration, PlanError, State};
use super::case::{Case, View, block};
use super::emptied::without_emptied;
use super::merge::{Conflict, merge};
use super::unclear::captured_around;
use super::{case, moved, proof, reasons};
use crate::edit::{self, EditError, carry_out};
use crate::engine::Options;
use crate::marathon::{self, FoundDefinition};
use crate::text::{Document, Reading, Style, Syntax, Template, TextEdit};

/// The definitions of a text that are planned: those of one [`Unit`](super::alone::Unit), or all.
pub(super) struct UnitScope<'s> {
    /// The range in which these definitions begin.
    pub(super) span: Range<usize>,
    /// The pointer to each definition in the file, by the offset at which the definition begins in the
    /// text. If a definition is missing here, its pointer in the text is right for the file, too.
    pub(super) pointers: BTreeMap<usize, &'s PointerBuf>,
}

/// The definitions of a template as some readings have them.
pub(super) struct PlannedCases<'r> {
    pub(super) cases: Vec<Case<'r>>,
    /// The ranges of the credential URIs in the cases; sorted and disjoint.
    pub(super) accounted: Vec<Range<usize>>,
}

/// Plans the definitions of `scope` in all `readings` of a template.
pub(super) fn plan_readings<'r>(
    template: &Template,
    readings: &'r [Reading],
    scope: &UnitScope,
    hits: &Hits,
    options: &Options,
) -> Result<PlannedCases<'r>, PlanError> {
    let mut places: BTreeMap<usize, Vec<View>> = BTreeMap::new();
    // All readings of a definition write new text in the style of its first reading.
    let mut styles: BTreeMap<usize, Style> = BTreeMap::new();
    let mut accounted: Vec<Range<usize>> = Vec::new();
    for (index, Reading { document, .. }) in readings.iter().enumerate() {
        let interesting = |span: Range<usize>| hits.are_in(&span);
        document.cross_check(&interesting).map_err(PlanError::Disagreement)?;
        for definition in marathon::definitions(document, &interesting) {
            let start = document.span(definition.node).start;
            if !scope.span.contains(&start) {
                continue;
            }
            let entries = marathon::entries(document, &definition, &options.recognition);
            accounted.extend(entries.iter().map(|entry| document.span(entry.node)));
            let style = styles.entry(start);
            let style = style.or_insert_with(|| Style::of(document, definition.node));
            let found = FoundDefinition { definition, entries };
            let mut view = view(template, index, document, found, hits, options, style)?;
            if let (Some(migration), Some(place)) =
                (&mut view.migration, scope.pointers.get(&start))
            {
                migration.set_pointer(place);
            }
            places.entry(start).or_default().push(view);
        }
    }
    let unread = hits.unread(template, readings);
    let cases = places
        .into_iter()
        .filter_map(|(start, views)| case(template, readings, start, views, hits, &unread));
    let mut cases: Vec<Case> = cases.collect();
    let sections = template.sections();
    for case in cases.iter_mut().filter(|case| !case.edits.is_empty()) {
        let edits = std::mem::take(&mut case.edits);
        case.edits = without_emptied(template, &sections, &case.span, edits);
    }
    block_overlapping(&mut cases, hits);
    let captured = template.captured();
    for case in cases.iter_mut().filter(|case| !case.edits.is_empty()) {
        if let Some(range) = captured_around(&captured, case) {
            case.block(hits, range.start, &reasons::captured(template, &range));
        }
    }
    if let Err(reason) = proof::prove(template, readings, &cases, options) {
        cases.iter_mut().for_each(|case| case.block_if_changed(hits, case.start, &reason));
    }
    accounted.sort_by_key(|span| (span.start, span.end));
    accounted.dedup();
    Ok(PlannedCases { cases, accounted })
}

/// Blocks definitions that begin at different places and share a part of their text.
fn block_overlapping(cases: &mut [Case], hits: &Hits) {
    // The index of the case, among those before, that ends last.
    let mut widest = 0;
    let mut shared: Vec<usize> = Vec::new();
    for at in 1..cases.len() {
        if cases[at].start < cases[widest].span.end {
            shared.extend([widest, at]);
        }
        if cases[widest].span.end < cases[at].span.end {
            widest = at;
        }
    }
    for at in shared {
        let start = cases[at].start;
        cases[at].block_if_changed(hits, start, reasons::OVERLAPPING_DEFINITIONS);
    }
}

/// Plans a definition in one reading. `reading` is the index of the reading, `document` its text, and
/// `style` the style of new text.
fn view<'r>(
    template: &Template,
    reading: usize,
    document: &'r Document<'r>,
    FoundDefinition { definition, entries }: FoundDefinition,
    hits: &Hits,
    options: &Options,
    style: &Style,
) -> Result<View<'r>, PlanError> {
    let credential = entries.first().map(|entry| document.span(entry.node).start);
    let mut places = UriOffsets::new();
    for entry in &entries {
        let uri = document.get(entry.node, "uri").unwrap_or(entry.node);
        let at = document.span(uri).start;
        places.entry(options.content_of(entry)).or_default().insert(at);
    }
    let (depth, lines) = (Depth::Rewrite, &hits.lines);
    // A file of JSON with comments has one reading, so that what is deployed is known.
    let live = options.live.as_deref().filter(|_| template.syntax() == Syntax::Comments);
    let planner = Planner { depth, document, lines, options, live };
    let drafted = planner.draft(&definition, entries)?;
    let mut view = View {
        reading,
        document,
        definition,
        migration: None,
        edits: Vec::new(),
        expected: None,
        credential,
        applied: None,
    };
    let Some(Draft { mut migration, conversion }) = drafted else { return Ok(view) };
    if let Some(Conversion { placements, expected }) = conversion {
        let node = view.definition.node;
        let scope = edit::Scope { document, node, pointer: &view.definition.pointer };
        let change = edit::Change::new(migration.patch()).placing(&placements);
        match carry_out(scope, &change, style) {
            Ok(edits) => {
                view.edits = edits;
                view.expected = Some(expected);
                let (patch, style) = (migration.patch().to_vec(), style.clone());
                view.applied = Some(case::AppliedPatch { patch, placements, style });
            }
            Err(error @ EditError::Expression) => {
                block(&mut migration, hits, document.span(node).start, &error.to_string());
            }
            Err(error) => return Err(unproved(&view.definition, migration.position, &error)),
        }
    }
    migration.tell_when(template, document, &view.definition);
    migration.restore(document);
    let start = document.span(view.definition.node).start;
    migration.tell_conditions(template, start, &places);
    view.migration = Some(migration);
    Ok(view)
}

/// Unites the views of the definition that begins at `start`. Returns `None` if the definition has
/// nothing to do with pull credentials in any reading. `unread` are the offsets of mentions that no
/// reading has.
fn case<'r>(
    template: &Template,
    readings: &[Reading],
    start: usize,
    mut views: Vec<View<'r>>,
    hits: &Hits,
    unread: &[usize],
) -> Option<Case<'r>> {
    let of_state = |state| {
        let mut known = views.iter().filter_map(|view| view.migration.as_ref());
        known.position(|migration| migration.state() == state)
    };
    // A reading in which the object is no definition, or none with pull credentials, must not
    // change.
    let is_unseen = |&(index, reading): &(usize, &Reading)| {
        let is_it = |view: &View| view.reading == index && view.migration.is_some();
        !views.iter().any(is_it) && !reading.document.has_opaque(start..start + 1)
    };
    let unseen: Vec<(usize, &Reading)> = readings.iter().enumerate().filter(is_unseen).collect();
    let first_credential = views.iter().find_map(|view| view.credential).unwrap_or(start);
    let order = [State::Blocked, State::Kept, State::Convertible, State::NoImage, State::Migrated];
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
    if case.migration.state() == State::Convertible {
        if let Some(&at) = unread.iter().find(|at| case.span.contains(at)) {
            case.block(hits, at, &reasons::unread(template, at));
            return Some(case);
        }
        let is_viewed = |index: usize| case.views.iter().any(|view| view.reading == index);
        let others = unseen.iter().filter(|(index, _)| !is_viewed(*index));
        let others: Vec<&Reading> = others.map(|(_, reading)| *reading).collect();
        let merged = |edits: &[&[TextEdit]]| {
            let seen = case.views.iter().zip(edits);
            let seen = seen.map(|(view, edits)| (&readings[view.reading], *edits));
            let others = others.iter().map(|reading| (*reading, [].as_slice()));
            merge(template, &seen.chain(others).collect::<Vec<_>>())
        };
        let edits: Vec<&[TextEdit]> = case.views.iter().map(|view| view.edits.as_slice()).collect();
        let merged = merged(&edits).or_else(|conflict| {
            let moved = moved::moved(&case.views).ok_or_else(|| conflict.clone())?;
            merged(&moved.iter().map(Vec::as_slice).collect::<Vec<_>>()).map_err(|_| conflict)
        });
        match merged {
            Ok(edits) => case.edits = edits,
            Err(Conflict { reason, .. }) if !unseen.is_empty() => {
                case.block(hits, first_credential, &reasons::optional(&reason));
            }
            Err(Conflict { at, reason }) => case.block(hits, at, &reason),
        }
    }
    Some(case)
}
