//! Proves that a template still renders to the same definitions after a change by hand.
//!
//! The user decides about the content of the definitions. The template must still render to strict
//! JSON with the same definitions. Renderings that were not strict JSON before the change are left
//! out.

use std::ops::{ControlFlow, Range};

use super::reasons::{TOO_MANY_EXPRESSIONS, combination};
use super::render::is_strict;
use crate::marathon;
use crate::text::{Document, Template, TextEdit};

/// Proves a change in a covering set of renderings. `again` is the template after the change, and
/// `edits` are the difference. The error is a clause.
pub(in super::super) fn prove_by_hand(
    template: &Template,
    again: &Template,
    edits: &[TextEdit],
) -> Result<(), String> {
    let ranges: Vec<Range<usize>> = edits.iter().map(|edit| edit.range.clone()).collect();
    for mut pair in template.pairs(again) {
        pair.look_at(edits);
        let mut wrong = None;
        let loops = pair.loops(&ranges, &[]);
        for doubled in std::iter::once(Vec::new()).chain(loops) {
            let explored = pair.explore(&doubled, &mut |trial, stand_ins| {
                let Some(before) = trial.old.document(stand_ins).ok().filter(is_strict) else {
                    return ControlFlow::Continue(false);
                };
                let after = trial.new.document(stand_ins).ok();
                let what = match after.as_ref() {
                    None => "is not JSON",
                    Some(after) if !is_strict(after) => "has a member twice",
                    Some(after) if definitions(after) != definitions(&before) => {
                        "has other definitions"
                    }
                    Some(_) => return ControlFlow::Continue(true),
                };
                wrong = Some((what, trial.assignment.clone()));
                ControlFlow::Break(())
            });
            if explored.is_none() {
                return Err(TOO_MANY_EXPRESSIONS.into());
            }
            if let Some((what, assignment)) = wrong {
                let holds = combination(pair.conditions(&assignment), assignment.is_doubled);
                return Err(format!("the new text{holds} {what}"));
            }
        }
    }
    Ok(())
}

/// Returns the kinds and ids of all definitions, sorted.
fn definitions(document: &Document) -> Vec<String> {
    let definitions = marathon::definitions(document, &|_| true);
    let mut names: Vec<String> =
        definitions.iter().map(|it| format!("{} {}", it.kind, it.id)).collect();
    names.sort();
    names
}
