//! The names of the login files: one file for each content of the secrets of a cluster.
//!
//! The script that stores the secrets reads these files, and so does `preflight`. One URI may deliver
//! different logins in each cluster. Therefore each cluster has its own folder for its files.

use std::collections::{BTreeMap, BTreeSet};

use super::Manifest;
use crate::engine::{Cluster, PossibleContent, SecretContent};
use crate::plan::FilePlan;

/// The names of login files. Invariant: no two contents or secrets of a cluster have one name, and the same
/// manifest gives the same names.
#[derive(Debug, Default)]
pub struct LoginFiles {
    /// All names in use.
    taken: BTreeSet<(Cluster, String)>,
    /// The names by cluster and content.
    of_contents: BTreeMap<(Cluster, SecretContent), String>,
    /// The names by cluster and path of the secret.
    of_secrets: BTreeMap<(Cluster, String), String>,
}

/// Returns a content for which plans have recorded two login files in one cluster, if there is one. Such a
/// content stands for two: they look alike, because a plan shows URIs without their logins.
pub fn masked_alike<'p>(
    plans: impl IntoIterator<Item = &'p FilePlan>,
) -> Option<&'p SecretContent> {
    let mut known: BTreeMap<(&Cluster, &SecretContent), &str> = BTreeMap::new();
    let needs = |plan: &'p FilePlan| {
        let all = plan.definitions.iter().flat_map(|it| it.secrets());
        all.map(move |need| (plan.clusters_of(need), need))
    };
    plans.into_iter().flat_map(needs).find_map(|(clusters, need)| {
        need.contents.iter().find_map(|PossibleContent { content, login_file, .. }| {
            let file = login_file.as_deref()?;
            let is_other = |cluster| *known.entry((cluster, content)).or_insert(file) != file;
            clusters.iter().any(is_other).then_some(content)
        })
    })
}

impl LoginFiles {
    /// Gives names to the contents of a manifest, and to the secrets that have their own file: those with
    /// several possible contents, and those that definitions pulled with before the migration. A name that
    /// a plan has recorded stays.
    #[must_use]
    pub fn of(manifest: &Manifest) -> Self {
        let mut names = LoginFiles::default();
        let all =
            || manifest.secrets.iter().flat_map(|it| it.contents.iter().map(move |c| (it, c)));
        for (secret, PossibleContent { content, login_file, .. }) in all() {
            if let Some(file) = login_file {
                names.taken.insert((secret.cluster.clone(), file.clone()));
                let key = (secret.cluster.clone(), content.clone());
                names.of_contents.insert(key, file.clone());
            }
        }
        let contents: BTreeSet<(&Cluster, &SecretContent)> =
            all().map(|(secret, possible)| (&secret.cluster, &possible.content)).collect();
        contents.into_iter().for_each(|(cluster, content)| _ = names.of_content(cluster, content));
        let own = manifest.secrets.iter().filter(|it| it.content().is_none() && it.is_storable());
        let (choices, named): (Vec<_>, Vec<_>) = own.partition(|it| !it.contents.is_empty());
        let own = choices.into_iter().chain(named);
        own.for_each(|secret| _ = names.of_secret(&secret.cluster, &secret.path));
        names
    }

    /// Returns the name of the login file of a content, and chooses one if the content has none.
    pub fn of_content(&mut self, cluster: &Cluster, content: &SecretContent) -> String {
        let key = (cluster.clone(), content.clone());
        if let Some(name) = self.of_contents.get(&key) {
            return name.clone();
        }
        let name = self.take(cluster, &content.slug());
        self.of_contents.insert(key, name.clone());
        name
    }

    /// Returns the name of the login file that only the secret at `path` has, and chooses one if it has none.
    pub fn of_secret(&mut self, cluster: &Cluster, path: &str) -> String {
        let key = (cluster.clone(), path.to_owned());
        if let Some(name) = self.of_secrets.get(&key) {
            return name.clone();
        }
        let name = self.take(cluster, &SecretContent::Known(path.to_owned()).slug());
        self.of_secrets.insert(key, name.clone());
        name
    }

    /// Returns the name of the login file of a content, if it has one already.
    #[must_use]
    pub fn known(&self, cluster: &Cluster, content: &SecretContent) -> Option<&str> {
        self.of_contents.get(&(cluster.clone(), content.clone())).map(String::as_str)
    }

    /// Returns a name in `cluster` that is not taken, and takes it: `slug`, with a number if necessary.
    fn take(&mut self, cluster: &Cluster, slug: &str) -> String {
        let numbered = (2..).map(|number| format!("{slug}-{number}.json"));
        let mut names = std::iter::once(format!("{slug}.json")).chain(numbered);
        let is_free = |name: &String| !self.taken.contains(&(cluster.clone(), name.clone()));
        let name = names.find(is_free).unwrap_or_default();
        self.taken.insert((cluster.clone(), name.clone()));
        name
    }
}
