//! Combines defaults, the file, its overrides and the command line. A later one wins; lists are
//! joined, except that `--include` replaces the list of the file.

use std::fs;
use std::path::{Component, Path, PathBuf};

use super::ConfigError;
use super::file::Choices;
use super::located::{At, Parsed};
use super::read::LoadedConfig;
use super::settings::{Setting, SettingOrigin, Settings};
use crate::engine::{Accept, SourceTemplate};
use crate::marathon::{Pattern, Target};
use crate::scan::Within;

/// The choices of the command line.
#[derive(Debug, Clone, Default)]
pub struct Given {
    /// `--secret-source`
    pub secret_source: Option<SourceTemplate>,
    /// `--secret-name`
    pub secret_name: Option<String>,
    /// `--target`
    pub target: Option<Target>,
    /// `--accept`
    pub accept: Vec<Accept>,
    /// `--strip-read-only`
    pub strip_read_only: Option<bool>,
    /// `--credential`
    pub credential: Vec<Pattern>,
    /// `--include`
    pub include: Vec<String>,
    /// `--exclude`
    pub exclude: Vec<String>,
}

/// The configuration of a run.
#[derive(Debug)]
pub struct Config {
    loaded: Option<LoadedConfig>,
    given: Given,
    /// The current folder, absolute.
    here: PathBuf,
}

impl Config {
    /// Reads the file at `path`, if there is one. `here` is the current folder, absolute.
    ///
    /// # Errors
    /// The file cannot be read or makes no sense.
    pub fn new(path: Option<&Path>, here: PathBuf, given: Given) -> Result<Self, ConfigError> {
        let loaded = path.map(|path| LoadedConfig::read(path, &here)).transpose()?;
        Ok(Config { loaded, given, here })
    }

    /// Returns the path of the configuration file, as it is shown.
    #[must_use]
    pub fn path(&self) -> Option<&Path> {
        self.loaded.as_ref().map(LoadedConfig::path)
    }

    /// Whether the file at `path` is the configuration file. It names credentials, but is not a
    /// file to migrate.
    #[must_use]
    pub fn is_itself(&self, path: &Path) -> bool {
        self.loaded.as_ref().is_some_and(|loaded| {
            path.file_name() == loaded.real.file_name() && self.real(path) == loaded.real
        })
    }

    /// Returns the number of overrides.
    #[must_use]
    pub fn overrides(&self) -> usize {
        self.loaded.as_ref().map_or(0, |loaded| loaded.overrides.len())
    }

    /// Returns the settings of the run, or of the file at `path` (as it is shown).
    #[must_use]
    pub fn settings(&self, path: Option<&Path>) -> Settings {
        let mut settings = Settings::default();
        if let Some(loaded) = &self.loaded {
            loaded.apply(&mut settings);
            if let Some(path) = path.filter(|_| !loaded.overrides.is_empty()) {
                loaded.apply_overrides(&self.real(path), &mut settings);
            }
        }
        self.given.apply(&mut settings);
        settings
    }

    /// Whether an override applies to the file at `path`.
    #[must_use]
    pub fn is_overridden(&self, path: &Path) -> bool {
        let Some(loaded) = self.loaded.as_ref().filter(|loaded| !loaded.overrides.is_empty())
        else {
            return false;
        };
        let real = self.real(path);
        let inner = real.strip_prefix(&loaded.base);
        inner.is_ok_and(|inner| loaded.overrides.iter().any(|(paths, _)| paths.contains(inner)))
    }

    /// Returns the globs of the configuration file that select the searched files. `--include` and
    /// `--exclude` take their place.
    #[must_use]
    pub fn within(&self) -> Option<Within> {
        let loaded = self.loaded.as_ref()?;
        let texts = |list: &[At<String>]| list.iter().map(|at| at.value.clone()).collect();
        let include = match self.given.include.is_empty() {
            true => texts(&loaded.file.include),
            false => Vec::new(),
        };
        Some(Within { base: loaded.base.clone(), include, exclude: texts(&loaded.file.exclude) })
    }

