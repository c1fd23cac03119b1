//! Writes the end of the report for people: the counts, and what to do next.

use std::collections::BTreeMap;
use std::io::{self, Write};

use unicode_width::UnicodeWidthStr as _;

use super::Verb;
use super::human::{BOLD, DIM, EXAMPLES, Human, YELLOW, counted, grouped};
use super::next::{NextHint, next};
use super::overview::Overview;
use super::summary::{BlockerRow, EverywhereRow, blockers, everywhere, kept};
use super::visible::visible;
use super::width::{middle_out, wrapped};
use crate::plan::{OutdatedKeep, ReportedFile, Summary};
use crate::text::without_login;

/// The number of lines that are shown of a longer table; `-v` shows all. A table with only one line more is shown
/// whole.
const ROWS_SHOWN: usize = 5;

/// The content of the end of a report for people.
#[derive(Debug, Clone, Copy)]
pub struct Closing<'a> {
    /// The results for the files.
    pub files: &'a [ReportedFile],
    /// The counts of these files.
    pub summary: &'a Summary,
    /// The definitions in groups, if only the summary is written.
    pub overview: Option<&'a Overview>,
    /// Whether the report above the counts has left out the definitions. Then the counts list the rules that block
    /// them.
    pub is_by_rule: bool,
    /// The command that writes only the summary. It is named after a long report.
    pub shorter: Option<&'a str>,
    /// The facts that the last line depends on.
    pub next: NextHint<'a>,
}

impl Human {
    /// Writes the counts, and the next step for the user.
    ///
    /// # Errors
    /// The stream cannot be written.
    pub fn summary(self, out: &mut dyn Write, closing: Closing) -> io::Result<()> {
        let Closing { files, summary, overview, is_by_rule, shorter, next } = closing;
        if let Some(chosen) = summary.chosen_in_words() {
            writeln!(out, "{BOLD}{chosen}{BOLD:#}")?;
        }
        let searched = usize::try_from(summary.files_searched).unwrap_or(usize::MAX);
        let searched = counted(searched, "file", "files");
        let counts = summary.in_words(self.verb);
        let all = format!("{counts} ({searched} searched)");
        if self.columns.is_some_and(|columns| columns < all.width()) {
            self.below(out, 0, "", &all)?;
        } else {
            writeln!(out, "{BOLD}{counts}{BOLD:#} ({searched} searched)")?;
        }
        if let (Some(overview), Some(columns)) = (overview, self.columns) {
            overview.write(out, self.verb, columns)?;
        }
        self.facts_and_decisions(out, summary)?;
        match is_by_rule {
            true => self.left(out, files, summary)?,
            false => self.blockers(out, summary)?,
        }
        self.paragraph(out, "accepted", &summary.accepted)?;
        self.table(out, "kept", &kept(files))?;
        let is_cut = self.verbosity == 0 && summary.cautions.values().any(|&it| it > EXAMPLES);
        let title = if is_cut { "warnings (-v shows them all)" } else { "warnings" };
        self.paragraph(out, title, &summary.cautions)?;
        self.to_prepare(out, files)?;
        self.everywhere(out, summary)?;
        // `scan --summary` leaves out the registries and URIs, which hardly change from day to day.
        if self.verb == Verb::Scan && (overview.is_none() || self.verbosity > 0) {
            self.paragraph(out, "registries", &summary.registries)?;
            self.table(out, "URIs", &summary.uris)?;
        }
        self.paragraph(out, "files that only mention a credential file", &summary.mentions)?;
        self.live(out, summary)?;
        self.unrecognised(out, &summary.unrecognised)?;
        self.before_deploying(out, summary, next)?;
        if let Some(shorter) = shorter {
            let text = format!("`{shorter}` tells how far each folder is, and what blocks most");
            self.below(out, 2, &format!("{DIM}shorter:{DIM:#}"), &text)?;
        }
        match self::next(self.verb, summary, next) {
            _ if summary.is_deployed() => self.all_run(out, summary),
            Some(step) => self.below(out, 0, "next:", &step),
            None => Ok(()),
        }
    }

