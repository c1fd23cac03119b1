//! Carries a plan file out: finds its files below a root folder, and lets `plan::replay` prove the
//! changes again.

use std::collections::BTreeMap;
use std::fs;
use std::io::{self, Read as _};
use std::path::{Path, PathBuf};

use rayon::prelude::*;

use super::place::Root;
use super::{PlanFile, RecordedFile};
use crate::plan::{Failure, FileFormat, FilePlan, FileRecord, Others, ReportedFile, State, replay};
use crate::source::{FileLocation, Identity, Origin, SourceFile};

impl PlanFile {
    /// Returns the plans as they are recorded. The files are not read, because the callers do not
    /// need their texts.
    #[must_use]
    pub fn recorded(self) -> Vec<ReportedFile> {
        let reported = |RecordedFile { name, recorded }| {
            let clusters = recorded.clusters.clone();
            let result = match contradiction(&recorded) {
                Some(what) => Err(failure(format!("the plan for it is damaged ({what})"))),
                None => Ok(without_rewrite(recorded)),
            };
            ReportedFile { path: PathBuf::from(name), clusters, result }
        };
        self.files.into_iter().map(reported).collect()
    }

    /// Finds the plan's files below `root`, and proves the recorded changes again. An error of one
    /// file does not concern the others. Files in which the plan changes nothing are not opened.
    ///
    /// # Errors
    /// There is no such folder.
    pub fn carry_out(self, root: &Path) -> io::Result<Vec<ReportedFile>> {
        let root = Root::open(root)?;
        let mut files: Vec<LocatedFile> = Vec::new();
        for RecordedFile { name, recorded } in self.files {
            let path = root.shown(&name);
            let real = match contradiction(&recorded) {
                Some(what) => {
                    Err(failure(format!("the plan for it is damaged ({what}); left as it is")))
                }
                None if recorded.edits.is_empty() => Ok(path.clone()),
                None => root.find(&name).map_err(failure),
            };
            files.push(LocatedFile { path, real, recorded });
        }
        refuse_repeated(&mut files);
        let replayed = files.into_par_iter().map(|LocatedFile { path, real, recorded }| {
            let clusters = recorded.clusters.clone();
            let result = real.and_then(|real| replayed(real, recorded));
            ReportedFile { path, clusters, result }
        });
        Ok(replayed.collect())
    }
}

/// A file of the plan, after it was looked for below the root folder.
struct LocatedFile {
    /// The path as the user sees it.
    path: PathBuf,
    /// The path on the disk, or the reason why the plan is not carried out for the file.
    real: Result<PathBuf, Failure>,
    recorded: FileRecord,
}

/// Refuses a file that the plan has twice: either of its two plans could be right, but not both.
fn refuse_repeated(files: &mut [LocatedFile]) {
    let mut times: BTreeMap<PathBuf, usize> = BTreeMap::new();
    for real in files.iter().flat_map(|file| &file.real) {
        *times.entry(real.clone()).or_default() += 1;
    }
    for file in files {
        if file.real.as_ref().is_ok_and(|real| times.get(real).is_some_and(|&n| n > 1)) {
            file.real = Err(failure("the plan names it twice; left as it is".into()));
        }
    }
}

/// Reads the file at `path`.
#[expect(clippy::disallowed_methods, reason = "the files of a plan are read here, not by a scan")]
fn read(path: PathBuf) -> io::Result<SourceFile> {
    let mut file = fs::File::open(&path)?;
    let mut bytes = Vec::new();
    file.read_to_end(&mut bytes)?;
    let identity = Identity::of(&file.metadata()?);
    let location = Some(FileLocation { real: path.clone(), identity });
    Ok(SourceFile { path, location, bytes, origin: Origin::Named })
}

/// Returns the contradiction in the plan of one file, if there is one, as a part of a sentence.
fn contradiction(recorded: &FileRecord) -> Option<&'static str> {
    if recorded.is_contradictory {
        return Some("a definition's state is not what its image, its patch and its findings say");
    }
    let is_convertible = recorded.definitions.iter().any(|it| it.state() == State::Convertible);
    match (is_convertible, recorded.edits.is_empty()) {
        (true, true) => Some("it has no edits"),
        (false, false) => Some("it has edits, and nothing to convert"),
        (false, true) if recorded.before != recorded.after => {
            Some("it has no edits, but the result differs from the file")
        }
        _ => None,
    }
}

/// Returns the plan of the file at `path`, proved again if it changes the file.
fn replayed(path: PathBuf, recorded: FileRecord) -> Result<FilePlan, Failure> {
    if recorded.edits.is_empty() {
        return Ok(without_rewrite(recorded));
    }
    let source = read(path).map_err(|error| failure(format!("cannot read it: {error}")))?;
    replay(source, recorded).map_err(|error| failure(error.to_string()))
}

/// Returns the plan of a file as it is recorded, without its rewrite.
fn without_rewrite(recorded: FileRecord) -> FilePlan {
    FilePlan {
        format: FileFormat::Json,
        clusters: recorded.clusters,
        definitions: recorded.definitions,
        mentions: Vec::new(),
        others: Others::default(),
        compared: Vec::new(),
        rewrite: None,
    }
}

/// Returns a failure that is not about a place in the file.
fn failure(message: String) -> Failure {
    Failure { position: None, message }
}
