//! The options that name files with answers of a cluster.

use clap::Args;

use super::cluster_path::ClusterPath;

/// The arguments that name files with answers of a cluster.
#[derive(Debug, Default, Args)]
#[command(next_help_heading = "Clusters")]
pub(in crate::cli) struct LiveArguments {
    /// Compare the files with what runs: FILE is an answer of Marathon, as from `dcos marathon app list
    /// --json`; may be repeated. Where clusters are configured, CLUSTER=FILE
    #[arg(long, value_name = "FILE")]
    pub(in crate::cli) live: Vec<ClusterPath>,
    /// Use the version and the settings of a cluster: FILE is its answer to `GET /v2/info`; may be
    /// repeated. Where clusters are configured, CLUSTER=FILE
    #[arg(long, value_name = "FILE")]
    pub(in crate::cli) info: Vec<ClusterPath>,
}

impl LiveArguments {
    /// Whether one of these options was given.
    pub(in crate::cli) fn is_given(&self) -> bool {
        !self.live.is_empty() || !self.info.is_empty()
    }
}
