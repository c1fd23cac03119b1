//! Carries a plan file out: finds its files below a root folder, and has `plan::replay` prove again what
//! is to become of each that has not changed.

use std::collections::BTreeMap;
use std::fs;
use std::io::{self, Read as _};
use std::path::{Path, PathBuf};

use rayon::prelude::*;

use super::PlanFile;
use super::place::Root;
use crate::plan::{Failure, FileEntry, FileFormat, FilePlan, Others, Recorded, State, replay};
use crate::source::{FileLocation, Identity, Origin, SourceFile};

impl PlanFile {
    /// Finds the plan's files below `root`, and proves the recorded changes again. What is wrong
    /// with one file fails that file alone. Files in which the plan changes nothing are not opened.
    ///
    /// # Errors
    /// There is no such folder.
    pub fn carry_out(self, root: &Path) -> io::Result<Vec<FileEntry>> {
        let root = Root::open(root)?;
        let mut entries: Vec<(FileEntry<PathBuf>, Recorded)> = Vec::new();
        for (name, recorded) in self.files {
            let path = root.shown(&name);
            let found = match contradiction(&recorded) {
                Some(what) => {
                    Err(failure(format!("the plan for it is damaged ({what}); left as it is")))
                }
                None if recorded.edits.is_empty() => Ok(path.clone()),
                None => root.find(&name).map_err(failure),
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

/// Refuses a file that the plan has twice: either entry could be right, but not both.
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

/// Returns the bytes of the file at `path`, and the identity of that file.
#[expect(clippy::disallowed_methods, reason = "a plan's files are read where the plan is")]
fn read(path: &Path) -> io::Result<(Vec<u8>, Option<Identity>)> {
    let mut file = fs::File::open(path)?;
    let mut bytes = Vec::new();
    file.read_to_end(&mut bytes)?;
    Ok((bytes, Identity::of(&file.metadata()?)))
}

/// Returns a contradiction in the plan of one file, as a clause.
fn contradiction(recorded: &Recorded) -> Option<&'static str> {
    if recorded.is_contradictory {
        return Some("a definition's state is not what its image, its patch and its findings say");
    }
    let is_convertible = recorded.definitions.iter().any(|it| it.state() == State::Convertible);
    match (is_convertible, recorded.edits.is_empty()) {
        (true, true) => Some("it has no edits"),
        (false, false) => Some("it has edits, and nothing to convert"),
        (false, true) if recorded.before != recorded.after => {
            Some("it has no edits, and another result")
        }
        _ => None,
    }
}

fn look(path: PathBuf, recorded: Recorded) -> Result<FilePlan, Failure> {
    let source = |(bytes, identity)| SourceFile {
        path: path.clone(),
        location: Some(FileLocation { real: path.clone(), identity }),
        bytes,
        origin: Origin::Named,
    };
    if recorded.edits.is_empty() {
        return Ok(FilePlan {
            format: FileFormat::Json,
            definitions: recorded.definitions,
            mentions: Vec::new(),
            others: Others::default(),
            rewrite: None,
        });
    }
    let read = read(&path).map_err(|error| failure(format!("cannot read it: {error}")))?;
    replay(source(read), recorded).map_err(|error| failure(error.to_string()))
}

fn failure(message: String) -> Failure {
    Failure { position: None, message }
}
