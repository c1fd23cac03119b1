//! The edits of a template → the alternatives in which they are wrong though they are right in all
//! that were planned.
//!
//! Not all combinations of many conditions can be planned. Those that were not are looked at when
//! the edits are known: what the rules make of such a reading is what its new text has to say. Those
//! with which it does not are planned as well.

use json_patch::jsonptr::Pointer;
use serde_json::Value;

use super::migration::{Draft, draft};
use super::search::Search;
use super::template::Case;
use super::{Depth, PlanError, State};
use crate::edit;
use crate::marathon;
use crate::rules::Options;
use crate::source::{TextEdit, splice};
use crate::text::{Document, Lines, Reading, Template};

/// So many are planned at once.
const AT_ONCE: usize = 8;

/// What the alternatives say that were not planned.
pub(super) enum Verdict<'a> {
    /// The edits are right in them.
    Right,
    /// They are not in these.
    Wrong(Vec<Reading<'a>>),
    /// An alternative in a definition that changes was in none; where.
    Unread(usize),
}

/// Looks at the alternatives that were not planned.
///
/// # Errors
/// A rule made an invalid patch.
pub(super) fn verdict<'a>(
    template: &Template<'a>,
    readings: &[Reading],
    cases: &[Case],
    search: &Search,
    options: &Options,
) -> Result<Verdict<'a>, PlanError> {
    let edits: Vec<TextEdit> = cases.iter().flat_map(|case| case.edits.iter().cloned()).collect();
    let bytes = splice(template.text().as_bytes(), &edits);
    let text = String::from_utf8_lossy(&bytes);
    if edits.is_empty() {
        return Ok(Verdict::Right);
    }
    let Ok(again) = template.again(&text) else { return Ok(Verdict::Wrong(Vec::new())) };
    let (mut wrong, mut right) = (Vec::new(), Vec::new());
    for reading in template.further(&again, readings) {
        let expected = expected(&reading.document, cases, search, options)?;
        let after = again.document(&reading.choice);
        let holds = expected.zip(after.ok()).is_some_and(|(expected, it)| is_right(&it, &expected));
        (if holds { &mut right } else { &mut wrong }).push(reading);
        if wrong.len() == AT_ONCE {
            break;
        }
    }
    if !wrong.is_empty() {
        return Ok(Verdict::Wrong(wrong));
    }
    let changed = cases.iter().filter(|case| !case.edits.is_empty());
    let unread = changed.filter_map(|case| template.unread([readings, &right], &case.span));
    Ok(unread.min().map_or(Verdict::Right, Verdict::Unread))
}

/// What a reading has to say after the change; none if it has definitions that were not planned.
fn expected(
    document: &Document,
    cases: &[Case],
    search: &Search,
    options: &Options,
) -> Result<Option<Value>, PlanError> {
    let Ok(mut value) = document.value(document.root()) else { return Ok(None) };
    for definition in marathon::definitions(document, &|span| search.hits(&span)) {
        let start = document.span(definition.node).start;
        let entries = marathon::entries(document, &definition, &options.recognition);
        let drafted =
            draft(Depth::Rewrite, document, &search.lines, &definition, entries, options)?;
        let Some(Draft { migration, change }) = drafted else { continue };
        let is_settled = matches!(migration.state, State::Migrated | State::NoImage);
        match cases.iter().find(|case| case.start == start) {
            Some(case) if case.edits.is_empty() => {}
            Some(_) if is_settled => {}
            Some(_) if change.is_some() => {
                let patched = edit::patched(value, Pointer::root(), &migration.patch);
                let Ok(patched) = patched else { return Ok(None) };
                value = patched;
            }
            None if is_settled => {}
            _ => return Ok(None),
        }
    }
    Ok(Some(value))
}

/// What a document has to say once all its definitions are converted that can be.
pub(super) fn planned_value(document: &Document, options: &Options) -> Option<Value> {
    let lines = Lines::new(document.original().as_bytes());
    let mut value = document.value(document.root()).ok()?;
    for definition in marathon::definitions(document, &|_| true) {
        let entries = marathon::entries(document, &definition, &options.recognition);
        let drafted =
            draft(Depth::Rewrite, document, &lines, &definition, entries, options).ok()?;
        let Some(Draft { migration, .. }) = drafted else { continue };
        value = edit::patched(value, Pointer::root(), &migration.patch).ok()?;
    }
    Some(value)
}

/// Whether a document says this, read by `serde_json`, of which nothing has made the text.
pub(super) fn is_right(document: &Document, expected: &Value) -> bool {
    serde_json::from_str::<Value>(document.raw(document.root())).is_ok_and(|it| it == *expected)
}
