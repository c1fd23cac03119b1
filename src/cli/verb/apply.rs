//! `pullconfig apply`: makes the changes, or asks about each file first.

use std::io::{self, Write as _};
use std::path::PathBuf;
use std::sync::atomic::Ordering;

use anyhow::bail;
use rayon::prelude::*;

use super::secrets::write_list;
use crate::cli::args::ApplyArguments;
use crate::cli::args::report::ReportArguments;
use crate::cli::input::Input;
use crate::cli::interactive::{Ending, Review, ReviewResult, Terminal};
use crate::cli::report::{ReportContext, ReportResult, report, write as write_report};
use crate::cli::rewrite::{lost, unflushed, write_bytes};
use crate::cli::session::Session;
use crate::cli::status::Status;
use crate::cli::terminal::output::{Output, error, failures, note, to_stdout, unless_closed};
use crate::cli::terminal::progress::{Progress, Work};
use crate::plan::{Failure, FilePlan, ReportedFile, Rewrite};
use crate::report::{Closing, Format, Human, NextHint, OverviewOptions, Verb};
use crate::write::Replaced;

pub(in crate::cli) fn run(arguments: &ApplyArguments, output: &Output) -> anyhow::Result<Status> {
    let ReportArguments { quiet, output: file, .. } = &arguments.report;
    let input = Input::new(&arguments.files, *quiet, file.as_deref())?;
    let input = input.choosing(&arguments.filter).beside(&arguments.live);
    if arguments.interactive {
        return ask(arguments, &input, output);
    }
    let mut session = Session::changes(&input, &arguments.planned, &arguments.migration)?;
    if let Some(list) = &arguments.secrets {
        write_list(list, &session, &arguments.files.clusters)?;
    }
    let failed = if arguments.files.is_stdin() {
        convert_stdin(&mut session, arguments, output)?
    } else {
        let WriteMessages { notes, errors } = write_all(&mut session, &input);
        session.follow_edits();
        session.recount();
        let again =
            arguments.filter.again(&arguments.files).filter(|_| !arguments.planned.is_given());
        let next = NextHint {
            files: again.as_deref(),
            has_options: true,
            list: arguments.secrets.as_deref(),
        };
        let overview_options = OverviewOptions::default();
        let context = report_context(next, &overview_options);
        let told = report(context, &session, &arguments.report, output)?;
        errors.iter().for_each(|text| error(output, text));
        notes.iter().for_each(|text| note(output, text));
        session.leftovers.remove(output);
        unless_closed(told.written)?;
        told.failed || !errors.is_empty()
    };
    Ok(status(failed, arguments.strict, &session))
}

/// Returns the context of a report of `apply`.
fn report_context<'c>(
    next: NextHint<'c>,
    overview_options: &'c OverviewOptions,
) -> ReportContext<'c> {
    ReportContext { verb: Verb::Apply, next, shorter: None, overview_options }
}

/// Asks the user about each file, and writes the files that the user wants to convert.
fn ask(arguments: &ApplyArguments, input: &Input<'_>, output: &Output) -> anyhow::Result<Status> {
    if arguments.files.is_stdin() {
        bail!("-i writes files and cannot be used with `-`");
    }
    let terminal = Terminal::open(*output)?;
    let mut session = Session::for_review(input, &arguments.planned, &arguments.migration)?;
    let review = Review::new(terminal, &mut session, arguments.report.verbose, arguments.all);
    let ReviewResult { ending, is_durable } = review.run()?;
    if let Ending::Interrupted(code) = ending {
        return Ok(Status::Interrupted(code));
    }
    session.follow_edits();
    session.recount();
    let next = NextHint { files: None, has_options: true, list: None };
    let ReportArguments { format, quiet, verbose, output: ref file } = arguments.report;
    let told = if format == Format::Human && verbose == 0 && !quiet && file.is_none() {
        // The files were shown during the dialogue already.
        let mut out = output.stdout();
        let failed = failures(output, &session.files);
        let human = Human { verb: Verb::Apply, verbosity: 0, columns: out.columns() };
        let Session { files, summary, .. } = &session;
        let closing =
            Closing { files, summary, overview: None, is_by_rule: false, shorter: None, next };
        human.summary(&mut out, closing)?;
        ReportResult { failed, written: out.finish() }
    } else {
        let overview_options = OverviewOptions::default();
        let context = report_context(next, &overview_options);
        report(context, &session, &arguments.report, output)?
    };
    session.leftovers.remove(output);
    unless_closed(told.written)?;
    Ok(status(told.failed || !is_durable, arguments.strict, &session))
}

