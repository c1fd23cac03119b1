//! `pullconfig secrets`

use std::io::Write as _;

use clap::{Args, ValueEnum};

use super::Status;
use super::args::MigrationArguments;
use super::files::Files;
use super::output::{Output, failures, note};
use super::session::Session;
use crate::report::{secrets_document, secrets_table};
use crate::secrets::Manifest;

/// `secrets`
#[derive(Debug, Args)]
pub struct SecretsArguments {
    #[command(flatten)]
    files: Files,
    #[command(flatten)]
    migration: MigrationArguments,
    /// How to list them
    #[arg(long, value_enum, default_value_t = SecretsFormat::Table)]
    format: SecretsFormat,
    /// List all that share a secret
    #[arg(short, long)]
    verbose: bool,
}

/// The formats of the list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum SecretsFormat {
    /// For people
    Table,
    /// For programs: one JSON document
    Json,
}

pub(super) fn run(arguments: &SecretsArguments, output: &Output) -> anyhow::Result<Status> {
    let session = Session::run(&arguments.files, &arguments.migration)?;
    let manifest = Manifest::of(session.plans());
    let mut out = output.stdout();
    match arguments.format {
        SecretsFormat::Table => secrets_table(&mut out, &manifest, arguments.verbose)?,
        SecretsFormat::Json => writeln!(out, "{:#}", secrets_document(&manifest))?,
    }
    out.flush()?;
    if failures(output, &session.files) {
        return Ok(Status::Failed);
    }
    if manifest.blocked > 0 {
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
