//! `pullconfig scan`

use std::io::Write;

use super::Status;
use super::args::{Format, ReportArguments, ScanArguments};
use super::output::{Output, failures};
use super::session::Session;
use crate::report::{Human, Next, Verb, jsonl};

pub(super) fn run(arguments: &ScanArguments, output: &Output) -> anyhow::Result<Status> {
    let session = Session::run(&arguments.files, &arguments.migration)?;
    let again = arguments.files.again();
    let has_options = arguments.files.has_options() || arguments.migration.has_options();
    let next = Next { files: again.as_deref(), has_options };
    let failed = report(Verb::Scan, &session, next, &arguments.report, output)?;
    Ok(match (failed, session.summary.has_work()) {
        (true, _) => Status::Failed,
        (false, true) => Status::Work,
        (false, false) => Status::Clean,
    })
}

/// Prints a whole report on stdout, and the errors before the summary on stderr; true if there
/// were any.
pub(super) fn report(
    verb: Verb,
    session: &Session,
    next: Next,
    arguments: &ReportArguments,
    output: &Output,
) -> anyhow::Result<bool> {
    let mut out = output.stdout();
    let failed;
    match arguments.format {
        Format::Jsonl => {
            jsonl(&mut out, verb, &session.files, &session.summary)?;
            failed = failures(output, &session.files);
        }
        Format::Human if arguments.quiet => failed = failures(output, &session.files),
        Format::Human => {
            let human = Human { verb, verbosity: arguments.verbose };
            human.files(&mut out, &session.files)?;
            out.flush()?;
            failed = failures(output, &session.files);
            human.summary(&mut out, &session.summary, next)?;
        }
    }
    out.flush()?;
    Ok(failed)
}
