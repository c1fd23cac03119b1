//! Reads a configuration file, and checks it as far as that is possible without a definition.

#![expect(clippy::disallowed_methods, reason = "the configuration is read where it is found")]

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::ConfigError;
use super::error::Mistake;
use super::file::{
    Choosing, ClusterTable, ConfigFile, CredentialTable, ImageTable, KeepTable, Locate,
    OverrideTable,
};
use super::find::shown;
use super::layer::Layer;
use super::located::{At, OneOrMany};
use super::ruled::{ClusterEntry, ConfiguredCredential, ConfiguredImage, ConfiguredKeep, Override};
use super::setting::{Setting, SettingOrigin, TableKind};
use crate::engine::{Cluster, Keep, KnownCredential};
use crate::marathon::Pattern;
use crate::scan::PathSet;

/// A configuration file that was read and is valid.
#[derive(Debug)]
pub(super) struct LoadedConfig {
    /// The path of the file, as it is shown.
    pub(super) path: PathBuf,
    /// The path of the file, absolute and without links.
    pub(super) real: PathBuf,
    /// The folder that the paths in the file count from, absolute and without links.
    pub(super) base: PathBuf,
    /// The choices that the file makes for all files.
    pub(super) general: Layer,
    pub(super) clusters: Vec<ClusterEntry>,
    pub(super) overrides: Vec<Override>,
    pub(super) credentials: Vec<Setting<ConfiguredCredential>>,
    pub(super) images: Vec<Setting<ConfiguredImage>>,
    pub(super) keeps: Vec<Setting<ConfiguredKeep>>,
}

impl LoadedConfig {
    /// Reads and checks the file at `path`. `here` is the current folder, absolute.
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
        let reader = Reader {
            path: name.display().to_string(),
            newlines: memchr::memchr_iter(b'\n', text.as_bytes()).collect(),
            base: &base,
            here,
        };
        let tables = toml::from_str(&text).map_err(Mistake::from);
        match tables.and_then(|tables| reader.load(&tables)) {
            Ok(loaded) => Ok(LoadedConfig { path: name, real, ..loaded }),
            Err(mistake) => Err(mistake.in_file(name, &text)),
        }
    }
}

/// Turns the tables of a file into layers and entries.
struct Reader<'r> {
    /// The path of the file, as it is shown.
    path: String,
    /// The offsets of the line ends.
    newlines: Vec<usize>,
    /// The folder that the paths in the file count from.
    base: &'r Path,
    /// The current folder.
    here: &'r Path,
}

