//! Shows a file's findings and diff on the terminal, directly or through a pager.

use std::io::{self, Write as _};
use std::process::Command;

use anstream::adapter::strip_bytes;
use unicode_width::UnicodeWidthStr as _;

use super::platform::ScreenSize;
use super::terminal::Terminal;
use crate::diff::{DiffOptions, unified};
use crate::plan::{ReportedFile, Rewrite};
use crate::report::{Human, Verb};

/// Returns the findings and the diff of a file, with styles, below the line `title`. `context` is the number of
/// unchanged lines around each change; `usize::MAX` shows the whole file. Messages are wrapped to `columns`.
pub(super) fn page(
    file: &ReportedFile,
    title: &str,
    verbosity: u8,
    context: usize,
    columns: usize,
) -> io::Result<Vec<u8>> {
    let mut page = Vec::new();
    writeln!(page, "\n\x1b[1m{title}\x1b[0m")?;
    let human = Human { verb: Verb::Scan, verbosity, columns: Some(columns) };
    human.files(&mut page, std::slice::from_ref(file))?;
    let rewrite = file.result.as_ref().ok().and_then(|plan| plan.rewrite.as_ref());
    if let Some(Rewrite { source, edits }) = rewrite {
        if edits.is_empty() && context == usize::MAX {
            page.extend_from_slice(&source.bytes);
        }
        let options = DiffOptions { context };
        unified(&file.path, &source.bytes, edits, options).write_colored(&mut page)?;
    }
    if !page.ends_with(b"\n") {
        page.push(b'\n');
    }
    Ok(page)
}

/// Shows as much of `page` as fits on the screen above a question. Returns the rest.
pub(super) fn show_first(terminal: &Terminal, page: &[u8]) -> io::Result<Vec<u8>> {
    let ScreenSize { columns, rows } = terminal.size();
    // The question below the page takes two rows at most.
    let room = if terminal.has_screen() { rows.saturating_sub(2).max(1) } else { usize::MAX };
    let mut used = 0;
    let mut end = 0;
    for line in page.split_inclusive(|&byte| byte == b'\n') {
        used += height(line, columns);
        if used > room && end > 0 {
            break;
        }
        end += line.len();
    }
    terminal.show(&page[..end])?;
    Ok(page[end..].to_vec())
}

/// Shows the whole of `page`. If it is longer than the screen, a pager shows it; after the pager, `title` tells on the
/// screen which file the next question is about.
pub(super) fn show_all(terminal: &Terminal, page: &[u8], title: &str) -> io::Result<()> {
    let ScreenSize { columns, rows } = terminal.size();
    if !terminal.has_screen() || height(page, columns) + 2 <= rows {
        return terminal.show(page);
    }
    if through_pager(terminal, page)? {
        terminal.say(&format!("\n{title}"))
    } else {
        terminal.show(page)
    }
}

/// Returns the number of rows that `page` takes on a screen with this number of columns.
fn height(page: &[u8], columns: usize) -> usize {
    let rows = |line: &str| width(line).max(1).div_ceil(columns.max(1));
    let plain = strip_bytes(page).into_vec();
    String::from_utf8_lossy(&plain).lines().map(rows).sum()
}

/// Returns the number of columns that `line` takes, with a tab stop at every eighth column.
fn width(line: &str) -> usize {
    line.split_inclusive('\t').fold(0, |width, piece| match piece.strip_suffix('\t') {
        Some(text) => (width + text.width()) / 8 * 8 + 8,
        None => width + piece.width(),
    })
}

/// The options of `less`, unless the user has set others: it quits at the end of the page, passes colours
/// through, leaves the text on the screen above the question, and tells in its prompt how to go on.
const LESS: &str = "ERXPsspace for more, q for the question$";

/// Shows `page` in a pager: `$PAGER`, or else `less -R`. Returns whether there was a pager. An empty `$PAGER`, or
/// `cat`, counts as none, as for git.
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
    // The exit codes of the shell for a command that it cannot find or cannot run.
    Ok(!matches!(status.code(), Some(126 | 127)))
}
