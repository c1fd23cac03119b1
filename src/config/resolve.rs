//! Combines the layers that hold for a file with definitions, in this order: the defaults, the general choices of the
//! configuration file, those of a cluster, the overrides, the command line. A later layer wins. Lists are joined,
//! except for `include`: a later list replaces an earlier one.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Component, Path, PathBuf};

use super::ConfigError;
use super::layer::Layer;
use super::read::LoadedConfig;
use super::ruled::{ClusterEntry, ConfiguredKeep};
use super::setting::Setting;
use super::settings::Settings;
use crate::engine::{Cluster, Clusters};
use crate::scan::{PathSet, Within, have_files};

/// The configuration of a run.
#[derive(Debug)]
pub struct Config {
    /// The configuration file; `None` if there is none.
    loaded: Option<LoadedConfig>,
    /// The choices of the command line.
    given: Layer,
    /// The current folder, absolute.
    here: PathBuf,
}

/// The entries of the configuration that apply to a file. Files with the same entries have the same settings.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default)]
pub struct Ruling {
    /// The indices of the clusters that the file is for.
    clusters: Vec<usize>,
    /// The indices of the overrides that match the file.
    overrides: Vec<usize>,
    /// The indices of the `[[keep]]` entries that match the file by `paths`.
    keeps: Vec<usize>,
}

impl Config {
    /// Reads the configuration file at `path`; without a path, the run has none. `here` is the current folder,
    /// absolute, and `given` are the choices of the command line.
    ///
    /// # Errors
    /// The file cannot be read or makes no sense.
    pub fn new(path: Option<&Path>, here: PathBuf, given: Layer) -> Result<Self, ConfigError> {
        let loaded = path.map(|path| LoadedConfig::read(path, &here)).transpose()?;
        Ok(Config { loaded, given, here })
    }

    /// Returns the path of the configuration file, as it is shown, if there is one.
    #[must_use]
    pub fn path(&self) -> Option<&Path> {
        self.loaded.as_ref().map(|loaded| &*loaded.path)
    }

    /// Returns the folder that the paths in the configuration file count from, absolute and without links.
    #[must_use]
    pub fn base(&self) -> Option<&Path> {
        self.loaded.as_ref().map(|loaded| &*loaded.base)
    }

    /// Whether the file at `path` is the configuration file. That file names credentials, but it is not to be migrated.
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

    /// Returns the clusters that the configuration file names.
    #[must_use]
    pub fn clusters(&self) -> &[ClusterEntry] {
        self.loaded.as_ref().map_or(&[], |loaded| &loaded.clusters)
    }

    /// Returns the settings of the run as a whole, with the credentials, images and decisions of
    /// all clusters.
    #[must_use]
    pub fn settings(&self) -> Settings {
        let mut settings = Settings::default();
        if let Some(loaded) = &self.loaded {
            settings.apply(&loaded.general);
            settings.credentials.clone_from(&loaded.credentials);
            settings.images.clone_from(&loaded.images);
            settings.keeps.clone_from(&loaded.keeps);
        }
        self.end_with_given(&mut settings);
        settings
    }

    /// Returns `path` relative to the folder from which the globs of the configuration file count, or without such a
    /// file relative to the current folder. Returns `None` if the path leads out of that folder.
    #[must_use]
    pub fn inner(&self, path: &Path) -> Option<PathBuf> {
        let base = self.base().unwrap_or(&self.here);
        Some(self.real(path).strip_prefix(base).ok()?.to_owned())
    }

    /// Returns the entries that apply to the file at `path`, a path as it is shown.
    #[must_use]
    pub fn ruling(&self, path: &Path) -> Ruling {
        let Some(loaded) =
            self.loaded.as_ref().filter(|loaded| loaded.has_entries_for_some_files())
        else {
            return Ruling::default();
        };
        let real = self.real(path);
        let Ok(inner) = real.strip_prefix(&loaded.base) else { return Ruling::default() };
        let clusters = loaded.clusters.iter().map(|entry| &entry.files);
        let overrides = loaded.overrides.iter().map(|entry| &entry.files);
        let keeps = loaded.keeps.iter().enumerate();
        let keeps = keeps.filter_map(|(index, keep)| Some((index, keep.value.files.as_deref()?)));
        let matching = |(index, files): (usize, &PathSet)| files.contains(inner).then_some(index);
        Ruling {
            clusters: clusters.enumerate().filter_map(matching).collect(),
            overrides: overrides.enumerate().filter_map(matching).collect(),
            keeps: keeps.filter_map(matching).collect(),
        }
    }

