//! Writes the number of changed lines of each file as a table with bars, like `git diff --stat`.
//!
//! Knows only numbers, not the changes. Invariant: no line is wider than allowed, unless the width
//! is too small for any name.

use std::io::{self, Write};

use unicode_width::UnicodeWidthStr as _;

use super::human::{GREEN, RED};
use super::width::end_of;

/// A file with the numbers of its added and removed lines.
#[derive(Debug)]
pub struct FileStat {
    /// The name of the file in the patch, without the `b/`.
    pub name: String,
    /// The number of added lines.
    pub added: usize,
    /// The number of removed lines.
    pub removed: usize,
}

/// Writes a line for each file and one for the sum. Lines are at most `width` columns wide.
///
/// # Errors
/// The stream cannot be written.
pub fn stat(out: &mut dyn Write, files: &[FileStat], width: usize) -> io::Result<()> {
    let most = files.iter().map(|file| file.added + file.removed).max().unwrap_or(0);
    let digits = most.to_string().len();
    let longest = files.iter().map(|file| file.name.width()).max().unwrap_or(0);
    // Six columns of ` NAME | NUMBER BAR` are neither name nor number nor bar.
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
        number(files.len(), "file"),
        number(added, "insertion"),
        number(removed, "deletion")
    )
}

/// Returns the numbers of `+` and `-` in the bar of a file. The file with `most` changed lines, the greatest number,
/// gets `bar` columns. A number of lines that is not zero gets at least one column.
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
/// Returns a number with its word, as git writes it: without commas.
fn number(count: usize, word: &str) -> String {
    format!("{count} {word}{}", if count == 1 { "" } else { "s" })
}
