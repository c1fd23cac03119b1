//! Which configuration file rules a run, and what it makes of each file.

use std::borrow::Cow;
use std::path::{Path, PathBuf};

use anyhow::{Context, bail};
use clap::Args;

use super::files::Files;
use crate::config::{Config, FILE_NAME, Given, nearest};
use crate::rules::Options;

/// Which configuration.
#[derive(Debug, Default, Clone, Args)]
#[command(next_help_heading = "Configuration")]
pub(super) struct ConfigArguments {
    /// Read FILE [default: the nearest pullconfig.toml upward from what is searched]
    #[arg(long, value_name = "FILE")]
    config: Option<PathBuf>,
    /// Read no configuration file
    #[arg(long, conflicts_with = "config")]
    isolated: bool,
}

impl Files {
    /// The configuration for these files, with what else was given on the command line.
    pub(super) fn configuration(&self, given: Given) -> anyhow::Result<Config> {
        let here = std::env::current_dir().context("the current folder is gone")?;
        let given = Given {
            include: self.globs.include.clone(),
            exclude: self.globs.exclude.clone(),
            ..given
        };
        let ConfigArguments { config, isolated } = &self.config;
        let path = match config {
            Some(path) => Some(path.clone()),
            None if *isolated => None,
            None => self.nearest_configuration(&here)?,
        };
        if let Some(path) = &path {
            self.destination.reads(path)?;
        }
        Ok(Config::new(path.as_deref(), here, given)?)
    }

    /// The nearest file upward from the arguments, which must agree on it.
    fn nearest_configuration(&self, here: &Path) -> anyhow::Result<Option<PathBuf>> {
        let mut found: Option<(&Path, Option<PathBuf>)> = None;
        for path in &self.paths {
            let path = match path.as_os_str() == "-" {
                true => self.stdin_filename.as_deref().unwrap_or(Path::new("")),
                false => path,
            };
            // What does not exist is reported when it is searched.
            let start = here.join(path);
            let file = start.ancestors().find(|start| start.exists()).and_then(nearest);
            match &found {
                None => found = Some((path, file)),
                Some((_, other)) if *other == file => {}
                Some((first, other)) => bail!(
                    "`{}` belongs to {}, but `{}` to {}; run them apart, or choose with --config or --isolated",
                    first.display(),
                    named(other.as_deref()),
                    path.display(),
                    named(file.as_deref()),
                ),
            }
        }
        Ok(found.map_or_else(|| nearest(here), |(_, file)| file))
    }
}

fn named(file: Option<&Path>) -> String {
    file.map_or_else(|| format!("no {FILE_NAME}"), |file| file.display().to_string())
}

/// What holds for most files of a run, and what else holds for some.
#[derive(Debug)]
pub(super) struct OptionsByFile {
    pub(super) config: Config,
    pub(super) general: Options,
}

impl OptionsByFile {
    pub(super) fn new(files: &Files, given: Given) -> anyhow::Result<Self> {
        let config = files.configuration(given)?;
        let general = Options {
            templates: files.templates(),
            embedded: files.embedded,
            ..config.settings(None).options()
        };
        Ok(OptionsByFile { config, general })
    }

    pub(super) fn of(&self, path: &Path) -> Cow<'_, Options> {
        if !self.config.is_overridden(path) {
            return Cow::Borrowed(&self.general);
        }
        let options = self.config.settings(Some(path)).options();
        let Options { templates, embedded, others, ref clashes, .. } = self.general;
        Cow::Owned(Options { templates, embedded, others, clashes: clashes.clone(), ..options })
    }
}