/// Returns how the run ended. With `strict`, definitions that are left count as work to do.
fn status(failed: bool, strict: bool, session: &Session) -> Status {
    let is_left = session.summary.blocked + session.summary.left > 0;
    match (failed, strict && is_left) {
        (true, _) => Status::Failed,
        (false, true) => Status::Work,
        (false, false) => Status::Clean,
    }
}

/// Writes the converted text of stdin to stdout, and the report to stderr or to the file of `-o`. Returns whether
/// something failed.
fn convert_stdin(
    session: &mut Session,
    arguments: &ApplyArguments,
    output: &Output,
) -> anyhow::Result<bool> {
    let plans = session.files.iter().filter_map(|file| file.result.as_ref().ok());
    let rewrites = plans.filter_map(|plan| plan.rewrite.as_ref());
    let text: Vec<u8> = rewrites.flat_map(Rewrite::rewritten).collect();
    let mut out = io::stdout().lock();
    let written = out.write_all(&text).and_then(|()| out.flush()).map_err(to_stdout);
    session.files.iter_mut().flat_map(|file| &mut file.result).for_each(FilePlan::follow_edits);
    session.follow_edits();
    match &arguments.report.output {
        Some(path) => {
            let mut page = output.page(Some(path));
            write_report(
                Verb::Apply,
                session,
                &arguments.report,
                &OverviewOptions::default(),
                &mut page,
            )?;
            page.finish()?;
        }
        None => {
            let mut report = Vec::new();
            write_report(
                Verb::Apply,
                session,
                &arguments.report,
                &OverviewOptions::default(),
                &mut report,
            )?;
            // An error of writing to stderr cannot be reported.
            let _ = output.stderr().write_all(&report);
        }
    }
    let failed = failures(output, &session.files);
    written?;
    Ok(failed)
}

/// The messages about files that were written.
#[derive(Debug, Default)]
struct WriteMessages {
    /// A line for each file of which something could not be kept, such as its owner.
    notes: Vec<String>,
    /// A line for each file whose new text may be lost in a power cut.
    errors: Vec<String>,
}

/// Writes all files whose plans have edits.
fn write_all(session: &mut Session, input: &Input<'_>) -> WriteMessages {
    let progress = Progress::start(Work::Convert, input.is_quiet);
    // If the user wants one thread, the list of files must not be split.
    let least = if input.files.threads == Some(1) { usize::MAX } else { 1 };
    let all = session.files.par_iter_mut().with_min_len(least);
    let edited = all.filter(|file| file.edited().is_some());
    let told = edited.filter_map(|file| {
        let told = write(file);
        progress.files.fetch_add(1, Ordering::Relaxed);
        told
    });
    let mut written = WriteMessages::default();
    for WrittenFile { path, replaced } in told.collect::<Vec<_>>() {
        written.notes.extend(lost(&path, &replaced));
        written.errors.extend(unflushed(&path, &replaced));
    }
    written
}

/// A file that was written.
struct WrittenFile {
    path: PathBuf,
    replaced: Replaced,
}

/// Writes one file. Returns `None` if it has no edits, or if writing has failed; then the failure replaces the plan.
fn write(file: &mut ReportedFile) -> Option<WrittenFile> {
    file.edited()?;
    let plan = file.result.as_mut().ok()?;
    let change = plan.rewrite.as_mut()?;
    let (old, new) = (change.source.bytes.clone(), change.rewritten());
    match write_bytes(change, &old, &new) {
        Ok(replaced) => {
            plan.follow_edits();
            Some(WrittenFile { path: file.path.clone(), replaced })
        }
        Err(error) => {
            file.result = Err(Failure { position: None, message: error.to_string() });
            None
        }
    }
}
