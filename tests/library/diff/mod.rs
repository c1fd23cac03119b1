//! Unified diffs, judged by the programs that have to take them: `git apply` and `patch -p1`.

#![expect(clippy::disallowed_methods, reason = "the programs under comparison work on files")]

mod applied;
mod layout;
mod line_ends;
mod names;
mod random;
mod words;

use pullconfig::diff::{DiffOptions, UnifiedDiff};
use pullconfig::text::TextEdit;

/// Edits as `(start, end, text)`.
pub(crate) fn edits(list: &[(usize, usize, &str)]) -> Vec<TextEdit> {
    let edit = |&(start, end, text): &(usize, usize, &str)| TextEdit {
        range: start..end,
        text: text.to_owned(),
    };
    list.iter().map(edit).collect()
}

pub(crate) fn context(context: usize) -> DiffOptions {
    DiffOptions { context }
}

pub(crate) fn plain(diff: &UnifiedDiff<'_>) -> Vec<u8> {
    let mut out = Vec::new();
    diff.write_plain(&mut out).expect("memory takes all");
    out
}
