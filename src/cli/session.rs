//! Plans every file that the search finds, or takes the plans from a plan file.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{self, Read as _};
use std::path::Path;

use anyhow::{Context as _, anyhow};
use rayon::prelude::*;

use super::args::migration::MigrationArguments;
use super::args::planned::PlanFileArguments;
use super::clusters::{chosen, configured, is_chosen};
use super::input::{FileResult, FileResults, Input, InputSource, SearchOptions};
use super::leftovers::Leftovers;
use super::options::OptionsByFile;
use crate::config::{ClusterEntry, Config, Layer};
use crate::engine::{Cluster, Finding};
use crate::marathon::{DEFINITION_SIGNS, IMAGE_MEMBER, registry_after_key};
use crate::plan::{
    Chosen, Duplicate, Failure, FileFormat, FileOptions, FilePlan, Filter, HeldBack, PlanError,
    ReportedFile, State, Summary, WithoutFiles, conflicts, duplicates, may_hold_others,
    plan_for_all, survey_for_all,
};
use crate::plan_file::{self, ClusterUrl, PlanFile};
use crate::scan::{Aside, SetAside, temporaries_in};
use crate::source::{FileLocation, SourceFile};

/// All plans of a run, in the order of their paths.
#[derive(Debug)]
pub(super) struct Session {
    /// The files with their plans or errors.
    pub(super) files: Vec<ReportedFile>,
    /// The counts of these files.
    pub(super) summary: Summary,
    /// The options that the files were planned with; `None` if the plans come from a plan file.
    pub(super) options: Option<OptionsByFile>,
    /// The clusters of the configuration or of the plan file.
    pub(super) clusters: Vec<ClusterUrl>,
    /// The temporary files that the search has come across.
    pub(super) leftovers: Leftovers,
    /// The files that were not read and put aside, by the registries that were found in them. Apps without known
    /// credentials may be in them.
    pub(super) aside: BTreeMap<String, SetAside>,
    /// Plans of the definitions that filters have left out, and of the files of clusters that were not chosen.
    /// They may want the same secrets as those in `files`.
    pub(super) left_out: Vec<FilePlan>,
}

/// The function that plans a file: [`plan_for_all`] or [`survey_for_all`].
type PlanFunction = fn(SourceFile, &FileOptions) -> Result<FilePlan, PlanError>;

impl Session {
    /// Takes the plans from the plan file, if the user has named one. Otherwise plans the files and proves the changes.
    pub(super) fn changes(
        input: &Input<'_>,
        planned: &PlanFileArguments,
        migration: &MigrationArguments,
    ) -> anyhow::Result<Self> {
        Self::for_review(input, planned, migration)?.narrowed(input)
    }

    /// Does what [`Session::changes`] does, except that the files of the chosen clusters keep the secrets for their
    /// other clusters: what the user answers in the dialogue may lead to conflicts there.
    pub(super) fn for_review(
        input: &Input<'_>,
        planned: &PlanFileArguments,
        migration: &MigrationArguments,
    ) -> anyhow::Result<Self> {
        match &planned.plan {
            Some(path) => Self::of_plan_file(path, planned.root.as_deref(), input),
            None => {
                Self::with(plan_for_all, input, migration.given(), 0)?.of_chosen_clusters(input)
            }
        }
    }

    /// Plans the files and proves the changes.
    pub(super) fn run(input: &Input<'_>, migration: &MigrationArguments) -> anyhow::Result<Self> {
        let session = Self::with(plan_for_all, input, migration.given(), 0)?;
        session.of_chosen_clusters(input)?.narrowed(input)
    }

    /// Plans the files only as far as a report without changes needs it. To find apps without known credentials, up
    /// to `others` images of each file are examined, and up to `others` of the files that are not read are put aside
    /// for each registry.
    pub(super) fn survey(input: &Input<'_>, given: Layer, others: usize) -> anyhow::Result<Self> {
        let session = Self::with(survey_for_all, input, given, others)?;
        session.of_chosen_clusters(input)?.narrowed(input)
    }

    /// Plans the files of all clusters as far as a report without changes needs it.
    pub(super) fn survey_of_all_clusters(input: &Input<'_>, given: Layer) -> anyhow::Result<Self> {
        Self::with(survey_for_all, input, given, 0)
    }

