//! `pullconfig plan`

use std::path::Path;

use anyhow::Context;

use super::Status;
use super::args::PlanArguments;
use super::output::{Output, failures, note};
use super::session::Session;
use crate::plan_file::{document, is_portable, name};
use crate::report::Verb;

pub(super) fn run(arguments: &PlanArguments, output: &Output) -> anyhow::Result<Status> {
    let session = Session::run(&arguments.files, &arguments.migration)?;
    let folder = std::env::current_dir().context("cannot tell the current folder")?;
    let root = arguments.root.as_deref().unwrap_or(Path::new("."));
    let mut out = output.page(arguments.output.as_deref());
    document(&mut out.in_portions(), &session.files, &session.summary, &folder, root)?;
    out.finish()?;
    if let Some(path) = out.file().filter(|_| !arguments.quiet) {
        let counts = session.summary.in_words(Verb::Scan);
        note(output, &format!("{counts}; the plan is in {}", path.display()));
    }
    let is_out = |path: &Path| !is_portable(&name(path, &folder, root));
    let edited = session.files.iter().filter(|file| file.edited().is_some());
    let outside: Vec<&Path> =
        edited.map(|file| file.path.as_path()).filter(|it| is_out(it)).collect();
    if let Some(first) = outside.first().filter(|_| !arguments.quiet) {
        let others = match outside.len() {
            1 => String::new(),
            count => format!(" and {} more", count - 1),
        };
        let what = "not below the root folder of the plan; `--plan` will refuse it (see --root)";
        note(output, &format!("{}{others}: {what}", first.display()));
    }
    if failures(output, &session.files) {
        return Ok(Status::Failed);
    }
    Ok(if session.summary.has_work() { Status::Work } else { Status::Clean })
}
