//! Plans a template: merges the changes of all readings, and proves them in each reading.
//!
//! A definition is converted only if all alternatives agree on each change that they have, if
//! `proof` proves the change in each reading, and if `render` proves it in the rendered texts.
//!
//! If there are several definitions, each is planned and proved in a text of its own, `alone`, in
//! which the others are empty. So its fate does not depend on them. All changes together are proved
//! once more.

mod alone;
mod by_hand;
mod case;
mod cases;
mod divide;
mod emptied;
mod image;
mod merge;
mod moved;
mod proof;
mod reasons;
mod render;
mod rendered;
mod unclear;

use std::cell::OnceCell;
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use json_patch::jsonptr::PointerBuf;

use super::duplicates::warn_within;
use super::hits::Hits;
use super::{Migration, PlanError, PlanOptions, Planned, State};
use crate::engine::Options;
use crate::marathon;
use crate::text::{Position, Reading, Syntax, Template, TextEdit, splice};
use alone::{Alone, Units};
pub(super) use by_hand::prove_by_hand;
use case::Case;
pub(super) use case::block;
use cases::{UnitScope, plan_readings};
use image::UnclearImage;
use render::{Extent, Flaw};
pub(super) use unclear::explained;

/// The edits of one definition.
pub(super) struct Revision {
    /// The offset at which the definition begins.
    pub(super) start: usize,
    /// The range of the definition.
    pub(super) span: Range<usize>,
    /// The edits; none if the definition stays as it is.
    pub(super) edits: Vec<TextEdit>,
}

/// A definition whose fate is decided.
struct Decided {
    migration: Migration,
    revision: Revision,
}

/// The definitions that are planned in one text.
struct Revised {
    /// The definitions in the order of the text.
    all: Vec<Decided>,
    /// The ranges of the credential URIs in these definitions; sorted.
    accounted: Vec<Range<usize>>,
}

/// The number of attempts to plan a text. An attempt has further readings if a change of the attempt
/// before it was wrong in alternatives that were not planned.
const MAX_ATTEMPTS: usize = 6;

/// Plans a template.
///
/// # Errors
/// Two JSON readers disagree about a reading, or a rule made an invalid patch.
pub(super) fn plan<'a>(
    template: &Template<'a>,
    readings: Vec<Reading<'a>>,
    hits: &Hits,
    options: &PlanOptions,
) -> Result<Planned, PlanError> {
    let (plan_options, options) = (options, &options.rules);
    let units = Units::of(template, &readings);
    let mut are_together = None;
    let unread = hits.unread(template, &readings);
    let mut planned = if units.is_one() {
        let span = 0..template.text().len();
        let scope = UnitScope { span, pointers: BTreeMap::new() };
        plan_text(template, readings, &scope, hits, options)?
    } else {
        for Reading { document, .. } in &readings {
            document.cross_check(&|span| hits.are_in(&span)).map_err(PlanError::Disagreement)?;
        }
        let mut planned = Revised { all: Vec::new(), accounted: Vec::new() };
        for (own, _) in units.spans().enumerate().filter(|(_, span)| hits.are_in(span)) {
            let alone = units.alone(template, own);
            let Revised { all, accounted } =
                plan_alone(template, &readings, units.pointers(own), &alone, hits, options)?;
            planned.all.extend(all);
            planned.accounted.extend(accounted);
        }
        prove_together(template, &readings, &mut planned.all, hits, options);
        are_together = Some(Together::new(readings, hits));
        planned
    };
    leave_out(template, &mut planned.all, hits, plan_options)?;
    let Revised { all, accounted } = planned;
    let edits = all.iter().flat_map(|it| it.revision.edits.iter().cloned()).collect();
    let mut definitions: Vec<_> = all.into_iter().map(|it| it.migration).collect();
    if let Some(together) = are_together {
        warn_within(&mut definitions, |one, other| together.are(one, other));
    }
    let mut mentions = hits.mentions(&accounted);
    for at in unread {
        let line = hits.lines.position(at).line;
        for mention in mentions.iter_mut().filter(|mention| mention.position.line == line) {
            mention.reason = Some(format!("not converted: {}", reasons::unread(template, at)));
        }
    }
    Ok(Planned { definitions, mentions, edits, ..Planned::default() })
}

/// Tells which definitions stand together in a reading.
struct Together<'r> {
    readings: Vec<Reading<'r>>,
    hits: &'r Hits<'r>,
    /// The positions at which definitions begin, for each reading.
    begin: OnceCell<Vec<BTreeSet<Position>>>,
}

impl<'r> Together<'r> {
    fn new(readings: Vec<Reading<'r>>, hits: &'r Hits<'r>) -> Self {
        Together { readings, hits, begin: OnceCell::new() }
    }

    /// Whether some reading has definitions at both positions.
    fn are(&self, one: Position, other: Position) -> bool {
        let begin = self.begin.get_or_init(|| {
            let position = |offset| self.hits.lines.position(offset);
            let of = |Reading { document, .. }: &Reading| {
                let all = marathon::definitions(document, &|_| true).into_iter();
                all.map(|it| position(document.span(it.node).start)).collect()
            };
            self.readings.iter().map(of).collect()
        });
        begin.iter().any(|begin| begin.contains(&one) && begin.contains(&other))
    }
}

