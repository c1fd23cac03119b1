//! Parts of a template whose rendered text is unknown: holes, and captured texts.

use std::ops::Range;

use super::case::Case;
use crate::text::{Hole, TextEdit};

/// Returns the first captured text that a change has to do with.
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

/// The members of a definition that rules read or write.
const READ: [&str; 12] = [
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

/// Whether a hole lies in members that rules look at, in the definition that begins at `start`.
pub(super) fn matters(hole: &Hole, start: usize) -> bool {
    let Some(at) = hole.around.iter().position(|(place, _)| *place == start) else { return false };
    let names: Vec<&str> = hole.around[at + 1..].iter().map(|(_, name)| name.as_str()).collect();
    names.first().is_none_or(|first| READ.contains(first))
}
