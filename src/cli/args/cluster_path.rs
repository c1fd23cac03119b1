//! `CLUSTER=PATH`: the path of a file or a folder that belongs to one cluster.

use std::path::PathBuf;
use std::str::FromStr;

/// A path that belongs to one cluster, or to all clusters of the run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::cli) struct ClusterPath {
    /// The name of the cluster; `None` if the path belongs to all.
    pub(in crate::cli) cluster: Option<String>,
    pub(in crate::cli) path: PathBuf,
}

impl FromStr for ClusterPath {
    type Err = std::convert::Infallible;

    /// Parses `CLUSTER=PATH` or `PATH`. The name of a cluster has no slash, so that the path `a=b` can be written as
    /// `./a=b`.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Ok(match text.split_once('=') {
            Some((cluster, path)) if !cluster.contains('/') && !cluster.is_empty() => {
                ClusterPath { cluster: Some(cluster.to_owned()), path: path.into() }
            }
            _ => ClusterPath { cluster: None, path: text.into() },
        })
    }
}
