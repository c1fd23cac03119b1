//! Arguments → plans: reads the lists, runs the scan, plans every file that was found.

use std::io::{self, Read};
use std::panic::{self, AssertUnwindSafe};
use std::path::{Path, PathBuf};

use anyhow::{Context, bail};

use super::args::{Files, MigrationArguments};
use crate::plan::{FilePlan, PlanError, plan};
use crate::report::{Failure, FileEntry, Summary};
use crate::rules::Options;
use crate::scan::{parse_file_list, scan};
use crate::source::{Origin, SourceFile};

/// All plans of a run, in the order of their paths.
#[derive(Debug)]
pub(super) struct Session {
    pub(super) files: Vec<FileEntry>,
    pub(super) summary: Summary,
}

impl Session {
    /// Plans all that `files` names.
    pub(super) fn run(files: &Files, migration: &MigrationArguments) -> anyhow::Result<Self> {
        let options = migration.options();
        if files.is_stdin() {
            let entry = stdin_entry(files, &options)?;
            return Ok(Self::of(vec![entry], 1));
        }
        let listed =
            files.files_from.as_deref().map(|list| file_list(list, files.null)).transpose()?;
        let selection = files.selection(listed);
        let scanned = scan(&selection, &|source: SourceFile| match plan(source, &options) {
            Ok(plan) if plan.is_empty() => None,
            planned => Some(planned.map_err(failure)),
        })?;
        let entries = scanned.items.into_iter().map(|(path, visited)| {
            let unread = |error: crate::scan::FileError| Failure {
                position: None,
                message: error.problem.to_string(),
            };
            FileEntry { path, result: visited.map_err(unread).and_then(|planned| planned) }
        });
        Ok(Self::of(entries.collect(), scanned.stats.files))
    }

    fn of(files: Vec<FileEntry>, searched: u64) -> Self {
        let summary = Summary::of(&files, searched);
        Session { files, summary }
    }
}

/// The plan of stdin, or why there is none.
fn stdin_entry(files: &Files, options: &Options) -> anyhow::Result<FileEntry> {
    if files.paths.len() > 1 || files.files_from.is_some() {
        bail!("`-` reads one definition file from stdin and cannot stand beside other files");
    }
    let path = files.stdin_filename.clone().unwrap_or_else(|| PathBuf::from("<stdin>"));
    let mut bytes = Vec::new();
    io::stdin().lock().read_to_end(&mut bytes).context("cannot read stdin")?;
    let source = SourceFile { path: path.clone(), bytes, origin: Origin::Named };
    let planned = panic::catch_unwind(AssertUnwindSafe(|| plan(source, options)));
    let result = match planned {
        Ok(planned) => planned.map_err(failure),
        Err(_) => Err(Failure { position: None, message: "internal error: this is a bug".into() }),
    };
    Ok(FileEntry { path, result })
}

fn failure(error: PlanError) -> Failure {
    Failure { position: Some(error.position()), message: error.to_string() }
}

#[expect(clippy::disallowed_methods, reason = "the list of files is an argument, not a definition")]
fn file_list(list: &Path, null: bool) -> anyhow::Result<Vec<PathBuf>> {
    let mut bytes = Vec::new();
    if list.as_os_str() == "-" {
        io::stdin()
            .lock()
            .read_to_end(&mut bytes)
            .context("cannot read the list of files from stdin")?;
    } else {
        bytes = std::fs::read(list)
            .with_context(|| format!("cannot read the list {}", list.display()))?;
    }
    Ok(parse_file_list(&bytes, null))
}

impl FileEntry {
    /// The plan of a file that has edits.
    pub(super) fn edited(&self) -> Option<&FilePlan> {
        self.result.as_ref().ok().filter(|plan| !plan.edits.is_empty())
    }
}
