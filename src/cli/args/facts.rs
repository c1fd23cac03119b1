//! The options that name files with facts about images.

use std::path::PathBuf;

use clap::Args;

use crate::config::{Layer, Setting};

/// The arguments that name files with facts.
#[derive(Debug, Args)]
#[command(next_help_heading = "Facts")]
pub(in crate::cli) struct FactArguments {
    /// Decide by the facts of images that `pullconfig preflight -o FILE` has asked registries for
    #[arg(long, value_name = "FILE")]
    images: Option<PathBuf>,
}

impl FactArguments {
    /// Whether an option was given.
    pub(in crate::cli) fn is_given(&self) -> bool {
        self.images.is_some()
    }

    /// Adds the options that were given to those of the migration.
    pub(in crate::cli) fn add_to(&self, given: Layer) -> Layer {
        let facts = self.images.clone().map(|path| Setting::flag("--images", Some(path)));
        Layer { facts, ..given }
    }
}
