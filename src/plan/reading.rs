//! Where a text names credential files.

use std::ops::Range;

use super::Mention;
use crate::marathon;
use crate::text::Lines;

/// How much of a line a report shows, in characters.
const SHOWN: usize = 80;

/// Offsets that make the values around them worth reading: credential names, escapes that could
/// hide one, and pull secrets that are there already. Ascending.
pub(super) fn hits(bytes: &[u8]) -> Vec<usize> {
    let mut hits = marathon::mentions(bytes);
    hits.extend(memchr::memmem::find_iter(bytes, br"\u00"));
    hits.extend(memchr::memmem::find_iter(bytes, b"\"pullConfig\""));
    hits.sort_unstable();
    hits
}

/// The mentions outside of `accounted` spans, one a line.
pub(super) fn mentions(bytes: &[u8], accounted: &[Range<usize>]) -> Vec<Mention> {
    let lines = Lines::new(bytes);
    let is_open = |offset: &usize| !accounted.iter().any(|span| span.contains(offset));
    let mut found: Vec<Mention> = marathon::mentions(bytes)
        .into_iter()
        .filter(is_open)
        .map(|offset| Mention { position: lines.position(offset), line: line_at(bytes, offset) })
        .collect();
    found.dedup_by_key(|mention| mention.position.line);
    found
}

/// The line around `offset`, shortened around it.
fn line_at(bytes: &[u8], offset: usize) -> String {
    let start = memchr::memrchr(b'\n', &bytes[..offset]).map_or(0, |newline| newline + 1);
    let end =
        memchr::memchr(b'\n', &bytes[offset..]).map_or(bytes.len(), |newline| offset + newline);
    if bytes[start..end].contains(&0) {
        return String::new();
    }
    let from = start.max(offset.saturating_sub(SHOWN / 2));
    let line = String::from_utf8_lossy(&bytes[from..end.min(from + 4 * SHOWN)]);
    let line = line.trim_start_matches(char::REPLACEMENT_CHARACTER).trim();
    let shown: String = line.chars().filter(|c| !c.is_control()).take(SHOWN).collect();
    shown
}
