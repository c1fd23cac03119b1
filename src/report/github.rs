//! Remarks → workflow commands of GitHub Actions: annotations on the lines of a pull request.
//!
//! The syntax is `::LEVEL name=value,…::message`; what would end a value or a message early is
//! written as the runner reads it (actions/toolkit: packages/core/src/command.ts).

use std::borrow::Cow;
use std::io::{self, Write};

use super::remark::{Level, Remark};
use super::repository::Repository;

/// Writes one command for each remark.
pub(super) fn github(
    out: &mut dyn Write,
    remarks: &[Remark],
    repository: &Repository,
) -> io::Result<()> {
    for remark in remarks {
        let level = match remark.level {
            Level::Error => "error",
            Level::Warning => "warning",
            Level::Note => "notice",
        };
        let path = repository.name(remark.path);
        write!(out, "::{level} file={}", property(&path.to_string_lossy()))?;
        if let Some(at) = remark.position {
            write!(out, ",line={},col={}", at.line, at.column)?;
        }
        let id = remark.id.as_deref().map(|id| format!("{id}: ")).unwrap_or_default();
        let is_named = !id.is_empty() && !remark.message.starts_with(&id[..id.len() - 2]);
        let id = if is_named { &*id } else { "" };
        let help = remark.help.as_deref().map(|help| format!("\n{help}")).unwrap_or_default();
        let text = format!("{id}{}{help}", remark.message);
        writeln!(out, ",title=pullconfig {}::{}", property(remark.rule), message(&text))?;
    }
    Ok(())
}

fn message(text: &str) -> Cow<'_, str> {
    escaped(text, &['%', '\r', '\n'])
}

fn property(text: &str) -> Cow<'_, str> {
    escaped(text, &['%', '\r', '\n', ':', ','])
}

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
