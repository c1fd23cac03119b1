//! The arguments of `secrets`.

use std::path::PathBuf;

use clap::{Args, Subcommand, ValueEnum};

use super::extract::ExtractArguments;
use super::files::Files;
use super::filter::FilterArguments;
use super::migration::MigrationArguments;
use super::planned::contradicting;

/// The arguments of `secrets`.
#[derive(Debug, Args)]
#[command(args_conflicts_with_subcommands = true)]
pub struct SecretsArguments {
    #[command(subcommand)]
    pub(in crate::cli) command: Option<SecretsCommand>,
    /// How to list the secrets
    #[arg(long, value_enum, default_value_t = SecretsFormat::Table)]
    pub(in crate::cli) format: SecretsFormat,
    /// Suggest one secret for each credential, as entries for pullconfig.toml
    #[arg(long, conflicts_with = "format")]
    pub(in crate::cli) suggest: bool,
    /// Show long lists whole: all definitions, URIs and registries of a secret
    #[arg(short, long)]
    pub(in crate::cli) verbose: bool,
    /// List what the plan in FILE needs, as `pullconfig plan` has written it; `-` is stdin
    #[arg(long, value_name = "FILE", conflicts_with_all = contradicting(), help_heading = "Plan")]
    pub(in crate::cli) plan: Option<PathBuf>,
    #[command(flatten)]
    pub(in crate::cli) filter: FilterArguments,
    #[command(flatten)]
    pub(in crate::cli) migration: MigrationArguments,
    #[command(flatten)]
    pub(in crate::cli) files: Files,
}

impl SecretsArguments {
    /// Turns on `-v`, of `secrets` or of `secrets extract`.
    pub(in crate::cli) fn be_verbose(&mut self) {
        match &mut self.command {
            Some(SecretsCommand::Extract(extract)) => extract.verbose = true,
            None => self.verbose = true,
        }
    }
}

/// The verbs after `secrets`.
#[derive(Debug, Subcommand)]
pub(in crate::cli) enum SecretsCommand {
    /// Make the JSON that a secret must hold from a docker.tar.gz, .dockercfg or config.json
    ///
    /// Checks that Mesos can use every login, and says why not. Without -o nothing is written.
    /// Exit code: 0 done; with --for, 1 if there is no login for some image, or it is not known; 2 an error.
    Extract(ExtractArguments),
}

/// The formats of the list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(in crate::cli) enum SecretsFormat {
    /// For people
    Table,
    /// For programs: one JSON document
    Json,
    /// For a shell: a script that stores them with `dcos security secrets`
    Sh,
}
