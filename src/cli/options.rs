//! Turns the configuration into the options of each file.

use std::collections::{BTreeSet, HashMap};
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::SystemTime;

use anyhow::Context as _;

use super::input::Input;
use crate::config::{Config, Layer, Ruling, Settings};
use crate::engine::{Clusters, Keep, Options};
use crate::images::{Date, Time};
use crate::plan::{FileEntry, FileOptions, KeepTally, OutdatedKeep, PlanOptions};

/// The options of a run: what holds for all files, and the options of each.
#[derive(Debug)]
pub(super) struct OptionsByFile {
    pub(super) config: Config,
    /// The options of the run as a whole, with the credentials of all clusters.
    pub(super) general: PlanOptions,
    /// The options of the files that were asked about so far. Most files have the same.
    known: Mutex<HashMap<Ruling, Arc<FileOptions>>>,
}

impl OptionsByFile {
    /// Reads the configuration for the files of `input`. `given` holds the choices of the command
    /// line, and `others` is the most images of each file for which apps without known credentials are
    /// looked for.
    pub(super) fn new(input: &Input<'_>, given: Layer, others: usize) -> anyhow::Result<Self> {
        let config = input.configuration(given)?;
        let rules = Options { today: today()?, ..config.settings().options() };
        let general = PlanOptions {
            rules,
            clusters: Clusters::default(),
            templates: input.files.template_syntax,
            embedded: input.files.embedded,
            only: None,
            others,
        };
        Ok(OptionsByFile { config, general, known: Mutex::default() })
    }

    /// Returns the options of the file at `path`.
    pub(super) fn of(&self, path: &Path) -> Arc<FileOptions> {
        let ruling = self.config.ruling(path);
        // A thread that panics leaves a map of finished options.
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        known.entry(ruling).or_insert_with_key(|ruling| Arc::new(self.made(ruling))).clone()
    }

    fn made(&self, ruling: &Ruling) -> FileOptions {
        let settings = self.config.settings_of(ruling);
        let differences = settings.split_first().map(|(first, others)| {
            let keys = others.iter().flat_map(|other: &Settings| first.differences(other));
            keys.collect::<BTreeSet<_>>().into_iter().collect()
        });
        let PlanOptions { ref rules, templates, embedded, others, .. } = self.general;
        let options = settings.iter().map(|settings| {
            let rules = Options { today: rules.today, ..settings.options() };
            let clusters = settings.clusters.iter().cloned().collect();
            PlanOptions { rules, clusters, templates, embedded, only: None, others }
        });
        FileOptions { each: options.collect(), differences: differences.unwrap_or_default() }
    }

    /// Returns the decisions of the configuration that are out of date.
    pub(super) fn outdated(&self, files: &[FileEntry]) -> Vec<OutdatedKeep> {
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

/// The variable that takes the place of today's date, for tests.
const TODAY: &str = "PULLCONFIG_TODAY";

/// Returns today's date in UTC.
#[expect(clippy::disallowed_methods, reason = "the date comes in at the edge of the process")]
fn today() -> anyhow::Result<Date> {
    match std::env::var(TODAY) {
        Ok(text) => text.parse().with_context(|| format!("{TODAY}={text}")),
        Err(_) => Ok(Time::from(SystemTime::now()).date()),
    }
}
