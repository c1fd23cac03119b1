//! `pullconfig secrets`

use std::io::Write as _;

use anyhow::bail;
use clap::{Args, Subcommand, ValueEnum};

use super::Status;
use super::args::MigrationArguments;
use super::extract::{self, ExtractArguments};
use super::files::Files;
use super::output::{Output, failures, note};
use super::session::Session;
use crate::report::{JsonWriter, secrets_document, secrets_script, secrets_table, suggestions};
use crate::rules::Options;
use crate::secrets::{Manifest, suggest};

/// `secrets`
#[derive(Debug, Args)]
#[command(args_conflicts_with_subcommands = true)]
pub struct SecretsArguments {
    #[command(subcommand)]
    command: Option<SecretsCommand>,
    /// How to list them
    #[arg(long, value_enum, default_value_t = SecretsFormat::Table)]
    format: SecretsFormat,
    /// Suggest one secret for each credential, as entries for pullconfig.toml
    #[arg(long, conflicts_with = "format")]
    suggest: bool,
    /// List all that share a secret
    #[arg(short, long)]
    verbose: bool,
    #[command(flatten)]
    migration: MigrationArguments,
    #[command(flatten)]
    files: Files,
}

impl SecretsArguments {
    /// Lists all that share a secret; false for a verb that lists nothing.
    pub(super) fn be_verbose(&mut self) -> bool {
        self.verbose = self.command.is_none();
        self.verbose
    }
}

/// What else can be done about secrets.
#[derive(Debug, Subcommand)]
pub(super) enum SecretsCommand {
    /// Make the JSON that a secret must hold from a docker.tar.gz, .dockercfg or config.json
    ///
    /// Checks that Mesos can use every login, and says why not. Without -o nothing is written.
    /// Exit code: 0 done; with --for, 1 if there is no login for some image, or it is not known; 2 an error.
    Extract(ExtractArguments),
}

/// The formats of the list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum SecretsFormat {
    /// For people
    Table,
    /// For programs: one JSON document
    Json,
    /// For a shell: a script that stores them with `dcos security secrets`
    Sh,
}

pub(super) fn run(arguments: &SecretsArguments, output: &Output) -> anyhow::Result<Status> {
    if let Some(SecretsCommand::Extract(arguments)) = &arguments.command {
        return extract::run(arguments, output);
    }
    if arguments.migration.is_about_texts() {
        bail!("--strip-read-only makes no difference to the secrets");
    }
    let session = Session::survey(&arguments.files, arguments.migration.given())?;
    let manifest = Manifest::of(session.plans());
    let defaults = Options::default();
    let options = session.options.as_ref().map_or(&defaults, |options| &options.general);
    let mut out = output.stdout();
    match arguments.format {
        _ if arguments.suggest => {
            let plans = session.plans().map(|(_, plan)| plan);
            suggestions(&mut out, &suggest(plans, options))?;
        }
        SecretsFormat::Table => secrets_table(&mut out, &manifest, arguments.verbose)?,
        SecretsFormat::Json => {
            writeln!(JsonWriter::new(&mut out), "{:#}", secrets_document(&manifest, options))?;
        }
        SecretsFormat::Sh => write!(out, "{}", secrets_script(&manifest, options))?,
    }
    out.flush()?;
    let failed = failures(output, &session.files);
    out.finish()?;
    session.tell_leftovers(output);
    if failed {
        return Ok(Status::Failed);
    }
    if manifest.secrets.is_empty() && manifest.blocked == 0 {
        note(
            output,
            "no definition names a secret to pull its image with, or would after a conversion",
        );
    }
    // Suggestions tell of each how many are blocked.
    if manifest.blocked > 0 && !arguments.suggest {
        let (definitions, are) =
            if manifest.blocked == 1 { ("definition", "is") } else { ("definitions", "are") };
        let again = arguments.files.again().unwrap_or_default();
        let blocked = manifest.blocked;
        note(
            output,
            &format!(
                "{blocked} {definitions} {are} blocked and not counted; `pullconfig scan{again}` tells why"
            ),
        );
    }
    Ok(Status::Clean)
}
