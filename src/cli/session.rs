//! Arguments → plans: reads the lists, runs the scan, plans every file that was found.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{self, Read};
use std::panic::{self, AssertUnwindSafe};
use std::path::{Path, PathBuf};
use std::sync::atomic::Ordering;

use anyhow::{Context, bail};

use super::args::MigrationArguments;
use super::configuration::OptionsByFile;
use super::files::Files;
use super::leftovers::{self, Action};
use super::others;
use super::output::Output;
use super::progress::{Progress, Work};
use crate::config::{Config, Given};
use crate::plan::{FilePlan, PlanError, clashes, plan, survey};
use crate::report::{Failure, FileEntry, Summary};
use crate::rules::Options;
use crate::scan::{Aside, Kept, parse_file_list, scan, temporaries_in};
use crate::source::{Origin, Place, SourceFile};

/// All plans of a run, in the order of their paths.
#[derive(Debug)]
pub(super) struct Session {
    pub(super) files: Vec<FileEntry>,
    pub(super) summary: Summary,
    /// What the files were planned with; `None` if the plans were made before.
    pub(super) options: Option<OptionsByFile>,
    /// Files with the name of a temporary one, among the others or beside them.
    pub(super) temporaries: Vec<PathBuf>,
    is_quiet: bool,
    /// The files that were passed over, by the registries that they name, if that was asked for.
    pub(super) aside: BTreeMap<String, Kept>,
}

/// [`plan`] or [`survey`].
type Plan = fn(SourceFile, &Options) -> Result<FilePlan, PlanError>;

impl Session {
    /// Plans all that `files` names, and proves it.
    pub(super) fn run(files: &Files, migration: &MigrationArguments) -> anyhow::Result<Self> {
        Self::with(plan, files, migration.given(), 0)
    }

    /// Plans all that `files` names as far as it takes to report on it without a change being shown.
    pub(super) fn survey(files: &Files, given: Given) -> anyhow::Result<Self> {
        Self::with(survey, files, given, 0)
    }

    /// The same, with the apps on Docker that have no credentials in `others` files and images.
    pub(super) fn survey_with_others(
        files: &Files,
        given: Given,
        others: usize,
    ) -> anyhow::Result<Self> {
        Self::with(survey, files, given, others)
    }

    fn with(plan: Plan, files: &Files, given: Given, others: usize) -> anyhow::Result<Self> {
        let mut options = OptionsByFile::new(files, given)?;
        options.general.others = others;
        let input = Input::of(files)?;
        let mut looked = plan_all(plan, files, &input, &options)?;
        let clashes = clashes(looked.files.iter().flat_map(|file| &file.result));
        if !clashes.is_empty() {
            // Only the whole run has brought them to light. Nothing else was kept of the files.
            options.general.clashes = clashes;
            looked = plan_all(plan, files, &input, &options)?;
        }
        let summary = Summary::of(&looked.files, looked.searched);
        let Looked { files: planned, temporaries, aside, .. } = looked;
        let (options, is_quiet) = (Some(options), files.is_quiet);
        Ok(Session { files: planned, summary, options, temporaries, is_quiet, aside })
    }

    /// What a plan that was made before makes of its files.
    ///
    /// # Errors
    /// The report would replace one of them.
    pub(super) fn planned(
        entries: Vec<FileEntry>,
        summary: Summary,
        files: &Files,
    ) -> anyhow::Result<Self> {
        let plans = entries.iter().filter_map(FileEntry::edited);
        let places: Vec<&Place> = plans.filter_map(|plan| plan.source.place.as_ref()).collect();
        places.iter().try_for_each(|place| files.destination.reads_file(place.identity))?;
        let folders: BTreeSet<&Path> =
            places.into_iter().filter_map(|place| place.real.parent()).collect();
        let temporaries = folders.into_iter().flat_map(temporaries_in).collect();
        let temporaries = leftovers::beside(temporaries, files.destination.path());
        let (is_quiet, aside) = (files.is_quiet, BTreeMap::new());
        Ok(Session { files: entries, summary, options: None, temporaries, is_quiet, aside })
    }

    /// Tells of temporary files that an interrupted run has left.
    pub(super) fn tell_leftovers(&self, output: &Output) {
        leftovers::tell(&self.temporaries, Action::Tell, self.is_quiet, output);
    }

    /// Removes temporary files that an interrupted run has left, and tells of them.
    pub(super) fn remove_leftovers(&self, output: &Output) {
        leftovers::tell(&self.temporaries, Action::Remove, self.is_quiet, output);
    }

    /// The plans of all files that have one.
    pub(super) fn plans(&self) -> impl Iterator<Item = (&Path, &FilePlan)> {
        self.files.iter().filter_map(|file| Some((&*file.path, file.result.as_ref().ok()?)))
    }
}

/// What came of looking at files.
pub(super) struct Looked<T = FilePlan> {
    /// What there is to tell of, in the order of the paths.
    pub(super) files: Vec<FileEntry<T>>,
    /// The number of files that were searched.
    pub(super) searched: u64,
    /// Files with the name of a temporary one, among the others or beside them.
    pub(super) temporaries: Vec<PathBuf>,
    /// The files that were passed over, by what they name.
    aside: BTreeMap<String, Kept>,
}