    /// Writes how many secrets must exist before the converted definitions are deployed, and what lists them.
    fn before_deploying(
        self,
        out: &mut dyn Write,
        summary: &Summary,
        next: NextHint,
    ) -> io::Result<()> {
        if summary.secrets == 0 {
            return Ok(());
        }
        let secrets = counted(summary.secrets, "secret", "secrets");
        // After `apply`, the files are changed, and the next step tells where the list comes from.
        let list = match (self.verb, next.files) {
            (Verb::Scan, Some(files)) => {
                let alike = if next.has_options { "with the same options, " } else { "" };
                format!(" ({alike}`pullconfig secrets{files}` lists them)")
            }
            (Verb::Scan, None) if self.verbosity == 0 => " (-v lists them)".to_owned(),
            _ => String::new(),
        };
        let text = format!("{secrets} must exist{list}");
        self.below(out, 2, &format!("{DIM}before deploying:{DIM:#}"), &text)
    }

    /// Writes the age of the facts, the decisions to keep a definition that are out of date, the clusters without
    /// files, and the clusters that the paths seem to name.
    fn facts_and_decisions(self, out: &mut dyn Write, summary: &Summary) -> io::Result<()> {
        for facts in &summary.facts {
            let text = format!("{}: {}", facts.file, facts.age_in_words());
            self.below(out, 2, &format!("{DIM}facts:{DIM:#}"), &text)?;
        }
        for outdated in &summary.outdated {
            let OutdatedKeep { place, about, .. } = outdated;
            let head = format!("{YELLOW}{}{YELLOW:#}:", visible(place));
            self.below(out, 2, &head, &format!("`[[keep]]` {about}: {}", outdated.why()))?;
        }
        for without in &summary.without_files {
            let head = format!("{YELLOW}{}{YELLOW:#}:", visible(&without.place));
            self.below(out, 2, &head, &without.why())?;
        }
        let Some(split) = &summary.split else { return Ok(()) };
        self.below(out, 2, &format!("{DIM}clusters:{DIM:#}"), &split.hint())?;
        split.exceptions().iter().try_for_each(|line| self.below(out, 4, "", line))
    }

    /// Writes the rules that block definitions, with their numbers. Those come first that are the only blocker of most
    /// definitions.
    fn blockers(self, out: &mut dyn Write, summary: &Summary) -> io::Result<()> {
        let rows = blockers(summary);
        if rows.is_empty() {
            return Ok(());
        }
        let shown = self.shown(rows.len());
        let more = rows.len().saturating_sub(shown);
        let several = summary.blocked_by_several();
        let Some(columns) = self.columns else {
            let cell = |row: &BlockerRow| match row.alone == row.all {
                true => format!("{} {}", visible(row.rule), grouped(row.all)),
                false => {
                    let (all, alone) = (grouped(row.all), grouped(row.alone));
                    format!("{} {all} ({alone} alone)", visible(row.rule))
                }
            };
            let mut cells: Vec<String> = rows.iter().take(shown).map(cell).collect();
            if more > 0 {
                cells.push(format!("{more} more"));
            }
            return writeln!(out, "  {DIM}blocked by:{DIM:#} {}", cells.join(", "));
        };
        if rows.iter().all(|row| row.alone == row.all) {
            return self.table(out, "blocked by", &summary.blockers);
        }
        let digits = rows.iter().map(|row| grouped(row.all).len()).max().unwrap_or(1).max(3);
        let head = format!("{DIM}blocked by{DIM:#}");
        self.below(out, 2, &head, "(alone: as many convert once this is solved or accepted)")?;
        writeln!(out, "  {DIM}alone  {:>digits$}{DIM:#}", "all")?;
        for BlockerRow { rule, alone, all } in rows.iter().take(shown) {
            let way = if summary.acceptable.contains(*rule) { "  (--accept)" } else { "" };
            let room = columns.saturating_sub(digits + 11 + way.len()).max(16);
            let (rule, alone, all) =
                (middle_out(&visible(rule), room), grouped(alone), grouped(all));
            writeln!(out, "  {alone:>5}  {all:>digits$}  {rule}{DIM}{way}{DIM:#}")?;
        }
        if more > 0 {
            let blank = " ".repeat(digits + 5);
            writeln!(out, "  {blank}    {DIM}{more} more (-v shows them){DIM:#}")?;
        }
        if several > 0 {
            writeln!(out, "  {:>5}  {DIM}have two or more blockers{DIM:#}", grouped(several))?;
        }
        Ok(())
    }

