//! One template → its plan: what every reading asks for, put together, and proved in each of them.
//!
//! A definition is converted only if all alternatives agree on every change that they see, and if
//! `proof` can prove the change in each of them, and `render` in what comes out.
//!
//! Of several definitions each is planned and proved in a text of its own, `alone`, in which the others
//! are empty: its fate does not depend on them. All changes together are proved once more.

mod alone;
mod by_hand;
mod emptied;
mod merge;
mod moved;
mod proof;
mod render;

use std::collections::BTreeMap;
use std::ops::Range;

use json_patch::jsonptr::PointerBuf;
use serde_json::Value;

use super::alternatives::Places;
use super::planner::{Conversion, Depth, Draft, Planner, unproved};
use super::search::Search;
use super::{Located, Migration, PlanError, Planned, State};
use crate::edit::{self, EditError, carry_out};
use crate::engine::{Options, Severity};
use crate::marathon::{self, Definition, FoundDefinition};
use crate::rules::held_back;
use crate::text::{Document, Position, Reading, Style, Syntax, Template, TextEdit, splice};
use alone::{Alone, Units};
pub(super) use by_hand::prove_by_hand;
use emptied::without_emptied;
use merge::{Conflict, merge};
use render::{Extent, Flaw};

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
    /// What the edits carry out, if it changes.
    draft: Option<moved::Draft>,
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

/// The change of one definition.
pub(super) struct Revision {
    /// Where the definition begins.
    pub(super) start: usize,
    /// Where it stands.
    pub(super) span: Range<usize>,
    pub(super) edits: Vec<TextEdit>,
}

/// What becomes of one definition.
struct Decided {
    migration: Migration,
    /// With its edits, if it changes.
    revision: Revision,
}

/// What becomes of definitions that are planned in one text.
struct Revised {
    /// In the order of the text.
    all: Vec<Decided>,
    /// Where the credential URIs stand that they account for; sorted.
    accounted: Vec<Range<usize>>,
}

/// Which definitions of a text are planned, and what is known of them.
struct Scope<'s> {
    /// They begin in it.
    span: Range<usize>,
    /// The way to each in the file, by where it begins in the text; none if it is that of the text.
    pointers: BTreeMap<usize, &'s PointerBuf>,
    /// Whether texts follow of which nothing is there.
    has_neighbours: bool,
}

/// So often, alternatives in which a change would be wrong are planned as well.
const ATTEMPTS: usize = 6;

/// The reason to refuse credentials that are not always fetched, if their conditions do not mean the same
/// at all places of the change.
const OPTIONAL: &str = "the credential URI is there in some alternatives of the template only, and their conditions cannot be put around all that changes with it; write the URI into all alternatives, or the definition twice";

/// Plans a template.
///
/// # Errors
/// Two JSON readers disagree about a reading, or a rule made an invalid patch.
pub(super) fn plan<'a>(
    template: &Template<'a>,
    readings: Vec<Reading<'a>>,
    search: &Search,
    options: &Options,
) -> Result<Planned, PlanError> {
    let units = Units::of(template, &readings);
    let planned = if units.is_one() {
        let span = 0..template.text().len();
        let scope = Scope { span, pointers: BTreeMap::new(), has_neighbours: false };
        plan_text(template, readings, &scope, search, options)?
    } else {
        for Reading { document, .. } in &readings {
            document.cross_check(&|span| search.hits(&span)).map_err(PlanError::Disagreement)?;
        }
        let mut planned = Revised { all: Vec::new(), accounted: Vec::new() };
        for (own, _) in units.spans().enumerate().filter(|(_, span)| search.hits(span)) {
            let alone = units.alone(template, own);
            let Revised { all, accounted } =
                plan_alone((template, &readings), units.pointers(own), &alone, search, options)?;
            planned.all.extend(all);
            planned.accounted.extend(accounted);
        }
        together(template, &readings, &mut planned.all, search, options);
        planned
    };
    let Revised { all, accounted } = planned;
    let edits = all.iter().flat_map(|it| it.revision.edits.iter().cloned()).collect();
    let definitions = all.into_iter().map(|it| it.migration).collect();
    let mentions = search.mentions(&accounted);
    Ok(Planned { definitions, mentions, edits, ..Planned::default() })
}

