//! The report for a person at a terminal.
//!
//! Every record begins with `path:line:column`, which editors and terminals make a link of. What
//! is said about a definition stands below it, indented.

use std::collections::BTreeMap;
use std::io::{self, Write};
use std::path::Path;

use anstyle::{AnsiColor, Style};

use super::jsonl::state_name;
use super::redact::without_login;
use super::{FileEntry, Summary, Verb};
use crate::plan::{Located, Migration, State};
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

/// Warnings of one rule that are told in full; the summary counts them all, and `-v` shows them.
const EXAMPLES: usize = 3;

/// Writes a report with styles; the stream takes them out where they are not wanted.
#[derive(Debug, Clone, Copy)]
pub struct Human {
    /// What the run was asked to do.
    pub verb: Verb,
    /// 0 is the default; 1 adds notes, migrated definitions and whole tables.
    pub verbosity: u8,
}

/// The last line of a report: how to go on.
#[derive(Debug, Clone, Copy)]
pub struct Next<'a> {
    /// The same files for another verb: ` a b`, or nothing. `None` if they cannot be named again.
    pub files: Option<&'a str>,
    /// Whether options were given that another verb would need too.
    pub has_options: bool,
}

impl Human {
    /// Writes a record for every definition, and then for every mention.
    ///
    /// # Errors
    /// The stream cannot be written.
    pub fn files(self, out: &mut dyn Write, files: &[FileEntry]) -> io::Result<()> {
        let plans =
            || files.iter().filter_map(|file| Some((&file.path, file.result.as_ref().ok()?)));
        let mut told = BTreeMap::new();
        for (path, plan) in plans() {
            for definition in &plan.definitions {
                if definition.state != State::Migrated || self.verbosity > 0 {
                    self.definition(out, path, definition, &mut told)?;
                }
            }
        }
        for (path, plan) in plans() {
            for mention in &plan.mentions {
                place(out, path, mention.position)?;
                writeln!(
                    out,
                    " {DIM}mentioned in {}:{DIM:#} {}",
                    plan.format,
                    without_login(&mention.line)
                )?;
            }
        }
        Ok(())
    }

