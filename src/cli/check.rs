//! `pullconfig check`

use std::io::Write as _;

use super::Status;
use super::args::{CheckArguments, Format};
use super::output::{Output, failures};
use super::session::{failure, look_at};
use crate::marathon::DEFINITION_SIGNS;
use crate::plan::check;
use crate::report::{self, CheckSummary};
use crate::source::SourceFile;

pub(super) fn run(arguments: &CheckArguments, output: &Output) -> anyhow::Result<Status> {
    let look = |source: SourceFile| check(&source, arguments.target).map_err(failure);
    let (files, searched) = look_at(&arguments.files, DEFINITION_SIGNS, &look, Vec::is_empty)?;
    let summary = CheckSummary::of(&files, searched);
    let mut out = output.stdout();
    match arguments.report.format {
        Format::Jsonl => report::check_jsonl(&mut out, &files, &summary)?,
        Format::Human if arguments.report.quiet => {}
        Format::Human => report::check(&mut out, &files, &summary, arguments.report.verbose)?,
    }
    out.flush()?;
    if failures(output, &files) {
        return Ok(Status::Failed);
    }
    Ok(if summary.refused > 0 { Status::Work } else { Status::Clean })
}
