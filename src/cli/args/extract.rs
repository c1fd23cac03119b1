//! The arguments of `secrets extract`.

use std::path::{Path, PathBuf};

use clap::Args;

/// The arguments of `secrets extract`.
#[derive(Debug, Args)]
pub(in crate::cli) struct ExtractArguments {
    /// A docker.tar.gz (or .tar, .tgz, .tar.bz2, .tar.xz, .zip …), .dockercfg or config.json; `-` is
    /// stdin
    pub(in crate::cli) source: PathBuf,
    /// Write the secret's JSON to FILE, for its owner only (mode 0600); `-` is stdout
    #[arg(short, long, value_name = "FILE")]
    pub(in crate::cli) output: Option<PathBuf>,
    /// Replace FILE if it exists; with `-o -`, print also to a terminal
    #[arg(long, requires = "output")]
    pub(in crate::cli) force: bool,
    /// Keep only the login for HOST, a registry as images name it; may be repeated
    #[arg(long, value_name = "HOST")]
    pub(in crate::cli) only: Vec<String>,
    /// Tell which images of the definitions at PATH… have no login for their registry
    #[arg(long = "for", value_name = "PATH", num_args = 1..)]
    pub(in crate::cli) definitions: Vec<PathBuf>,
    /// With --for, also tell the images that have a login
    #[arg(short, long)]
    pub(in crate::cli) verbose: bool,
}

impl ExtractArguments {
    /// Whether the secret goes to stdout.
    pub(in crate::cli) fn is_stdout(&self) -> bool {
        self.output.as_deref().is_some_and(|path| path == Path::new("-"))
    }
}
