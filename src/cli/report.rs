//! `--format` and `--output`: which report, and where to.

use std::io::Write;
use std::path::PathBuf;

use clap::{Args, ValueEnum};

use super::output::{Output, failures, note};
use super::session::Session;
use crate::report::{Human, Next, Report, Repository, Verb};

/// What to print.
#[derive(Debug, Args)]
#[command(next_help_heading = "Report")]
pub(super) struct ReportArguments {
    /// How to report
    #[arg(long, value_enum, default_value_t = Format::Human)]
    pub(super) format: Format,
    /// Write the report to FILE, as a whole or not at all; `-` is stdout
    #[arg(short, long, value_name = "FILE")]
    pub(super) output: Option<PathBuf>,
    /// Say nothing but errors
    #[arg(short, long)]
    pub(super) quiet: bool,
    /// Also tell notes, migrated definitions and whole tables
    #[arg(short, long, action = clap::ArgAction::Count)]
    pub(super) verbose: u8,
}

/// The formats of reports.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum Format {
    /// For people
    Human,
    /// For programs: one JSON object a line
    Jsonl,
    /// For code scanning: SARIF 2.1.0
    Sarif,
    /// Annotations in GitHub Actions
    Github,
    /// The description of a pull request
    Markdown,
    /// A page for the review, with the changes side by side
    Html,
}

impl Format {
    /// Whether a report of this format shows how texts change.
    pub(super) fn shows_changes(self) -> bool {
        !matches!(self, Format::Human | Format::Jsonl)
    }
}

/// What came of a report.
#[must_use]
pub(super) struct Told {
    /// Whether there were errors of files; they have been printed.
    pub(super) failed: bool,
    /// Whether the report could be written.
    pub(super) written: anyhow::Result<()>,
}

/// Writes a whole report, and errors and notes on stderr: with the report for people on stdout, the
/// errors before the summary. The errors are printed also if the report cannot be written.
pub(super) fn report(
    verb: Verb,
    session: &Session,
    next: Next,
    arguments: &ReportArguments,
    output: &Output,
) -> anyhow::Result<Told> {
    let mut out = output.page(arguments.output.as_deref());
    let failed;
    if arguments.format == Format::Human {
        let columns = out.columns();
        let human = Human { verb, verbosity: arguments.verbose, columns };
        if !arguments.quiet {
            human.files(&mut out, &session.files)?;
            out.flush()?;
        }
        failed = failures(output, &session.files);
        if !arguments.quiet {
            human.summary(&mut out, &session.summary, next)?;
        }
    } else {
        write(verb, session, arguments, &mut out.in_portions())?;
        failed = failures(output, &session.files);
    }
    let written = out.finish();
    if let Some(path) = out.file().filter(|_| !arguments.quiet && written.is_ok()) {
        let counts = session.summary.in_words(verb);
        note(output, &format!("{counts}; the report is in {}", path.display()));
    }
    Ok(Told { failed, written })
}

/// Writes the report without a summary for people.
pub(super) fn write(
    verb: Verb,
    session: &Session,
    arguments: &ReportArguments,
    out: &mut dyn Write,
) -> anyhow::Result<()> {
    let Session { files, summary, .. } = session;
    let report = Report { verb, files, summary, verbosity: arguments.verbose };
    match arguments.format {
        Format::Human if arguments.quiet => {}
        Format::Human => {
            Human { verb, verbosity: arguments.verbose, columns: None }.files(out, files)?;
        }
        Format::Jsonl => report.jsonl(out)?,
        Format::Sarif => report.sarif(out, &repository())?,
        Format::Github => report.github(out, &repository())?,
        Format::Markdown => report.markdown(out)?,
        Format::Html => report.html(out)?,
    }
    Ok(())
}

/// The one around the current folder.
pub(super) fn repository() -> Repository {
    Repository::around(&std::env::current_dir().unwrap_or_default())
}
