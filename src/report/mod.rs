//! Writes plans as reports for people and programs: for the terminal, as JSON lines, as SARIF and so on. Each format
//! has a file or a folder.
//!
//! It only formats and counts: whatever a report says was decided by `plan`. A report is written to the given stream,
//! in the given order.

mod check;
mod diagnostic;
mod github;
mod html;
mod human;
mod json;
mod jsonl;
mod left;
mod live;
mod markdown;
mod next;
mod overview;
mod own;
mod owners;
mod page;
mod preflight;
mod preparations;
mod prose;
mod repository;
mod sarif;
mod script;
mod secrets;
mod since;
mod stat;
mod summary;
mod to_prepare;
mod totals;
mod unrecognised;
mod visible;
mod width;

use std::io::{self, Write};

use crate::plan::{Checked, LiveSummary, ReportedFile, Summary};

pub use check::CheckSummary;
pub use html::preflight_html;
pub use human::{Human, grouped};
pub use json::JsonWriter;
pub use jsonl::jsonl;
pub use live::strays_in_words;
pub use next::NextHint;
pub use overview::{Grouping, Overview, OverviewOptions};
pub use own::is_own;
pub use owners::Owners;
pub use page::explain;
pub use preflight::{
    PreflightCounts, PullUser, ReportedPull, preflight_human, preflight_jsonl, preflight_markdown,
};
pub use repository::Repository;
pub use script::{ScriptTarget, secrets_script};
pub use secrets::{secrets_document, secrets_table, suggestions};
pub use since::EarlierRun;
pub use stat::{FileStat, stat};
pub use totals::Closing;
pub use visible::{named, visible};
pub use width::wrapped;

/// The verb whose report is written. Reports choose their words by it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verb {
    /// The files were only looked at.
    Scan,
    /// The changes were made.
    Apply,
}

/// The formats of reports.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// For people: a record for each definition, then the counts.
    Human,
    /// JSON lines.
    Jsonl,
    /// A SARIF log.
    Sarif,
    /// Workflow commands for GitHub Actions.
    Github,
    /// The description of a pull request.
    Markdown,
    /// A page for the review.
    Html,
}

impl Format {
    /// All formats, in the order in which the help text lists them.
    pub const ALL: &[Format] = &[
        Format::Human,
        Format::Jsonl,
        Format::Sarif,
        Format::Github,
        Format::Markdown,
        Format::Html,
    ];

    /// Returns the name of the format, as it is typed.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Format::Human => "human",
            Format::Jsonl => "jsonl",
            Format::Sarif => "sarif",
            Format::Github => "github",
            Format::Markdown => "markdown",
            Format::Html => "html",
        }
    }

    /// Returns the purpose of the format, for the help text.
    #[must_use]
    pub fn purpose(self) -> &'static str {
        match self {
            Format::Human => "For people",
            Format::Jsonl => "For programs: one JSON object a line",
            Format::Sarif => "For code scanning: SARIF 2.1.0",
            Format::Github => "Annotations in GitHub Actions",
            Format::Markdown => "The description of a pull request",
            Format::Html => "A page for the review, with the changes side by side",
        }
    }

    /// Whether a report of this format shows how the texts change.
    #[must_use]
    pub fn shows_changes(self) -> bool {
        !matches!(self, Format::Human | Format::Jsonl)
    }
}

/// The content of a report of `scan` or `apply`.
#[derive(Debug, Clone, Copy)]
pub struct Report<'a> {
    /// The verb of the run.
    pub verb: Verb,
    /// The results for the files, in the order of their paths.
    pub files: &'a [ReportedFile],
    /// The counts of these files.
    pub summary: &'a Summary,
    /// The number of `-v`. From 1 on, the report for people, SARIF, workflow commands and the page have notes, too, and
    /// the report for people and the page have migrated definitions without warnings, too.
    pub verbosity: u8,
    /// The choices of the user about the overview and the summary.
    pub overview_options: &'a OverviewOptions,
}

impl Report<'_> {
    /// Writes the report. The report for people is written without its summary, for which the
    /// caller is responsible. `docs/formats.md` describes the formats.
    ///
    /// # Errors
    /// The stream cannot be written.
    pub fn write(
        &self,
        format: Format,
        out: &mut dyn Write,
        repository: impl FnOnce() -> Repository,
    ) -> io::Result<()> {
        let Report { verb, files, summary, verbosity, overview_options } = *self;
        let live = summary.live.as_ref();
        match format {
            Format::Human => Human { verb, verbosity, columns: None }.files(out, files),
            Format::Jsonl => jsonl(out, verb, files, summary, overview_options.is_summary),
            Format::Sarif => {
                sarif::sarif(out, &diagnostic::diagnostics(self), files, live, &repository())
            }
            Format::Github => {
                github::github(out, &diagnostic::diagnostics(self), files, live, &repository())
            }
            Format::Markdown => markdown::markdown(out, self),
            Format::Html => html::html(out, self),
        }
    }
}

/// The content of a report of `check`.
#[derive(Debug, Clone, Copy)]
pub struct CheckReport<'a> {
    /// The results for the files, in the order of their paths.
    pub files: &'a [ReportedFile<Vec<Checked>>],
    /// The counts of these files.
    pub summary: &'a CheckSummary,
    /// The comparison with the answers of clusters, if there are any.
    pub live: Option<&'a LiveSummary>,
    /// The number of `-v`. From 1 on, the report for people has the definitions that Marathon would accept, too.
    pub verbosity: u8,
}

impl CheckReport<'_> {
    /// Writes the report. Returns `false`, and writes nothing, for a format that `check` does not have.
    ///
    /// # Errors
    /// The stream cannot be written.
    pub fn write(
        &self,
        format: Format,
        out: &mut dyn Write,
        repository: impl FnOnce() -> Repository,
    ) -> io::Result<bool> {
        let CheckReport { files, summary, live, verbosity } = *self;
        match format {
            Format::Human => {
                check::check(out, files, summary, verbosity)?;
                if let Some(live) = live {
                    let (verb, columns) = (Verb::Scan, None);
                    Human { verb, verbosity, columns }.standings_and_strays(out, live)?;
                }
            }
            Format::Jsonl => check::check_jsonl(out, files, summary, live)?,
            Format::Sarif => {
                let diagnostics = diagnostic::violations(files, live);
                sarif::sarif(out, &diagnostics, &[], live, &repository())?
            }
            Format::Github => {
                let diagnostics = diagnostic::violations(files, live);
                github::github(out, &diagnostics, &[], live, &repository())?
            }
            _ => return Ok(false),
        }
        Ok(true)
    }
}
