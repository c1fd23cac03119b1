//! The proof of a template's edits in every reading.
//!
//! Each reading of the new text must be strict JSON (P1), must say what the patch of this reading makes of
//! the old text (P2), and must have nothing left to do (P4). Nothing else changes (P3), because the edits
//! lie inside of the definitions.

use serde_json::Value;

use super::super::planner::check_nothing_left;
use super::case::{Case, View};
use super::reasons::{self, combination};
use crate::engine::Options;
use crate::marathon::{self, Definition};
use crate::text::{Document, Reading, Shifts, Syntax, SyntaxError, Template, TextEdit, splice};

/// Proves the edits of all cases in every reading. The error is the reason why they are wrong.
pub(super) fn prove(
    template: &Template,
    readings: &[Reading],
    cases: &[Case],
    options: &Options,
) -> Result<(), String> {
    let edits: Vec<TextEdit> = cases.iter().flat_map(|case| case.edits.iter().cloned()).collect();
    let shifts = Shifts::new(&edits);
    for_each_reading(template, readings, &edits, |index, document| {
        let definitions = marathon::definitions(document, &|_| true);
        for case in cases.iter().filter(|case| !case.edits.is_empty()) {
            let Some(view) = case.views.iter().find(|view| view.reading == index) else { continue };
            let start = shifts.of(case.start);
            let begins = |it: &Definition| document.span(it.node).start;
            let Ok(found) = definitions.binary_search_by_key(&start, begins) else {
                return Err("would lose the definition".into());
            };
            prove_one(view, document, &definitions[found], options)?;
        }
        Ok(())
    })
}

/// Proves that the edits of several definitions leave each reading strict JSON. The error is the
/// reason why they do not.
pub(super) fn prove_strict(
    template: &Template,
    readings: &[Reading],
    edits: &[TextEdit],
) -> Result<(), String> {
    for_each_reading(template, readings, edits, |_, _| Ok(()))
}

/// Calls `look` with the index and the document of each reading of the new text. The error is the reason
/// why the edits are wrong.
fn for_each_reading(
    template: &Template,
    readings: &[Reading],
    edits: &[TextEdit],
    mut look: impl FnMut(usize, &Document) -> Result<(), String>,
) -> Result<(), String> {
    if edits.is_empty() {
        return Ok(());
    }
    // The error is in the new text, which is not shown, so its position would tell the user
    // nothing.
    let breaks = |error: SyntaxError| {
        format!("the change would break a tag of the template ({})", error.message)
    };
    let bytes = splice(template.text().as_bytes(), edits);
    let text = String::from_utf8(bytes).map_err(|error| error.to_string())?;
    let again = template.again(&text).map_err(breaks)?;
    for (index, reading) in readings.iter().enumerate() {
        let wrong = |is: String| match template.syntax() {
            Syntax::Spliced => reasons::quoted(&is),
            _ => reasons::wrong(&combination(reading.conditions(), false), &is),
        };
        let document = again.document(&reading.choice).map_err(|error| {
            let message = error.message;
            wrong(format!("would not be JSON ({message})"))
        })?;
        look(index, &document).map_err(wrong)?;
    }
    Ok(())
}

/// Proves the new text of a definition in one reading, in which `document` has it as `definition`.
fn prove_one(
    view: &View,
    document: &Document,
    definition: &Definition,
    options: &Options,
) -> Result<(), String> {
    // Read by `serde_json`, which had no part in making the text.
    let value: Value = serde_json::from_str(document.raw(definition.node))
        .map_err(|error| format!("would not be JSON ({error})"))?;
    let before = view.document.value(view.definition.node);
    let is_right = match &view.expected {
        Some(expected) => value == *expected,
        None => before.is_ok_and(|before| before == value),
    };
    if !is_right {
        return Err("would not say what was planned".into());
    }
    if view.expected.is_some() {
        check_nothing_left(document, definition, value, options)
            .map_err(|error| format!("would need to be converted once more ({error})"))?;
    }
    Ok(())
}