/// Plans the definitions of one unit in `alone`, the text in which all other units are empty.
/// `pointers` are those to the definitions of the unit, by the offsets at which these begin in the file.
fn plan_alone<'p>(
    template: &Template,
    readings: &[Reading],
    pointers: impl Iterator<Item = (usize, &'p PointerBuf)>,
    alone: &Alone,
    hits: &Hits,
    options: &Options,
) -> Result<Revised, PlanError> {
    let nothing = Revised { all: Vec::new(), accounted: Vec::new() };
    let Ok(part) = template.like(&alone.text) else { return Ok(nothing) };
    // Choices of the whole file come first.
    let choices: Vec<_> = readings.iter().map(|reading| &reading.choice).collect();
    let Ok(own) = part.readings_from(&choices) else { return Ok(nothing) };
    let own_hits = Hits::of(alone.text.as_bytes(), &options.recognition);
    let position =
        |position: Position| hits.lines.position(alone.place(own_hits.lines.offset(position)));
    let range = |range: &Range<usize>| alone.place(range.start)..alone.place(range.end);
    let pointers = pointers.filter_map(|(start, pointer)| Some((alone.at(start)?, pointer)));
    let scope = UnitScope { span: alone.span.clone(), pointers: pointers.collect() };
    let mut planned =
        plan_text(&part, own, &scope, &own_hits, options).map_err(|error| error.moved(position))?;
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

/// Proves the edits of all definitions together. The edits of each definition are proved already, and
/// the text around it stays. If the edits are wrong together nevertheless, nobody can tell which
/// definition is at fault, and all these definitions are blocked.
fn prove_together(
    template: &Template,
    readings: &[Reading],
    all: &mut [Decided],
    hits: &Hits,
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
        let mut flaws = render::prove(template, &revisions, Extent::Sample, hits, options);
        reason = (!flaws.is_empty()).then(|| flaws.swap_remove(0).reason);
    }
    let Some(reason) = reason else { return };
    for Decided { migration, revision } in all.iter_mut().filter(|it| !it.revision.edits.is_empty())
    {
        revision.edits.clear();
        block(migration, hits, revision.start, &reason);
    }
}

/// Removes the edits of the definitions that may not be changed, and proves the others without them.
fn leave_out(
    template: &Template,
    all: &mut [Decided],
    hits: &Hits,
    options: &PlanOptions,
) -> Result<(), PlanError> {
    let mut is_partial = false;
    for Decided { migration, revision } in all.iter_mut() {
        if !revision.edits.is_empty() && !options.may_change(migration.position) {
            revision.edits.clear();
            is_partial = true;
        }
    }
    if is_partial {
        let readings = template.readings().map_err(PlanError::syntax)?;
        prove_together(template, &readings, all, hits, &options.rules);
    }
    Ok(())
}

/// Plans the definitions of `scope` in one text, and proves their edits.
fn plan_text<'a>(
    template: &Template<'a>,
    mut readings: Vec<Reading<'a>>,
    scope: &UnitScope,
    hits: &Hits,
    options: &Options,
) -> Result<Revised, PlanError> {
    for attempt in 1.. {
        let mut plan = plan_readings(template, &readings, scope, hits, options)?;
        let is_last = attempt == MAX_ATTEMPTS;
        let cases = &mut plan.cases;
        if let Some(more) = block_unproved((template, &readings), cases, hits, options, is_last) {
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

/// Blocks the cases whose edits are not proved. Returns `None` when the edits that are left are proved.
/// Returns further readings to plan if a change was wrong in alternatives that were not planned and
/// this is not the last attempt.
fn block_unproved<'a>(
    (template, readings): (&Template<'a>, &[Reading<'a>]),
    cases: &mut [Case],
    hits: &Hits,
    options: &Options,
    is_last: bool,
) -> Option<Vec<Reading<'a>>> {
    if template.syntax() == Syntax::Comments {
        return None;
    }
    for (case, UnclearImage { at, reason }) in image::unclear_images(template, cases, options) {
        cases[case].block(hits, at, &reason);
    }
    for case in cases.iter_mut() {
        if let Some(reason) = unclear::empty_user(case, readings) {
            case.block_if_changed(hits, case.start, &reason);
        }
    }
    let blocked = cases.iter_mut().filter(|case| case.migration.state() == State::Blocked);
    for case in blocked {
        if let Some((at, reason)) = unclear::hole(template, case.start) {
            case.block_instead(hits, at, &reason);
        }
    }
    if !keeps_statements(template, cases) {
        let reason = "the change would remove a statement that later text may need; write the statement before the definition";
        cases.iter_mut().for_each(|case| case.block_if_changed(hits, case.start, reason));
    }
    loop {
        let changed = (0..cases.len()).filter(|&at| !cases[at].edits.is_empty());
        let changed: Vec<usize> = changed.collect();
        let revision = |&at: &usize| {
            let Case { start, span, edits, .. } = &cases[at];
            Revision { start: *start, span: span.clone(), edits: edits.clone() }
        };
        let revisions: Vec<Revision> = changed.iter().map(revision).collect();
        let flaws = render::prove(template, &revisions, Extent::Covering, hits, options);
        if flaws.is_empty() {
            return None;
        }
        let mut more: Vec<Reading<'a>> = Vec::new();
        for choice in flaws.iter().filter_map(|flaw| flaw.choice.clone()) {
            let another = template.another(choice.clone(), readings);
            more.extend(another.filter(|_| template.another(choice, &more).is_some()));
        }
        if !more.is_empty() && !is_last {
            return Some(more);
        }
        for Flaw { revision, at, reason, .. } in flaws {
            match revision {
                Some(revision) => cases[changed[revision]].block_if_changed(hits, at, &reason),
                None => cases.iter_mut().for_each(|case| case.block_if_changed(hits, at, &reason)),
            }
        }
    }
}

/// Whether the edits keep all tags on which the text after them may depend.
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
