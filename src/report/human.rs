//! The report for people.
//!
//! On a terminal it is a table, in which only paths and texts for copying may be wider than the
//! screen. Elsewhere every record is one line that begins with `path:line:column` and is not
//! wrapped, for `grep` and for editors that turn places into links. The findings about a definition
//! stand below it, indented.

use std::collections::BTreeMap;
use std::fmt::Display;
use std::io::{self, Write};
use std::path::Path;

use anstream::adapter::strip_str;
use anstyle::{AnsiColor, Style};
use unicode_width::UnicodeWidthStr as _;

use super::Verb;
use super::jsonl::state_name;
use super::visible::{named, visible};
use super::width::{middle_out, wrapped};
use crate::engine::{Severity, secret_path};
use crate::plan::{FilePlan, Kept, LocatedFinding, Mention, Migration, ReportedFile, State};
use crate::text::Position;
use crate::text::without_login;

/// The width of the column of states. Only `nothing to pull` is wider than the most frequent word.
const STATE: usize = "convertible".len();

pub(super) const BOLD: Style = Style::new().bold();
pub(super) const DIM: Style = Style::new().dimmed();
pub(super) const GREEN: Style = AnsiColor::Green.on_default();
pub(super) const YELLOW: Style = AnsiColor::Yellow.on_default();
pub(super) const RED: Style = AnsiColor::Red.on_default().bold();
const CYAN: Style = AnsiColor::Cyan.on_default();

/// Without `-v`, the most warnings of one rule that are shown, and the most blockers of one rule that are shown with
/// their help. The summary counts all of them.
pub(super) const EXAMPLES: usize = 3;

/// The report for people. It writes styles; the stream removes them where they are not wanted.
#[derive(Debug, Clone, Copy)]
pub struct Human {
    /// The verb of the run.
    pub verb: Verb,
    /// The number of `-v`. From 1 on, there are also notes, migrated definitions without warnings, and all rows of
    /// tables.
    pub verbosity: u8,
    /// The columns of the terminal; `None` if the output is no terminal.
    pub columns: Option<usize>,
}

/// The number of findings that were shown so far, by rule.
type ShownFindings<'f> = BTreeMap<&'f str, usize>;

impl Human {
    /// Writes a record for each definition, and then for each mention. Without `-v` it leaves out migrated definitions
    /// that have no findings but notes.
    ///
    /// # Errors
    /// The stream cannot be written.
    pub fn files(self, out: &mut dyn Write, files: &[ReportedFile]) -> io::Result<()> {
        let plans =
            || files.iter().filter_map(|file| Some((&*file.path, file.result.as_ref().ok()?)));
        let definitions = || {
            let all =
                plans().flat_map(|(path, plan)| plan.definitions.iter().map(move |it| (path, it)));
            all.filter(|(_, it)| !it.is_at_rest() || self.verbosity > 0)
        };
        let ids = match self.columns {
            Some(_) => definitions().map(|(_, it)| it.id.to_string().width()).max().unwrap_or(0),
            None => 0,
        };
        let mut told = ShownFindings::new();
        for (path, definition) in definitions() {
            self.head(out, path, definition, ids)?;
            self.definition(out, definition, &mut told)?;
        }
        for (path, plan) in plans() {
            for mention in &plan.mentions {
                self.mention(out, path, plan, mention)?;
                if let Some(reason) = &mention.reason {
                    writeln!(out, "    {DIM}{reason}{DIM:#}")?;
                }
            }
        }
        Ok(())
    }

    /// Writes the first line of a record: the place, the id and the state of a definition. `ids` is the width of the
    /// longest id, by which the columns of a table are set.
    fn head(
        self,
        out: &mut dyn Write,
        path: &Path,
        definition: &Migration,
        ids: usize,
    ) -> io::Result<()> {
        let style = match definition.state() {
            State::Convertible => GREEN,
            State::Blocked => RED,
            State::Migrated | State::NoImage | State::Left | State::Kept => DIM,
        };
        let state = match definition.state() {
            State::NoImage => "nothing to pull",
            state => state_name(state, self.verb),
        };
        let id = definition.id.to_string();
        let id = visible(&id);
        let Some(columns) = self.columns else {
            place(out, path, definition.position)?;
            return writeln!(out, " {style}{state}{style:#} {BOLD}{id}{BOLD:#}");
        };
        let Position { line, column } = definition.position;
        let place = format!("{}:{line}:{column}", named(path));
        let used = STATE.max(state.len()) + 2 + id.width();
        // The column of the places begins after the longest id, or at the middle of the screen.
        let start = (STATE + 2 + ids).min(columns / 2).max(used);
        let blank = " ".repeat(start - used);
        write!(out, "{style}{state:<STATE$}{style:#}  {BOLD}{id}{BOLD:#}")?;
        if start + 2 + place.width() <= columns {
            writeln!(out, "{blank}  {place}")
        } else {
            writeln!(out, "\n    {place}")
        }
    }