    /// Returns `path` as an absolute path, without links as far as it exists.
    fn real(&self, path: &Path) -> PathBuf {
        fs::canonicalize(path).unwrap_or_else(|_| {
            let mut real = PathBuf::new();
            for component in self.here.join(path).components() {
                match component {
                    Component::CurDir => {}
                    Component::ParentDir => {
                        real.pop();
                    }
                    other => real.push(other),
                }
            }
            real
        })
    }
}

impl LoadedConfig {
    fn apply(&self, settings: &mut Settings) {
        let file = &self.file;
        self.choose(&file.choices(), false, settings);
        let texts = |at: &At<String>| self.setting(at, at.value.clone(), false);
        settings.include = file.include.iter().map(texts).collect();
        settings.exclude = file.exclude.iter().map(texts).collect();
        let pattern = |at: &At<Parsed<Pattern>>| self.setting(at, at.value.parsed.clone(), false);
        settings.credential_names = file.credential_names.iter().map(pattern).collect();
        settings.credentials.clone_from(&self.credentials);
        settings.images.clone_from(&self.images);
    }

    fn apply_overrides(&self, real: &Path, settings: &mut Settings) {
        let Ok(inner) = real.strip_prefix(&self.base) else { return };
        for (_, table) in self.overrides.iter().filter(|(paths, _)| paths.contains(inner)) {
            self.choose(&table.choices(), true, settings);
        }
    }

    fn choose(&self, choices: &Choices, is_override: bool, settings: &mut Settings) {
        let source = choices.secret_source.as_ref();
        let source = source.map(|at| self.setting(at, at.value.parsed.clone(), is_override));
        replace(&mut settings.secret_source, source);
        let key = choices.secret_name.as_ref();
        let key = key.map(|at| self.setting(at, at.value.parsed.text.clone(), is_override));
        replace(&mut settings.secret_name, key);
        let target = choices.target.as_ref();
        replace(
            &mut settings.target,
            target.map(|at| self.setting(at, Some(at.value.parsed), is_override)),
        );
        let clear = choices.clear.as_ref();
        let clear = clear.map(|at| self.setting(at, at.value.into(), is_override));
        replace(&mut settings.clear, clear);
        let strip = choices.strip_read_only.as_ref();
        let strip = strip.map(|at| self.setting(at, at.value, is_override));
        replace(&mut settings.strip_read_only, strip);
        let accept = choices.accept.iter();
        let accept = accept.map(|at| self.setting(at, at.value.parsed.clone(), is_override));
        settings.accept.extend(accept);
    }
}

impl Given {
    fn apply(&self, settings: &mut Settings) {
        let given = self.clone();
        let credentials = settings.credentials.iter_mut().map(|setting| &mut setting.value);
        for known in credentials {
            // The source of a single credential also gives way to the command line.
            known.source = known.source.take().filter(|_| given.secret_source.is_none());
            known.key = known.key.take().filter(|_| given.secret_name.is_none());
        }
        replace(&mut settings.secret_source, flag("--secret-source", given.secret_source));
        replace(&mut settings.secret_name, flag("--secret-name", given.secret_name));
        replace(&mut settings.target, flag("--target", given.target.map(Some)));
        replace(&mut settings.strip_read_only, flag("--strip-read-only", given.strip_read_only));
        if !given.include.is_empty() {
            settings.include.clear();
        }
        settings.accept.extend(flags("--accept", given.accept));
        settings.credential_names.extend(flags("--credential", given.credential));
        settings.include.extend(flags("--include", given.include));
        settings.exclude.extend(flags("--exclude", given.exclude));
    }
}

fn flags<T>(name: &'static str, values: Vec<T>) -> impl Iterator<Item = Setting<T>> {
    values.into_iter().map(move |value| Setting { value, origin: SettingOrigin::Flag(name) })
}

fn flag<T>(name: &'static str, value: Option<T>) -> Option<Setting<T>> {
    value.map(|value| Setting { value, origin: SettingOrigin::Flag(name) })
}

fn replace<T>(setting: &mut Setting<T>, later: Option<Setting<T>>) {
    if let Some(later) = later {
        *setting = later;
    }
}