/// Plans the definitions of one unit in the text in which all others are empty.
fn plan_alone<'p>(
    (template, readings): (&Template, &[Reading]),
    pointers: impl Iterator<Item = (usize, &'p PointerBuf)>,
    alone: &Alone,
    search: &Search,
    options: &Options,
) -> Result<Revised, PlanError> {
    let nothing = Revised { all: Vec::new(), accounted: Vec::new() };
    let Ok(part) = template.like(&alone.text) else { return Ok(nothing) };
    // What is there in the whole file comes first.
    let choices: Vec<_> = readings.iter().map(|reading| &reading.choice).collect();
    let Ok(own) = part.readings_from(&choices) else { return Ok(nothing) };
    let own_search = Search::of(alone.text.as_bytes(), &options.recognition);
    let position =
        |position: Position| search.lines.position(alone.place(own_search.lines.offset(position)));
    let range = |range: &Range<usize>| alone.place(range.start)..alone.place(range.end);
    let pointers = pointers.filter_map(|(start, pointer)| Some((alone.at(start)?, pointer)));
    let scope =
        Scope { span: alone.span.clone(), pointers: pointers.collect(), has_neighbours: true };
    let mut planned = plan_text(&part, own, &scope, &own_search, options)
        .map_err(|error| error.moved(position))?;
    for Decided { migration, revision } in &mut planned.all {
        migration.position = position(migration.position);
        migration.findings.iter_mut().for_each(|it| it.position = position(it.position));
        revision.start = alone.place(revision.start);
        revision.span = range(&revision.span);
        revision.edits.iter_mut().for_each(|edit| edit.range = range(&edit.range));
    }
    planned.accounted.iter_mut().for_each(|span| *span = range(span));
    Ok(planned)
}

/// Proves all changes once more together. Each is right by itself, and what is around it stays; if one of
/// them is none the less wrong beside the others, nobody can tell which, and all stay as they are.
fn together(
    template: &Template,
    readings: &[Reading],
    all: &mut [Decided],
    search: &Search,
    options: &Options,
) {
    let mut revisions = Vec::new();
    for Decided { revision: Revision { start, span, edits }, .. } in all.iter() {
        if !edits.is_empty() {
            revisions.push(Revision { start: *start, span: span.clone(), edits: edits.clone() });
        }
    }
    let edits: Vec<TextEdit> = revisions.iter().flat_map(|it| it.edits.iter().cloned()).collect();
    let mut reason = proof::prove_strict(template, readings, &edits).err();
    if reason.is_none() && template.syntax() != Syntax::Comments {
        let mut flaws = render::prove(template, &revisions, Extent::Sample, search, options);
        reason = (!flaws.is_empty()).then(|| flaws.swap_remove(0).reason);
    }
    let Some(reason) = reason else { return };
    for Decided { migration, revision } in all.iter_mut().filter(|it| !it.revision.edits.is_empty())
    {
        revision.edits.clear();
        block(migration, search, revision.start, &reason);
    }
}

/// Plans definitions of one text.
fn plan_text<'a>(
    template: &Template<'a>,
    mut readings: Vec<Reading<'a>>,
    scope: &Scope,
    search: &Search,
    options: &Options,
) -> Result<Revised, PlanError> {
    for attempt in 1.. {
        let mut plan = plan_readings(template, &readings, scope, search, options)?;
        if let Some(more) = settle(template, &readings, &mut plan.cases, scope, search, options)
            .filter(|_| attempt < ATTEMPTS)
        {
            drop(plan);
            readings.extend(more);
            continue;
        }
        let decided = |Case { start, span, migration, edits, .. }| Decided {
            migration,
            revision: Revision { start, span, edits },
        };
        let all = plan.cases.into_iter().map(decided).collect();
        return Ok(Revised { all, accounted: plan.accounted });
    }
    Ok(Revised { all: Vec::new(), accounted: Vec::new() })
}

/// Holds back the cases whose change is not proved; or the readings that are to be planned as well,
/// because the change was wrong in what they are about.
fn settle<'a>(
    template: &Template<'a>,
    readings: &[Reading<'a>],
    cases: &mut [Case],
    scope: &Scope,
    search: &Search,
    options: &Options,
) -> Option<Vec<Reading<'a>>> {
    if template.syntax() == Syntax::Comments {
        return None;
    }
    for (case, (at, reason)) in render::unknown(template, cases, options) {
        cases[case].block(search, at, &reason);
    }
    if scope.has_neighbours && !keeps_statements(template, cases) {
        let reason = "the change would take away a statement that what stands behind it may need";
        cases.iter_mut().for_each(|case| case.hold_back(search, case.start, reason));
    }
    loop {
        let changed = (0..cases.len()).filter(|&at| !cases[at].edits.is_empty());
        let changed: Vec<usize> = changed.collect();
        let revision = |&at: &usize| {
            let Case { start, span, edits, .. } = &cases[at];
            Revision { start: *start, span: span.clone(), edits: edits.clone() }
        };
        let revisions: Vec<Revision> = changed.iter().map(revision).collect();
        let flaws = render::prove(template, &revisions, Extent::Covering, search, options);
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
        for Flaw { revision, at, reason, .. } in flaws {
            match revision {
                Some(revision) => cases[changed[revision]].hold_back(search, at, &reason),
                None => cases.iter_mut().for_each(|case| case.hold_back(search, at, &reason)),
            }
        }
    }
}