impl Reader<'_> {
    /// Checks all tables. The paths of the file are not set yet.
    fn load(&self, file: &ConfigFile) -> Result<LoadedConfig, Mistake> {
        let mut loaded = LoadedConfig {
            path: PathBuf::new(),
            real: PathBuf::new(),
            base: self.base.to_owned(),
            general: self.general(file)?,
            clusters: Vec::new(),
            overrides: Vec::new(),
            credentials: Vec::new(),
            images: Vec::new(),
            keeps: Vec::new(),
        };
        for at in &file.cluster {
            let entry = self.cluster(at)?;
            refuse_repeated_cluster(&loaded.clusters, &entry, at)?;
            loaded.clusters.push(entry);
        }
        for at in &file.credential {
            let credential = self.credential(at, &loaded.clusters)?;
            refuse_repeated_credential(&loaded.credentials, &credential, &at.value)?;
            loaded.credentials.push(self.setting(at, credential));
        }
        for at in &file.image {
            loaded.images.extend(self.images(at, &loaded)?);
        }
        for (entry, at) in file.keep.iter().enumerate() {
            let keep = self.keep(entry, at, &loaded.clusters)?;
            loaded.keeps.push(self.setting(at, keep));
        }
        for at in &file.r#override {
            loaded.overrides.push(self.r#override(&at.value, &loaded.clusters)?);
        }
        Ok(loaded)
    }

    /// Returns the origin of the value that begins at `offset`, in a table of the kind `table`.
    fn origin(&self, offset: usize, table: TableKind) -> SettingOrigin {
        let line = self.newlines.partition_point(|&newline| newline < offset) + 1;
        SettingOrigin::File { path: self.path.clone(), line, table }
    }

    /// Returns `value`, which was made from the entry `at`, with the line of the entry as its origin.
    fn setting<T, U>(&self, at: &At<T>, value: U) -> Setting<U> {
        Setting { value, origin: self.origin(at.span.start, TableKind::General) }
    }

    /// Returns a path that the file names, as reports show it.
    fn shown(&self, path: &Path) -> PathBuf {
        shown(&self.base.join(path), self.here)
    }

    /// Returns the choices of `table`, with their origins.
    fn layer(&self, table: &dyn Choosing, kind: &TableKind) -> Layer {
        table.layer(&Locate { origin: &|offset| self.origin(offset, kind.clone()) })
    }

    /// Returns the choices for all files, which are made outside of any entry.
    fn general(&self, file: &ConfigFile) -> Result<Layer, Mistake> {
        for glob in file.include.iter().chain(&file.exclude) {
            path_set(std::slice::from_ref(&glob.value), glob)?;
        }
        let locate = Locate { origin: &|offset| self.origin(offset, TableKind::General) };
        Ok(Layer {
            include: locate.list(&file.include, String::clone),
            exclude: locate.list(&file.exclude, String::clone),
            facts: file.images.as_ref().map(|at| locate.one(at, Some(self.shown(&at.value)))),
            credential_names: locate.list(&file.credential_names, |glob| glob.parsed.clone()),
            ..file.layer(&locate)
        })
    }

    fn cluster(&self, at: &At<ClusterTable>) -> Result<ClusterEntry, Mistake> {
        let table = &at.value;
        let name = &table.name.value.parsed.text;
        let kind = TableKind::Cluster(name.clone());
        Ok(ClusterEntry {
            cluster: Cluster::named(name),
            origin: self.origin(at.span.start, TableKind::General),
            paths: table.paths.value.list.clone(),
            files: paths(&table.paths)?,
            dcos: table.dcos.as_ref().map(|url| url.value.parsed.clone()),
            mesos: table.mesos.as_ref().map(|version| version.parsed),
            cacert: table.cacert.as_ref().map(|path| self.shown(path)),
            default_registry: table.default_registry.clone(),
            info: table.info.as_ref().map(|path| self.shown(path)),
            live: table.live.list.iter().map(|path| self.shown(path)).collect(),
            layer: self.layer(table, &kind),
        })
    }

    fn r#override(
        &self,
        table: &OverrideTable,
        clusters: &[ClusterEntry],
    ) -> Result<Override, Mistake> {
        Ok(Override {
            files: paths(&table.paths)?,
            clusters: named_clusters(&table.cluster, clusters)?,
            layer: self.layer(table, &TableKind::Override),
        })
    }

    fn credential(
        &self,
        at: &At<CredentialTable>,
        clusters: &[ClusterEntry],
    ) -> Result<ConfiguredCredential, Mistake> {
        let table = &at.value;
        if table.name.is_none() && table.uri.list.is_empty() {
            return Err(Mistake::new(&at.span, "a credential needs a `uri` or a `name`"));
        }
        let known_credential = KnownCredential {
            name: table.name.as_ref().map(|name| name.value.parsed.text.clone()),
            uris: table.uri.list.clone(),
            key: table.secret_name.as_ref().map(|key| key.parsed.text.clone()),
            source: table.secret_source.as_ref().map(|source| source.parsed.clone()),
            archive: table.archive.as_ref().map(|path| self.shown(path)),
            same: table.same,
            is_of_clusters: table.cluster.is_some(),
        };
        let clusters = named_clusters(&table.cluster, clusters)?;
        Ok(ConfiguredCredential { clusters, known: known_credential })
    }

    /// Returns one image for each glob of an entry of `[[image]]`. Its credential must exist in each of its clusters.
    fn images(
        &self,
        at: &At<ImageTable>,
        loaded: &LoadedConfig,
    ) -> Result<Vec<Setting<ConfiguredImage>>, Mistake> {
        let table = &at.value;
        let name = &table.credential.value.parsed.text;
        let clusters = named_clusters(&table.cluster, &loaded.clusters)?;
        let namesakes = || {
            let credentials = loaded.credentials.iter().map(|credential| &credential.value);
            credentials.filter(|credential| credential.known.name.as_ref() == Some(name))
        };
        let refuse = |message: String| Err(Mistake::new(&table.credential.span, message));
        if namesakes().next().is_none() {
            return refuse(format!("no [[credential]] has the name `{name}`"));
        }
        let mut own = clusters.iter();
        if let Some(cluster) = own.find(|cluster| !namesakes().any(|it| it.holds_in(cluster))) {
            let message =
                format!("no [[credential]] has the name `{name}` in the cluster `{cluster}`");
            return refuse(message);
        }
        let image = |pattern: &Pattern| {
            let (pattern, credential) = (pattern.clone(), name.clone());
            let image = ConfiguredImage { clusters: clusters.clone(), pattern, credential };
            self.setting(at, image)
        };
        Ok(table.image.list.iter().map(image).collect())
    }

    /// Returns the decision of an entry of `[[keep]]`. `entry` is the index of the entry.
    fn keep(
        &self,
        entry: usize,
        at: &At<KeepTable>,
        clusters: &[ClusterEntry],
    ) -> Result<ConfiguredKeep, Mistake> {
        let table = &at.value;
        if table.id.list.is_empty() && table.paths.is_none() {
            return Err(Mistake::new(&at.span, "an entry of [[keep]] needs an `id` or `paths`"));
        }
        let keep = Keep {
            entry,
            ids: table.id.list.clone(),
            rules: table.rule.list.clone(),
            reason: table.reason.parsed.text.clone(),
            until: table.until.map(|day| day.date),
        };
        Ok(ConfiguredKeep {
            clusters: named_clusters(&table.cluster, clusters)?,
            paths: table.paths.as_ref().map(|paths| paths.value.list.clone()).unwrap_or_default(),
            files: table.paths.as_ref().map(paths).transpose()?.map(Arc::new),
            keep,
        })
    }
}

