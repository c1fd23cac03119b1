//! The hunks of changes: line numbers, and the unchanged lines around a change.
//!
//! It compares nothing. Invariant: hunks are disjoint and sorted. As in git, two changes share a hunk if
//! at most `2 * context` lines stand between them.
//!
//! A gap is the unchanged text between two changes. The newlines of each gap are counted once, which
//! gives the line numbers; the context lines are taken from the ends of the gap. So the file needs no
//! index of its lines.

use std::borrow::Cow;

use memchr::{memchr_iter, memrchr_iter};

use super::change::Change;
use super::window::split_lines;
use super::{Hunk, Line, LineKind};

/// Returns the hunks that show `changes`, with up to `context` unchanged lines around each.
pub(super) fn hunks<'a>(
    original: &'a [u8],
    changes: Vec<Change<'a>>,
    context: usize,
) -> Vec<Hunk<'a>> {
    let mut hunks: Vec<Hunk<'a>> = Vec::new();
    // The hunks are complete up to the byte `at` of the original. Up to there the old file has `old_line`
    // lines, and the new file has `new_line` lines.
    let (mut at, mut old_line, mut new_line) = (0, 0, 0);
    for change in changes {
        let gap = &original[at..change.old.start];
        let gap_lines = memchr_iter(b'\n', gap).count();
        match hunks.last_mut() {
            Some(open) if gap_lines <= context.saturating_mul(2) => open.add_context(gap),
            last => {
                if let Some(done) = last {
                    done.add_context(head(gap, context));
                }
                let lead = context.min(gap_lines);
                let skipped = gap_lines - lead;
                let mut fresh = Hunk::after(old_line + skipped, new_line + skipped);
                fresh.add_context(tail(gap, context));
                hunks.push(fresh);
            }
        }
        at = change.old.end;
        old_line += gap_lines + change.removed.len();
        new_line += gap_lines + change.added.len();
        if let Some(open) = hunks.last_mut() {
            open.add_change(change);
        }
    }
    if let Some(done) = hunks.last_mut() {
        done.add_context(head(&original[at..], context));
    }
    hunks.iter_mut().for_each(Hunk::finish_numbers);
    hunks
}

impl<'a> Hunk<'a> {
    /// Returns an empty hunk that stands after `old` lines of the old file and `new` lines of the new one.
    /// [`Hunk::finish_numbers`] turns these counts into line numbers.
    fn after(old: usize, new: usize) -> Self {
        Hunk { old_start: old, old_len: 0, new_start: new, new_len: 0, lines: Vec::new() }
    }

    /// Adds the lines of `text` as unchanged lines.
    fn add_context(&mut self, text: &'a [u8]) {
        for line in split_lines(text) {
            self.old_len += 1;
            self.new_len += 1;
            self.lines.push(Line::new(LineKind::Context, line.into()));
        }
    }

    fn add_change(&mut self, change: Change<'a>) {
        self.old_len += change.removed.len();
        self.new_len += change.added.len();
        let removed = change.removed.into_iter();
        let added = change.added.into_iter();
        self.lines.extend(removed.map(|line| Line::new(LineKind::Removed, line.into())));
        self.lines.extend(added.map(|line| Line::new(LineKind::Added, line)));
    }

    /// Turns the counts of lines before the hunk into the numbers of its first lines. The number of a side
    /// without lines stays that of the line before the hunk.
    fn finish_numbers(&mut self) {
        self.old_start += usize::from(self.old_len > 0);
        self.new_start += usize::from(self.new_len > 0);
    }
}

impl<'a> Line<'a> {
    /// Returns a line. `text` is the line with its `\n`, if it has one.
    fn new(kind: LineKind, mut text: Cow<'a, [u8]>) -> Self {
        let no_newline = !text.ends_with(b"\n");
        if !no_newline {
            match &mut text {
                Cow::Borrowed(line) => *line = &line[..line.len() - 1],
                Cow::Owned(line) => line.truncate(line.len() - 1),
            }
        }
        Self { kind, text, no_newline }
    }
}

/// Returns the first `count` lines of `text`, or all lines if there are fewer.
fn head(text: &[u8], count: usize) -> &[u8] {
    let Some(last) = count.checked_sub(1) else {
        return &[];
    };
    let end = memchr_iter(b'\n', text).nth(last);
    &text[..end.map_or(text.len(), |newline| newline + 1)]
}

/// Returns the last `count` lines of `text`, or all lines if there are fewer. `text` is empty or ends with `\n`.
fn tail(text: &[u8], count: usize) -> &[u8] {
    // The newline before the first of these lines.
    let start = memrchr_iter(b'\n', text).nth(count);
    &text[start.map_or(0, |newline| newline + 1)..]
}
