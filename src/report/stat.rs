//! Changed lines by file → a table with bars, as `git diff --stat` has it.
//!
//! Refuses to know what changed. Invariant: no line is wider than it may be, unless that is too
//! narrow for any name.

use std::io::{self, Write};

use unicode_width::UnicodeWidthStr as _;

use super::human::{GREEN, RED, counted};
use super::width::end_of;

/// A file, as the patch names it, with its added and removed lines.
#[derive(Debug)]
pub struct FileStat {
    /// Without the `b/`.
    pub name: String,
    /// Lines that are new.
    pub added: usize,
    /// Lines that go.
    pub removed: usize,
}

/// Writes a line for each file and one for all, in `width` columns.
///
/// # Errors
/// The stream cannot be written.
pub fn stat(out: &mut dyn Write, files: &[FileStat], width: usize) -> io::Result<()> {
    let most = files.iter().map(|file| file.added + file.removed).max().unwrap_or(0);
    let digits = most.to_string().len();
    let longest = files.iter().map(|file| file.name.width()).max().unwrap_or(0);
    // ` NAME | NUMBER BAR`: six columns are neither name nor number nor bar.
    let room = width.saturating_sub(digits + 6).max(2);
    let bar = if longest + most <= room {
        most
    } else {
        most.min((room * 3 / 8).max(room.saturating_sub(longest)))
    };
    let name = longest.min(room - bar.min(room));
    for file in files {
        let shown = end_of(&file.name, name.max(8));
        let blank = " ".repeat(name.saturating_sub(shown.width()));
        let (plus, minus) = bars(file, most, bar);
        let count = file.added + file.removed;
        let (plus, minus) = ("+".repeat(plus), "-".repeat(minus));
        writeln!(
            out,
            " {shown}{blank} | {count:>digits$} {GREEN}{plus}{GREEN:#}{RED}{minus}{RED:#}"
        )?;
    }
    let (added, removed) = files
        .iter()
        .fold((0, 0), |(added, removed), file| (added + file.added, removed + file.removed));
    writeln!(
        out,
        " {} changed, {}(+), {}(-)",
        counted(files.len(), "file", "files"),
        counted(added, "insertion", "insertions"),
        counted(removed, "deletion", "deletions")
    )
}

/// The lengths of a file's bars, of which the longest has `bar` columns. What there is shows.
fn bars(file: &FileStat, most: usize, bar: usize) -> (usize, usize) {
    let scaled = |count: usize| match count {
        0 => 0,
        _ if most <= bar => count,
        _ => 1 + count * bar.saturating_sub(1) / most,
    };
    let all = scaled(file.added + file.removed);
    let least = usize::from(file.added > 0) + usize::from(file.removed > 0);
    let all = all.max(least);
    if file.added < file.removed {
        let plus = scaled(file.added).min(all);
        (plus, all - plus)
    } else {
        let minus = scaled(file.removed).min(all);
        (all - minus, minus)
    }
}
