//! `pullconfig config`: prints the settings with their origins.

use std::io::{self, Write};
use std::path::Path;

use crate::cli::args::ConfigVerbArguments;
use crate::cli::args::files::Files;
use crate::cli::input::Input;
use crate::cli::status::Status;
use crate::cli::terminal::output::Output;
use crate::config::{Config, FILE_NAME};
use crate::engine::Cluster;

/// Prints what holds for all files.
fn of_run(out: &mut dyn Write, config: &Config) -> io::Result<()> {
    out.write_all(config.settings().to_toml().as_bytes())?;
    let names: Vec<String> = config.clusters().iter().map(|it| it.cluster.to_string()).collect();
    let (clusters, overrides) = (names.join(", "), config.overrides());
    let shows = "`pullconfig config FILE` shows what holds for a file";
    match (names.is_empty(), overrides) {
        (true, 0) => Ok(()),
        (true, _) => writeln!(out, "\n# [[override]]: {overrides}; {shows}"),
        (false, 0) => writeln!(out, "\n# [[cluster]]: {clusters}; {shows}"),
        (false, _) => {
            writeln!(out, "\n# [[cluster]]: {clusters}; [[override]]: {overrides}; {shows}")
        }
    }
}

/// Prints what holds for the file at `path`: once, or for each of its clusters if that is not the same.
fn of_file(out: &mut dyn Write, config: &Config, path: &Path) -> io::Result<()> {
    for (index, settings) in config.settings_of(&config.ruling(path)).iter().enumerate() {
        if index > 0 {
            writeln!(out)?;
        }
        let place = |cluster: &Cluster| {
            let entry = config.clusters().iter().find(|entry| entry.cluster == *cluster);
            entry.map(|entry| format!("{cluster} ({})", entry.origin))
        };
        let clusters: Vec<String> = settings.clusters.iter().filter_map(place).collect();
        if !clusters.is_empty() {
            writeln!(out, "# cluster: {}", clusters.join(", "))?;
        } else if !config.clusters().is_empty() {
            writeln!(out, "# cluster: none")?;
        }
        out.write_all(settings.to_toml().as_bytes())?;
    }
    Ok(())
}

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
    match path {
        Some(path) => of_file(&mut out, &config, path)?,
        None => of_run(&mut out, &config)?,
    }
    out.finish()?;
    Ok(Status::Clean)
}