    /// Moves the plans of the files of clusters that were not chosen from `files` to `left_out`.
    fn of_chosen_clusters(mut self, input: &Input<'_>) -> anyhow::Result<Self> {
        let names = &input.files.clusters;
        let chosen = chosen(names, &self.clusters)?;
        if !names.is_empty() {
            let all = self.plans().map(|(_, plan)| plan.definitions.len()).sum();
            let all_files = std::mem::take(&mut self.files);
            let (files, others): (Vec<_>, Vec<_>) =
                all_files.into_iter().partition(|file| is_chosen(&file.clusters, &chosen));
            self.files = files;
            let Summary { files_searched, chosen: filtered, live, facts, .. } =
                std::mem::take(&mut self.summary);
            let left_out = self.left_out.iter().filter(|plan| is_chosen(&plan.clusters, &chosen));
            let of = self.plans().map(|(_, plan)| plan).chain(left_out);
            let of = of.map(|plan| plan.definitions.len()).sum();
            let chosen = Some(match filtered {
                Some(filtered) => Chosen { of, ..filtered },
                None => Chosen::by_cluster(all),
            });
            let counted = Summary::of(&self.files, files_searched);
            self.summary = Summary { chosen, live, facts, ..counted };
            self.left_out.extend(others.into_iter().filter_map(|file| file.result.ok()));
        }
        Ok(self)
    }

    /// Removes the clusters that were not chosen from all files, with the secrets that only they need.
    fn narrowed(mut self, input: &Input<'_>) -> anyhow::Result<Self> {
        let chosen = chosen(&input.files.clusters, &self.clusters)?;
        if !chosen.is_empty() {
            let also_for = narrow(&mut self.files, &chosen);
            self.recount();
            if let Some(chosen) = &mut self.summary.chosen {
                chosen.also_for = also_for;
            }
        }
        Ok(self)
    }

    /// Plans the files of all clusters with the function `plan`. `given` has the choices of the command line. `others`
    /// is the most images of a file, and the most files for a registry, in which apps without known credentials are
    /// looked for.
    fn with(
        plan: PlanFunction,
        input: &Input<'_>,
        given: Layer,
        others: usize,
    ) -> anyhow::Result<Self> {
        let options = OptionsByFile::new(input, given, others)?;
        let clusters = configured(&options.config);
        let source = input.read()?;
        let mut looked = plan_all(plan, input, &source, &options)?;
        warn_of_duplicates(&mut looked.files);
        hold_back(&mut looked.files, &options);
        let FileResults { mut files, leftovers, aside, searched } = looked;
        let live = options.live_summary(&mut files, input.searches_folder());
        files.retain(|it| {
            input.files.is_stdin() || it.result.as_ref().map_or(true, |plan| !plan.is_empty())
        });
        let without_files = without_files(input, &options.config, &files);
        let is_whole = input.filter.options().is_empty();
        let outdated = if is_whole { options.outdated(&files) } else { Vec::new() };
        let left_out = choose(&mut files, &input.filter, &options);
        let by = input.filter.options();
        let planned = |plan: &FilePlan| plan.definitions.len();
        let plans = files.iter().filter_map(|it| it.result.as_ref().ok()).chain(&left_out);
        let of = plans.map(planned).sum();
        let also_for = BTreeSet::new();
        let chosen = (!by.is_empty()).then_some(Chosen { of, by, also_for });
        let facts = options.facts();
        let counted = Summary::of(&files, searched);
        let summary = Summary { chosen, outdated, live, facts, without_files, ..counted };
        let options = Some(options);
        Ok(Session { files, summary, options, clusters, leftovers, aside, left_out })
    }

    /// Takes the plans from the plan file at `path`, for files below the folder `root`. A file that has changed since
    /// it was planned gets an error instead of a plan.
    ///
    /// # Errors
    /// The plan file cannot be read, or the report would replace a file that the run reads.
    fn of_plan_file(path: &Path, root: Option<&Path>, input: &Input<'_>) -> anyhow::Result<Self> {
        let names = &input.files.clusters;
        let PlanOfClusters { plan, clusters, of } = plan_of(path, input, names)?;
        let root = root.unwrap_or(Path::new("."));
        let searched = plan.files.len();
        let files = plan
            .carry_out(root)
            .with_context(|| format!("cannot open the root folder {}", root.display()))?;
        let chosen = (!names.is_empty()).then(|| Chosen::by_cluster(of));
        let counted = Summary::of(&files, u64::try_from(searched).unwrap_or(u64::MAX));
        let summary = Summary { chosen, ..counted };
        let rewrites = files.iter().filter_map(ReportedFile::edited);
        let locations: Vec<&FileLocation> =
            rewrites.filter_map(|rewrite| rewrite.source.location.as_ref()).collect();
        locations.iter().try_for_each(|it| input.destination.reads_file(it.identity))?;
        let folders: BTreeSet<&Path> =
            locations.into_iter().filter_map(|it| it.real.parent()).collect();
        let temporaries = folders.into_iter().flat_map(temporaries_in).collect();
        let leftovers = input.leftovers(temporaries);
        let (aside, left_out) = (BTreeMap::new(), Vec::new());
        Ok(Session { files, summary, options: None, clusters, leftovers, aside, left_out })
    }

