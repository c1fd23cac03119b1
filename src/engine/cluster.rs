//! The clusters that definitions are for. A secret is a path in the store of one cluster.

use std::fmt;
use std::ops::Deref;
use std::sync::Arc;

/// A cluster. Either the user has named it, or it is the one cluster without a name: the cluster of
/// all files that the configuration gives to no other.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Cluster {
    name: Option<Arc<str>>,
}

impl Cluster {
    /// Returns the cluster with this name.
    #[must_use]
    pub fn named(name: &str) -> Self {
        Cluster { name: Some(name.into()) }
    }

    /// Returns the name; `None` for the cluster of all files that the configuration gives to no
    /// other.
    #[must_use]
    pub fn name(&self) -> Option<&str> {
        self.name.as_deref()
    }
}

impl fmt::Display for Cluster {
    fn fmt(&self, out: &mut fmt::Formatter) -> fmt::Result {
        out.write_str(self.name().unwrap_or("-"))
    }
}

/// The clusters that a file is for. Invariant: there is at least one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Clusters(Arc<[Cluster]>);

impl Default for Clusters {
    fn default() -> Self {
        Clusters(Arc::from([Cluster::default()]))
    }
}

impl FromIterator<Cluster> for Clusters {
    /// Returns `clusters`, or the cluster without a name if there are none.
    fn from_iter<I: IntoIterator<Item = Cluster>>(clusters: I) -> Self {
        let clusters: Arc<[Cluster]> = clusters.into_iter().collect();
        if clusters.is_empty() { Clusters::default() } else { Clusters(clusters) }
    }
}

impl Deref for Clusters {
    type Target = [Cluster];

    fn deref(&self) -> &[Cluster] {
        &self.0
    }
}
