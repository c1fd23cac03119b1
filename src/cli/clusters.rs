//! The clusters of a run, and those that the user has chosen among them.

use anyhow::anyhow;

use crate::config::{ClusterEntry, Config, DcosUrl};
use crate::engine::Cluster;
use crate::plan_file::ClusterUrl;

/// Returns the clusters of the configuration, each with its URL.
pub(super) fn configured(config: &Config) -> Vec<ClusterUrl> {
    let url = |entry: &ClusterEntry| ClusterUrl {
        name: entry.cluster.to_string(),
        dcos: entry.dcos.as_ref().map(DcosUrl::origin),
    };
    config.clusters().iter().map(url).collect()
}

/// Returns those of `clusters` that are called `names`. The name `-` stands for the cluster of the files that are in no
/// `[[cluster]]`.
///
/// # Errors
/// There is no such cluster.
pub(super) fn chosen(names: &[String], clusters: &[ClusterUrl]) -> anyhow::Result<Vec<Cluster>> {
    let find = |name: &String| match name.as_str() {
        "-" => Ok(Cluster::default()),
        name if clusters.iter().any(|it| it.name == name) => Ok(Cluster::named(name)),
        name => {
            let known: Vec<String> = clusters.iter().map(|it| format!("`{}`", it.name)).collect();
            match known.is_empty() {
                true => Err(anyhow!("no cluster is called `{name}`: no [[cluster]] is configured")),
                false => Err(anyhow!(
                    "no cluster is called `{name}`; there are {}, and `-` for files of no cluster",
                    known.join(", ")
                )),
            }
        }
    };
    names.iter().map(find).collect()
}

/// Whether one of `clusters` is among the `chosen` ones. If none was chosen, all count as chosen.
pub(super) fn is_chosen(clusters: &[Cluster], chosen: &[Cluster]) -> bool {
    chosen.is_empty() || clusters.iter().any(|cluster| chosen.contains(cluster))
}
