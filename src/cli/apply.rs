//! `pullconfig apply`

use std::io::{self, Write as _};

use rayon::prelude::*;

use super::Status;
use super::args::ApplyArguments;
use super::output::{Output, failures, note};
use super::scan::report;
use super::session::Session;
use crate::report::{Failure, FileEntry, Summary, Verb};
use crate::write::{Replaced, replace};

pub(super) fn run(arguments: &ApplyArguments, output: &Output) -> anyhow::Result<Status> {
    let mut session = Session::run(&arguments.files, &arguments.migration)?;
    if arguments.files.is_stdin() {
        return filter(&session, arguments, output);
    }
    let notes: Vec<String> = session.files.par_iter_mut().filter_map(write).collect();
    session.summary = Summary::of(&session.files, session.summary.files_searched);
    report(Verb::Apply, &session, &arguments.files, &arguments.report, output)?;
    for text in notes {
        note(output, &text);
    }
    status(&session, arguments, output)
}

/// stdin → stdout, whatever could be converted; what could not is told on stderr.
fn filter(
    session: &Session,
    arguments: &ApplyArguments,
    output: &Output,
) -> anyhow::Result<Status> {
    for file in &session.files {
        let Ok(plan) = &file.result else { continue };
        let mut out = io::stdout().lock();
        out.write_all(&plan.rewritten())?;
        out.flush()?;
        if !arguments.report.quiet {
            let human =
                crate::report::Human { verb: Verb::Apply, verbosity: arguments.report.verbose };
            let mut err = output.stderr();
            human.files(&mut err, &session.files)?;
        }
    }
    status(session, arguments, output)
}

fn status(
    session: &Session,
    arguments: &ApplyArguments,
    output: &Output,
) -> anyhow::Result<Status> {
    if failures(output, &session.files) {
        return Ok(Status::Failed);
    }
    let is_left = arguments.strict && session.summary.blocked > 0;
    Ok(if is_left { Status::Work } else { Status::Clean })
}

/// Writes one file. A failure takes the place of its plan; what could not be kept is returned.
fn write(file: &mut FileEntry) -> Option<String> {
    let plan = file.edited()?;
    match replace(&file.path, &plan.source.bytes, &plan.rewritten()) {
        Ok(replaced) => lost(file, replaced),
        Err(error) => {
            file.result = Err(Failure { position: None, message: error.to_string() });
            None
        }
    }
}

fn lost(file: &FileEntry, replaced: Replaced) -> Option<String> {
    let mut lost = Vec::new();
    if replaced.other_links > 0 {
        lost.push("its other hard links keep the old content");
    }
    if !replaced.owner_kept {
        lost.push("its owner could not be kept");
    }
    (!lost.is_empty()).then(|| format!("{}: {}", file.path.display(), lost.join(", and ")))
}
