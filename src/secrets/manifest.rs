//! Collects the secrets that must exist before the definitions are deployed, for each cluster.
//!
//! These are the secrets of definitions that are or can be converted, and of definitions that already pull
//! with a secret. Those of blocked definitions are not included. Slashes at the ends of a path are ignored,
//! because the paths in the store have none.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use crate::engine::{Cluster, PossibleContent, SecretContent, SecretNeed};
use crate::marathon::{Id, Registry};
use crate::plan::{FilePlan, Migration, State};
use crate::text::Position;

/// All secrets of a run, by cluster and path.
#[derive(Debug, Default)]
pub struct Manifest<'p> {
    /// The secrets, in the order of their clusters and paths.
    pub secrets: Vec<Secret<'p>>,
    /// The number of blocked definitions, whose secrets are not counted.
    pub blocked: usize,
}

/// A secret in the store of a cluster, with all definitions that use it.
#[derive(Debug)]
pub struct Secret<'p> {
    /// The cluster.
    pub cluster: Cluster,
    /// The path, without slashes at the ends.
    pub path: String,
    /// The credential URIs that the secret replaces. There are none if only definitions without credential
    /// URIs name the secret.
    pub uris: BTreeSet<&'p str>,
    /// The contents that the secret may need. There are several if the content depends on how a template is
    /// rendered, or if definitions with one id fetch different credentials. There are none if all
    /// definitions already pull with the secret, so that it exists.
    pub contents: Vec<PossibleContent>,
    /// The registries for which the content must have a login.
    pub registries: BTreeSet<Registry<'p>>,
    /// The definitions that use the secret, in the order of files and lines.
    pub usages: Vec<Usage<'p>>,
}

/// A definition that names a secret, now or after the conversion.
#[derive(Debug)]
pub struct Usage<'p> {
    /// The path of the file, as it is shown.
    pub file: &'p Path,
    /// The definition.
    pub definition: &'p Migration,
    /// The need of the definition for the secret.
    pub need: &'p SecretNeed,
}

impl<'p> Usage<'p> {
    fn id(&self) -> &'p Id {
        &self.definition.id
    }
}

impl<'p> Manifest<'p> {
    /// Collects the secrets of all plans. The usages of a secret have the order of the plans.
    #[must_use]
    pub fn of(plans: impl IntoIterator<Item = (&'p Path, &'p FilePlan)>) -> Self {
        let mut secrets: BTreeMap<(&Cluster, &str), Secret> = BTreeMap::new();
        let mut blocked = 0;
        for (file, plan) in plans {
            for definition in &plan.definitions {
                blocked += usize::from(definition.state() == State::Blocked);
                for need in definition.secrets() {
                    let path = need.source.trim_matches('/');
                    for cluster in plan.clusters_of(need) {
                        let secret = secrets.entry((cluster, path));
                        let secret = secret.or_insert_with(|| Secret::new(cluster, path));
                        secret.add(file, definition, need);
                    }
                }
            }
        }
        let united = |secret: Secret<'p>| {
            let contents = PossibleContent::united(secret.contents);
            Secret { contents, ..secret }
        };
        Manifest { secrets: secrets.into_values().map(united).collect(), blocked }
    }

    /// Returns the clusters that have secrets.
    #[must_use]
    pub fn clusters(&self) -> BTreeSet<&Cluster> {
        self.secrets.iter().map(|secret| &secret.cluster).collect()
    }

    /// Returns the local copies that cannot be used: the configuration does not say to which cluster they
    /// belong, and secrets of several clusters need their content.
    #[must_use]
    pub fn unclear_archives(&self) -> BTreeSet<&Path> {
        let mut clusters: BTreeMap<&Path, BTreeSet<&Cluster>> = BTreeMap::new();
        for secret in &self.secrets {
            let archives = secret.contents.iter().filter_map(|it| it.archive.as_ref());
            for archive in archives.filter(|archive| !archive.is_of_clusters) {
                clusters.entry(&archive.path).or_default().insert(&secret.cluster);
            }
        }
        clusters.into_iter().filter(|(_, all)| all.len() > 1).map(|(path, _)| path).collect()
    }

    /// Removes the secrets of all other clusters.
    pub fn narrow(&mut self, cluster: &Cluster) {
        self.secrets.retain(|secret| secret.cluster == *cluster);
    }

    /// Returns two definitions with the same id in different files, for no named cluster, if there are such
    /// definitions. Probably they are meant for different clusters.
    #[must_use]
    pub fn equal_ids(&self) -> Option<(&Usage<'p>, &Usage<'p>)> {
        let mut seen: BTreeMap<&Id, &Usage> = BTreeMap::new();
        let nameless = self.secrets.iter().filter(|secret| secret.cluster.name().is_none());
        nameless.flat_map(|secret| &secret.usages).find_map(|usage| {
            let id = &usage.definition.id;
            let is_known = matches!(id, Id::Absolute(_));
            let first = *seen.entry(id).or_insert(usage);
            (is_known && first.file != usage.file).then_some((first, usage))
        })
    }
}

