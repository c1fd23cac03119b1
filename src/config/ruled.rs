//! The entries of a configuration: `[[cluster]]`, `[[override]]`, `[[credential]]`, `[[image]]` and `[[keep]]`.
//! Each may hold only for some files or some clusters.

use std::path::PathBuf;
use std::sync::Arc;

use super::dcos::DcosUrl;
use super::layer::Layer;
use super::setting::SettingOrigin;
use crate::engine::{Cluster, Keep, KnownCredential};
use crate::marathon::{MesosVersion, Pattern};
use crate::scan::PathSet;

/// A `[[cluster]]`.
#[derive(Debug)]
pub struct ClusterEntry {
    /// The cluster.
    pub cluster: Cluster,
    /// The line where the entry begins.
    pub origin: SettingOrigin,
    /// The globs for its files, as they are written.
    pub paths: Vec<String>,
    /// The URL of the cluster.
    pub dcos: Option<DcosUrl>,
    /// The version of Mesos on its agents.
    pub mesos: Option<MesosVersion>,
    /// A file with the certificates of further authorities.
    pub cacert: Option<PathBuf>,
    /// The registry of images whose name has none.
    pub default_registry: Option<String>,
    /// The answers of its Marathon that tell what runs.
    pub live: Vec<PathBuf>,
    /// Its answer to `GET /v2/info`.
    pub info: Option<PathBuf>,
    /// Its files.
    pub(super) files: PathSet,
    /// The choices for its files.
    pub(super) layer: Layer,
}

/// An `[[override]]`.
#[derive(Debug)]
pub(super) struct Override {
    /// The files that the override holds for.
    pub(super) files: PathSet,
    /// The clusters in which it holds; none means all.
    pub(super) clusters: Vec<Cluster>,
    pub(super) layer: Layer,
}

/// A `[[credential]]`.
#[derive(Debug, Clone, PartialEq)]
pub struct ConfiguredCredential {
    /// The clusters in which it holds; none means all.
    pub clusters: Vec<Cluster>,
    /// The credential.
    pub known: KnownCredential,
}

/// An image of an `[[image]]`.
#[derive(Debug, Clone, PartialEq)]
pub struct ConfiguredImage {
    /// The clusters in which it holds; none means all.
    pub clusters: Vec<Cluster>,
    /// The images.
    pub pattern: Pattern,
    /// The name of their credential.
    pub credential: String,
}

/// A `[[keep]]`.
#[derive(Debug, Clone)]
pub struct ConfiguredKeep {
    /// The clusters in which it holds; none means all.
    pub clusters: Vec<Cluster>,
    /// The globs for its files, as they are written; none means all files.
    pub paths: Vec<String>,
    /// The decision.
    pub keep: Keep,
    /// The files that the decision holds for; `None` means all files.
    pub(super) files: Option<Arc<PathSet>>,
}

impl PartialEq for ConfiguredKeep {
    fn eq(&self, other: &Self) -> bool {
        self.keep.entry == other.keep.entry
    }
}

impl ConfiguredKeep {
    pub(super) fn holds_in(&self, cluster: &Cluster) -> bool {
        is_among(cluster, &self.clusters)
    }

    /// Returns the ids, paths and clusters of the entry, separated by commas, as they are written.
    #[must_use]
    pub fn about(&self) -> String {
        let ids = self.keep.ids.iter().map(|glob| glob.as_str().to_owned());
        let paths = self.paths.iter().cloned();
        let clusters = self.clusters.iter().map(|cluster| format!("cluster {cluster}"));
        ids.chain(paths).chain(clusters).collect::<Vec<_>>().join(", ")
    }
}

impl Override {
    pub(super) fn holds_in(&self, cluster: &Cluster) -> bool {
        is_among(cluster, &self.clusters)
    }
}

impl ConfiguredCredential {
    pub(super) fn holds_in(&self, cluster: &Cluster) -> bool {
        is_among(cluster, &self.clusters)
    }

    /// Whether both credentials hold in one cluster.
    pub(super) fn shares_cluster(&self, other: &Self) -> bool {
        self.clusters.is_empty()
            || other.clusters.is_empty()
            || self.clusters.iter().any(|cluster| other.clusters.contains(cluster))
    }
}

impl ConfiguredImage {
    pub(super) fn holds_in(&self, cluster: &Cluster) -> bool {
        is_among(cluster, &self.clusters)
    }
}

fn is_among(cluster: &Cluster, clusters: &[Cluster]) -> bool {
    clusters.is_empty() || clusters.contains(cluster)
}
