//! `pullconfig scan`

use std::mem;

use super::args::ScanArguments;
use super::output::Output;
use super::report::{Format, Told, report};
use super::session::Session;
use super::{Status, nothing, others};
use crate::report::{Next, Verb};

pub(super) fn run(arguments: &ScanArguments, output: &Output) -> anyhow::Result<Status> {
    let session = match arguments.report.format.shows_changes() {
        true => Session::run(&arguments.files, &arguments.migration)?,
        false => survey(arguments)?,
    };
    let again = arguments.files.again();
    let has_options = arguments.files.has_options() || arguments.migration.has_options();
    let next = Next { files: again.as_deref(), has_options };
    let Told { failed, written } = report(Verb::Scan, &session, next, &arguments.report, output)?;
    session.tell_leftovers(output);
    written?;
    let shown = &arguments.report;
    let is_told = shown.format == Format::Human && !shown.quiet && shown.output.is_none();
    if is_told && !failed && session.plans().all(|(_, plan)| plan.definitions.is_empty()) {
        nothing::found(arguments, session.summary.files_searched, output)?;
    }
    let has_work = session.summary.has_work();
    // The process ends here. To give back the plans of thousands of files one by one takes longer
    // than to print them.
    mem::forget(session);
    Ok(match (failed, has_work) {
        (true, _) => Status::Failed,
        (false, true) => Status::Work,
        (false, false) => Status::Clean,
    })
}

/// Looks at the files, and at those beside them that may hold credentials under another name.
fn survey(arguments: &ScanArguments) -> anyhow::Result<Session> {
    let most = if arguments.report.verbose > 0 { usize::MAX } else { others::ENOUGH };
    let given = arguments.migration.given();
    let mut session = Session::survey_with_others(&arguments.files, given, most)?;
    session.summary.unrecognised = others::look(&session, &arguments.files)?;
    Ok(session)
}
