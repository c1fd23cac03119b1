//! The windows of edits: the whole lines that edits touch, as they were and as they will be.
//!
//! Knows no diff. Invariant: windows are sorted and apart, start at the start of a line, end at the
//! end of one, and outside them the old and the new file are equal.

use std::borrow::Cow;
use std::ops::Range;

use memchr::{memchr, memrchr};

use crate::text::TextEdit;

/// A run of lines with at least one edit in it.
pub(super) struct Window<'a> {
    /// Byte range in the original, whole lines.
    pub(super) old: Range<usize>,
    /// The edits inside it.
    edits: &'a [TextEdit],
}

/// Returns the windows of `edits`, in file order. Windows that touch are one.
///
/// No byte is looked at twice, even if a thousand edits share one line of 200 MB.
pub(super) fn windows<'a>(original: &[u8], edits: &'a [TextEdit]) -> Vec<Window<'a>> {
    let mut spans: Vec<(Range<usize>, Range<usize>)> = Vec::new();
    for (index, edit) in edits.iter().enumerate() {
        match spans.last_mut() {
            Some((old, members)) if edit.range.start <= old.end => {
                // An edit that stops right at the end may have swallowed the newline: the next
                // line then belongs to the window as well.
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
                    // The very next line: one change for a reader.
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

fn line_start(original: &[u8], floor: usize, at: usize) -> usize {
    memrchr(b'\n', &original[floor..at]).map_or(floor, |newline| floor + newline + 1)
}

fn line_end(original: &[u8], at: usize) -> usize {
    memchr(b'\n', &original[at..]).map_or(original.len(), |newline| at + newline + 1)
}

impl<'a> Window<'a> {
    /// Returns the lines of the window after the edits, each with its `\n` if it has one.
    ///
    /// A line of one piece is borrowed, whether from the file or from an edit.
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

/// Adds `piece` to `lines`; it goes on with the last line if that has not ended yet.
fn append<'a>(lines: &mut Vec<Cow<'a, [u8]>>, piece: &'a [u8]) {
    for part in split_lines(piece) {
        match lines.last_mut() {
            Some(open) if !open.ends_with(b"\n") => open.to_mut().extend_from_slice(part),
            _ => lines.push(Cow::Borrowed(part)),
        }
    }
}

/// Returns the lines of `text`, each with its `\n`; only the last one may lack it. None is empty.
pub(super) fn split_lines(text: &[u8]) -> impl Iterator<Item = &[u8]> {
    let mut rest = text;
    std::iter::from_fn(move || {
        let (line, after) = rest.split_at(line_end(rest, 0));
        rest = after;
        (!line.is_empty()).then_some(line)
    })
}