    fn definition<'f>(
        self,
        out: &mut dyn Write,
        path: &Path,
        definition: &'f Migration,
        told: &mut BTreeMap<&'f str, usize>,
    ) -> io::Result<()> {
        let style = match definition.state {
            State::Convertible => GREEN,
            State::Blocked => RED,
            State::Migrated | State::NoImage | State::Left => DIM,
        };
        let state = match definition.state {
            State::NoImage => "nothing to pull",
            state => state_name(state, self.verb),
        };
        place(out, path, definition.position)?;
        writeln!(out, " {style}{state}{style:#} {BOLD}{}{BOLD:#}", definition.id)?;
        if definition.state == State::NoImage {
            let why = "fetches credentials, but has no image that would be pulled with them";
            writeln!(out, "    {why}")?;
        }
        self.findings(out, definition, told)?;
        if self.verbosity > 0 {
            for secret in &definition.secrets {
                writeln!(out, "    {DIM}secret {}: {}{DIM:#}", secret.key, secret.source)?;
            }
        }
        Ok(())
    }

    /// What is said about a definition; help that repeats the line before is left out.
    fn findings<'f>(
        self,
        out: &mut dyn Write,
        definition: &'f Migration,
        told: &mut BTreeMap<&'f str, usize>,
    ) -> io::Result<()> {
        let shown = definition.findings.iter().filter(|located| {
            let finding = &located.finding;
            let times = told.entry(finding.rule.as_str()).or_default();
            *times += 1;
            match finding.severity {
                Severity::Note => self.verbosity > 0,
                Severity::Warning => self.verbosity > 0 || *times <= EXAMPLES,
                Severity::Blocker => true,
            }
        });
        let shown: Vec<&Located> = shown.collect();
        let mut findings = shown.into_iter().peekable();
        while let Some(located) = findings.next() {
            let finding = &located.finding;
            let style = match finding.severity {
                Severity::Note => DIM,
                Severity::Warning => YELLOW,
                Severity::Blocker => RED,
            };
            let Position { line, column } = located.position;
            let message = without_login(&finding.message);
            writeln!(out, "    {line}:{column} {style}{}{style:#}: {message}", finding.rule)?;
            let is_repeated = findings.peek().is_some_and(|next| next.finding.help == finding.help);
            if let Some(help) = finding.help.as_ref().filter(|_| !is_repeated) {
                writeln!(out, "        {CYAN}help{CYAN:#}: {help}")?;
            }
            if let Some(loss) = &finding.loss {
                writeln!(
                    out,
                    "        {CYAN}or{CYAN:#}: --accept {} (lost: {loss})",
                    finding.rule
                )?;
            }
        }
        Ok(())
    }

    /// Writes the counts and what to do next.
    ///
    /// # Errors
    /// The stream cannot be written.
    pub fn summary(self, out: &mut dyn Write, summary: &Summary, next: Next) -> io::Result<()> {
        let searched = usize::try_from(summary.files_searched).unwrap_or(usize::MAX);
        let searched = counted(searched, "file", "files");
        writeln!(out, "{BOLD}{}{BOLD:#} ({searched} searched)", self.counts(summary).join(", "))?;
        self.table(out, "blocked by", &summary.blockers)?;
        let is_cut =
            self.verbosity == 0 && summary.warnings.values().any(|&count| count > EXAMPLES);
        let title = if is_cut { "warnings (-v shows them all)" } else { "warnings" };
        self.table(out, title, &summary.warnings)?;
        if self.verb == Verb::Scan {
            self.table(out, "registries", &summary.registries)?;
            self.table(out, "URIs", &summary.uris)?;
        }
        self.table(out, "files that only mention one", &summary.mentions)?;
        if summary.secrets > 0 {
            let secrets = counted(summary.secrets, "secret", "secrets");
            writeln!(out, "  {DIM}before deploying:{DIM:#} {secrets} must exist (-v lists them)")?;
        }
        self.next(out, summary, next)
    }

    fn counts(self, summary: &Summary) -> Vec<String> {
        let done = if self.verb == Verb::Apply { "converted" } else { "convertible" };
        let files = counted(summary.files_convertible, "file", "files");
        let parts = [
            (summary.convertible, format!("{} {done} in {files}", summary.convertible)),
            (summary.left, format!("{} left", summary.left)),
            (summary.blocked, format!("{} blocked", summary.blocked)),
            (summary.migrated, format!("{} already migrated", summary.migrated)),
            (summary.no_image, format!("{} with nothing to pull", summary.no_image)),
            (summary.failed, counted(summary.failed, "error", "errors")),
        ];
        let mut parts: Vec<String> =
            parts.into_iter().filter(|(count, _)| *count > 0).map(|(_, text)| text).collect();
        if parts.is_empty() {
            parts.push("no definition fetches registry credentials".into());
        }
        parts
    }

    fn next(self, out: &mut dyn Write, summary: &Summary, next: Next) -> io::Result<()> {
        let Some(files) = next.files else { return Ok(()) };
        let (diff, apply) =
            (format!("`pullconfig diff{files}`"), format!("`pullconfig apply{files}`"));
        match self.verb {
            Verb::Scan if summary.convertible > 0 && next.has_options => {
                writeln!(
                    out,
                    "next: {diff} with the same options shows the changes, {apply} makes them"
                )
            }
            Verb::Scan if summary.convertible > 0 => {
                writeln!(out, "next: {diff} shows the changes, {apply} makes them")
            }
            _ if summary.blocked > 0 => {
                writeln!(out, "next: `pullconfig explain RULE` tells what to do about a blocker")
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
        let mut cells: Vec<String> = rows
            .iter()
            .take(shown)
            .map(|(name, count)| format!("{} {count}", without_login(name)))
            .collect();
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
