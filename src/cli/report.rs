//! Writes the report of a session in the format and to the file that the user has chosen.

use std::io::Write;

use super::args::report::ReportArguments;
use super::session::Session;
use super::terminal::output::{Output, failures, note};
use crate::plan::LiveSummary;
use crate::report::{
    Closing, Format, Human, NextHint, Overview, OverviewOptions, Report, Repository, Verb,
    strays_in_words,
};

/// The choices about a report that depend on the verb.
#[derive(Clone, Copy)]
pub(super) struct ReportContext<'a> {
    /// The verb whose report is written.
    pub(super) verb: Verb,
    /// The facts from which the last line of a report for people is made.
    pub(super) next: NextHint<'a>,
    /// The command that writes only the summary, if there is one.
    pub(super) shorter: Option<&'a str>,
    /// The choices of the user about the overview and the summary.
    pub(super) overview_options: &'a OverviewOptions,
}

/// The most blocked and kept definitions that `apply` lists even if it has converted nothing.
const ALWAYS_LISTED: usize = 3;

/// The most rows of a table that does not go to a terminal.
const ROWS: usize = 40;

/// The columns of a table that does not go to a terminal.
const COLUMNS: usize = 80;

/// Prints a note with the number of strays, for a verb that does not list them.
pub(super) fn note_strays(session: &Session, output: &Output) {
    let count = session.summary.live.as_ref().map_or(0, LiveSummary::stray_count);
    if count > 0 {
        let words = strays_in_words(count);
        note(output, &format!("{words}; `pullconfig scan` with the same options lists them"));
    }
}

/// The result of writing a report.
#[must_use]
pub(super) struct ReportResult {
    /// Whether some file had an error. The errors have been printed.
    pub(super) failed: bool,
    /// Whether the report could be written, and the error if not.
    pub(super) written: anyhow::Result<()>,
}

/// Writes the whole report, and errors and notes to stderr. In a report for people, the errors come before the summary.
/// The errors are printed even if the report cannot be written.
pub(super) fn report(
    context: ReportContext,
    session: &Session,
    arguments: &ReportArguments,
    output: &Output,
) -> anyhow::Result<ReportResult> {
    let ReportContext { verb, next, shorter, overview_options } = context;
    let mut out = output.page(arguments.output.as_deref());
    let failed;
    if arguments.format == Format::Human {
        let columns = out.columns().or(overview_options.is_summary.then_some(COLUMNS));
        let human = Human { verb, verbosity: arguments.verbose, columns };
        let is_by_rule = is_by_rule(verb, session, arguments);
        if !arguments.quiet && !overview_options.is_summary && !is_by_rule {
            human.files(&mut out, &session.files)?;
            out.flush()?;
        }
        failed = failures(output, &session.files);
        if !arguments.quiet {
            let rows = out.rows();
            let most = match arguments.verbose {
                // The other half of the screen is for what stands below the table.
                0 => rows.map_or(ROWS, |rows| (rows / 2).max(8)),
                _ => usize::MAX,
            };
            let overview = overview_options
                .is_summary
                .then(|| Overview::filling(&session.files, overview_options, most));
            let definitions = session.plans().map(|(_, plan)| plan.definitions.len());
            let is_long = definitions.sum::<usize>() > rows.unwrap_or(ROWS);
            let closing = Closing {
                files: &session.files,
                summary: &session.summary,
                overview: overview.as_ref(),
                is_by_rule,
                shorter: shorter.filter(|_| is_long && !overview_options.is_summary),
                next,
            };
            human.summary(&mut out, closing)?;
        }
    } else {
        write(verb, session, arguments, overview_options, &mut out.in_portions())?;
        failed = failures(output, &session.files);
    }
    let written = out.finish();
    if let Some(path) = out.file().filter(|_| !arguments.quiet && written.is_ok()) {
        let counts = session.summary.in_words(verb);
        note(output, &format!("{counts}; the report is in {}", path.display()));
    }
    Ok(ReportResult { failed, written })
}

/// Whether a report lists rules instead of definitions. It does if `apply` has converted nothing, as when it runs for
/// the second time, and if more than [`ALWAYS_LISTED`] definitions are blocked or kept.
fn is_by_rule(verb: Verb, session: &Session, arguments: &ReportArguments) -> bool {
    let summary = &session.summary;
    let has_done = summary.convertible + summary.left > 0;
    verb == Verb::Apply
        && arguments.verbose == 0
        && !has_done
        && summary.blocked + summary.kept > ALWAYS_LISTED
}

/// Writes the report. The report for people is written without its summary, for which the caller
/// is responsible.
pub(super) fn write(
    verb: Verb,
    session: &Session,
    arguments: &ReportArguments,
    overview_options: &OverviewOptions,
    out: &mut dyn Write,
) -> anyhow::Result<()> {
    let Session { files, summary, .. } = session;
    let report = Report { verb, files, summary, verbosity: arguments.verbose, overview_options };
    if arguments.format != Format::Human || !arguments.quiet {
        report.write(arguments.format, out, repository)?;
    }
    Ok(())
}

/// Returns the git repository around the current folder.
pub(super) fn repository() -> Repository {
    Repository::around(&std::env::current_dir().unwrap_or_default())
}
