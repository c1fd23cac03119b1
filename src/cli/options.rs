//! Turns the configuration into the options of each file.

use std::borrow::Cow;
use std::path::Path;

use super::input::Input;
use crate::config::{Config, Given};
use crate::engine::Options;

/// The options of a run: those of most files, and the overrides for some paths.
#[derive(Debug)]
pub(super) struct OptionsByFile {
    pub(super) config: Config,
    pub(super) general: Options,
}

impl OptionsByFile {
    /// Reads the configuration for the files of `input`. `given` holds the choices of the command
    /// line.
    pub(super) fn new(input: &Input<'_>, given: Given) -> anyhow::Result<Self> {
        let config = input.configuration(given)?;
        let general = Options {
            templates: input.files.template_syntax,
            embedded: input.files.embedded,
            ..config.settings(None).options()
        };
        Ok(OptionsByFile { config, general })
    }

    /// Returns the options of the file at `path`.
    pub(super) fn of(&self, path: &Path) -> Cow<'_, Options> {
        if !self.config.is_overridden(path) {
            return Cow::Borrowed(&self.general);
        }
        let options = self.config.settings(Some(path)).options();
        let Options { templates, embedded, others, ref conflicts, .. } = self.general;
        Cow::Owned(Options { templates, embedded, others, conflicts: conflicts.clone(), ..options })
    }
}