/// Whether all tags on which the meaning of what follows may depend are as they were.
fn keeps_statements(template: &Template, cases: &[Case]) -> bool {
    let edits: Vec<TextEdit> = cases.iter().flat_map(|case| case.edits.iter().cloned()).collect();
    let bytes = splice(template.text().as_bytes(), &edits);
    let Ok(text) = String::from_utf8(bytes) else { return false };
    let Ok(again) = template.again(&text) else { return false };
    let texts = |template: &Template| {
        let statements = template.statements().into_iter();
        statements.map(|range| template.text()[range].to_owned()).collect::<Vec<_>>()
    };
    texts(template) == texts(&again)
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
    scope: &Scope,
    search: &Search,
    options: &Options,
) -> Result<Plan<'r>, PlanError> {
    let mut places: BTreeMap<usize, Vec<View>> = BTreeMap::new();
    // All readings of a definition write what is new in the style of its first.
    let mut styles: BTreeMap<usize, Style> = BTreeMap::new();
    let mut accounted: Vec<Range<usize>> = Vec::new();
    for (index, Reading { document, .. }) in readings.iter().enumerate() {
        let interesting = |span: Range<usize>| search.hits(&span);
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
            let mut view = view((template, index), document, found, search, options, style)?;
            if let (Some(migration), Some(place)) =
                (&mut view.migration, scope.pointers.get(&start))
            {
                migration.put(place);
            }
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
    if let Err(reason) = proof::prove(template, readings, &cases, options) {
        cases.iter_mut().for_each(|case| case.hold_back(search, case.start, &reason));
    }
    accounted.sort_by_key(|span| (span.start, span.end));
    accounted.dedup();
    Ok(Plan { cases, accounted })
}

fn view<'r>(
    (template, reading): (&Template, usize),
    document: &'r Document<'r>,
    FoundDefinition { definition, entries }: FoundDefinition,
    search: &Search,
    options: &Options,
    style: &Style,
) -> Result<View<'r>, PlanError> {
    let credential = entries.first().map(|entry| document.span(entry.node).start);
    let mut places = Places::new();
    for entry in &entries {
        let uri = document.get(entry.node, "uri").unwrap_or(entry.node);
        let at = document.span(uri).start;
        places.entry(options.content_of(entry)).or_default().insert(at);
    }
    let planner = Planner { depth: Depth::Rewrite, document, lines: &search.lines, options };
    let drafted = planner.draft(&definition, entries)?;
    let mut view = View {
        reading,
        document,
        definition,
        migration: None,
        edits: Vec::new(),
        expected: None,
        credential,
        draft: None,
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
                view.draft = Some(moved::Draft { patch, placements, style });
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
        known.position(|migration| migration.state() == state)
    };
    // Where the object is there and is no definition, or none that concerns us, nothing may change.
    let is_unseen = |&(index, reading): &(usize, &Reading)| {
        let is_it = |view: &View| view.reading == index && view.migration.is_some();
        !views.iter().any(is_it) && !reading.document.has_opaque(start..start + 1)
    };
    let unseen: Vec<(usize, &Reading)> = readings.iter().enumerate().filter(is_unseen).collect();
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
    if case.migration.state() == State::Convertible {
        if let Some(&at) = unread.iter().find(|at| case.span.contains(at)) {
            let reason = "credentials are named here in an alternative with which the file is not JSON, so it was not read";
            case.block(search, at, reason);
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
            Err(_) if !unseen.is_empty() => case.block(search, optional, OPTIONAL),
            Err(Conflict { at, reason }) => case.block(search, at, reason),
        }
    }
    Some(case)
}

impl Case<'_> {
    /// Blocks it if it changes.
    fn hold_back(&mut self, search: &Search, at: usize, reason: &str) {
        if !self.edits.is_empty() {
            self.block(search, at, reason);
        }
    }

    fn block(&mut self, search: &Search, at: usize, reason: &str) {
        self.edits.clear();
        block(&mut self.migration, search, at, reason);
    }
}

/// Holds a definition back because of what is around it.
pub(super) fn block(migration: &mut Migration, search: &Search, at: usize, reason: &str) {
    migration.hold_back();
    migration.findings.retain(|located| located.finding.severity > Severity::Note);
    let finding = held_back(migration.pointer.clone(), reason.to_owned());
    migration.findings.push(Located { position: search.lines.position(at), finding });
}
