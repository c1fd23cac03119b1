//! Plans every file that the search finds, or takes the plans from a plan file.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{self, Read as _};
use std::path::Path;

use anyhow::{Context, anyhow};

use super::args::migration::MigrationArguments;
use super::args::planned::PlanFileArguments;
use super::input::{FileResult, FileResults, Input, InputSource, SearchOptions};
use super::leftovers::Leftovers;
use super::options::OptionsByFile;
use crate::config::Layer;
use crate::engine::Finding;
use crate::marathon::{IMAGE_MEMBER, registry_behind};
use crate::plan::{
    Failure, FileEntry, FileOptions, FilePlan, HeldBack, PlanError, Summary, conflicts,
    may_hold_others, plan_for_all, survey_for_all,
};
use crate::plan_file;
use crate::scan::{Aside, Kept, temporaries_in};
use crate::source::{FileLocation, SourceFile};

/// All plans of a run, in the order of their paths.
#[derive(Debug)]
pub(super) struct Session {
    pub(super) files: Vec<FileEntry>,
    pub(super) summary: Summary,
    /// The options that the files were planned with; `None` if the plans come from a plan file.
    pub(super) options: Option<OptionsByFile>,
    /// The temporary files among the searched ones and in their folders.
    pub(super) leftovers: Leftovers,
    /// The files that were passed over, by the registries that were found in them, if the run asked
    /// for that.
    pub(super) aside: BTreeMap<String, Kept>,
}

/// [`plan_for_all`] or [`survey_for_all`].
type PlanFunction = fn(SourceFile, &FileOptions) -> Result<FilePlan, PlanError>;

impl Session {
    /// Takes the plans from the plan file, if one is given. Otherwise plans the files and proves
    /// the changes.
    pub(super) fn changes(
        input: &Input<'_>,
        planned: &PlanFileArguments,
        migration: &MigrationArguments,
    ) -> anyhow::Result<Self> {
        match &planned.plan {
            Some(path) => Self::of_plan_file(path, planned.root.as_deref(), input),
            None => Self::run(input, migration),
        }
    }

    /// Plans the files and proves the changes.
    pub(super) fn run(input: &Input<'_>, migration: &MigrationArguments) -> anyhow::Result<Self> {
        Self::with(plan_for_all, input, migration.given(), 0)
    }

    /// Plans the files only as far as a report without changes needs it. Keeps up to `others` of
    /// the files that are passed over, and as many images of each, for a second look.
    pub(super) fn survey(input: &Input<'_>, given: Layer, others: usize) -> anyhow::Result<Self> {
        Self::with(survey_for_all, input, given, others)
    }

    fn with(
        plan: PlanFunction,
        input: &Input<'_>,
        given: Layer,
        others: usize,
    ) -> anyhow::Result<Self> {
        let options = OptionsByFile::new(input, given, others)?;
        let source = input.read()?;
        let mut looked = plan_all(plan, input, &source, &options)?;
        hold_back(&mut looked.files);
        let summary = Summary::of(&looked.files, looked.searched);
        let FileResults { files, leftovers, aside, .. } = looked;
        Ok(Session { files, summary, options: Some(options), leftovers, aside })
    }

    /// Takes the plans of the plan file at `path` for those of its files, below `root`, that have
    /// not changed since.
    ///
    /// # Errors
    /// There is no such plan, or the report would replace a file that the run reads.
    fn of_plan_file(path: &Path, root: Option<&Path>, input: &Input<'_>) -> anyhow::Result<Self> {
        input.destination.reads(path)?;
        let bytes =
            read(path).with_context(|| format!("cannot read the plan {}", path.display()))?;
        let plan = plan_file::read(&bytes).map_err(|error| {
            let place = error.position.map(|at| format!(":{}:{}", at.line, at.column));
            anyhow!("{}{}: {}", path.display(), place.unwrap_or_default(), error.message)
        })?;
        let root = root.unwrap_or(Path::new("."));
        let searched = plan.files.len();
        let files = plan
            .carry_out(root)
            .with_context(|| format!("cannot open the root folder {}", root.display()))?;
        let summary = Summary::of(&files, u64::try_from(searched).unwrap_or(u64::MAX));
        let rewrites = files.iter().filter_map(FileEntry::edited);
        let locations: Vec<&FileLocation> =
            rewrites.filter_map(|rewrite| rewrite.source.location.as_ref()).collect();
        locations.iter().try_for_each(|it| input.destination.reads_file(it.identity))?;
        let folders: BTreeSet<&Path> =
            locations.into_iter().filter_map(|it| it.real.parent()).collect();
        let temporaries = folders.into_iter().flat_map(temporaries_in).collect();
        let leftovers = input.leftovers(temporaries);
        Ok(Session { files, summary, options: None, leftovers, aside: BTreeMap::new() })
    }

    /// Returns the plans of all files that have one.
    pub(super) fn plans(&self) -> impl Iterator<Item = (&Path, &FilePlan)> {
        self.files.iter().filter_map(|file| Some((&*file.path, file.result.as_ref().ok()?)))
    }
}

/// Holds back the definitions that want a secret that others want for another credential.
fn hold_back(files: &mut [FileEntry]) {
    let mut plans: Vec<&mut FilePlan> =
        files.iter_mut().filter_map(|file| file.result.as_mut().ok()).collect();
    let all: Vec<&FilePlan> = plans.iter().map(|plan| &**plan).collect();
    let mut held: BTreeMap<usize, Vec<(usize, Finding)>> = BTreeMap::new();
    for HeldBack { plan, definition, finding } in conflicts(&all) {
        held.entry(plan).or_default().push((definition, finding));
    }
    held.into_iter().for_each(|(plan, held)| plans[plan].hold_back(held));
}

/// Plans all files of `input`.
fn plan_all(
    plan: PlanFunction,
    input: &Input<'_>,
    source: &InputSource,
    options: &OptionsByFile,
) -> anyhow::Result<FileResults<FilePlan>> {
    let look = |source: SourceFile| {
        let options = options.of(&source.path);
        match plan(source, &options) {
            Ok(plan) => FileResult { found: Some(plan), failures: Vec::new() },
            Err(error) => {
                let failures = vec![failure(&error)];
                // The mentions in a file are reported also if it cannot be read.
                let found = match error {
                    PlanError::Syntax { mentioned, .. } => mentioned.map(|plan| *plan),
                    _ => None,
                };
                FileResult { found, failures }
            }
        }
    };
    let also: Vec<&str> = options.general.rules.recognition.needles().collect();
    let search = SearchOptions {
        config: &options.config,
        also: &also,
        aside: aside(options.general.others),
    };
    let mut looked = input.look(source, search, &look, FilePlan::is_empty)?;
    looked.files.retain(|file| !options.config.is_itself(&file.path));
    Ok(looked)
}

/// Returns what the search remembers of the files that it passes over, for a second look at `most`
/// files.
fn aside(most: usize) -> Option<Aside> {
    let (is_asked, mark) = (may_hold_others, IMAGE_MEMBER);
    (most > 0).then_some(Aside { is_asked, mark, key: registry_behind, most })
}

/// Returns `error` in the form in which reports show it.
pub(super) fn failure(error: &PlanError) -> Failure {
    Failure { position: Some(error.position()), message: error.to_string() }
}

#[expect(clippy::disallowed_methods, reason = "a plan is an argument, not a definition")]
fn read(path: &Path) -> io::Result<Vec<u8>> {
    if path.as_os_str() != "-" {
        return std::fs::read(path);
    }
    let mut bytes = Vec::new();
    io::stdin().lock().read_to_end(&mut bytes)?;
    Ok(bytes)
}
