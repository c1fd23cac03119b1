//! The windows of edits: the whole lines that edits touch, in the old and in the new file.
//!
//! It knows no diff. Invariant: windows are sorted, do not touch each other and consist of whole lines;
//! outside of them the old and the new file are equal.

use std::borrow::Cow;
use std::ops::Range;

use memchr::{memchr, memrchr};

use crate::text::TextEdit;

/// A run of lines with at least one edit in it.
pub(super) struct Window<'a> {
    /// The byte range of the lines in the original.
    pub(super) old: Range<usize>,
    /// The edits inside of the window.
    edits: &'a [TextEdit],
}

/// Returns the windows of `edits`, in file order. Windows that would touch are joined.
///
/// Each byte is looked at once only, even if a thousand edits share one line of 200 MB.
pub(super) fn windows<'a>(original: &[u8], edits: &'a [TextEdit]) -> Vec<Window<'a>> {
    // The lines of each window in the original, and the indices of its edits.
    let mut spans: Vec<(Range<usize>, Range<usize>)> = Vec::new();
    for (index, edit) in edits.iter().enumerate() {
        match spans.last_mut() {
            Some((old, members)) if edit.range.start <= old.end => {
                // An edit that ends where the window ends may replace its newline: then the next line
                // belongs to the window, too.
                if edit.range.end >= old.end {
                    old.end = line_end(original, edit.range.end);
                }
                members.end = index + 1;
            }
            last => {
                let floor = last.as_ref().map_or(0, |(old, _)| old.end);
                let start = line_start(original, floor, edit.range.start);
                let end = line_end(original, edit.range.end);
                match last {
                    // The edit is on the line after the window. For a reader they are one change.
                    Some((old, members)) if start == old.end => {
                        old.end = end;
                        members.end = index + 1;
                    }
                    _ => spans.push((start..end, index..index + 1)),
                }
            }
        }
    }
    let window = |(old, members): (_, Range<usize>)| Window { old, edits: &edits[members] };
    spans.into_iter().map(window).collect()
}

/// Returns the offset at which the line of the byte at `at` begins. No byte before `floor`, where a line
/// begins, is looked at.
fn line_start(original: &[u8], floor: usize, at: usize) -> usize {
    memrchr(b'\n', &original[floor..at]).map_or(floor, |newline| floor + newline + 1)
}

/// Returns the offset at which the line of the byte at `at` ends, after its `\n`.
fn line_end(original: &[u8], at: usize) -> usize {
    memchr(b'\n', &original[at..]).map_or(original.len(), |newline| at + newline + 1)
}

impl<'a> Window<'a> {
    /// Returns the lines of the window after the edits, each with its `\n` if it has one.
    ///
    /// A line is borrowed if it comes as a whole from the file or from one edit.
    pub(super) fn new_lines(&self, original: &'a [u8]) -> Vec<Cow<'a, [u8]>> {
        let mut lines = Vec::new();
        let mut at = self.old.start;
        for edit in self.edits {
            append(&mut lines, &original[at..edit.range.start]);
            append(&mut lines, edit.text.as_bytes());
            at = edit.range.end;
        }
        append(&mut lines, &original[at..self.old.end]);
        lines
    }
}

/// Adds the lines of `piece` to `lines`. If the last line there has no `\n` yet, `piece` continues it.
fn append<'a>(lines: &mut Vec<Cow<'a, [u8]>>, piece: &'a [u8]) {
    for part in split_lines(piece) {
        match lines.last_mut() {
            Some(open) if !open.ends_with(b"\n") => open.to_mut().extend_from_slice(part),
            _ => lines.push(Cow::Borrowed(part)),
        }
    }
}

/// Returns the lines of `text`, each with its `\n`, which only the last line may lack. An empty text has no
/// lines.
pub(super) fn split_lines(text: &[u8]) -> impl Iterator<Item = &[u8]> {
    let mut rest = text;
    std::iter::from_fn(move || {
        let (line, after) = rest.split_at(line_end(rest, 0));
        rest = after;
        (!line.is_empty()).then_some(line)
    })
}
