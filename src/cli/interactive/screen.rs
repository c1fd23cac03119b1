//! What is shown of a file, and how it gets onto the terminal: at once, or through a pager.

use std::io::{self, Write as _};
use std::process::Command;

use anstream::adapter::strip_bytes;
use unicode_width::UnicodeWidthStr as _;

use super::terminal::Terminal;
use crate::diff::{DiffOptions, unified};
use crate::plan::{FileEntry, Rewrite};
use crate::report::{Human, Verb};

/// Findings and diff of a file, styled. `context` is the number of lines around a change; what is said
/// fits into `columns`.
pub(super) fn page(
    entry: &FileEntry,
    title: &str,
    verbosity: u8,
    context: usize,
    columns: usize,
) -> io::Result<Vec<u8>> {
    let mut page = Vec::new();
    writeln!(page, "\n\x1b[1m{title}\x1b[0m")?;
    let human = Human { verb: Verb::Scan, verbosity, columns: Some(columns) };
    human.files(&mut page, std::slice::from_ref(entry))?;
    let rewrite = entry.result.as_ref().ok().and_then(|plan| plan.rewrite.as_ref());
    if let Some(Rewrite { source, edits }) = rewrite {
        if edits.is_empty() && context == usize::MAX {
            page.extend_from_slice(&source.bytes);
        }
        let options = DiffOptions { context };
        unified(&entry.path, &source.bytes, edits, options).write_colored(&mut page)?;
    }
    if !page.ends_with(b"\n") {
        page.push(b'\n');
    }
    Ok(page)
}

/// Shows `page`; what is longer than the screen goes through the pager, which leaves `title` behind.
pub(super) fn show(terminal: &mut Terminal, page: &[u8], title: &str) -> io::Result<()> {
    let (columns, rows) = terminal.size();
    // The question takes two rows at most.
    if !terminal.has_screen() || height(page, columns) + 2 <= rows {
        return terminal.show(page);
    }
    if through_pager(terminal, page)? {
        terminal.say(&format!("\n{title}"))
    } else {
        terminal.show(page)
    }
}

/// Rows that `page` takes on a screen of so many columns.
fn height(page: &[u8], columns: usize) -> usize {
    let rows = |line: &str| width(line).max(1).div_ceil(columns.max(1));
    let plain = strip_bytes(page).into_vec();
    String::from_utf8_lossy(&plain).lines().map(rows).sum()
}

/// Columns that `line` takes, with a tab stop at every eighth.
fn width(line: &str) -> usize {
    line.split_inclusive('\t').fold(0, |width, piece| match piece.strip_suffix('\t') {
        Some(text) => (width + text.width()) / 8 * 8 + 8,
        None => width + piece.width(),
    })
}

/// What less is told, unless the user has told it something: to end where the page ends, that colours
/// are colours, that what was read stays on the screen above the question, and how to get there.
const LESS: &str = "ERXPsspace for more, q for the question$";

/// Whether there was a pager to show `page`: `$PAGER`, else `less -R`. Git's habits: an empty `$PAGER`
/// and `cat` are none.
#[expect(clippy::disallowed_methods, reason = "the terminal is an edge of the process")]
fn through_pager(terminal: &Terminal, page: &[u8]) -> io::Result<bool> {
    let pager = std::env::var("PAGER").unwrap_or_else(|_| "less -R".into());
    if pager.trim().is_empty() || pager.trim() == "cat" {
        return Ok(false);
    }
    let mut command = Command::new("sh");
    command.args(["-c", &pager]);
    if std::env::var_os("LESS").is_none() {
        command.env("LESS", LESS);
    }
    let status = terminal.run(command, Some(&terminal.styled(page)))?;
    // The shell's words for a command that it cannot find or run.
    Ok(!matches!(status.code(), Some(126 | 127)))
}
