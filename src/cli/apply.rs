//! `pullconfig apply`

use std::io::{self, Write as _};
use std::sync::atomic::Ordering;

use anyhow::bail;
use rayon::prelude::*;

use super::Status;
use super::args::ApplyArguments;
use super::interactive::{self, Ending, Review};
use super::output::{Output, failures, note, to_stdout};
use super::progress::{Progress, Work};
use super::report::{Format, ReportArguments, report, write as write_report};
use super::session::Session;
use crate::plan::FilePlan;
use crate::report::{Failure, FileEntry, Human, Next, Summary, Verb, named};
use crate::write::{Replaced, replace};

pub(super) fn run(arguments: &ApplyArguments, output: &Output) -> anyhow::Result<Status> {
    if arguments.interactive {
        return ask(arguments, output);
    }
    let mut session = match arguments.planned.session()? {
        Some(session) => session,
        None => Session::run(&arguments.files, &arguments.migration)?,
    };
    let failed = if arguments.files.is_stdin() {
        filter(&mut session, arguments, output)?
    } else {
        let notes = write_all(&mut session, arguments.report.quiet);
        session.summary = Summary::of(&session.files, session.summary.files_searched);
        let again = arguments.files.again().filter(|_| !arguments.planned.is_given());
        let next = Next { files: again.as_deref(), has_options: true };
        let failed = report(Verb::Apply, &session, next, &arguments.report, output)?;
        notes.iter().for_each(|text| note(output, text));
        failed
    };
    Ok(status(failed, arguments.strict, &session))
}

/// File by file, as the user answers.
fn ask(arguments: &ApplyArguments, output: &Output) -> anyhow::Result<Status> {
    if arguments.files.is_stdin() {
        bail!("-i writes files and cannot be used with `-`");
    }
    let terminal = interactive::terminal(*output)?;
    let mut session = match arguments.planned.session()? {
        Some(session) => session,
        None => Session::run(&arguments.files, &arguments.migration)?,
    };
    let review = Review::new(terminal, &mut session, arguments.report.verbose);
    if let Ending::Interrupted(code) = review.run()? {
        return Ok(Status::Interrupted(code));
    }
    session.summary = Summary::of(&session.files, session.summary.files_searched);
    let next = Next { files: None, has_options: true };
    let ReportArguments { format, quiet, verbose, output: ref file } = arguments.report;
    let failed = if format == Format::Human && verbose == 0 && !quiet && file.is_none() {
        // The files were shown already.
        let mut out = output.stdout();
        let failed = failures(output, &session.files);
        let human = Human { verb: Verb::Apply, verbosity: 0, columns: out.columns() };
        human.summary(&mut out, &session.summary, next)?;
        out.flush()?;
        failed
    } else {
        report(Verb::Apply, &session, next, &arguments.report, output)?
    };
    Ok(status(failed, arguments.strict, &session))
}

fn status(failed: bool, strict: bool, session: &Session) -> Status {
    let is_left = session.summary.blocked + session.summary.left > 0;
    match (failed, strict && is_left) {
        (true, _) => Status::Failed,
        (false, true) => Status::Work,
        (false, false) => Status::Clean,
    }
}

/// stdin → stdout, whatever could be converted; the report goes to stderr. True if it failed.
fn filter(
    session: &mut Session,
    arguments: &ApplyArguments,
    output: &Output,
) -> anyhow::Result<bool> {
    let mut out = io::stdout().lock();
    for plan in session.files.iter().filter_map(|file| file.result.as_ref().ok()) {
        out.write_all(&plan.rewritten()).map_err(to_stdout)?;
    }
    out.flush().map_err(to_stdout)?;
    session.files.iter_mut().flat_map(|file| &mut file.result).for_each(FilePlan::follow_edits);
    match &arguments.report.output {
        Some(path) => {
            let mut page = output.page(Some(path));
            write_report(Verb::Apply, session, &arguments.report, &mut page)?;
            page.finish()?;
        }
        None => write_report(Verb::Apply, session, &arguments.report, &mut output.stderr())?,
    }
    Ok(failures(output, &session.files))
}

/// Writes all files; what could not be kept.
fn write_all(session: &mut Session, is_quiet: bool) -> Vec<String> {
    let progress = Progress::start(Work::Convert, is_quiet);
    let files = session.files.par_iter_mut().filter(|file| file.edited().is_some());
    let counted = files.filter_map(|file| {
        let lost = write(file);
        progress.files.fetch_add(1, Ordering::Relaxed);
        lost
    });
    counted.collect()
}

/// Writes one file. A failure takes the place of its plan; what could not be kept is returned.
fn write(file: &mut FileEntry) -> Option<String> {
    let plan = file.edited()?;
    match replace(&plan.source.path, &plan.source.bytes, &plan.rewritten()) {
        Ok(replaced) => {
            file.result.iter_mut().for_each(FilePlan::follow_edits);
            lost(file, replaced)
        }
        Err(error) => {
            file.result = Err(Failure { position: None, message: error.to_string() });
            None
        }
    }
}

pub(super) fn lost(file: &FileEntry, replaced: Replaced) -> Option<String> {
    let mut lost = Vec::new();
    if replaced.other_links > 0 {
        lost.push("its other hard links keep the old content");
    }
    if !replaced.owner_kept {
        lost.push("its owner or group could not be kept");
    }
    (!lost.is_empty()).then(|| format!("{}: {}", named(&file.path), lost.join(", and ")))
}
