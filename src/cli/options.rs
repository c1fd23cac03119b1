//! The configuration, the facts of images and the answers of clusters → the options of each file.

use std::collections::{BTreeSet, HashMap, HashSet};
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::SystemTime;

use anyhow::Context as _;

use super::facts::images_of;
use super::input::Input;
use super::live::LiveClusters;
use crate::config::{Config, Layer, Ruling, Settings};
use crate::engine::{Cluster, Clusters, Facts, Keep, Options};
use crate::images::{Date, Images, Time};
use crate::plan::{
    FactsFile, FileOptions, FilePlan, KeepTally, LiveSummary, OutdatedKeep, PlanOptions,
    ReportedFile, strays,
};

/// The options of a run, and of each of its files.
#[derive(Debug)]
pub(super) struct OptionsByFile {
    /// The configuration that the options come from.
    pub(super) config: Config,
    /// The options of the run as a whole, with the credentials of all clusters.
    pub(super) general: PlanOptions,
    /// The facts of images, if the user has named a file with them.
    images: Option<Arc<Images>>,
    /// The answers of the clusters.
    pub(super) live: LiveClusters,
    /// The options of the files so far, by the entries of the configuration that apply to them. Most files have the
    /// same options.
    known: Mutex<HashMap<Ruling, Arc<FileOptions>>>,
}

impl OptionsByFile {
    /// Reads the configuration for the files of `input`, the facts and the answers. `given` has the choices of the
    /// command line. `others` is the most images of each file that are examined to find apps without known
    /// credentials.
    pub(super) fn new(input: &Input<'_>, given: Layer, others: usize) -> anyhow::Result<Self> {
        let config = input.configuration(given)?;
        let settings = config.settings();
        let rules = Options { today: today()?, ..settings.options() };
        let images = images_of(input, &settings)?;
        let general = PlanOptions {
            rules,
            clusters: Clusters::default(),
            templates: input.files.template_syntax,
            embedded: input.files.embedded,
            only: None,
            others,
        };
        let live = LiveClusters::read(input, &config)?;
        Ok(OptionsByFile { config, general, images, live, known: Mutex::default() })
    }

    /// Returns the options of the file at `path`.
    pub(super) fn of(&self, path: &Path) -> Arc<FileOptions> {
        let ruling = self.config.ruling(path);
        // A thread that panicked with the lock cannot have left options that are half made.
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        known.entry(ruling).or_insert_with_key(|ruling| Arc::new(self.made(ruling))).clone()
    }

    /// Returns the options of the files to which the entries `ruling` apply: one element for each group of clusters
    /// that have the same options.
    fn made(&self, ruling: &Ruling) -> FileOptions {
        let settings = self.config.settings_of(ruling);
        let differences = settings.split_first().map(|(first, others)| {
            let keys = others.iter().flat_map(|other: &Settings| first.differences(other));
            keys.collect::<BTreeSet<_>>()
        });
        let mut differences = differences.unwrap_or_default();
        let mut each = Vec::new();
        for settings in &settings {
            // Clusters run different apps, and an image may differ between clusters. A cluster for which an answer or
            // facts of images are known has options of its own.
            let has_own = |cluster: &&Cluster| {
                self.live.of(cluster).is_some() || self.live.info(cluster).is_some()
            };
            let is_alone = |cluster: &&Cluster| self.images.is_some() || has_own(cluster);
            let (alone, others): (Vec<&Cluster>, Vec<&Cluster>) =
                settings.clusters.iter().partition(is_alone);
            if settings.clusters.len() > 1 {
                differences.extend(alone.iter().any(has_own).then_some("live"));
                differences.extend(self.images.is_some().then_some("images"));
            }
            each.extend(alone.into_iter().map(|it| self.of_settings(settings, &[it])));
            if !others.is_empty() {
                each.push(self.of_settings(settings, &others));
            }
        }
        FileOptions { each, differences: differences.into_iter().collect() }
    }