    /// Writes the notes that hold for many apps, each in one sentence.
    fn everywhere(self, out: &mut dyn Write, summary: &Summary) -> io::Result<()> {
        let rows = everywhere(summary);
        if rows.is_empty() {
            return Ok(());
        }
        writeln!(out, "  {DIM}different afterwards{DIM:#}")?;
        let digits = rows.iter().map(|row| grouped(row.count).len()).max().unwrap_or(1).max(3);
        for EverywhereRow { count, rule, text } in rows {
            let (indent, head) = (digits + 4, format!("{:>digits$}  {rule}:", grouped(count)));
            let room = self.columns.unwrap_or(usize::MAX).saturating_sub(indent).max(16);
            let lines = wrapped(&visible(text), room, rule.width() + 2);
            writeln!(out, "  {head} {}", lines.join(&format!("\n{:indent$}", "")))?;
        }
        Ok(())
    }

    /// Writes names with their counts in one paragraph, the greatest counts first.
    fn paragraph(
        self,
        out: &mut dyn Write,
        title: &str,
        counts: &BTreeMap<String, usize>,
    ) -> io::Result<()> {
        if counts.is_empty() {
            return Ok(());
        }
        let (rows, shown) = self.largest_first(counts);
        let cell = |(name, count): &(&String, &usize)| {
            format!("{} {}", visible(&without_login(name)), grouped(count))
        };
        let mut cells: Vec<String> = rows.iter().take(shown).map(cell).collect();
        if rows.len() > shown {
            cells.push(format!("{} more", rows.len() - shown));
        }
        self.below(out, 2, &format!("{DIM}{title}:{DIM:#}"), &cells.join(", "))
    }

    /// Returns names with their counts, the greatest counts first, and the number of them that are shown.
    fn largest_first(self, counts: &BTreeMap<String, usize>) -> (Vec<(&String, &usize)>, usize) {
        let mut rows: Vec<(&String, &usize)> = counts.iter().collect();
        rows.sort_by_key(|&(name, &count)| (usize::MAX - count, name));
        let shown = self.shown(rows.len());
        (rows, shown)
    }

    /// Returns the number of lines that are shown of a table with `lines` lines. One line is not left out alone,
    /// because the line that tells so would take its place.
    fn shown(self, lines: usize) -> usize {
        if self.verbosity > 0 || lines == ROWS_SHOWN + 1 { lines } else { ROWS_SHOWN }
    }

    /// Writes names with their counts, the greatest counts first: on a terminal as a table, else in one paragraph.
    fn table(
        self,
        out: &mut dyn Write,
        title: &str,
        counts: &BTreeMap<String, usize>,
    ) -> io::Result<()> {
        match self.columns {
            Some(columns) if !counts.is_empty() => {
                let (rows, shown) = self.largest_first(counts);
                column(out, title, &rows, shown, columns)
            }
            _ => self.paragraph(out, title, counts),
        }
    }
}

/// Writes a table for a terminal that is `columns` wide: a title, and below it a line for each of the first `shown`
/// rows.
fn column(
    out: &mut dyn Write,
    title: &str,
    rows: &[(&String, &usize)],
    shown: usize,
    columns: usize,
) -> io::Result<()> {
    writeln!(out, "  {DIM}{title}{DIM:#}")?;
    let digits = rows.iter().map(|(_, count)| grouped(count).len()).max().unwrap_or(1).max(3);
    for (name, count) in rows.iter().take(shown) {
        let name =
            middle_out(&visible(&without_login(name)), columns.saturating_sub(digits + 5).max(16));
        writeln!(out, "  {:>digits$}  {name}", grouped(count))?;
    }
    if rows.len() > shown {
        writeln!(out, "  {:digits$}  {DIM}{} more (-v shows them){DIM:#}", "", rows.len() - shown)?;
    }
    Ok(())
}
