//! Turns the configuration into the options of each file.

use std::borrow::Cow;
use std::path::Path;

use super::input::Input;
use crate::config::{Config, Given};
use crate::engine::Options;
use crate::plan::PlanOptions;

/// The options of a run: those of most files, and the overrides for some paths.
#[derive(Debug)]
pub(super) struct OptionsByFile {
    pub(super) config: Config,
    pub(super) general: PlanOptions,
}

impl OptionsByFile {
    /// Reads the configuration for the files of `input`. `given` holds the choices of the command
    /// line.
    pub(super) fn new(input: &Input<'_>, given: Given) -> anyhow::Result<Self> {
        let config = input.configuration(given)?;
        let general = PlanOptions {
            rules: config.settings(None).options(),
            templates: input.files.template_syntax,
            embedded: input.files.embedded,
            others: 0,
        };
        Ok(OptionsByFile { config, general })
    }

    /// Returns the options of the file at `path`.
    pub(super) fn of(&self, path: &Path) -> Cow<'_, PlanOptions> {
        if !self.config.is_overridden(path) {
            return Cow::Borrowed(&self.general);
        }
        let PlanOptions { ref rules, templates, embedded, others } = self.general;
        let conflicts = rules.conflicts.clone();
        let rules = Options { conflicts, ..self.config.settings(Some(path)).options() };
        Cow::Owned(PlanOptions { rules, templates, embedded, others })
    }
}
