//! `pullconfig diff`

use std::io::{self, BufWriter, Write as _};
use std::path::{Component, Path, PathBuf};

use super::Status;
use super::args::DiffArguments;
use super::output::{Output, failures, note};
use super::session::Session;
use crate::diff::{DiffOptions, patch_name, unified};

pub(super) fn run(arguments: &DiffArguments, output: &Output) -> anyhow::Result<Status> {
    let session = match arguments.planned.session()? {
        Some(session) => session,
        None => Session::run(&arguments.files, &arguments.migration)?,
    };
    let options = DiffOptions { context: arguments.unified };
    let names = Names::of(session.files.iter().map(|file| file.path.as_path()));
    let mut out = BufWriter::new(io::stdout().lock());
    let mut is_empty = true;
    for file in &session.files {
        let Some(plan) = file.edited() else { continue };
        is_empty = false;
        let diff = unified(&names.name(&file.path), &plan.source.bytes, &plan.edits, options);
        if output.colors_stdout() {
            diff.write_colored(&mut out)?;
        } else {
            diff.write_plain(&mut out)?;
        }
    }
    out.flush()?;
    if failures(output, &session.files) {
        return Ok(Status::Failed);
    }
    let blocked = session.summary.blocked;
    if blocked > 0 && !arguments.quiet {
        let (definitions, are) =
            if blocked == 1 { ("definition", "is") } else { ("definitions", "are") };
        let again = arguments.files.again().unwrap_or_default();
        note(
            output,
            &format!("{blocked} {definitions} {are} blocked; `pullconfig scan{again}` tells why"),
        );
    }
    Ok(if is_empty { Status::Clean } else { Status::Work })
}

/// How files are named in the patch: as they are shown, unless one lies outside of the current
/// folder. Then all names count from the nearest folder that holds them all.
struct Names {
    above: Option<(PathBuf, PathBuf)>,
}

impl Names {
    fn of<'p>(paths: impl Iterator<Item = &'p Path>) -> Self {
        let climbs = paths.map(climbs).max().unwrap_or(0);
        let folder = (climbs > 0).then(std::env::current_dir).and_then(Result::ok);
        let above = folder.map(|folder| {
            let base = folder.ancestors().nth(climbs).unwrap_or(Path::new("/")).to_owned();
            (folder, base)
        });
        Names { above }
    }

    fn name(&self, path: &Path) -> PathBuf {
        match &self.above {
            Some((folder, base)) => patch_name(path, folder, base),
            None => path.to_owned(),
        }
    }
}

/// How many folders above the current one a path begins.
fn climbs(path: &Path) -> usize {
    let (mut depth, mut climbs) = (0_usize, 0);
    for component in path.components() {
        match component {
            Component::ParentDir if depth == 0 => climbs += 1,
            Component::ParentDir => depth -= 1,
            Component::Normal(_) => depth += 1,
            _ => {}
        }
    }
    climbs
}