/// Refuses a cluster that has the name or the URL of another one.
fn refuse_repeated_cluster(
    others: &[ClusterEntry],
    entry: &ClusterEntry,
    at: &At<ClusterTable>,
) -> Result<(), Mistake> {
    let table = &at.value;
    if others.iter().any(|other| other.cluster == entry.cluster) {
        let message = format!("two entries of [[cluster]] have the name `{}`", entry.cluster);
        return Err(Mistake::new(&table.name.span, message));
    }
    let Some((url, span)) = entry.dcos.as_ref().zip(table.dcos.as_ref().map(|url| &url.span))
    else {
        return Ok(());
    };
    match others.iter().find(|other| other.dcos.as_ref() == Some(url)) {
        None => Ok(()),
        Some(other) => {
            let message = format!(
                "the clusters `{}` and `{}` have the same URL, {}; make one entry of them",
                other.cluster,
                entry.cluster,
                url.origin()
            );
            Err(Mistake::new(span, message))
        }
    }
}

/// Refuses a credential that has the name of another one of the same cluster.
fn refuse_repeated_credential(
    others: &[Setting<ConfiguredCredential>],
    credential: &ConfiguredCredential,
    table: &CredentialTable,
) -> Result<(), Mistake> {
    let Some(name) = &table.name else { return Ok(()) };
    let is_namesake = |other: &Setting<ConfiguredCredential>| {
        let other = &other.value;
        other.known.name == credential.known.name && other.shares_cluster(credential)
    };
    if !others.iter().any(is_namesake) {
        return Ok(());
    }
    let message =
        format!("two entries of [[credential]] have the name `{}`", name.value.parsed.text);
    Err(Mistake::new(&name.span, message))
}

/// Returns the clusters that a table names, which must all exist. An empty list means all clusters.
fn named_clusters(
    named: &Option<At<OneOrMany<String>>>,
    clusters: &[ClusterEntry],
) -> Result<Vec<Cluster>, Mistake> {
    let Some(named) = named else { return Ok(Vec::new()) };
    if named.value.list.is_empty() {
        return Err(Mistake::new(
            &named.span,
            "`cluster` is an empty list; name a cluster, or remove the key",
        ));
    }
    let find = |name: &String| match clusters.iter().find(|it| it.cluster.name() == Some(name)) {
        Some(entry) => Ok(entry.cluster.clone()),
        None => Err(Mistake::new(&named.span, unknown_cluster(name, clusters))),
    };
    named.value.list.iter().map(find).collect()
}

/// Returns the message that there is no cluster `name`. It names the clusters of the configuration.
fn unknown_cluster(name: &str, clusters: &[ClusterEntry]) -> String {
    let names: Vec<String> = clusters.iter().map(|it| format!("`{}`", it.cluster)).collect();
    let there = match names.split_last() {
        None => "the configuration has no cluster".to_owned(),
        Some((only, [])) => format!("the only one is {only}"),
        Some((last, others)) => format!("the clusters are {} and {last}", others.join(", ")),
    };
    format!("no [[cluster]] has the name `{name}`; {there}")
}

/// Returns the files that the key `paths` of an entry selects. The key must not be an empty list.
fn paths(globs: &At<OneOrMany<String>>) -> Result<PathSet, Mistake> {
    if globs.value.list.is_empty() {
        return Err(Mistake::new(&globs.span, "`paths` is an empty list; name a path"));
    }
    path_set(&globs.value.list, globs)
}

/// Returns the files that `globs` select. A glob that is not valid is a mistake at `at`.
fn path_set<T>(globs: &[String], at: &At<T>) -> Result<PathSet, Mistake> {
    PathSet::new(globs).map_err(|message| Mistake::new(&at.span, message))
}
