//! The parts of a template whose rendered text is unknown: holes, and captured texts, which a tag changes or
//! moves to another place.

use std::ops::Range;

use super::case::Case;
use crate::text::{Hole, TextEdit};

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
