//! Turns the configuration into the options of each file.

use std::collections::{BTreeSet, HashMap};
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};

use super::input::Input;
use crate::config::{Config, Layer, Ruling, Settings};
use crate::engine::Clusters;
use crate::plan::{FileOptions, PlanOptions};

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
        let general = PlanOptions {
            rules: config.settings().options(),
            clusters: Clusters::default(),
            templates: input.files.template_syntax,
            embedded: input.files.embedded,
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
        let PlanOptions { templates, embedded, others, .. } = self.general;
        let options = settings.iter().map(|settings| {
            let rules = settings.options();
            let clusters = settings.clusters.iter().cloned().collect();
            PlanOptions { rules, clusters, templates, embedded, others }
        });
        FileOptions { each: options.collect(), differences: differences.unwrap_or_default() }
    }
}
