//! `pullconfig config`: prints the settings with their origins.

use std::io::{self, Write};
use std::path::Path;

use anyhow::bail;

use crate::cli::args::ConfigVerbArguments;
use crate::cli::args::files::Files;
use crate::cli::input::Input;
use crate::cli::options::OptionsByFile;
use crate::cli::session::Session;
use crate::cli::status::Status;
use crate::cli::terminal::output::{Output, failures};
use crate::config::{Config, FILE_NAME, Layer, cluster_entries};
use crate::engine::Cluster;
use crate::plan::{ReportedFile, split};
use crate::report::visible;

/// Prints the settings that hold for files without settings of their own.
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

/// Prints the settings for the file at `path`. If its clusters have different settings, they are printed one after the
/// other.
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

/// Prints the clusters that the paths seem to name, as entries for a `pullconfig.toml`.
fn suggest(input: &Input<'_>, given: Layer, output: &Output) -> anyhow::Result<Status> {
    let session = Session::survey_of_all_clusters(input, given)?;
    let Some(OptionsByFile { config, .. }) = &session.options else { return Ok(Status::Failed) };
    if let (Some(path), [first, ..]) = (config.path(), &*session.clusters) {
        let path = path.display();
        bail!("{path} names its clusters already, such as `{}`", first.name);
    }
    let inner =
        |file: &ReportedFile| Some(config.inner(&file.path)?.to_string_lossy().into_owned());
    let mut out = output.stdout();
    match split(&session.files, inner) {
        None => writeln!(out, "# the paths do not tell which cluster a file is for")?,
        Some(split) => {
            let entries = cluster_entries(&split).map_err(anyhow::Error::msg)?;
            for line in [split.in_words()].into_iter().chain(split.exceptions()) {
                writeln!(out, "# {}", visible(&line))?;
            }
            write!(out, "{entries}")?;
        }
    }
    out.flush()?;
    let failed = failures(output, &session.files);
    out.finish()?;
    Ok(if failed { Status::Failed } else { Status::Clean })
}

pub(in crate::cli) fn run(
    arguments: &ConfigVerbArguments,
    output: &Output,
) -> anyhow::Result<Status> {
    let ConfigVerbArguments { path, suggest, migration, globs, config } = arguments;
    let given = migration.given();
    let files = Files {
        paths: path.iter().cloned().collect(),
        globs: globs.clone(),
        config: config.clone(),
        ..Files::default()
    };
    if *suggest {
        return self::suggest(&Input::without_report(&files), given, output);
    }
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
