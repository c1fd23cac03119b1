//! `pullconfig config`: prints the settings with their origins.

use std::io::Write as _;

use crate::cli::args::ConfigVerbArguments;
use crate::cli::args::files::Files;
use crate::cli::input::Input;
use crate::cli::status::Status;
use crate::cli::terminal::output::Output;
use crate::config::FILE_NAME;

pub(in crate::cli) fn run(
    arguments: &ConfigVerbArguments,
    output: &Output,
) -> anyhow::Result<Status> {
    let ConfigVerbArguments { path, migration, globs, config } = arguments;
    let given = migration.given();
    let files = Files {
        paths: path.iter().cloned().collect(),
        globs: globs.clone(),
        config: config.clone(),
        ..Files::default()
    };
    let config = Input::without_report(&files).configuration(given)?;
    let path = path.as_deref();
    let mut out = output.stdout();
    match config.path() {
        Some(path) => writeln!(out, "# {}", path.display())?,
        None => writeln!(out, "# there is no {FILE_NAME}")?,
    }
    out.write_all(config.settings(path).to_toml().as_bytes())?;
    if path.is_none() && config.overrides() > 0 {
        let count = config.overrides();
        writeln!(
            out,
            "\n# [[override]]: {count}; `pullconfig config FILE` shows what holds for a file"
        )?;
    }
    out.finish()?;
    Ok(Status::Clean)
}
