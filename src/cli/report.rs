//! Writes the report of a session in the chosen format to the chosen place.

use std::io::Write;

use super::args::report::ReportArguments;
use super::session::Session;
use super::terminal::output::{Output, failures, note};
use crate::report::{Format, Human, NextHint, Report, Repository, Verb};

/// The result of writing a report.
#[must_use]
pub(super) struct ReportResult {
    /// Whether some file had an error. The errors have been printed.
    pub(super) failed: bool,
    /// Whether the report could be written, and the error if not.
    pub(super) written: anyhow::Result<()>,
}

/// Writes the whole report, and errors and notes to stderr. If the report for people goes to
/// stdout, the errors come before its summary. The errors are printed even if the report cannot be
/// written.
pub(super) fn report(
    verb: Verb,
    session: &Session,
    next: NextHint,
    arguments: &ReportArguments,
    output: &Output,
) -> anyhow::Result<ReportResult> {
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
    Ok(ReportResult { failed, written })
}

/// Writes the report. The report for people is written without its summary, for which the caller
/// is responsible.
pub(super) fn write(
    verb: Verb,
    session: &Session,
    arguments: &ReportArguments,
    out: &mut dyn Write,
) -> anyhow::Result<()> {
    let Session { files, summary, .. } = session;
    let report = Report { verb, files, summary, verbosity: arguments.verbose };
    if arguments.format != Format::Human || !arguments.quiet {
        report.write(arguments.format, out, repository)?;
    }
    Ok(())
}

/// Returns the git repository around the current folder.
pub(super) fn repository() -> Repository {
    Repository::around(&std::env::current_dir().unwrap_or_default())
}
