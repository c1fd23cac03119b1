//! The edits of a template → their proof with two rounds of each loop that they have to do with.
//!
//! Every reading has one round. A change that is right with one may be wrong with two: the comma
//! between them may be gone, or a text that was put into a section of the loop comes out twice.
//! What with two rounds is no JSON, or would have a name twice, was no loop.

use super::further::{is_right, planned_value};
use super::template::Case;
use crate::rules::Options;
use crate::source::{TextEdit, splice};
use crate::text::{Reading, Rounds, Template};

const REASON: &str = "the change would not be right for two rounds of what may be a loop";

/// Proves the edits in two rounds of each loop; else the case that is at fault, and why.
pub(super) fn prove(
    template: &Template,
    readings: &[Reading],
    cases: &[Case],
    edits: &[TextEdit],
    options: &Options,
) -> Result<(), (usize, String)> {
    let bytes = splice(template.text().as_bytes(), edits);
    let text = String::from_utf8_lossy(&bytes);
    let changes = |case: &Case| !case.edits.is_empty();
    let at_fault = || Err((cases.iter().position(changes).unwrap_or(0), REASON.into()));
    let Ok(new) = template.again(&text) else { return at_fault() };
    let mut loops = new.loops();
    loops.retain(|condition| concerns(template, &new, condition, edits));
    for condition in loops {
        let (Some(old_rounds), Some(new_rounds)) =
            (template.in_two_rounds(condition), new.in_two_rounds(condition))
        else {
            return at_fault();
        };
        let rounds = (&old_rounds, &new_rounds);
        let mut there = readings.iter().filter(|reading| reading.choice.holds(condition));
        if there.any(|reading| is_wrong(template, reading, rounds, options)) {
            return at_fault();
        }
    }
    Ok(())
}

/// Whether edits stand in a loop, take one away, or put one somewhere.
fn concerns(template: &Template, new: &Template, condition: &str, edits: &[TextEdit]) -> bool {
    let (old, new) = (template.rounds_of(condition), new.rounds_of(condition));
    let touches = |edit: &TextEdit| {
        old.iter().any(|body| edit.range.start <= body.end && body.start <= edit.range.end)
    };
    old.len() != new.len() || edits.iter().any(touches)
}

/// Whether the change is wrong for two rounds in one reading, or may be: what cannot be made or read
/// proves nothing. Only a text that was no JSON before the change, or had a name twice, is nobody's.
fn is_wrong(
    template: &Template,
    reading: &Reading,
    (old, new): (&Rounds, &Rounds),
    options: &Options,
) -> bool {
    let Ok(old) = template.with_rounds(old) else { return true };
    let Ok(before) = old.document(&reading.choice) else { return false };
    let Ok(new) = template.with_rounds(new) else { return true };
    if before.duplicate_key(before.root()).is_some() {
        return false;
    }
    let Ok(after) = new.document(&reading.choice) else { return true };
    let is_double = after.duplicate_key(after.root()).is_some();
    is_double || planned_value(&before, options).is_none_or(|expected| !is_right(&after, &expected))
}