    /// Writes the lines below the first line of a record: why a definition is kept, its findings, and its secrets.
    fn definition<'f>(
        self,
        out: &mut dyn Write,
        definition: &'f Migration,
        told: &mut ShownFindings<'f>,
    ) -> io::Result<()> {
        if definition.state() == State::NoImage {
            let why = "fetches credentials, but has no image that would be pulled with them";
            self.below(out, 4, "", why)?;
        }
        for kept in definition.kept() {
            self.below(out, 4, &format!("{CYAN}kept{CYAN:#}:"), &kept_in_words(kept))?;
        }
        // The user who keeps a definition knows its findings.
        if definition.state() != State::Kept || self.verbosity > 0 {
            self.findings(out, definition, told)?;
        }
        if self.verbosity > 0 {
            for secret in definition.secrets() {
                writeln!(
                    out,
                    "    {DIM}secret {}: {}{DIM:#}",
                    visible(&secret.key),
                    visible(&secret_path(&secret.source))
                )?;
            }
        }
        Ok(())
    }

    /// Writes the findings about a definition. If findings in a row have one help text, it is written once, after the
    /// last of them that is shown with its help. `told` counts on for the next definition.
    fn findings<'f>(
        self,
        out: &mut dyn Write,
        definition: &'f Migration,
        told: &mut ShownFindings<'f>,
    ) -> io::Result<()> {
        let counted = definition.findings.iter().map(|LocatedFinding { position, finding }| {
            let times = told.entry(finding.rule.as_str()).or_default();
            *times += 1;
            (position, finding, self.verbosity > 0 || *times <= EXAMPLES)
        });
        let shown = counted.filter(|(_, finding, is_early)| match finding.severity {
            Severity::Note => self.verbosity > 0,
            Severity::Warning => self.verbosity > 0 || *is_early && finding.is_caution(),
            Severity::Blocker => true,
        });
        let shown: Vec<_> = shown.collect();
        let mut findings = shown.into_iter().peekable();
        while let Some((Position { line, column }, finding, is_early)) = findings.next() {
            let style = match finding.severity {
                Severity::Note => DIM,
                Severity::Warning => YELLOW,
                Severity::Blocker => RED,
            };
            let head = format!("{line}:{column} {style}{}{style:#}:", visible(&finding.rule));
            self.below(out, 4, &head, &without_login(&finding.message))?;
            if !is_early {
                continue;
            }
            let next = findings.peek().filter(|(_, _, is_early)| *is_early);
            let is_repeated = next.is_some_and(|(_, next, _)| next.help == finding.help);
            if let Some(help) = finding.help.as_ref().filter(|_| !is_repeated) {
                self.below(out, 8, &format!("{CYAN}help{CYAN:#}:"), help)?;
            }
            if let Some(loss) = &finding.loss {
                let text = format!("--accept {} (if you accept: {loss})", finding.rule);
                self.below(out, 8, &format!("{CYAN}or{CYAN:#}:"), &text)?;
            }
        }
        Ok(())
    }

    /// Writes `head`, which may have styles, and `text` after it, indented by `indent` columns, and wrapped at the
    /// end of the screen.
    pub(super) fn below(
        self,
        out: &mut dyn Write,
        indent: usize,
        head: &str,
        text: &str,
    ) -> io::Result<()> {
        let columns = self.columns.unwrap_or(usize::MAX);
        let indent = if columns < 60 && indent > 2 { indent / 2 } else { indent };
        let used = strip_str(head).to_string().width();
        let used = if used == 0 { 0 } else { used + 1 };
        let room = columns.saturating_sub(indent).max(16);
        let lines = wrapped(&visible(text), room, used);
        let mut lines = lines.iter();
        let first = lines.next().map_or("", String::as_str);
        let gap = if used == 0 || first.is_empty() { "" } else { " " };
        writeln!(out, "{:indent$}{head}{gap}{first}", "")?;
        lines.try_for_each(|line| writeln!(out, "{:indent$}  {line}", ""))
    }

    /// Writes the record of a mention. On a terminal, the middle of a long line is left out.
    fn mention(
        self,
        out: &mut dyn Write,
        path: &Path,
        plan: &FilePlan,
        mention: &Mention,
    ) -> io::Result<()> {
        place(out, path, mention.position)?;
        let line = without_login(&mention.text);
        let line = visible(&line);
        let what = format!("mentioned in {}:", plan.format);
        let Some(columns) = self.columns else {
            return writeln!(out, " {DIM}{what}{DIM:#} {line}");
        };
        let Position { line: row, column } = mention.position;
        let place = format!("{}:{row}:{column}:", named(path)).width();
        let (start, used) = if place + what.width() + 2 + line.width().min(30) <= columns {
            (" ", place + 1)
        } else {
            ("\n    ", 4)
        };
        let room = columns.saturating_sub(used + what.width() + 1).max(16);
        writeln!(out, "{start}{DIM}{what}{DIM:#} {}", middle_out(&line, room))
    }
}

/// Writes `path:line:column:`.
pub(super) fn place(out: &mut dyn Write, path: &Path, position: Position) -> io::Result<()> {
    write!(out, "{BOLD}{}{BOLD:#}:{}:{}:", named(path), position.line, position.column)
}

/// Returns the reason to keep a definition, with the last day on which it is kept, if there is one.
pub(super) fn kept_in_words(kept: &Kept) -> String {
    match kept.until {
        Some(until) => format!("{} (until {until})", kept.reason),
        None => kept.reason.clone(),
    }
}

/// Returns a number with commas between groups of three digits: `2,088`.
pub fn grouped(number: impl Display) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// Returns a number with its noun: `one` after 1, and `many` after all others.
pub(super) fn counted(count: usize, one: &str, many: &str) -> String {
    format!("{} {}", grouped(count), if count == 1 { one } else { many })
}

#[cfg(test)]
mod tests {
    use super::grouped;

    #[test]
    fn numbers_can_be_read() {
        let numbers = [0, 7, 999, 1000, 65_536, 1_234_567].map(grouped);
        assert_eq!(numbers, ["0", "7", "999", "1,000", "65,536", "1,234,567"]);
    }
}
