//! Unified diffs of edits to a file, which `git apply` and `patch -p1` take byte for byte.
//!
//! It works on the given bytes and names, reads no file, and prints to the given writer only. It knows
//! neither JSON nor Marathon, and it trusts the edits: they were proved before they came here.
//!
//! Invariant: applying the diff to `original` gives exactly `splice(original, edits)`. A line ends
//! at `\n` and nowhere else, as git has it: a lone CR, U+2028 or a byte order mark is content.
//!
//! # Cost
//!
//! Only the lines that an edit touches are compared (`window`); the rest of the file is never
//! copied nor indexed, only its newlines are counted. Lines borrow from the file and the edits.
//!
//! # Names
//!
//! The header is `--- a/NAME` and `+++ b/NAME`, without a `diff --git` line, on purpose. With that
//! line git counts names from the top of the work tree. When it runs in a subfolder, it then skips every
//! name outside of that folder without a message, with exit code 0. Without that line names count from
//! the folder where `git apply` runs, as they do for `patch -p1`. The mode of an existing file stays as
//! it is in both cases. (If a folder holds a folder of the same name, git may guess a longer prefix and
//! refuse the patch; `git apply -p1` helps.)
//!
//! * A leading `./` is left out. An absolute path loses its leading `/`, so that the patch applies in `/`.
//! * Git refuses names that leave the folder with `..`. [`patch_name`] makes such a path relative to a base
//!   folder above, or else absolute. If a name given to [`unified`] still begins with `..`, this stays, and
//!   git refuses the whole patch with an error and changes nothing.
//! * Quoting is git's (`core.quotePath` on): `"a/tab\there"`, non-ASCII bytes in octal; names with
//!   spaces are followed by a tab, without which `patch` cuts them off.

mod change;
mod hunk;
mod name;
mod print;
mod window;
mod words;

use std::borrow::Cow;
use std::path::Path;

use crate::text::TextEdit;

pub use name::patch_name;
pub use words::{Marked, Pair, pairs};

/// The options for the layout of a diff.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DiffOptions {
    /// The number of unchanged lines that are shown around a change. With 0, `git apply` asks for `--unidiff-zero`.
    pub context: usize,
}

impl Default for DiffOptions {
    fn default() -> Self {
        Self { context: 3 }
    }
}

/// The changes of one file. The lines borrow from the file's text and from the edits.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnifiedDiff<'a> {
    /// `a/NAME`, quoted where git would quote it; without the tab that follows names with spaces.
    pub old_name: Vec<u8>,
    /// `b/NAME`, quoted in the same way.
    pub new_name: Vec<u8>,
    /// The hunks in the order of the file, disjoint. There are none if the edits change nothing.
    pub hunks: Vec<Hunk<'a>>,
}

/// A run of changed lines and the unchanged ones around it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hunk<'a> {
    /// The number of the first line in the old file, counted from 1. If `old_len` is 0, the number of the
    /// line *before* the hunk, which may be 0.
    pub old_start: usize,
    /// The number of lines of the old file: context and removed ones.
    pub old_len: usize,
    /// The number of the first line in the new file, counted like `old_start`.
    pub new_start: usize,
    /// The number of lines of the new file: context and added ones.
    pub new_len: usize,
    /// The lines in the order in which they are printed: within a change, removed lines come first.
    pub lines: Vec<Line<'a>>,
}

/// One line of a hunk.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line<'a> {
    /// Whether the line is unchanged, removed or added.
    pub kind: LineKind,
    /// The line without its `\n`; the CR of a CRLF is still there.
    pub text: Cow<'a, [u8]>,
    /// Whether the line is the last one of its file and no `\n` follows.
    pub no_newline: bool,
}

/// Whether a line of a hunk is unchanged, removed or added.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LineKind {
    /// The line is in both files.
    Context,
    /// The line is in the old file only.
    Removed,
    /// The line is in the new file only.
    Added,
}

/// Returns the diff between `original` and `original` with `edits` carried out.
///
/// The header names the file `path`, by the rules in the module's documentation. `edits` must be
/// sorted and disjoint and must lie inside `original`; an edit may start and end anywhere in a line.
#[must_use]
pub fn unified<'a>(
    path: &Path,
    original: &'a [u8],
    edits: &'a [TextEdit],
    options: DiffOptions,
) -> UnifiedDiff<'a> {
    let changes = change::changes(original, edits);
    UnifiedDiff {
        old_name: name::header_name("a", path),
        new_name: name::header_name("b", path),
        hunks: hunk::hunks(original, changes, options.context),
    }
}

/// The numbers of lines that a diff adds and removes.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Stat {
    /// The number of added lines.
    pub added: usize,
    /// The number of removed lines.
    pub removed: usize,
}

impl UnifiedDiff<'_> {
    /// Whether nothing changes. Then the printed diff is empty, without a header.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.hunks.is_empty()
    }

    /// Returns the numbers of added and removed lines.
    #[must_use]
    pub fn stat(&self) -> Stat {
        let count = |kind| {
            let lines = self.hunks.iter().flat_map(|hunk| &hunk.lines);
            lines.filter(|line| line.kind == kind).count()
        };
        Stat { added: count(LineKind::Added), removed: count(LineKind::Removed) }
    }
}