    /// Returns the options for `clusters`, which all have the `settings`: one cluster, or several for which neither
    /// answers nor facts of images are known.
    fn of_settings(&self, settings: &Settings, clusters: &[&Cluster]) -> PlanOptions {
        let PlanOptions { ref rules, templates, embedded, others, .. } = self.general;
        let first = clusters.first().copied();
        let live = first.and_then(|cluster| self.live.of(cluster)).cloned();
        let facts = self.images.as_ref().zip(first);
        let facts = facts.map(|(images, cluster)| Facts::new(images.clone(), cluster.clone()));
        let info = first.and_then(|cluster| self.live.info(cluster)).cloned();
        let mut rules = Options { today: rules.today, live, facts, ..settings.options() };
        // A version that the settings name wins. It is the version of the answer, unless an override names another one
        // for some files.
        if let Some(target) = info.as_ref().and_then(|info| info.target)
            && settings.target.value.is_none()
        {
            rules.targets = target.into();
        }
        rules.info = info;
        let clusters = clusters.iter().copied().cloned().collect();
        PlanOptions { rules, clusters, templates, embedded, only: None, others }
    }

    /// Returns the files with facts of images, with the age of the facts.
    pub(super) fn facts(&self) -> Vec<FactsFile> {
        let settings = self.config.settings();
        let images = self.images.as_ref().zip(settings.facts.value.as_ref());
        let images = images.map(|(images, path)| {
            let oldest = images.pulls.values().map(|pull| pull.asked).min().map(Time::date);
            let today = self.general.rules.today;
            let age = oldest.map(|oldest| today.days_since(oldest)).unwrap_or_default();
            FactsFile { file: path.display().to_string(), oldest, age }
        });
        images.into_iter().collect()
    }

    /// Moves the comparisons of definitions with what runs out of the plans of `files`, into a summary. Returns
    /// `None` if there are no answers of clusters. `is_whole` is whether a folder was searched: only then the summary
    /// has strays.
    pub(super) fn live_summary(
        &self,
        files: &mut [ReportedFile],
        is_whole: bool,
    ) -> Option<LiveSummary> {
        if self.live.is_empty() {
            return None;
        }
        let mut summary = LiveSummary { strays: is_whole.then(Vec::new), ..LiveSummary::default() };
        let plans = || files.iter().filter_map(|it| it.result.as_ref().ok());
        for (cluster, live) in self.live.iter() {
            summary.running += live.len();
            let Some(found) = &mut summary.strays else { continue };
            let plans = plans().filter(|plan| plan.clusters.contains(cluster));
            let ids: HashSet<&str> = plans.flat_map(FilePlan::ids).collect();
            let settings = self.config.settings_of_cluster(cluster);
            found.extend(strays(live, &ids, &self.of_settings(&settings, &[cluster])));
        }
        for file in files {
            let Ok(plan) = &mut file.result else { continue };
            summary.add(&file.path, std::mem::take(&mut plan.compared));
        }
        Some(summary)
    }

    /// Returns the decisions of `[[keep]]` that are out of date, because they find nothing in `files` or have ended.
    pub(super) fn outdated(&self, files: &[ReportedFile]) -> Vec<OutdatedKeep> {
        let settings = self.config.settings();
        if settings.keeps.is_empty() {
            return Vec::new();
        }
        let mut tally = KeepTally::default();
        for file in files {
            let Ok(plan) = &file.result else { continue };
            for options in &self.of(&file.path).each {
                plan.definitions.iter().for_each(|it| tally.add(&options.rules.keeps, it));
            }
        }
        let outdated = settings.keeps.iter().filter_map(|setting| {
            let Keep { reason, until, .. } = &setting.value.keep;
            Some(OutdatedKeep {
                why: tally.outdated(&setting.value.keep, self.general.rules.today)?,
                place: setting.origin.to_string(),
                about: setting.value.about(),
                reason: reason.clone(),
                until: *until,
            })
        });
        outdated.collect()
    }
}

/// The environment variable that takes the place of today's date, for tests.
const TODAY: &str = "PULLCONFIG_TODAY";

/// Returns today's date in UTC.
#[expect(clippy::disallowed_methods, reason = "the date comes in at the edge of the process")]
fn today() -> anyhow::Result<Date> {
    match std::env::var(TODAY) {
        Ok(text) => text.parse().with_context(|| format!("{TODAY}={text}")),
        Err(_) => Ok(Time::from(SystemTime::now()).date()),
    }
}
