//! The parts of a template whose rendered text is unknown: holes, and captured texts, which a tag changes or
//! moves to another place.

use std::ops::{ControlFlow, Range};

use json_patch::{AddOperation, PatchOperation};
use serde_json::Value;

use super::case::Case;
use super::reasons;
use crate::text::{Hole, HoleKind, Lines, Reading, Role, SyntaxError, Tag, Template, TextEdit};

/// Returns the first captured text that the definition of `case` begins in, or that one of its edits touches.
pub(super) fn captured_around(captured: &[Range<usize>], case: &Case) -> Option<Range<usize>> {
    let touches = |range: &Range<usize>, edit: &TextEdit| {
        edit.range.start < range.end && range.start < edit.range.end
            || range.contains(&edit.range.start)
    };
    let mut captured = captured.iter();
    let found = captured.find(|range| {
        range.contains(&case.start) || case.edits.iter().any(|edit| touches(range, edit))
    });
    found.cloned()
}

/// Returns the offset of a hole in the definition that begins at `start`, and the reason to refuse the
/// hole; `None` if no hole matters.
pub(super) fn hole(template: &Template, start: usize) -> Option<(usize, String)> {
    template.pairs(template).into_iter().find_map(|mut pair| {
        let mut found = None;
        pair.sample(&mut |trial, _| {
            let hole = trial.old.holes.iter().find(|hole| matters(hole, start));
            found = hole.map(|Hole { range, kind, .. }| {
                (range.start, reasons::hole(*kind, &template.text()[range.clone()]))
            });
            match found {
                Some(_) => ControlFlow::Break(()),
                None => ControlFlow::Continue(true),
            }
        });
        found
    })
}

/// Returns the reason to refuse the definition of `case` if the change adds a `user` that is empty in one of
/// the readings: the user is an expression, and a condition about the same name does not hold. Docker takes
/// the user of the image for an empty name, and Mesos has no user with an empty name.
pub(super) fn empty_user(case: &Case, readings: &[Reading]) -> Option<String> {
    case.views.iter().find_map(|view| {
        let is_new = |operation: &&PatchOperation| {
            matches!(operation, PatchOperation::Add(AddOperation { path, .. }) if path.as_str() == "/user")
        };
        view.applied.as_ref()?.patch.iter().find(is_new)?;
        let user = view.expected.as_ref()?.get("user").and_then(Value::as_str)?;
        let user = view.document.restored(user).into_owned();
        let mut conditions = readings[view.reading].conditions();
        let (name, _) = conditions.find(|(name, holds)| !holds && bare(name) == bare(&user))?;
        Some(reasons::empty_user(&user, name))
    })
}

/// Returns the name in a tag or in a condition, without the signs around it.
fn bare(text: &str) -> &str {
    text.trim_matches(|c: char| !c.is_alphanumeric() && c != '_')
}

/// Returns the error of a template that is not JSON. If a comma is missing after an expression, the error is
/// about the expression.
pub(in super::super) fn explained(template: &Template, error: SyntaxError) -> SyntaxError {
    let text = template.text();
    let is_hole = |tag: &&Tag| {
        let is_before =
            tag.range.end <= error.offset && text[tag.range.end..error.offset].trim().is_empty();
        is_before && matches!(tag.role, Role::Expression | Role::Unknown)
    };
    let is_comma = error.message.starts_with("expected `,`");
    match template.tags().find(is_hole).filter(|_| is_comma) {
        Some(tag) => SyntaxError {
            offset: tag.range.start,
            position: Lines::new(text.as_bytes()).position(tag.range.start),
            message: reasons::hole(HoleKind::Comma, &text[tag.range.clone()]),
        },
        None => error,
    }
}

/// The members of a definition in which a hole is refused: those with credentials, containers and networks.
const SENSITIVE_MEMBERS: [&str; 12] = [
    "container",
    "docker",
    "uris",
    "fetch",
    "parameters",
    "volumes",
    "portMappings",
    "networks",
    "secrets",
    "ipAddress",
    "containers",
    "run",
];

/// Whether a hole is refused: it lies in one of the [`SENSITIVE_MEMBERS`] of the definition that
/// begins at `start`, or directly between its members.
pub(super) fn matters(hole: &Hole, start: usize) -> bool {
    let Some(at) = hole.around.iter().position(|bracket| bracket.place == start) else {
        return false;
    };
    let names: Vec<&str> =
        hole.around[at + 1..].iter().map(|bracket| bracket.name.as_str()).collect();
    names.first().is_none_or(|first| SENSITIVE_MEMBERS.contains(first))
}
