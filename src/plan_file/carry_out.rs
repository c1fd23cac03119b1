//! A plan and a root folder → proved plans of the files that are still what they were.

use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use rayon::prelude::*;

use super::PlanFile;
use super::place::Root;
use crate::plan::{FileFormat, FilePlan, Recorded, State, replay};
use crate::report::{Failure, FileEntry};
use crate::source::{Origin, SourceFile};

impl PlanFile {
    /// Finds the plan's files below `root` and proves again what is to become of them. What cannot be
    /// done with one file is its failure alone. Files in which the plan changes nothing are not
    /// opened.
    ///
    /// # Errors
    /// There is no such folder.
    pub fn carry_out(self, root: &Path) -> io::Result<Vec<FileEntry>> {
        let root = Root::open(root)?;
        let mut entries: Vec<(FileEntry<PathBuf>, Recorded)> = Vec::new();
        for (name, recorded) in self.files {
            let path = root.shown(&name);
            let found = if recorded.edits.is_empty() {
                Ok(path.clone())
            } else {
                root.find(&name).map_err(failure)
            };
            entries.push((FileEntry { path, result: found }, recorded));
        }
        refuse_repeated(&mut entries);
        let replayed = entries.into_par_iter().map(|(FileEntry { path, result }, recorded)| {
            let result = result.and_then(|real| look(real, recorded));
            FileEntry { path, result }
        });
        Ok(replayed.collect())
    }
}

/// Two entries of a plan for one file could each be right, but not both.
fn refuse_repeated(entries: &mut [(FileEntry<PathBuf>, Recorded)]) {
    let mut times: BTreeMap<PathBuf, usize> = BTreeMap::new();
    for (entry, _) in &*entries {
        if let Ok(real) = &entry.result {
            *times.entry(real.clone()).or_default() += 1;
        }
    }
    for (entry, _) in entries {
        if entry.result.as_ref().is_ok_and(|real| times.get(real).is_some_and(|&n| n > 1)) {
            entry.result = Err(failure("the plan names it twice; left as it is".into()));
        }
    }
}

#[expect(clippy::disallowed_methods, reason = "a plan's files are read where the plan is")]
fn look(path: PathBuf, recorded: Recorded) -> Result<FilePlan, Failure> {
    let source = |bytes| SourceFile { path: path.clone(), bytes, origin: Origin::Named };
    if recorded.edits.is_empty() {
        if recorded.definitions.iter().any(|it| it.state == State::Convertible) {
            return Err(failure("the plan for it is damaged (it has no edits)".into()));
        }
        return Ok(FilePlan {
            source: source(Vec::new()),
            format: FileFormat::Json,
            definitions: recorded.definitions,
            mentions: Vec::new(),
            edits: Vec::new(),
        });
    }
    let bytes = fs::read(&path).map_err(|error| failure(format!("cannot read it: {error}")))?;
    replay(source(bytes), recorded).map_err(|error| failure(error.to_string()))
}

fn failure(message: String) -> Failure {
    Failure { position: None, message }
}
