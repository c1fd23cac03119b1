//! `pullconfig plan`

use std::io::Write as _;

use anyhow::Context;

use super::Status;
use super::args::PlanArguments;
use super::output::{Output, failures};
use super::session::Session;
use crate::report::plan_document;

#[expect(clippy::disallowed_methods, reason = "the plan is a new file of ours, not a definition")]
pub(super) fn run(arguments: &PlanArguments, output: &Output) -> anyhow::Result<Status> {
    let session = Session::run(&arguments.files, &arguments.migration)?;
    let document = plan_document(&session.files, &session.summary);
    let text = format!("{document:#}\n");
    match &arguments.output {
        Some(path) => std::fs::write(path, text)
            .with_context(|| format!("cannot write the plan to {}", path.display()))?,
        None => {
            let mut out = output.stdout();
            out.write_all(text.as_bytes())?;
            out.flush()?;
        }
    }
    if failures(output, &session.files) {
        return Ok(Status::Failed);
    }
    Ok(if session.summary.has_work() { Status::Work } else { Status::Clean })
}
