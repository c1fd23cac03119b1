//! `pullconfig scan`

use std::io::Write as _;

use super::Status;
use super::args::{Files, Format, ReportArguments, ScanArguments};
use super::output::{Output, failures};
use super::session::Session;
use crate::report::{Human, Verb, jsonl};

pub(super) fn run(arguments: &ScanArguments, output: &Output) -> anyhow::Result<Status> {
    let session = Session::run(&arguments.files, &arguments.migration)?;
    report(Verb::Scan, &session, &arguments.files, &arguments.report, output)?;
    if failures(output, &session.files) {
        return Ok(Status::Failed);
    }
    Ok(if session.summary.has_work() { Status::Work } else { Status::Clean })
}

/// Prints a whole report on stdout.
pub(super) fn report(
    verb: Verb,
    session: &Session,
    files: &Files,
    arguments: &ReportArguments,
    output: &Output,
) -> anyhow::Result<()> {
    let mut out = output.stdout();
    match arguments.format {
        Format::Jsonl => jsonl(&mut out, verb, &session.files, &session.summary)?,
        Format::Human if arguments.quiet => {}
        Format::Human => {
            let human = Human { verb, verbosity: arguments.verbose };
            human.files(&mut out, &session.files)?;
            human.summary(&mut out, &session.summary, &files.again())?;
        }
    }
    out.flush()?;
    Ok(())
}
