//! Unified diffs of edits to a file, which `git apply` and `patch -p1` take byte for byte.
//!
//! Pure: it works on bytes and names it is given, reads nothing and prints only into the writer
//! it is handed. It knows neither JSON nor Marathon, and it trusts the edits: whether they are
//! *right* was proved before they came here.
//!
//! Invariant: applying the diff to `original` gives exactly `splice(original, edits)`. A line ends
//! at `\n` and nowhere else, as git has it: a lone CR, U+2028 or a byte order mark is content.
//!
//! # Cost
//!
//! Only the lines that an edit touches are compared (`window`); the rest of the file is never
//! copied nor indexed, its newlines are merely counted. Lines borrow from the file and the edits.
//!
//! # Names
//!
//! The header is `--- a/NAME` and `+++ b/NAME`, without a `diff --git` line, on purpose. With that
//! line git takes names from the top of the work tree, and run in a subfolder it passes over every
//! name outside that folder in silence, with exit code 0. Without it names count from the folder
//! where `git apply` runs, which is also what `patch -p1` does; the mode of an existing file stays
//! as it is either way. (Where a folder holds one of its own name, git may guess a longer prefix
//! and refuse; `git apply -p1` settles it.)
//!
//! * A leading `./` goes; an absolute path loses its leading `/`, so that the patch applies in `/`.
//! * Git refuses names that climb out with `..`. [`patch_name`] gives such a path another form:
//!   seen from a base folder above, or else absolute. A `..` left at the front of a name handed to
//!   [`unified`] stays, and git refuses the patch as a whole: loud, and nothing is touched.
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

/// Options for the layout of a diff.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DiffOptions {
    /// Unchanged lines shown around a change. With 0, `git apply` asks for `--unidiff-zero`.
    pub context: usize,
}

impl Default for DiffOptions {
    fn default() -> Self {
        Self { context: 3 }
    }
}

/// The changes of one file; `'a` is the file's text and the edits, from which the lines borrow.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnifiedDiff<'a> {
    /// `a/NAME`, quoted where git would quote it; without the tab that follows names with spaces.
    pub old_name: Vec<u8>,
    /// `b/NAME`, likewise.
    pub new_name: Vec<u8>,
    /// The hunks in the order of the file, disjoint. There are none if the edits change nothing.
    pub hunks: Vec<Hunk<'a>>,
}

/// A run of changed lines and the unchanged ones around it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hunk<'a> {
    /// First line in the old file, from 1; with `old_len` 0 the line *before* the hunk, maybe 0.
    pub old_start: usize,
    /// Lines of the old file: context and removed ones.
    pub old_len: usize,
    /// The first line in the new file, counted like `old_start`.
    pub new_start: usize,
    /// Lines of the new file: context and added ones.
    pub new_len: usize,
    /// The lines in the order in which they are printed: within a change, removed lines come first.
    pub lines: Vec<Line<'a>>,
}

/// One line of a hunk.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line<'a> {
    /// The side that the line belongs to.
    pub tag: Tag,
    /// The line without its `\n`; the CR of a CRLF is still there.
    pub text: Cow<'a, [u8]>,
    /// Whether the line is the last one of its file and no `\n` follows.
    pub no_newline: bool,
}

/// The side of a change that a line belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tag {
    /// Both files: the line is unchanged.
    Context,
    /// The old file only.
    Removed,
    /// The new file only.
    Added,
}

/// Returns the diff between `original` and `original` with `edits` carried out.
///
/// `path` names the file in the header, by the rules in the module's documentation. `edits` must be
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
    /// Whether there is nothing to show; then the writers write nothing, not even a header.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.hunks.is_empty()
    }

    /// Returns how many lines are added and how many removed.
    #[must_use]
    pub fn stat(&self) -> Stat {
        let count = |tag| {
            let lines = self.hunks.iter().flat_map(|hunk| &hunk.lines);
            lines.filter(|line| line.tag == tag).count()
        };
        Stat { added: count(Tag::Added), removed: count(Tag::Removed) }
    }
}