    /// Takes the plans from the plan file at `path` as they were recorded. The files that they are about are not read.
    ///
    /// # Errors
    /// The plan file cannot be read.
    pub(super) fn recorded(path: &Path, input: &Input<'_>) -> anyhow::Result<Recorded> {
        let PlanOfClusters { plan, clusters, .. } = plan_of(path, input, &[])?;
        let (has_contents, files) = (plan.has_contents, plan.recorded());
        let summary = Summary::of(&files, 0);
        let (leftovers, aside) = (input.leftovers(Vec::new()), BTreeMap::new());
        let (options, left_out) = (None, Vec::new());
        let session = Session { files, summary, options, clusters, leftovers, aside, left_out };
        Ok(Recorded { session, has_contents })
    }

    /// Counts the plans again, after they have changed.
    pub(super) fn recount(&mut self) {
        let Summary { files_searched, chosen, outdated, live, facts, without_files, .. } =
            std::mem::take(&mut self.summary);
        let counted = Summary::of(&self.files, files_searched);
        self.summary = Summary { chosen, outdated, live, facts, without_files, ..counted };
    }

    /// Moves the positions of the definitions that are compared with what runs, after all files with edits were
    /// written.
    pub(super) fn follow_edits(&mut self) {
        if let Some(live) = &mut self.summary.live {
            live.follow_edits(&self.files);
        }
    }

    /// Returns the plans of all files that have one.
    pub(super) fn plans(&self) -> impl Iterator<Item = (&Path, &FilePlan)> {
        self.files.iter().filter_map(|file| Some((&*file.path, file.result.as_ref().ok()?)))
    }
}

/// The plans of a plan file as they were recorded.
pub(super) struct Recorded {
    /// The plans.
    pub(super) session: Session,
    /// Whether the plan file has the contents of secrets.
    pub(super) has_contents: bool,
}

/// Removes all clusters except `chosen` from all files, with the secrets that only they need. Returns the names
/// of the removed clusters.
fn narrow(files: &mut [ReportedFile], chosen: &[Cluster]) -> BTreeSet<String> {
    let mut others = BTreeSet::new();
    for plan in files.iter_mut().filter_map(|file| file.result.as_mut().ok()) {
        let is_other = |it: &&Cluster| !chosen.contains(it);
        others.extend(plan.clusters.iter().filter(is_other).map(ToString::to_string));
        plan.narrow(chosen);
    }
    others
}

/// A plan file of which only the files of the chosen clusters are left.
struct PlanOfClusters {
    plan: PlanFile,
    /// All clusters that the plan file names.
    clusters: Vec<ClusterUrl>,
    /// The number of definitions in the whole plan file.
    of: usize,
}

/// Reads the plan file at `path`, and removes the files of all clusters except those that are called `names`. Without
/// names, all files stay.
fn plan_of(path: &Path, input: &Input<'_>, names: &[String]) -> anyhow::Result<PlanOfClusters> {
    input.refuse_beside_plan()?;
    input.destination.reads(path)?;
    let bytes = read(path).with_context(|| format!("cannot read the plan {}", path.display()))?;
    let mut plan = plan_file::read(&bytes).map_err(|error| {
        let place = error.position.map(|at| format!(":{}:{}", at.line, at.column));
        anyhow!("{}{}: {}", path.display(), place.unwrap_or_default(), error.message)
    })?;
    let clusters = std::mem::take(&mut plan.clusters);
    let chosen = chosen(names, &clusters)?;
    let of = plan.files.iter().map(|file| file.recorded.definitions.len()).sum();
    plan.files.retain(|file| is_chosen(&file.recorded.clusters, &chosen));
    Ok(PlanOfClusters { plan, clusters, of })
}

/// Returns the clusters of the configuration that have no file. Returns none if the folder of the configuration file
/// was not searched as a whole.
fn without_files(input: &Input<'_>, config: &Config, files: &[ReportedFile]) -> Vec<WithoutFiles> {
    if !input.searches_folder() || input.files.is_stdin() {
        return Vec::new();
    }
    let here = [Path::new(".")];
    let named: Vec<&Path> = input.files.paths.iter().map(AsRef::as_ref).collect();
    let searched = if named.is_empty() { &here[..] } else { &named };
    let known = files.iter().flat_map(|file| file.clusters.iter()).collect();
    let entries = config.without_files(searched, &known).into_iter();
    let told = |entry: &ClusterEntry| WithoutFiles {
        cluster: entry.cluster.to_string(),
        place: entry.origin.to_string(),
    };
    entries.map(told).collect()
}

