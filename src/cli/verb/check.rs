//! `pullconfig check`: reports what Marathon would refuse.

use std::io::Write as _;
use std::path::Path;
use std::sync::Arc;

use anyhow::bail;

use crate::cli::args::CheckArguments;
use crate::cli::args::report::ReportArguments;
use crate::cli::clusters::{chosen, configured, is_chosen};
use crate::cli::facts::images_of;
use crate::cli::input::{FileResult, FileResults, Input, SearchOptions};
use crate::cli::live::LiveClusters;
use crate::cli::report::repository;
use crate::cli::session::{Session, failure};
use crate::cli::status::Status;
use crate::cli::terminal::output::{Output, failures};
use crate::config::{Config, Layer, Setting};
use crate::engine::Facts;
use crate::images::Images;
use crate::marathon::{DEFINITION_SIGNS, Targets};
use crate::plan::{
    Checked, Chosen, FileCheck, LiveSummary, Marathons, PlanError, check,
    warn_of_checked_duplicates,
};
use crate::report::{CheckReport, CheckSummary, Format};
use crate::source::SourceFile;

/// The error about a format that `check` does not have.
const NO_SUCH: &str = "`check` reports as human, jsonl, sarif or github only";

pub(in crate::cli) fn run(arguments: &CheckArguments, output: &Output) -> anyhow::Result<Status> {
    let target = arguments.target.map(|target| Setting::flag("--target", target));
    let given = arguments.facts.add_to(Layer { target, ..Layer::default() });
    let ReportArguments { quiet, output: file, format, verbose, .. } = &arguments.report;
    let input = Input::new(&arguments.files, *quiet, file.as_deref())?.beside(&arguments.live);
    let config = input.configuration(given.clone())?;
    let live = LiveClusters::read(&input, &config)?;
    if !live.is_empty() && arguments.files.is_stdin() {
        bail!("--live compares files with what runs and cannot be used with `-`");
    }
    let settings = config.settings();
    let images = images_of(&input, &settings)?;
    let recognition = Arc::new(settings.options().recognition);
    let look = |source: SourceFile| {
        if live.is_answer(source.location.as_ref()) {
            return FileResult { found: None, failures: Vec::new() };
        }
        let marathons = Marathons {
            recognition: recognition.clone(),
            facts: facts_of(&config, images.as_ref(), &source.path),
            ..marathons_of(&config, &live, &source.path)
        };
        let files = &arguments.files;
        seen(check(&source, files.template_syntax, files.embedded, &marathons))
    };
    let search = SearchOptions { config: &config, also: DEFINITION_SIGNS, aside: None };
    let FileResults { mut files, searched, leftovers, .. } =
        input.look(&input.read()?, search, &look, Vec::is_empty)?;
    warn_of_checked_duplicates(&mut files);
    let clusters = chosen(&arguments.files.clusters, &configured(&config))?;
    let all = files.iter().flat_map(|file| &file.result).map(Vec::len).sum();
    files.retain(|file| is_chosen(&file.clusters, &clusters));
    let by_cluster = || (!clusters.is_empty()).then(|| Chosen::by_cluster(all));
    let chosen = arguments.filter.choose(&mut files).or_else(by_cluster);
    let summary = CheckSummary { chosen, ..CheckSummary::of(&files, searched) };
    let mut out = output.page(file.as_deref());
    let compared = compared(&input, given, &live)?;
    let live = compared.as_ref();
    let report = CheckReport { files: &files, summary: &summary, live, verbosity: *verbose };
    if (*format != Format::Human || !*quiet) && !report.write(*format, &mut out, repository)? {
        bail!(NO_SUCH);
    }
    out.flush()?;
    let failed = failures(output, &files);
    out.finish()?;
    leftovers.tell(output);
    if failed {
        return Ok(Status::Failed);
    }
    let has_work = summary.refused > 0 || live.is_some_and(LiveSummary::has_work);
    Ok(if has_work { Status::Work } else { Status::Clean })
}

/// Returns the comparison of the definitions with what runs, if answers tell what runs.
fn compared(
    input: &Input<'_>,
    given: Layer,
    live: &LiveClusters,
) -> anyhow::Result<Option<LiveSummary>> {
    if live.is_empty() {
        return Ok(None);
    }
    Ok(Session::survey(input, given, 0)?.summary.live)
}

/// Returns the versions and settings of the Marathons of all clusters that the file at `path` is for.
fn marathons_of(config: &Config, live: &LiveClusters, path: &Path) -> Marathons {
    let settings = config.settings_of(&config.ruling(path));
    let mut marathons = Marathons::default();
    let mut is_known = true;
    for settings in &settings {
        for cluster in &settings.clusters {
            let info = live.info(cluster);
            let told =
                info.and_then(|info| info.target).filter(|_| settings.target.value.is_none());
            let targets = told.map_or_else(|| settings.targets(), Targets::from);
            marathons.targets = marathons.targets.union(targets);
            is_known &= info.is_some();
            marathons.infos.extend(info.cloned());
        }
    }
    if !is_known {
        marathons.infos.clear();
    }
    marathons
}

/// Returns the facts of images for all clusters that the file at `path` is for.
fn facts_of(config: &Config, images: Option<&Arc<Images>>, path: &Path) -> Vec<Facts> {
    let Some(images) = images else { return Vec::new() };
    let settings = config.settings_of(&config.ruling(path));
    let clusters = settings.iter().flat_map(|settings| &settings.clusters);
    clusters.map(|cluster| Facts::new(images.clone(), cluster.clone())).collect()
}

/// Returns the result of a check of one file: its definitions, and the errors about embedded JSON that could not be
/// read.
pub(super) fn seen(checked: Result<FileCheck, PlanError>) -> FileResult<Vec<Checked>> {
    match checked {
        Ok(FileCheck { definitions, unread }) => {
            FileResult { found: Some(definitions), failures: unread }
        }
        Err(error) => FileResult { found: None, failures: vec![failure(&error)] },
    }
}