impl<'p> Secret<'p> {
    /// Returns the content, if there is exactly one.
    #[must_use]
    pub fn content(&self) -> Option<&SecretContent> {
        match &*self.contents {
            [only] => Some(&only.content),
            _ => None,
        }
    }

    /// Returns the positions, as `FILE:LINE:COLUMN`, of definitions that have one id and need different
    /// contents. It is unknown which of them is deployed.
    #[must_use]
    pub fn duplicates(&self) -> Vec<String> {
        let twins: BTreeSet<&Id> = match self.contents.len() {
            0 | 1 => BTreeSet::new(),
            _ => self
                .usages
                .iter()
                .filter(|it| it.definition.is_duplicate())
                .map(Usage::id)
                .collect(),
        };
        let position = |usage: &Usage| {
            let Position { line, column } = usage.definition.position;
            format!("{}:{line}:{column}", usage.file.to_string_lossy())
        };
        self.usages.iter().filter(|usage| twins.contains(usage.id())).map(position).collect()
    }

    /// Whether the path can be stored unchanged: it is not empty, does not look like an option, and contains
    /// no expression of a template and no character that secret stores refuse.
    #[must_use]
    pub fn is_storable(&self) -> bool {
        let is_odd = |c: char| c.is_control() || "{}<>$%@\"\\".contains(c);
        !self.path.is_empty() && !self.path.starts_with('-') && !self.path.contains(is_odd)
    }

    /// Returns the files whose definitions need this content, if other definitions need only other contents.
    #[must_use]
    pub fn files_of(&self, content: &PossibleContent) -> Vec<&'p Path> {
        let mut with = self.usages.iter().filter(|usage| !usage.need.contents.is_empty());
        let has =
            |usage: &&Usage| usage.need.contents.iter().any(|it| it.content == content.content);
        if with.clone().all(|usage| has(&usage)) {
            return Vec::new();
        }
        let mut files: Vec<&Path> = with.by_ref().filter(has).map(|usage| usage.file).collect();
        files.dedup();
        files
    }

    fn new(cluster: &Cluster, path: &str) -> Self {
        Secret {
            cluster: cluster.clone(),
            path: path.to_owned(),
            uris: BTreeSet::new(),
            contents: Vec::new(),
            registries: BTreeSet::new(),
            usages: Vec::new(),
        }
    }

    fn add(&mut self, file: &'p Path, definition: &'p Migration, need: &'p SecretNeed) {
        self.uris.extend(need.uris.iter().map(String::as_str));
        self.contents.extend(need.contents.iter().cloned());
        self.registries.extend(need.images.iter().map(|image| Registry::of(image)));
        self.usages.push(Usage { file, definition, need });
    }
}