/// Plans all that `files` names.
fn plan_all(
    plan: Plan,
    files: &Files,
    input: &Input,
    options: &OptionsByFile,
) -> anyhow::Result<Looked> {
    let look = |source: SourceFile| {
        let options = options.of(&source.path);
        match plan(source, &options) {
            Ok(plan) => Seen { found: Some(plan), failures: Vec::new() },
            Err(error) => {
                let failures = vec![failure(&error)];
                // What a file mentions is told also if it cannot be read.
                let found = match error {
                    PlanError::Syntax { mentioned, .. } => mentioned.map(|plan| *plan),
                    _ => None,
                };
                Seen { found, failures }
            }
        }
    };
    let also: Vec<&str> = options.general.recognition.needles().collect();
    let aside = others::aside(options.general.others);
    let is_empty = FilePlan::is_empty;
    let mut looked = look_into(input, files, (&options.config, aside), &also, &look, is_empty)?;
    looked.files.retain(|file| !options.config.is_itself(&file.path));
    Ok(looked)
}

/// What was found in a file, and what could not be read of it.
pub(super) struct Seen<T> {
    /// None if the file as a whole could not be read.
    pub(super) found: Option<T>,
    pub(super) failures: Vec<Failure>,
}

impl<T> Seen<T> {
    /// An entry for each thing that there is to tell of the file at `path`.
    fn entries(self, path: PathBuf) -> impl Iterator<Item = FileEntry<T>> {
        let results = self.found.map(Ok).into_iter().chain(self.failures.into_iter().map(Err));
        results.map(move |result| FileEntry { path: path.clone(), result })
    }
}

/// How to look at a file.
pub(super) type Look<'l, T> = &'l (dyn Fn(SourceFile) -> Seen<T> + Sync);

/// Looks at all files that `files` names and that hold a credential name, or one of the strings
/// `also`. What `is_empty` says nothing about is left out, but for stdin.
pub(super) fn look_at<T: Send>(
    files: &Files,
    config: &Config,
    also: &[&str],
    look: Look<'_, T>,
    is_empty: fn(&T) -> bool,
) -> anyhow::Result<Looked<T>> {
    look_into(&Input::of(files)?, files, (config, None), also, look, is_empty)
}

/// What is to be looked at, as far as it can be read only once.
enum Input {
    /// One definition file.
    Stdin(SourceFile),
    /// What the arguments name, and the list of files, if there is one.
    Files(Option<Vec<PathBuf>>),
}

impl Input {
    fn of(files: &Files) -> anyhow::Result<Self> {
        if !files.is_stdin() {
            let Some(list) = &files.files_from else { return Ok(Input::Files(None)) };
            files.destination.reads(list)?;
            // Whoever writes the list may take their time.
            let _progress = Progress::start(Work::Search, files.is_quiet);
            return Ok(Input::Files(Some(file_list(list, files.null)?)));
        }
        if files.paths.len() > 1 || files.files_from.is_some() {
            bail!("`-` reads one definition file from stdin and cannot stand beside other files");
        }
        let path = files.stdin_filename.clone().unwrap_or_else(|| PathBuf::from("<stdin>"));
        let mut bytes = Vec::new();
        io::stdin().lock().read_to_end(&mut bytes).context("cannot read stdin")?;
        Ok(Input::Stdin(SourceFile { path, place: None, bytes, origin: Origin::Named }))
    }
}

/// [`look_at`] what was read of `files`.
fn look_into<T: Send>(
    input: &Input,
    files: &Files,
    (config, aside): (&Config, Option<Aside>),
    also: &[&str],
    look: Look<'_, T>,
    is_empty: fn(&T) -> bool,
) -> anyhow::Result<Looked<T>> {
    let listed = match input {
        Input::Stdin(source) => {
            let (path, source) = (source.path.clone(), source.clone());
            let seen = panic::catch_unwind(AssertUnwindSafe(|| look(source)));
            let message = "internal error: this is a bug".to_owned();
            let bug = vec![Failure { position: None, message }];
            let seen = seen.unwrap_or(Seen { found: None, failures: bug });
            return Ok(Looked {
                files: seen.entries(path).collect(),
                searched: 1,
                temporaries: leftovers::beside(Vec::new(), files.destination.path()),
                aside: BTreeMap::new(),
            });
        }
        Input::Files(listed) => listed.clone(),
    };
    let progress = Progress::start(Work::Search, files.is_quiet);
    let mut selection = files.selection(listed);
    selection.within = config.within();
    selection.progress = Some(progress.files.clone());
    selection.aside = aside;
    selection.also.extend(also.iter().map(|name| name.as_bytes().to_vec()));
    let scanned = scan(&selection, &|source: SourceFile| {
        let Seen { found, failures } = look(source);
        let found = found.filter(|found| !is_empty(found));
        if found.is_none() && failures.is_empty() {
            return None;
        }
        progress.hits.fetch_add(1, Ordering::Relaxed);
        Some(Seen { found, failures })
    })?;
    drop(progress);
    files.destination.searched(scanned.has_exception)?;
    let entries = scanned.items.into_iter().flat_map(|(path, visited)| {
        let unread = |error: crate::scan::FileError| {
            let failure = Failure { position: None, message: error.problem.to_string() };
            Seen { found: None, failures: vec![failure] }
        };
        visited.unwrap_or_else(unread).entries(path)
    });
    Ok(Looked {
        files: entries.collect(),
        searched: scanned.stats.files,
        temporaries: leftovers::beside(scanned.temporaries, files.destination.path()),
        aside: scanned.aside,
    })
}

pub(super) fn failure(error: &PlanError) -> Failure {
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
