//! Finds definitions that seem to have no image, in the texts that the template renders to.
//!
//! A reading does not show the text that an expression brings. So a definition that fetches
//! credentials and has no image in any reading is looked for in the renderings, too.

use std::collections::{BTreeMap, HashSet};
use std::ops::ControlFlow;

use super::super::State;
use super::case::Case;
use super::reasons::{self, TOO_MANY_EXPRESSIONS};
use super::rendered::{RenderedFate, plan};
use super::unclear::matters;
use crate::engine::Options;
use crate::marathon;
use crate::text::{Document, Lines, Template, Trial};

/// The reason why nobody can tell whether a definition has an image.
pub(super) struct UnclearImage {
    /// The offset of the text because of which nobody can tell.
    pub(super) at: usize,
    /// The reason, as a clause.
    pub(super) reason: String,
}

/// Returns the cases that fetch credentials and seem to have no image, but may have one: an expression
/// may bring the image, a rendering of the template has it, the text of the case may be printed elsewhere, or there are
/// too many expressions to find out. The key is the index of the case.
pub(super) fn unclear_images(
    template: &Template,
    cases: &[Case],
    options: &Options,
) -> BTreeMap<usize, UnclearImage> {
    let mut flaws: BTreeMap<usize, UnclearImage> = BTreeMap::new();
    let is_open = |case: &Case| case.migration.state() == State::NoImage;
    let open: Vec<(usize, usize)> = cases
        .iter()
        .enumerate()
        .filter(|(_, case)| is_open(case))
        .map(|(at, case)| (at, case.start))
        .collect();
    if open.is_empty() {
        return flaws;
    }
    for range in template.captured() {
        for (case, _) in open.iter().filter(|(_, start)| range.contains(start)) {
            let reason = reasons::captured(template, &range);
            flaws.insert(*case, UnclearImage { at: range.start, reason });
        }
    }
    let starts: HashSet<usize> = open.iter().map(|(_, start)| *start).collect();
    for mut pair in template.pairs(template) {
        let explored = pair.explore(&[], &mut |trial, stand_ins| {
            let document = trial.old.document(stand_ins).ok();
            let is_useful = document.is_some();
            let changed = document.map(|document| converted_or_blocked(trial, &document, &starts, options));
            let changed = changed.unwrap_or_default();
            for &(case, start) in &open {
                let hole = trial.old.holes.iter().find(|hole| matters(hole, start));
                if let Some(hole) = hole {
                    let reason = reasons::hole(hole.kind, &template.text()[hole.range.clone()]);
                    flaws.entry(case).or_insert(UnclearImage { at: hole.range.start, reason });
                } else if changed.contains(&start) {
                    let reason = "the rendered text has an image to pull, but tags make its keys; write the keys as text";
                    flaws.entry(case).or_insert(UnclearImage { at: start, reason: reason.into() });
                }
            }
            match flaws.len() < open.len() {
                true => ControlFlow::Continue(is_useful),
                false => ControlFlow::Break(()),
            }
        });
        if explored.is_none() {
            let full = |at: usize| UnclearImage { at, reason: TOO_MANY_EXPRESSIONS.to_owned() };
            flaws.extend(open.iter().map(|&(case, start)| (case, full(start))));
        }
    }
    flaws
}

/// Returns those of `starts` at which a definition of this rendering would be converted or blocked.
fn converted_or_blocked(
    trial: &Trial,
    document: &Document,
    starts: &HashSet<usize>,
    options: &Options,
) -> HashSet<usize> {
    let lines = Lines::new(document.original().as_bytes());
    let changed = marathon::definitions(document, &|_| true).into_iter().filter_map(|definition| {
        let place = trial.old.place(document.span(definition.node).start)?;
        let is_changed = starts.contains(&place)
            && !matches!(
                plan((trial, &lines), document, &definition, options),
                RenderedFate::Stays
            );
        is_changed.then_some(place)
    });
    changed.collect()
}
