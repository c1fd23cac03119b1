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

/// The mentions outside of `accounted` spans (ascending, disjoint), one a line.
pub(super) fn mentions(bytes: &[u8], lines: &Lines, accounted: &[Range<usize>]) -> Vec<Mention> {
    let is_open = |offset: &usize| {
        let next = accounted.partition_point(|span| span.end <= *offset);
        accounted.get(next).is_none_or(|span| span.start > *offset)
    };
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
    let mut from = start.max(offset.saturating_sub(SHOWN / 2));
    if from > start {
        // A line that is cut begins with a whole word.
        from += memchr::memchr(b' ', &bytes[from..offset]).map_or(0, |blank| blank + 1);
    }
    let text = String::from_utf8_lossy(&bytes[from..end.min(from + 4 * SHOWN)]);
    let text: String = text.trim().chars().filter(|c| !c.is_control()).collect();
    let head = if from > start { "… " } else { "" };
    match text.char_indices().nth(SHOWN) {
        Some((cut, _)) => format!("{head}{} …", &text[..cut]),
        None => format!("{head}{text}"),
    }
}