/// Warns of definitions that have the id of another one of their cluster.
fn warn_of_duplicates(files: &mut [ReportedFile]) {
    for Duplicate { file, definition, finding } in duplicates(files) {
        if let Ok(plan) = &mut files[file].result {
            plan.warn(definition, finding);
        }
    }
}

/// Holds back the definitions whose secret other definitions want for other contents.
fn hold_back(files: &mut [ReportedFile], options: &OptionsByFile) {
    let mut files: Vec<&mut ReportedFile> =
        files.iter_mut().filter(|it| it.result.is_ok()).collect();
    let all: Vec<&FilePlan> = files.iter().filter_map(|file| file.result.as_ref().ok()).collect();
    let mut held: BTreeMap<usize, Vec<(usize, Finding)>> = BTreeMap::new();
    for HeldBack { plan, definition, finding } in conflicts(&all) {
        held.entry(plan).or_default().push((definition, finding));
    }
    for (index, held) in held {
        let file = &mut files[index];
        if let Ok(plan) = &mut file.result {
            plan.hold_back(held);
            let options = options.of(&file.path);
            plan.keep_blocked(&options);
            // The rest of a template was proved together with the definitions that are held back now, so it is
            // proved again.
            if plan.format == FileFormat::Template
                && let Err(error) = plan.leave_out(&options)
            {
                file.result = Err(failure(&error));
            }
        }
    }
}

/// Removes the definitions that `filter` does not take; errors stay. Returns plans of the removed definitions.
fn choose(
    files: &mut Vec<ReportedFile>,
    filter: &Filter,
    options: &OptionsByFile,
) -> Vec<FilePlan> {
    if filter.options().is_empty() {
        return Vec::new();
    }
    let chosen = files.par_iter_mut().filter_map(|file| {
        let plan = file.result.as_mut().ok()?;
        let left_out = plan.choose(|definition| filter.takes(definition));
        if left_out.definitions.iter().any(|it| it.state() == State::Convertible) {
            let options = options.of(&file.path);
            if let Err(error) = plan.leave_out(&options) {
                file.result = Err(failure(&error));
            }
        }
        Some(left_out)
    });
    let left_out = chosen.collect();
    files.retain(|file| file.result.as_ref().map_or(true, |plan| !plan.is_empty()));
    left_out
}

/// Plans all files of `input` with the function `plan`.
fn plan_all(
    plan: PlanFunction,
    input: &Input<'_>,
    source: &InputSource,
    options: &OptionsByFile,
) -> anyhow::Result<FileResults<FilePlan>> {
    let look = |source: SourceFile| {
        if options.live.is_answer(source.location.as_ref()) {
            return FileResult { found: None, failures: Vec::new() };
        }
        let for_file = options.of(&source.path);
        // A file that names no credential file is read only to be compared with what runs. It may be anything, so that
        // an error about it is none of ours.
        let is_ours = options.live.is_empty() || for_file.concern(&source);
        match plan(source, &for_file) {
            Ok(plan) => FileResult { found: Some(plan), failures: Vec::new() },
            Err(PlanError::Syntax { .. }) if !is_ours => {
                FileResult { found: None, failures: Vec::new() }
            }
            Err(error) => {
                let failures = vec![failure(&error)];
                // The mentions in a file are reported even if the file cannot be parsed.
                let found = match error {
                    PlanError::Syntax { mentioned, .. } => mentioned.map(|plan| *plan),
                    _ => None,
                };
                FileResult { found, failures }
            }
        }
    };
    let mut also: Vec<&str> = options.general.rules.recognition.needles().collect();
    if !options.live.is_empty() {
        also.extend(DEFINITION_SIGNS);
    }
    let search = SearchOptions {
        config: &options.config,
        also: &also,
        aside: aside(options.general.others),
    };
    let mut looked = input.look(source, search, &look, FilePlan::is_empty)?;
    looked.files.retain(|file| !options.config.is_itself(&file.path));
    Ok(looked)
}

/// Tells the search which files to put aside: at most `most` for each registry that is named in them.
fn aside(most: usize) -> Option<Aside> {
    let (is_asked, mark) = (may_hold_others, IMAGE_MEMBER);
    (most > 0).then_some(Aside { is_asked, mark, key: registry_after_key, most })
}

/// Returns `error` in the form in which reports show it.
pub(super) fn failure(error: &PlanError) -> Failure {
    Failure { position: Some(error.position()), message: error.to_string() }
}

/// Reads the plan file at `path`; `-` is stdin.
#[expect(clippy::disallowed_methods, reason = "a plan is an argument, not a definition")]
fn read(path: &Path) -> io::Result<Vec<u8>> {
    if path.as_os_str() != "-" {
        return std::fs::read(path);
    }
    let mut bytes = Vec::new();
    io::stdin().lock().read_to_end(&mut bytes)?;
    Ok(bytes)
}
