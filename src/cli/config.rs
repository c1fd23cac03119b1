//! `pullconfig config`

use std::io::Write as _;

use anyhow::bail;

use super::Status;
use super::args::ConfigVerbArguments;
use super::output::Output;
use crate::config::FILE_NAME;

pub(super) fn run(arguments: &ConfigVerbArguments, output: &Output) -> anyhow::Result<Status> {
    let paths = &arguments.files.paths;
    if paths.len() > 1 {
        bail!("settings are printed for one file at a time");
    }
    let config = arguments.files.configuration(arguments.migration.given())?;
    let path = paths.first().map(std::path::PathBuf::as_path);
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
