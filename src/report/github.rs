//! Writes diagnostics as workflow commands of GitHub Actions: annotations on the lines of a pull
//! request.
//!
//! The syntax is `::LEVEL name=value,…::message`. A character that would end a value or a message
//! early is escaped in the way that the runner reads (actions/toolkit:
//! packages/core/src/command.ts).

use std::borrow::Cow;
use std::io::{self, Write};

use super::diagnostic::{Diagnostic, Level};
use super::live::strays_with_names;
use super::preparations::{Task, preparations, tasks};
use super::repository::Repository;
use crate::plan::{LiveSummary, ReportedFile};
use crate::text::without_login;

/// Writes one command for each kind of preparation that `files` need, one for all strays together, and one for each
/// diagnostic.
pub(super) fn github(
    out: &mut dyn Write,
    diagnostics: &[Diagnostic],
    files: &[ReportedFile],
    live: Option<&LiveSummary>,
    repository: &Repository,
) -> io::Result<()> {
    for Task { kind, things } in tasks(&preparations(files)) {
        let cells = things
            .iter()
            .map(|(name, asking)| format!("{} ({})", without_login(name), asking.len()));
        let text = format!("{}: {}", kind.task(), cells.collect::<Vec<_>>().join(", "));
        writeln!(out, "::notice title=pullconfig to prepare::{}", message(&text))?;
    }
    let strays = live.and_then(|live| live.strays.as_deref()).unwrap_or_default();
    if !strays.is_empty() {
        let text = strays_with_names(strays);
        writeln!(out, "::warning title=pullconfig live::{}", message(&text))?;
    }
    for diagnostic in diagnostics {
        let level = match diagnostic.level {
            Level::Error => "error",
            Level::Warning => "warning",
            Level::Note => "notice",
        };
        let path = repository.name(diagnostic.path);
        write!(out, "::{level} file={}", property(&path.to_string_lossy()))?;
        if let Some(at) = diagnostic.position {
            write!(out, ",line={},col={}", at.line, at.column)?;
        }
        let id = diagnostic.id.as_deref().map(|id| format!("{id}: ")).unwrap_or_default();
        let is_named = !id.is_empty() && !diagnostic.message.starts_with(&id[..id.len() - 2]);
        let id = if is_named { &*id } else { "" };
        let help = diagnostic.help.as_deref().map(|help| format!("\n{help}")).unwrap_or_default();
        let kept = diagnostic.kept.as_deref();
        let kept = kept.map(|reason| format!("\nkept: {reason}")).unwrap_or_default();
        let text = format!("{id}{}{help}{kept}", diagnostic.message);
        writeln!(out, ",title=pullconfig {}::{}", property(&diagnostic.rule), message(&text))?;
    }
    Ok(())
}

/// Returns `text` escaped for the message of a command.
fn message(text: &str) -> Cow<'_, str> {
    escaped(text, &['%', '\r', '\n'])
}

/// Returns `text` escaped for a value in front of the message.
fn property(text: &str) -> Cow<'_, str> {
    escaped(text, &['%', '\r', '\n', ':', ','])
}

/// Returns `text` with its `special` characters replaced by codes such as `%0A`.
fn escaped<'t>(text: &'t str, special: &[char]) -> Cow<'t, str> {
    if !text.contains(special) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len() + 8);
    for c in text.chars() {
        if special.contains(&c) {
            out.push_str(&format!("%{:02X}", u32::from(c)));
        } else {
            out.push(c);
        }
    }
    Cow::Owned(out)
}
