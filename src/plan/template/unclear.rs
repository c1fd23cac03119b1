//! The parts of a template whose rendered text is unknown: holes, and captured texts, which a tag changes or
//! moves to another place.

use std::ops::{ControlFlow, Range};

use super::case::Case;
use super::reasons;
use crate::text::{Hole, HoleKind, Lines, Role, SyntaxError, Tag, Template, TextEdit};

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

/// Returns the place of a hole in the definition that begins at `start`, and the reason to refuse it.
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

/// Returns the error of a template that is not JSON. If a comma is missing behind an expression, the error is
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
