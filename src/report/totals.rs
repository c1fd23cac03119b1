//! The end of the report for people: the counts, and what to do next.

use std::collections::BTreeMap;
use std::io::{self, Write};

use unicode_width::UnicodeWidthStr as _;

use super::Verb;
use super::human::{BOLD, DIM, EXAMPLES, Human, counted};
use super::visible::visible;
use super::width::middle_out;
use crate::plan::Summary;
use crate::text::without_login;

/// The most lines of a table in the summary; `-v` shows all.
const ROWS_SHOWN: usize = 5;

/// The parts of the last line of a report, which tells what to do next.
#[derive(Debug, Clone, Copy)]
pub struct NextHint<'a> {
    /// The arguments that name the same files for another verb: ` a b`, or an empty text. `None` if
    /// the files cannot be named again.
    pub files: Option<&'a str>,
    /// Whether options were given that the other verb needs too.
    pub has_options: bool,
}

/// The hint after a report that has shown findings.
const EXPLAIN: &str = "; `pullconfig explain RULE` tells about a finding";

impl Human {
    /// Writes the counts and what to do next.
    ///
    /// # Errors
    /// The stream cannot be written.
    pub fn summary(self, out: &mut dyn Write, summary: &Summary, next: NextHint) -> io::Result<()> {
        let searched = usize::try_from(summary.files_searched).unwrap_or(usize::MAX);
        let searched = counted(searched, "file", "files");
        let counts = summary.in_words(self.verb);
        let all = format!("{counts} ({searched} searched)");
        if self.columns.is_some_and(|columns| columns < all.width()) {
            self.below(out, 0, "", &all)?;
        } else {
            writeln!(out, "{BOLD}{counts}{BOLD:#} ({searched} searched)")?;
        }
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
        self.unrecognised(out, &summary.unrecognised)?;
        if summary.secrets > 0 {
            let secrets = counted(summary.secrets, "secret", "secrets");
            let text = format!("{secrets} must exist (-v lists them)");
            self.below(out, 2, &format!("{DIM}before deploying:{DIM:#}"), &text)?;
        }
        self.next(out, summary, next)
    }

    fn next(self, out: &mut dyn Write, summary: &Summary, next: NextHint) -> io::Result<()> {
        let Some(files) = next.files else { return Ok(()) };
        let (diff, apply) =
            (format!("`pullconfig diff{files}`"), format!("`pullconfig apply{files}`"));
        let text = match self.verb {
            Verb::Scan if summary.convertible > 0 => {
                let alike = if next.has_options { " with the same options" } else { "" };
                let has_findings = summary.blocked > 0 || !summary.warnings.is_empty();
                let explain = if has_findings { EXPLAIN } else { "" };
                format!("{diff}{alike} shows the changes, {apply} makes them{explain}")
            }
            _ if summary.blocked > 0 => {
                "`pullconfig explain RULE` tells what to do about a blocker".to_owned()
            }
            _ => return Ok(()),
        };
        self.below(out, 0, "next:", &text)
    }

    fn table(
        self,
        out: &mut dyn Write,
        title: &str,
        counts: &BTreeMap<String, usize>,
    ) -> io::Result<()> {
        let mut rows: Vec<(&String, &usize)> = counts.iter().collect();
        rows.sort_by_key(|&(name, &count)| (usize::MAX - count, name));
        let shown = if self.verbosity > 0 { rows.len() } else { ROWS_SHOWN };
        if rows.is_empty() {
            return Ok(());
        }
        if let Some(columns) = self.columns {
            return column(out, title, &rows, shown, columns);
        }
        let mut cells: Vec<String> = rows
            .iter()
            .take(shown)
            .map(|(name, count)| format!("{} {count}", visible(&without_login(name))))
            .collect();
        if rows.len() > shown {
            cells.push(format!("{} more", rows.len() - shown));
        }
        writeln!(out, "  {DIM}{title}:{DIM:#} {}", cells.join(", "))
    }
}

/// Writes a table for a screen: a title, and below it a line for each of the first `shown` rows.
fn column(
    out: &mut dyn Write,
    title: &str,
    rows: &[(&String, &usize)],
    shown: usize,
    columns: usize,
) -> io::Result<()> {
    writeln!(out, "  {DIM}{title}{DIM:#}")?;
    let digits = rows.iter().map(|(_, count)| count.to_string().len()).max().unwrap_or(1).max(3);
    for (name, count) in rows.iter().take(shown) {
        let name =
            middle_out(&visible(&without_login(name)), columns.saturating_sub(digits + 5).max(16));
        writeln!(out, "  {count:>digits$}  {name}")?;
    }
    if rows.len() > shown {
        writeln!(out, "  {:digits$}  {DIM}{} more (-v shows them){DIM:#}", "", rows.len() - shown)?;
    }
    Ok(())
}
