//! The answers of clusters that the command line and the configuration name → what runs in each cluster.
//!
//! Each file is read once. The search leaves these files out: what they hold runs, and stands in no file.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::{Context as _, anyhow, bail};

use super::args::of_cluster::OfCluster;
use super::clusters::{chosen, configured, is_chosen};
use super::input::Input;
use crate::config::Config;
use crate::engine::Cluster;
use crate::live::{Answer, Live};
use crate::source::{FileLocation, Identity};

/// What runs in the clusters of a run.
#[derive(Debug, Default)]
pub(super) struct LiveClusters {
    by_cluster: BTreeMap<Cluster, Arc<Live>>,
    /// The files that tell it.
    files: Vec<Identity>,
}

impl LiveClusters {
    /// Reads the answers of the chosen clusters. Those of the command line take the place of those that
    /// the configuration names for the cluster.
    ///
    /// # Errors
    /// A file is not there or is no answer of Marathon, or it is not told of which cluster it is.
    pub(super) fn read(input: &Input<'_>, config: &Config) -> anyhow::Result<Self> {
        let given = by_cluster("--live", input.live, config)?;
        let known = configured(config);
        let chosen = chosen(&input.files.clusters, &known)?;
        let mut found = LiveClusters::default();
        let mut all: BTreeMap<Cluster, Vec<PathBuf>> = BTreeMap::new();
        for entry in config.clusters().iter().filter(|entry| !entry.live.is_empty()) {
            all.insert(entry.cluster.clone(), entry.live.clone());
        }
        all.extend(given);
        all.retain(|cluster, _| is_chosen(std::slice::from_ref(cluster), &chosen));
        for (cluster, paths) in all {
            let recognition = config.settings_of_cluster(&cluster).options().recognition;
            let mut live = Live::default();
            for path in paths {
                input.destination.reads(&path)?;
                let bytes = read(&path, &mut found.files)?;
                let answer = Answer::read(bytes, &recognition);
                live.add(answer.map_err(|error| anyhow!("{}:{error}", path.display()))?);
            }
            found.by_cluster.insert(cluster, Arc::new(live));
        }
        Ok(found)
    }

    /// Whether there is no answer of any cluster.
    pub(super) fn is_empty(&self) -> bool {
        self.by_cluster.is_empty()
    }

    /// Returns what runs in a cluster, if there are answers of it.
    pub(super) fn of(&self, cluster: &Cluster) -> Option<&Arc<Live>> {
        self.by_cluster.get(cluster)
    }

    /// Returns the clusters of which there are answers, with what runs in each.
    pub(super) fn iter(&self) -> impl Iterator<Item = (&Cluster, &Arc<Live>)> {
        self.by_cluster.iter()
    }

    /// Whether a file of the search is one of the answers.
    pub(super) fn is_answer(&self, location: Option<&FileLocation>) -> bool {
        let identity = location.and_then(|location| location.identity);
        identity.is_some_and(|identity| self.files.contains(&identity))
    }
}

/// Returns the files that `option` was given, by the clusters that they are of.
fn by_cluster(
    option: &str,
    given: &[OfCluster],
    config: &Config,
) -> anyhow::Result<BTreeMap<Cluster, Vec<PathBuf>>> {
    let known = configured(config);
    let mut found: BTreeMap<Cluster, Vec<PathBuf>> = BTreeMap::new();
    for OfCluster { cluster, path } in given {
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

#[expect(clippy::disallowed_methods, reason = "answers of clusters are arguments")]
fn read(path: &Path, files: &mut Vec<Identity>) -> anyhow::Result<Vec<u8>> {
    let unread = || format!("cannot read {}", path.display());
    files.extend(Identity::of(&std::fs::metadata(path).with_context(unread)?));
    std::fs::read(path).with_context(unread)
}
