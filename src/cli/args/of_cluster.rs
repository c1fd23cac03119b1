//! The path of a file or a folder that is one cluster's: `CLUSTER=PATH`.

use std::path::PathBuf;
use std::str::FromStr;

/// A path that belongs to one cluster, or to all of the run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::cli) struct OfCluster {
    /// The name of the cluster.
    pub(in crate::cli) cluster: Option<String>,
    pub(in crate::cli) path: PathBuf,
}

impl FromStr for OfCluster {
    type Err = std::convert::Infallible;

    /// A name of a cluster has no slash in it, so that any path can be given with one.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Ok(match text.split_once('=') {
            Some((cluster, path)) if !cluster.contains('/') && !cluster.is_empty() => {
                OfCluster { cluster: Some(cluster.to_owned()), path: path.into() }
            }
            _ => OfCluster { cluster: None, path: text.into() },
        })
    }
}
