//! The report for a person at a terminal.
//!
//! Every record begins with `path:line:column`, which editors and terminals make a link of. What
//! is said about a definition stands below it, indented.

use std::collections::BTreeMap;
use std::io::{self, Write};
use std::path::Path;

use anstyle::{AnsiColor, Style};

use super::jsonl::state_name;
use super::{FileEntry, Summary, Verb};
use crate::plan::{FilePlan, Migration, State};
use crate::rules::{Rule, Severity};
use crate::text::Position;

pub(super) const BOLD: Style = Style::new().bold();
pub(super) const DIM: Style = Style::new().dimmed();
pub(super) const GREEN: Style = AnsiColor::Green.on_default();
pub(super) const YELLOW: Style = AnsiColor::Yellow.on_default();
pub(super) const RED: Style = AnsiColor::Red.on_default().bold();
const CYAN: Style = AnsiColor::Cyan.on_default();

/// Lines of a table in the summary; `-v` shows all.
const TOP: usize = 5;

/// Writes a report with styles; the stream takes them out where they are not wanted.
#[derive(Debug, Clone, Copy)]
pub struct Human {
    /// What the run was asked to do.
    pub verb: Verb,
    /// 0 is the default; 1 adds notes, migrated definitions and whole tables.
    pub verbosity: u8,
}

impl Human {
    /// Writes a record for every definition and mention.
    ///
    /// # Errors
    /// The stream cannot be written.
    pub fn files(self, out: &mut dyn Write, files: &[FileEntry]) -> io::Result<()> {
        for file in files {
            if let Ok(plan) = &file.result {
                self.file(out, &file.path, plan)?;
            }
        }
        Ok(())
    }

    fn file(self, out: &mut dyn Write, path: &Path, plan: &FilePlan) -> io::Result<()> {
        for definition in &plan.definitions {
            if definition.state != State::Migrated || self.verbosity > 0 {
                self.definition(out, path, definition)?;
            }
        }
        for mention in &plan.mentions {
            place(out, path, mention.position)?;
            write!(out, " {DIM}mention in {}{DIM:#}", plan.format)?;
            match mention.line.as_str() {
                "" => writeln!(out)?,
                line => writeln!(out, " {line}")?,
            }
        }
        Ok(())
    }

    fn definition(
        self,
        out: &mut dyn Write,
        path: &Path,
        definition: &Migration,
    ) -> io::Result<()> {
        let style = match definition.state {
            State::Convertible => GREEN,
            State::Blocked => RED,
            State::Migrated | State::NoImage => DIM,
        };
        let state = state_name(definition.state, self.verb);
        place(out, path, definition.position)?;
        writeln!(out, " {style}{state}{style:#} {BOLD}{}{BOLD:#}", definition.id)?;
        if definition.state == State::NoImage {
            writeln!(
                out,
                "    fetches credentials, but has no image that would be pulled with them"
            )?;
        }
        for located in &definition.findings {
            let finding = &located.finding;
            let style = match finding.severity {
                Severity::Note if self.verbosity == 0 => continue,
                Severity::Note => DIM,
                Severity::Warning => YELLOW,
                Severity::Blocker => RED,
            };
            let Position { line, column } = located.position;
            writeln!(
                out,
                "    {line}:{column} {style}{}{style:#}: {}",
                finding.rule, finding.message
            )?;
            if let Some(help) = &finding.help {
                writeln!(out, "        {CYAN}help{CYAN:#}: {help}")?;
            }
            if let Some(loss) = &finding.loss {
                writeln!(out, "        {CYAN}or{CYAN:#}: --accept {}: {loss}", finding.rule)?;
            }
        }
        Ok(())
    }

    /// Writes the counts and what to do next. `again` is how to name the same files to another
    /// verb.
    ///
    /// # Errors
    /// The stream cannot be written.
    pub fn summary(self, out: &mut dyn Write, summary: &Summary, again: &str) -> io::Result<()> {
        let mut parts = Vec::new();
        let mut part = |count: usize, text: String| {
            if count > 0 {
                parts.push(text);
            }
        };
        let done = if self.verb == Verb::Apply { "converted" } else { "convertible" };
        let files = counted(summary.files_convertible, "file", "files");
        part(summary.convertible, format!("{} {done} in {files}", summary.convertible));
        part(summary.blocked, format!("{} blocked", summary.blocked));
        part(summary.migrated, format!("{} already migrated", summary.migrated));
        part(summary.no_image, format!("{} without an image", summary.no_image));
        part(summary.failed, counted(summary.failed, "error", "errors"));
        let searched =
            counted(usize::try_from(summary.files_searched).unwrap_or(usize::MAX), "file", "files");
        if parts.is_empty() {
            parts.push("no definition fetches registry credentials".into());
        }
        writeln!(out, "{BOLD}{}{BOLD:#} ({searched} searched)", parts.join(", "))?;
        self.table(out, "blocked by", &summary.blockers)?;
        self.table(out, "warnings", &summary.warnings)?;
        if self.verb == Verb::Scan {
            self.table(out, "registries", &summary.registries)?;
            self.table(out, "URIs", &summary.uris)?;
        }
        self.table(out, "mentions", &summary.mentions)?;
        match self.verb {
            Verb::Scan if summary.convertible > 0 => {
                writeln!(
                    out,
                    "next: `pullconfig diff{again}` shows the changes, `pullconfig apply{again}` makes them"
                )
            }
            _ if summary.blocked > 0 => {
                writeln!(
                    out,
                    "next: `pullconfig explain RULE` tells what to do about a blocked definition"
                )
            }
            _ => Ok(()),
        }
    }

    fn table(
        self,
        out: &mut dyn Write,
        title: &str,
        counts: &BTreeMap<String, usize>,
    ) -> io::Result<()> {
        let mut rows: Vec<(&String, &usize)> = counts.iter().collect();
        rows.sort_by_key(|&(name, &count)| (usize::MAX - count, name));
        let shown = if self.verbosity > 0 { rows.len() } else { TOP };
        let mut cells: Vec<String> =
            rows.iter().take(shown).map(|(name, count)| format!("{name} {count}")).collect();
        if rows.len() > shown {
            cells.push(format!("{} more", rows.len() - shown));
        }
        if cells.is_empty() {
            return Ok(());
        }
        writeln!(out, "  {DIM}{title}:{DIM:#} {}", cells.join(", "))
    }
}

/// A rule's page.
///
/// # Errors
/// The stream cannot be written.
pub fn explain(out: &mut dyn Write, rule: &Rule) -> io::Result<()> {
    out.write_all(rule.page.as_bytes())
}

pub(super) fn place(out: &mut dyn Write, path: &Path, position: Position) -> io::Result<()> {
    write!(out, "{BOLD}{}{BOLD:#}:{}:{}:", path.display(), position.line, position.column)
}

pub(super) fn counted(count: usize, one: &str, many: &str) -> String {
    format!("{count} {}", if count == 1 { one } else { many })
}
