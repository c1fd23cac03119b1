//! The changes in the windows of a file: which lines are removed, which are added, and where.
//!
//! `similar` compares the lines; this module only finds the byte ranges. It knows no line numbers.
//! Invariant: between two changes the old and the new file are equal, line by line.

use std::borrow::Cow;
use std::ops::Range;

use similar::{Algorithm, DiffOp, DiffTag, capture_diff_slices};

use super::window::{Window, split_lines, windows};
use crate::text::TextEdit;

/// Removed lines, and the added lines in their place. One of the lists may be empty, not both.
pub(super) struct Change<'a> {
    /// The byte range of the removed lines in the original.
    pub(super) old: Range<usize>,
    /// The removed lines, each with its `\n`, which only the last line of a file may lack.
    pub(super) removed: Vec<&'a [u8]>,
    /// The added lines, each with its `\n`, which only the last line of a file may lack.
    pub(super) added: Vec<Cow<'a, [u8]>>,
}

/// Returns all changes in file order.
pub(super) fn changes<'a>(original: &'a [u8], edits: &'a [TextEdit]) -> Vec<Change<'a>> {
    let windows = windows(original, edits);
    windows.iter().flat_map(|window| window_changes(original, window)).collect()
}

/// Returns the changes inside of one window.
fn window_changes<'a>(original: &'a [u8], window: &Window<'a>) -> Vec<Change<'a>> {
    let old: Vec<&[u8]> = split_lines(&original[window.old.clone()]).collect();
    let mut new = window.new_lines(original);
    let ops = line_ops(&old, &new);
    let mut at = window.old.start;
    let mut changes: Vec<Change<'a>> = Vec::new();
    for op in ops {
        let removed = &old[op.old_range()];
        let start = at;
        at += removed.iter().map(|line| line.len()).sum::<usize>();
        if op.tag() == DiffTag::Equal {
            continue;
        }
        let added = new[op.new_range()].iter_mut().map(std::mem::take);
        match changes.last_mut() {
            // No equal line stands between this operation and the last change. Both are one change, whose
            // removed lines all come before its added lines.
            Some(last) if last.old.end == start => {
                last.old.end = at;
                last.removed.extend(removed);
                last.added.extend(added);
            }
            _ => changes.push(Change {
                old: start..at,
                removed: removed.to_vec(),
                added: added.collect(),
            }),
        }
    }
    changes
}

/// Returns the operations that turn the old lines into the new ones.
fn line_ops(old: &[&[u8]], new: &[Cow<'_, [u8]>]) -> Vec<DiffOp> {
    let new: Vec<&[u8]> = new.iter().map(AsRef::as_ref).collect();
    capture_diff_slices(Algorithm::Myers, old, &new)
}
