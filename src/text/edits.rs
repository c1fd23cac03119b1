//! Text edits, the functions that carry them out, and the offsets that bytes have after them.

use std::ops::Range;

/// One replacement in the bytes of a file: the bytes of `range` are replaced by `text`.
///
/// Lists of edits are sorted by `range.start` and do not overlap; an insertion has an empty range.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TextEdit {
    /// Byte offsets in the original file, byte order mark included.
    pub range: Range<usize>,
    /// The text that replaces these bytes.
    pub text: String,
}

impl TextEdit {
    /// Returns this edit for a text that has `by` more bytes before it.
    #[must_use]
    pub fn moved(self, by: usize) -> Self {
        TextEdit { range: self.range.start + by..self.range.end + by, ..self }
    }

    /// Returns this edit for the part of the text that begins at `start`, which must not be after the edit.
    #[must_use]
    pub fn in_part(self, start: usize) -> Self {
        TextEdit { range: self.range.start - start..self.range.end - start, ..self }
    }
}

/// Returns the bytes of `original` with `edits` carried out.
///
/// `edits` must be sorted and disjoint and must lie inside `original`.
#[must_use]
pub fn splice(original: &[u8], edits: &[TextEdit]) -> Vec<u8> {
    splice_part(original, 0..original.len(), edits)
}

/// Returns the bytes of `part` of `original` with `edits` carried out.
///
/// `edits` must be sorted and disjoint and must lie inside `part`.
#[must_use]
pub fn splice_part(original: &[u8], part: Range<usize>, edits: &[TextEdit]) -> Vec<u8> {
    let grown: usize = edits.iter().map(|edit| edit.text.len()).sum();
    let mut out = Vec::with_capacity(part.len() + grown);
    let mut at = part.start;
    for edit in edits {
        out.extend_from_slice(&original[at..edit.range.start]);
        out.extend_from_slice(edit.text.as_bytes());
        at = edit.range.end;
    }
    out.extend_from_slice(&original[at..part.end]);
    out
}

/// Computes the offsets that bytes have after a list of edits. It is made once for many offsets.
#[derive(Debug)]
pub struct Shifts<'e> {
    edits: &'e [TextEdit],
    /// The sum of the edits before each edit, and at the end the sum of all edits.
    before: Vec<Sum>,
}

/// The numbers of bytes that some edits add and remove.
#[derive(Debug, Clone, Copy, Default)]
struct Sum {
    added: usize,
    removed: usize,
}

impl<'e> Shifts<'e> {
    /// Adds up the bytes that `edits` add and remove. They must be sorted and disjoint.
    #[must_use]
    pub fn new(edits: &'e [TextEdit]) -> Self {
        let mut sum = Sum::default();
        let mut before = vec![sum];
        for edit in edits {
            sum.added += edit.text.len();
            sum.removed += edit.range.len();
            before.push(sum);
        }
        Shifts { edits, before }
    }

    /// Returns the offset that the byte at `offset` of the original has after the edits. For a byte that was
    /// replaced, returns the offset at which its replacement begins.
    #[must_use]
    pub fn of(&self, offset: usize) -> usize {
        let passed = self.edits.partition_point(|edit| edit.range.end <= offset);
        let Sum { added, removed } = self.before[passed];
        let start = self.edits.get(passed).map_or(offset, |edit| edit.range.start);
        offset.min(start) + added - removed
    }
}

#[cfg(test)]
mod tests {
    use super::{Shifts, TextEdit};

    #[test]
    fn offsets_follow_the_edits_before_them() {
        let edit = |start, end, text: &str| TextEdit { range: start..end, text: text.into() };
        // "0123456789" becomes "AB01xyz6789C".
        let edits = [edit(0, 0, "AB"), edit(2, 6, "xyz"), edit(10, 10, "C")];
        let shifts = Shifts::new(&edits);
        let cases = [(0, 2), (1, 3), (2, 4), (5, 4), (6, 7), (9, 10), (10, 12)];
        for (offset, after) in cases {
            assert_eq!(shifts.of(offset), after, "{offset}");
        }
        assert_eq!(Shifts::new(&[]).of(7), 7);
    }
}
