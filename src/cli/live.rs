//! The files with answers of clusters, which the command line and the configuration name → what runs in each cluster.
//!
//! Each file is read once. Where the search comes across such a file, it is left out, because its apps are not those of
//! a repository.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::{Context as _, anyhow, bail};

use super::args::cluster_path::ClusterPath;
use super::args::live::LiveArguments;
use super::clusters::{chosen, configured, is_chosen};
use super::input::Input;
use crate::config::{ClusterEntry, Config, Setting, Settings};
use crate::engine::Cluster;
use crate::live::{Answer, Info, Live};
use crate::marathon::Targets;
use crate::report::visible;
use crate::source::{FileLocation, Identity};

/// The answers of the clusters, by cluster.
#[derive(Debug, Default)]
pub(super) struct LiveClusters {
    /// The apps and pods that run in each cluster.
    by_cluster: BTreeMap<Cluster, Arc<Live>>,
    /// The version and the settings of each cluster.
    infos: BTreeMap<Cluster, Arc<Info>>,
    /// The identities of the files with answers.
    files: Vec<Identity>,
}

impl LiveClusters {
    /// Reads the answers of the clusters that the user has chosen.
    ///
    /// # Errors
    /// A file cannot be read or is no answer of Marathon, or its cluster is not known. Or a cluster runs another
    /// version of Marathon than the one that was chosen for it.
    pub(super) fn read(input: &Input<'_>, config: &Config) -> anyhow::Result<Self> {
        let mut found = LiveClusters::default();
        let given = |option, of: fn(&LiveArguments) -> &[ClusterPath]| {
            by_cluster(option, input.live.map(of).unwrap_or_default(), config)
        };
        let lives = given("--live", |it| &it.live)?;
        let infos = given("--info", |it| &it.info)?;
        let lives = chosen_files(input, config, lives, |entry| entry.live.clone())?;
        let infos =
            chosen_files(input, config, infos, |entry| entry.info.iter().cloned().collect())?;
        for (cluster, paths) in lives {
            let recognition = config.settings_of_cluster(&cluster).options().recognition;
            let mut live = Live::default();
            for path in paths {
                let answer = Answer::read(found.bytes(&path, input)?, &recognition);
                live.add(answer.map_err(|error| anyhow!("{}:{error}", path.display()))?);
            }
            found.by_cluster.insert(cluster, Arc::new(live));
        }
        for (cluster, paths) in infos {
            let [path] = paths.as_slice() else {
                bail!("the cluster `{cluster}` has several answers to `GET /v2/info`; give one");
            };
            let info = Info::read(&found.bytes(path, input)?);
            let info = info.map_err(|error| anyhow!("{}:{error}", path.display()))?;
            agree(path, &info, &config.settings_of_cluster(&cluster))?;
            found.infos.insert(cluster, Arc::new(info));
        }
        Ok(found)
    }

    /// Reads the file at `path`, and records that it is an answer.
    fn bytes(&mut self, path: &Path, input: &Input<'_>) -> anyhow::Result<Vec<u8>> {
        input.destination.reads(path)?;
        read(path, &mut self.files)
    }

    /// Returns the version and the settings of a cluster, if there is an answer about them.
    pub(super) fn info(&self, cluster: &Cluster) -> Option<&Arc<Info>> {
        self.infos.get(cluster)
    }

    /// Whether no answer tells what runs in a cluster.
    pub(super) fn is_empty(&self) -> bool {
        self.by_cluster.is_empty()
    }

    /// Returns what runs in a cluster, if there are answers of it.
    pub(super) fn of(&self, cluster: &Cluster) -> Option<&Arc<Live>> {
        self.by_cluster.get(cluster)
    }

    /// Returns the clusters of which answers tell what runs, each with what runs.
    pub(super) fn iter(&self) -> impl Iterator<Item = (&Cluster, &Arc<Live>)> {
        self.by_cluster.iter()
    }

    /// Whether the file at `location`, which the search has found, is a file with an answer.
    pub(super) fn is_answer(&self, location: Option<&FileLocation>) -> bool {
        let identity = location.and_then(|location| location.identity);
        identity.is_some_and(|identity| self.files.contains(&identity))
    }
}

/// Returns the files with answers of the chosen clusters. If the command line names files for a cluster, the files
/// that the configuration names for it are not used.
fn chosen_files(
    input: &Input<'_>,
    config: &Config,
    given: BTreeMap<Cluster, Vec<PathBuf>>,
    configured_files: impl Fn(&ClusterEntry) -> Vec<PathBuf>,
) -> anyhow::Result<BTreeMap<Cluster, Vec<PathBuf>>> {
    let chosen = chosen(&input.files.clusters, &configured(config))?;
    let entries = config.clusters().iter();
    let files = entries.map(|entry| (entry.cluster.clone(), configured_files(entry)));
    let mut all: BTreeMap<Cluster, Vec<PathBuf>> =
        files.filter(|(_, paths)| !paths.is_empty()).collect();
    all.extend(given);
    all.retain(|cluster, _| is_chosen(std::slice::from_ref(cluster), &chosen));
    Ok(all)
}

/// Refuses the answer `info`, read from `path`, if the cluster runs another version of Marathon than the user has
/// chosen for it, or a version that is not supported.
fn agree(path: &Path, info: &Info, settings: &Settings) -> anyhow::Result<()> {
    let path = path.display();
    let Some(target) = info.target else {
        bail!(
            "{path}: the cluster runs Marathon {}; pullconfig knows {}",
            visible(&info.version),
            Targets::ALL
        );
    };
    match &settings.target {
        Setting { value: Some(chosen), origin } if *chosen != target => bail!(
            "{path}: the cluster runs Marathon {}, but the target is {chosen} ({origin})",
            visible(&info.version)
        ),
        _ => Ok(()),
    }
}

/// Returns the files that were given with `option`, by cluster.
fn by_cluster(
    option: &str,
    given: &[ClusterPath],
    config: &Config,
) -> anyhow::Result<BTreeMap<Cluster, Vec<PathBuf>>> {
    let known = configured(config);
    let mut found: BTreeMap<Cluster, Vec<PathBuf>> = BTreeMap::new();
    for ClusterPath { cluster, path } in given {
        let cluster = match cluster {
            Some(name) => chosen(std::slice::from_ref(name), &known)
                .with_context(|| format!("{option} {name}={}", path.display()))?
                .pop()
                .unwrap_or_default(),
            None if known.is_empty() => Cluster::default(),
            None => bail!(
                "{option} {} does not tell its cluster; write CLUSTER={}, where CLUSTER is {}, or `-` for files of no cluster",
                path.display(),
                path.display(),
                known.iter().map(|it| format!("`{}`", it.name)).collect::<Vec<_>>().join(", ")
            ),
        };
        found.entry(cluster).or_default().push(path.clone());
    }
    Ok(found)
}

/// Reads the file at `path`, and adds its identity to `files`.
#[expect(clippy::disallowed_methods, reason = "answers of clusters are arguments")]
fn read(path: &Path, files: &mut Vec<Identity>) -> anyhow::Result<Vec<u8>> {
    let unread = || format!("cannot read {}", path.display());
    files.extend(Identity::of(&std::fs::metadata(path).with_context(unread)?));
    std::fs::read(path).with_context(unread)
}
