//! The options that name files with facts about images.

use std::path::PathBuf;

use clap::Args;

use crate::config::{Layer, Setting};

/// The arguments that name files with facts.
#[derive(Debug, Args)]
#[command(next_help_heading = "Facts")]
pub(in crate::cli) struct FactArguments {
    /// Use the facts of images in FILE, which `pullconfig preflight -o FILE` has written
    #[arg(long, value_name = "FILE")]
    images: Option<PathBuf>,
}

impl FactArguments {
    /// Whether one of these options was given.
    pub(in crate::cli) fn is_given(&self) -> bool {
        self.images.is_some()
    }

    /// Returns `given`, the options of the migration, with these options.
    pub(in crate::cli) fn add_to(&self, given: Layer) -> Layer {
        let facts = self.images.clone().map(|path| Setting::flag("--images", Some(path)));
        Layer { facts, ..given }
    }
}
