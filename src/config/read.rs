//! Reads a configuration file, and checks it as far as that is possible without a definition.

#![expect(clippy::disallowed_methods, reason = "the configuration is read where it is found")]

use std::collections::{BTreeSet, HashMap};
use std::fs;
use std::path::{Path, PathBuf};

use super::ConfigError;
use super::error::Mistake;
use super::file::{ConfigFile, OverrideTable};
use super::find::shown;
use super::located::At;
use super::settings::{Setting, SettingOrigin};
use crate::engine::{KnownCredential, KnownImage};
use crate::scan::PathSet;

/// A configuration file that was read and is valid.
#[derive(Debug)]
pub(super) struct LoadedConfig {
    /// The path of the file, as it is shown.
    path: PathBuf,
    /// The path of the file, absolute and without links.
    pub(super) real: PathBuf,
    /// The offsets of the line ends.
    newlines: Vec<usize>,
    /// The folder that the paths in the file count from, absolute and without links.
    pub(super) base: PathBuf,
    pub(super) file: ConfigFile,
    pub(super) credentials: Vec<Setting<KnownCredential>>,
    pub(super) images: Vec<Setting<KnownImage>>,
    pub(super) overrides: Vec<(PathSet, OverrideTable)>,
}

impl LoadedConfig {
    /// Reads the file at `path`. `here` is the current folder, absolute.
    pub(super) fn read(path: &Path, here: &Path) -> Result<Self, ConfigError> {
        let unread = |error: std::io::Error| ConfigError {
            path: path.to_owned(),
            position: None,
            message: format!("cannot read the configuration: {error}"),
        };
        let real = fs::canonicalize(path).map_err(unread)?;
        let text = fs::read_to_string(&real).map_err(unread)?;
        let name = if path.is_absolute() { shown(&real, here) } else { path.to_owned() };
        let base = real.parent().unwrap_or(Path::new("/")).to_owned();
        let loaded = Self::parse(&text, name.clone(), base, here);
        loaded
            .map(|loaded| LoadedConfig { real, ..loaded })
            .map_err(|mistake| mistake.in_file(name, &text))
    }

    fn parse(text: &str, path: PathBuf, base: PathBuf, here: &Path) -> Result<Self, Mistake> {
        let file: ConfigFile = toml::from_str(text)?;
        let mut overrides = Vec::new();
        for table in &file.r#override {
            let paths = &table.value.paths;
            if paths.value.list.is_empty() {
                return Err(Mistake::new(&paths.span, "`paths` names no path"));
            }
            overrides.push((path_set(&paths.value.list, paths)?, table.value.clone()));
        }
        for glob in file.include.iter().chain(&file.exclude) {
            path_set(std::slice::from_ref(&glob.value), glob)?;
        }
        let mut loaded = LoadedConfig {
            path,
            real: PathBuf::new(),
            newlines: memchr::memchr_iter(b'\n', text.as_bytes()).collect(),
            base,
            file,
            credentials: Vec::new(),
            images: Vec::new(),
            overrides,
        };
        loaded.credentials = loaded.credentials(here)?;
        loaded.images = loaded.images()?;
        Ok(loaded)
    }

    pub(super) fn path(&self) -> &Path {
        &self.path
    }

    /// Returns a choice with the line of the file that makes it.
    pub(super) fn setting<T, U>(&self, at: &At<T>, value: U, is_override: bool) -> Setting<U> {
        let origin = SettingOrigin::File {
            path: self.path.display().to_string(),
            line: self.newlines.partition_point(|&newline| newline < at.span.start) + 1,
            is_override,
        };
        Setting { value, origin }
    }

    fn credentials(&self, here: &Path) -> Result<Vec<Setting<KnownCredential>>, Mistake> {
        let mut seen = BTreeSet::new();
        let mut all = Vec::new();
        for at in &self.file.credential {
            let table = &at.value;
            if table.name.is_none() && table.uri.list.is_empty() {
                return Err(Mistake::new(&at.span, "a credential needs a `uri` or a `name`"));
            }
            let name = table.name.as_ref();
            if let Some(name) = name
                && !seen.insert(&name.value.parsed.text)
            {
                let message =
                    format!("there are two credentials called `{}`", name.value.parsed.text);
                return Err(Mistake::new(&name.span, message));
            }
            let known = KnownCredential {
                name: name.map(|name| name.value.parsed.text.clone()),
                uris: table.uri.list.clone(),
                key: table.secret_name.as_ref().map(|key| key.parsed.text.clone()),
                source: table.secret_source.as_ref().map(|source| source.parsed.clone()),
                archive: table.archive.as_ref().map(|path| shown(&self.base.join(path), here)),
                same: table.same,
            };
            all.push(self.setting(at, known, false));
        }
        Ok(all)
    }

    fn images(&self) -> Result<Vec<Setting<KnownImage>>, Mistake> {
        let mut all = Vec::new();
        let named =
            |(at, known): (usize, &Setting<KnownCredential>)| Some((known.value.name.clone()?, at));
        let by_name: HashMap<String, usize> =
            self.credentials.iter().enumerate().filter_map(named).collect();
        for at in &self.file.image {
            let name = &at.value.credential.value.parsed.text;
            let Some(&credential) = by_name.get(name) else {
                let message = format!("no [[credential]] has the name `{name}`");
                return Err(Mistake::new(&at.value.credential.span, message));
            };
            for pattern in &at.value.image.list {
                let known = KnownImage { pattern: pattern.clone(), credential };
                all.push(self.setting(at, known, false));
            }
        }
        Ok(all)
    }
}

fn path_set<T>(globs: &[String], at: &At<T>) -> Result<PathSet, Mistake> {
    PathSet::new(globs).map_err(|message| Mistake::new(&at.span, message))
}
