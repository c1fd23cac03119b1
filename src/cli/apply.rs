//! `pullconfig apply`

use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use std::sync::atomic::Ordering;

use anyhow::bail;
use rayon::prelude::*;

use super::Status;
use super::args::ApplyArguments;
use super::files::Files;
use super::interactive::{self, Ending, Review};
use super::output::{Output, error, failures, note, to_stdout, unless_closed};
use super::progress::{Progress, Work};
use super::report::{Format, ReportArguments, Told, report, write as write_report};
use super::session::Session;
use crate::plan::FilePlan;
use crate::report::{Failure, FileEntry, Human, Next, Summary, Verb, named};
use crate::write::{Replaced, WriteError, replace};

pub(super) fn run(arguments: &ApplyArguments, output: &Output) -> anyhow::Result<Status> {
    if arguments.interactive {
        return ask(arguments, output);
    }
    let mut session = match arguments.planned.session(&arguments.files)? {
        Some(session) => session,
        None => Session::run(&arguments.files, &arguments.migration)?,
    };
    let failed = if arguments.files.is_stdin() {
        filter(&mut session, arguments, output)?
    } else {
        let Written { notes, errors } = write_all(&mut session, &arguments.files);
        session.summary = Summary::of(&session.files, session.summary.files_searched);
        let again = arguments.files.again().filter(|_| !arguments.planned.is_given());
        let next = Next { files: again.as_deref(), has_options: true };
        let told = report(Verb::Apply, &session, next, &arguments.report, output)?;
        errors.iter().for_each(|text| error(output, text));
        notes.iter().for_each(|text| note(output, text));
        session.remove_leftovers(output);
        unless_closed(told.written)?;
        told.failed || !errors.is_empty()
    };
    Ok(status(failed, arguments.strict, &session))
}

/// File by file, as the user answers.
fn ask(arguments: &ApplyArguments, output: &Output) -> anyhow::Result<Status> {
    if arguments.files.is_stdin() {
        bail!("-i writes files and cannot be used with `-`");
    }
    let terminal = interactive::terminal(*output)?;
    let mut session = match arguments.planned.session(&arguments.files)? {
        Some(session) => session,
        None => Session::run(&arguments.files, &arguments.migration)?,
    };
    let review = Review::new(terminal, &mut session, arguments.report.verbose);
    let (ending, is_durable) = review.run()?;
    if let Ending::Interrupted(code) = ending {
        return Ok(Status::Interrupted(code));
    }
    session.summary = Summary::of(&session.files, session.summary.files_searched);
    let next = Next { files: None, has_options: true };
    let ReportArguments { format, quiet, verbose, output: ref file } = arguments.report;
    let told = if format == Format::Human && verbose == 0 && !quiet && file.is_none() {
        // The files were shown already.
        let mut out = output.stdout();
        let failed = failures(output, &session.files);
        let human = Human { verb: Verb::Apply, verbosity: 0, columns: out.columns() };
        human.summary(&mut out, &session.summary, next)?;
        Told { failed, written: out.finish() }
    } else {
        report(Verb::Apply, &session, next, &arguments.report, output)?
    };
    session.remove_leftovers(output);
    unless_closed(told.written)?;
    Ok(status(told.failed || !is_durable, arguments.strict, &session))
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
    let plans = session.files.iter().filter_map(|file| file.result.as_ref().ok());
    let text: Vec<u8> = plans.flat_map(FilePlan::rewritten).collect();
    let mut out = io::stdout().lock();
    let written = out.write_all(&text).and_then(|()| out.flush()).map_err(to_stdout);
    session.files.iter_mut().flat_map(|file| &mut file.result).for_each(FilePlan::follow_edits);
    match &arguments.report.output {
        Some(path) => {
            let mut page = output.page(Some(path));
            write_report(Verb::Apply, session, &arguments.report, &mut page)?;
            page.finish()?;
        }
        None => {
            let mut report = Vec::new();
            write_report(Verb::Apply, session, &arguments.report, &mut report)?;
            // That stderr is closed is nothing anyone could be told.
            let _ = output.stderr().write_all(&report);
        }
    }
    let failed = failures(output, &session.files);
    written?;
    Ok(failed)
}

/// The remarks about files that were written.
#[derive(Debug, Default)]
struct Written {
    /// One line for each file of which something could not be kept, such as its owner.
    notes: Vec<String>,
    /// One line for each file whose new text may be lost in a power cut.
    errors: Vec<String>,
}

/// Writes all files.
fn write_all(session: &mut Session, files: &Files) -> Written {
    let progress = Progress::start(Work::Convert, files.is_quiet);
    // What is not split stays in one thread.
    let least = if files.threads == Some(1) { usize::MAX } else { 1 };
    let all = session.files.par_iter_mut().with_min_len(least);
    let edited = all.filter(|file| file.edited().is_some());
    let told = edited.filter_map(|file| {
        let told = write(file);
        progress.files.fetch_add(1, Ordering::Relaxed);
        told
    });
    let mut written = Written::default();
    for (file, replaced) in told.collect::<Vec<_>>() {
        written.notes.extend(lost(&file, &replaced));
        written.errors.extend(unflushed(&file, &replaced));
    }
    written
}

/// Writes one file; its path and what came of that. A failure takes the place of its plan.
fn write(file: &mut FileEntry) -> Option<(PathBuf, Replaced)> {
    file.edited()?;
    let plan = file.result.as_mut().ok()?;
    let (old, new) = (plan.source.bytes.clone(), plan.rewritten());
    match turn(plan, &old, &new) {
        Ok(replaced) => {
            plan.follow_edits();
            Some((file.path.clone(), replaced))
        }
        Err(error) => {
            file.result = Err(Failure { position: None, message: error.to_string() });
            None
        }
    }
}

/// Replaces the bytes of a plan's file.
pub(super) fn turn(plan: &mut FilePlan, from: &[u8], to: &[u8]) -> Result<Replaced, WriteError> {
    let replaced = replace(plan.source.place.as_ref(), from, to)?;
    if let Some(place) = &mut plan.source.place {
        place.identity = replaced.identity;
    }
    Ok(replaced)
}

/// Returns one line that names what could not be kept of the file at `path`, if there is anything.
pub(super) fn lost(path: &Path, replaced: &Replaced) -> Option<String> {
    let mut lost = Vec::new();
    if replaced.other_links > 0 {
        lost.push("its other hard links keep the old content");
    }
    if !replaced.owner_kept {
        lost.push("its owner or group could not be kept");
    }
    (!lost.is_empty()).then(|| format!("{}: {}", named(path), lost.join(", and ")))
}

/// That the file at `path` is converted, but perhaps not for good.
pub(super) fn unflushed(path: &Path, replaced: &Replaced) -> Option<String> {
    let why = replaced.unflushed.as_ref()?;
    Some(format!("{}: converted, but {why}", named(path)))
}