    /// Returns the clusters that have no file in the folder of the configuration file. Returns no cluster if that
    /// folder was not searched as a whole: it must be one of `searched`, or lie below one of them. The clusters in
    /// `known` are known to have a file, so that nothing is searched for them.
    #[must_use]
    pub fn without_files(
        &self,
        searched: &[&Path],
        known: &BTreeSet<&Cluster>,
    ) -> Vec<&ClusterEntry> {
        let Some(base) = self.base() else { return Vec::new() };
        if !searched.iter().any(|path| base.starts_with(self.real(path))) {
            return Vec::new();
        }
        let mut others: Vec<&ClusterEntry> =
            self.clusters().iter().filter(|it| !known.contains(&it.cluster)).collect();
        if others.is_empty() {
            return others;
        }
        let sets: Vec<&PathSet> = others.iter().map(|it| &it.files).collect();
        let mut have = have_files(base, &sets).into_iter();
        others.retain(|_| !have.next().unwrap_or_default());
        others
    }

    /// Returns the clusters that the file at `path`, a path as it is shown, is for.
    #[must_use]
    pub fn clusters_of(&self, path: &Path) -> Clusters {
        if self.clusters().is_empty() {
            return Clusters::default();
        }
        let of_index = |index: usize| Some(self.clusters().get(index)?.cluster.clone());
        self.ruling(path).clusters.into_iter().filter_map(of_index).collect()
    }

    /// Returns the settings of the files to which the entries `ruling` apply: one element for all of their clusters, or
    /// several if the settings of the clusters differ.
    #[must_use]
    pub fn settings_of(&self, ruling: &Ruling) -> Vec<Settings> {
        let own = ruling.clusters.iter().filter_map(|&index| self.clusters().get(index));
        let mut all: Vec<Settings> = Vec::new();
        for settings in own.map(|entry| self.settings_in(Some(entry), ruling)) {
            match all.iter_mut().find(|known| known.is_like(&settings)) {
                Some(known) => known.clusters.extend(settings.clusters),
                None => all.push(settings),
            }
        }
        if all.is_empty() {
            all.push(self.settings_in(None, ruling));
        }
        all
    }

    /// Returns the settings of a cluster, without overrides and without decisions about single paths.
    #[must_use]
    pub fn settings_of_cluster(&self, cluster: &Cluster) -> Settings {
        let entry = self.clusters().iter().find(|entry| entry.cluster == *cluster);
        self.settings_in(entry, &Ruling::default())
    }

    /// Returns the settings, in the cluster of `entry`, of the files to which the entries `ruling` apply. Without an
    /// `entry`, it is the cluster without a name.
    fn settings_in(&self, entry: Option<&ClusterEntry>, ruling: &Ruling) -> Settings {
        let mut settings = Settings::default();
        let cluster = entry.map(|entry| entry.cluster.clone()).unwrap_or_default();
        if let Some(loaded) = &self.loaded {
            settings.apply(&loaded.general);
            if let Some(entry) = entry {
                settings.apply(&entry.layer);
            }
            let overrides = ruling.overrides.iter().filter_map(|&at| loaded.overrides.get(at));
            for entry in overrides.filter(|entry| entry.holds_in(&cluster)) {
                settings.apply(&entry.layer);
            }
            let credentials = loaded.credentials.iter().filter(|it| it.value.holds_in(&cluster));
            settings.credentials = credentials.cloned().collect();
            let images = loaded.images.iter().filter(|it| it.value.holds_in(&cluster));
            settings.images = images.cloned().collect();
            let is_here = |(index, keep): &(usize, &Setting<ConfiguredKeep>)| {
                let keep = &keep.value;
                keep.holds_in(&cluster) && (keep.files.is_none() || ruling.keeps.contains(index))
            };
            let keeps = loaded.keeps.iter().enumerate().filter(is_here);
            settings.keeps = keeps.map(|(_, keep)| keep.clone()).collect();
        }
        settings.clusters = vec![cluster];
        self.end_with_given(&mut settings);
        settings
    }

    /// Applies the choices of the command line. They also win over the paths and keys of single credentials.
    fn end_with_given(&self, settings: &mut Settings) {
        let given = &self.given;
        for Setting { value, .. } in &mut settings.credentials {
            let known = &mut value.known;
            known.source = known.source.take().filter(|_| given.secret_source.is_none());
            known.key = known.key.take().filter(|_| given.secret_name.is_none());
        }
        settings.apply(given);
    }

    /// Returns the globs of the configuration file that select the searched files. `--include` replaces its
    /// `include`; `--exclude` is added to its `exclude`.
    #[must_use]
    pub fn within(&self) -> Option<Within> {
        let loaded = self.loaded.as_ref()?;
        let texts = |list: &[Setting<String>]| list.iter().map(|it| it.value.clone()).collect();
        let include = match self.given.include.is_empty() {
            true => texts(&loaded.general.include),
            false => Vec::new(),
        };
        let exclude = texts(&loaded.general.exclude);
        Some(Within { base: loaded.base.clone(), include, exclude })
    }

    /// Returns `path` as an absolute path, without links if it exists.
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
    /// Whether the configuration has entries that hold only for some files.
    fn has_entries_for_some_files(&self) -> bool {
        let is_by_path = |keep: &Setting<ConfiguredKeep>| keep.value.files.is_some();
        !self.clusters.is_empty() || !self.overrides.is_empty() || self.keeps.iter().any(is_by_path)
    }
}
