//! The edits of a template → their proof in every reading.
//!
//! What is proved is not one text but each reading of the new text: that it is strict JSON (P1), that
//! it says what that reading's own patch makes of the old one (P2), and that nothing is left to do in
//! it (P4). P3, that nothing else changes, holds because the edits lie inside the definitions.

use serde_json::Value;

use super::super::migration::rests;
use super::{Case, View};
use crate::engine::Options;
use crate::marathon::{self, Definition};
use crate::source::{Shifts, TextEdit, splice};
use crate::text::{Document, Position, Reading, SyntaxError, Template};

/// Proves the edits of all cases in every reading; else the case that is at fault, and why. The
/// template begins at `start` of its file.
pub(super) fn prove(
    (template, start): (&Template, Position),
    readings: &[Reading],
    cases: &[Case],
    options: &Options,
) -> Result<(), (usize, String)> {
    let edits: Vec<TextEdit> = cases.iter().flat_map(|case| case.edits.iter().cloned()).collect();
    let Some(first) = cases.iter().position(|case| !case.edits.is_empty()) else { return Ok(()) };
    let bytes = splice(template.text().as_bytes(), &edits);
    let text = String::from_utf8(bytes).map_err(|error| (first, error.to_string()))?;
    let shifts = Shifts::new(&edits);
    let of = |at: usize| {
        move |error: String| {
            (at, format!("the change could not be proved in all alternatives ({error})"))
        }
    };
    let said = |error: SyntaxError| error.behind(start).to_string();
    let again = template.again(&text).map_err(|error| of(first)(said(error)))?;
    for (index, reading) in readings.iter().enumerate() {
        let document = again.document(&reading.choice).map_err(|error| {
            let at = cases.iter().position(|case| {
                let end = case.edits.last().map_or(0, |edit| edit.range.end);
                shifts.of(end) + edit_reach(case) >= error.offset
            });
            of(at.unwrap_or(first))(said(error))
        })?;
        let definitions = marathon::definitions(&document, &|_| true);
        for (at, case) in cases.iter().enumerate().filter(|(_, case)| !case.edits.is_empty()) {
            let Some(view) = case.views.iter().find(|view| view.reading == index) else { continue };
            let start = shifts.of(case.start);
            let begins = |it: &Definition| document.span(it.node).start;
            let Ok(found) = definitions.binary_search_by_key(&start, begins) else {
                return Err(of(at)("a definition is lost".into()));
            };
            prove_one(view, &document, &definitions[found], options).map_err(of(at))?;
        }
    }
    Ok(())
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
