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
    /// The globs for the files of the cluster, as the configuration file spells them.
    pub paths: Vec<String>,
    /// The URL of the cluster.
    pub dcos: Option<DcosUrl>,
    /// The version of Mesos on the agents of the cluster.
    pub mesos: Option<MesosVersion>,
    /// The path of a file with the certificates of further authorities that the agents trust.
    pub cacert: Option<PathBuf>,
    /// The registry of images whose name has none.
    pub default_registry: Option<String>,
    /// The paths of the files with the answers of the cluster's Marathon that tell what runs.
    pub live: Vec<PathBuf>,
    /// The path of the file with the answer of the cluster's Marathon to `GET /v2/info`.
    pub info: Option<PathBuf>,
    /// The files of the cluster.
    pub(super) files: PathSet,
    /// The choices for these files.
    pub(super) layer: Layer,
}

/// An `[[override]]`.
#[derive(Debug)]
pub(super) struct Override {
    /// The files that the override holds for.
    pub(super) files: PathSet,
    /// The clusters in which the override holds. An empty list means all.
    pub(super) clusters: Vec<Cluster>,
    /// The choices of the override.
    pub(super) layer: Layer,
}

/// A `[[credential]]`.
#[derive(Debug, Clone, PartialEq)]
pub struct ConfiguredCredential {
    /// The clusters in which the entry holds. An empty list means all.
    pub clusters: Vec<Cluster>,
    /// The credential.
    pub known: KnownCredential,
}

/// One glob of an `[[image]]`.
#[derive(Debug, Clone, PartialEq)]
pub struct ConfiguredImage {
    /// The clusters in which the entry holds. An empty list means all.
    pub clusters: Vec<Cluster>,
    /// The glob for the images.
    pub pattern: Pattern,
    /// The name of the credential that the images are pulled with.
    pub credential: String,
}

/// A `[[keep]]`.
#[derive(Debug, Clone)]
pub struct ConfiguredKeep {
    /// The clusters in which the decision holds. An empty list means all.
    pub clusters: Vec<Cluster>,
    /// The globs for the files that the decision holds for, as the configuration file spells them. An empty list means
    /// all files.
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

    /// Returns the ids, paths and clusters of the entry, separated by commas, as the configuration file spells them.
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

    /// Whether there is a cluster in which both credentials hold.
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

/// Whether an entry with the list `clusters` holds in `cluster`.
fn is_among(cluster: &Cluster, clusters: &[Cluster]) -> bool {
    clusters.is_empty() || clusters.contains(cluster)
}
