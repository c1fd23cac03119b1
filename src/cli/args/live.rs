//! The options that name answers of a cluster.

use clap::Args;

use super::of_cluster::OfCluster;

/// The arguments that name answers of a cluster.
#[derive(Debug, Default, Args)]
#[command(next_help_heading = "Clusters")]
pub(in crate::cli) struct LiveArguments {
    /// Compare the files with what runs: FILE is an answer of Marathon, as from `dcos marathon app list
    /// --json`; may be repeated. Where clusters are configured, CLUSTER=FILE
    #[arg(long, value_name = "FILE")]
    pub(in crate::cli) live: Vec<OfCluster>,
}
