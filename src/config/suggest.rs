//! The clusters that the paths of files seem to name → `[[cluster]]` entries for a `pullconfig.toml`.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::path::Path;

use crate::plan::{Split, SplitCluster};
use crate::scan::PathSet;

/// Returns the text of a `[[cluster]]` for each cluster of `split`. The paths count from the folder of the
/// configuration file.
///
/// # Errors
/// The globs of a cluster match a file of another cluster, or miss a file of their own. The error names such a file.
pub fn cluster_entries(split: &Split) -> Result<String, String> {
    let sets: Result<Vec<PathSet>, String> =
        split.clusters.iter().map(|cluster| PathSet::new(&cluster.paths)).collect();
    let sets = sets?;
    for (at, cluster) in split.clusters.iter().enumerate() {
        let is_right = |file: &&String| {
            sets.iter().enumerate().all(|(of, set)| set.contains(Path::new(file)) == (of == at))
        };
        if let Some(file) = cluster.files.iter().find(|file| !is_right(file)) {
            return Err(format!("no glob can tell to which cluster {file} belongs"));
        }
    }
    let mut text = String::new();
    let mut names = BTreeSet::new();
    for cluster in &split.clusters {
        let name = name(cluster, &names);
        let paths: Vec<String> = cluster.paths.iter().map(|it| quoted(it)).collect();
        let _ = writeln!(text, "\n[[cluster]]\nname = {}", quoted(&name));
        let _ = writeln!(text, "paths = [{}]", paths.join(", "));
        let _ = writeln!(text, "# dcos = \"https://…\"  # as `dcos cluster list` tells it");
        names.insert(name);
    }
    Ok(text)
}

/// Returns a valid name for `cluster` that is not in `taken`.
fn name(cluster: &SplitCluster, taken: &BTreeSet<String>) -> String {
    let letter = |c: char| if c.is_ascii_alphanumeric() || "_-.".contains(c) { c } else { '-' };
    let word: String = cluster.word.chars().map(letter).collect();
    let word = match word.trim_start_matches(['-', '.']) {
        "" => "cluster",
        word => word,
    };
    let numbered = (2..).map(|number| format!("{word}-{number}"));
    let mut names = [word.to_owned()].into_iter().chain(numbered);
    names.find(|name| !taken.contains(name)).unwrap_or_default()
}

/// Returns `text` as a string of TOML.
fn quoted(text: &str) -> String {
    toml::Value::from(text).to_string()
}
