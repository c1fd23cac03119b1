//! `pullconfig secrets`: lists the secrets that must exist.

use std::io::Write as _;

use anyhow::bail;

use super::extract;
use crate::cli::args::secrets::{SecretsArguments, SecretsCommand, SecretsFormat};
use crate::cli::input::Input;
use crate::cli::session::Session;
use crate::cli::status::Status;
use crate::cli::terminal::output::{Output, failures, note};
use crate::engine::Options;
use crate::report::{JsonWriter, secrets_document, secrets_script, secrets_table, suggestions};
use crate::secrets::{Manifest, suggest};

pub(in crate::cli) fn run(arguments: &SecretsArguments, output: &Output) -> anyhow::Result<Status> {
    if let Some(SecretsCommand::Extract(arguments)) = &arguments.command {
        return extract::run(arguments, output);
    }
    if arguments.migration.is_about_texts() {
        bail!("--strip-read-only makes no difference to the secrets");
    }
    let input = Input::without_report(&arguments.files);
    let session = Session::survey(&input, arguments.migration.given(), 0)?;
    let manifest = Manifest::of(session.plans());
    let defaults = Options::default();
    let options = session.options.as_ref().map_or(&defaults, |options| &options.general.rules);
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
    session.leftovers.tell(output);
    if failed {
        return Ok(Status::Failed);
    }
    if manifest.secrets.is_empty() && manifest.blocked == 0 {
        note(
            output,
            "no definition names a secret to pull its image with, or would after a conversion",
        );
    }
    // The suggestions tell how many definitions of each are blocked.
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
