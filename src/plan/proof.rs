//! The edits of a template → their proof in every reading.
//!
//! What is proved is not one text but each reading of the new text: that it is strict JSON (P1), that
//! it says what that reading's own patch makes of the old one (P2), and that nothing is left to do in
//! it (P4). P3, that nothing else changes, holds because the edits lie inside the definitions.

use serde_json::Value;

use super::merge::is_live;
use super::migration::rests;
use super::template::{Case, View};
use crate::marathon::{self, Definition};
use crate::rules::Options;
use crate::source::{TextEdit, shifted, splice, splice_part};
use crate::text::{Document, Reading, Template};

/// Proves the edits of all cases in every reading; else the case that is at fault, and why.
pub(super) fn prove(
    template: &Template,
    readings: &[Reading],
    cases: &[Case],
    options: &Options,
) -> Result<(), (usize, String)> {
    let edits: Vec<TextEdit> = cases.iter().flat_map(|case| case.edits.iter().cloned()).collect();
    let Some(first) = cases.iter().position(|case| !case.edits.is_empty()) else { return Ok(()) };
    let bytes = splice(template.text().as_bytes(), &edits);
    let text = String::from_utf8(bytes).map_err(|error| (first, error.to_string()))?;
    let of = |at: usize| {
        move |error: String| {
            (at, format!("the change could not be proved in all alternatives ({error})"))
        }
    };
    let again = template.again(&text).map_err(|error| of(first)(error.to_string()))?;
    for (index, reading) in readings.iter().enumerate() {
        let document = again.document(&reading.choice).map_err(|error| {
            let at = cases.iter().position(|case| {
                let end = case.edits.last().map_or(0, |edit| edit.range.end);
                shifted(&edits, end) + edit_reach(case) >= error.offset
            });
            of(at.unwrap_or(first))(error.to_string())
        })?;
        let definitions = marathon::definitions(&document, &|_| true);
        for (at, case) in cases.iter().enumerate().filter(|(_, case)| !case.edits.is_empty()) {
            let Some(view) = case.views.iter().find(|view| view.reading == index) else { continue };
            let start = shifted(&edits, case.start);
            let is_it = |it: &&Definition| document.span(it.node).start == start;
            let Some(definition) = definitions.iter().find(is_it) else {
                return Err(of(at)("a definition is lost".into()));
            };
            prove_one(view, &document, definition, options).map_err(of(at))?;
        }
    }
    prove_rounds(template, readings, cases, &edits)
}

/// Proves the edits inside of what may be a loop with two rounds: a comma between two rounds must
/// not go. What two rounds of would have a name twice is no loop.
fn prove_rounds(
    template: &Template,
    readings: &[Reading],
    cases: &[Case],
    edits: &[TextEdit],
) -> Result<(), (usize, String)> {
    for body in template.bodies() {
        let is_inside =
            |edit: &TextEdit| body.start <= edit.range.start && edit.range.end <= body.end;
        let of = |case: &Case| case.start < body.start && case.edits.iter().any(is_inside);
        let Some(at) = cases.iter().position(of) else { continue };
        let (inside, mut outside): (Vec<TextEdit>, Vec<TextEdit>) =
            edits.iter().cloned().partition(is_inside);
        let text = template.text().as_bytes();
        let twice = |body: &[u8]| String::from_utf8_lossy(&[body, body].concat()).into_owned();
        let double = |text: String| TextEdit { range: body.clone(), text };
        let old = splice(text, &[double(twice(&text[body.clone()]))]);
        outside.push(double(twice(&splice_part(text, body.clone(), &inside))));
        outside.sort_by_key(|edit| (edit.range.start, edit.range.end));
        let new = splice(text, &outside);
        for reading in readings.iter().filter(|it| is_live(&it.document, &body)) {
            let is_loop = read_again(template, &old, reading, |document| {
                document.duplicate_key(document.root()).is_none()
            });
            if is_loop && !read_again(template, &new, reading, |_| true) {
                let reason = "a comma inside of what may be a loop would have to go, and two rounds of it would have none between them";
                return Err((at, reason.into()));
            }
        }
    }
    Ok(())
}

/// Whether a text that was made of the template is JSON under a choice, and `holds` of it.
fn read_again(
    template: &Template,
    bytes: &[u8],
    reading: &Reading,
    holds: impl Fn(&Document) -> bool,
) -> bool {
    let Ok(text) = std::str::from_utf8(bytes) else { return false };
    let Ok(again) = template.again(text) else { return false };
    again.document(&reading.choice).is_ok_and(|document| holds(&document))
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
