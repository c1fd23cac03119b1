//! Collects the secrets that must exist before the definitions are deployed, each of them once.
//!
//! Counts the definitions that are converted or can be, and those that pull with a secret already.
//! A blocked definition names no secret yet. Slashes at the ends of a path make no difference; the
//! store has none.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use crate::engine::{PossibleContent, SecretContent, SecretNeed};
use crate::marathon::Registry;
use crate::plan::{FilePlan, Migration, State};

/// All secrets of a run, by path.
#[derive(Debug, Default)]
pub struct Manifest<'p> {
    /// The secrets, in the order of their paths.
    pub secrets: Vec<Secret<'p>>,
    /// The number of blocked definitions, whose secrets are not counted.
    pub blocked: usize,
}

/// A secret in the store, with all definitions that use it.
#[derive(Debug)]
pub struct Secret<'p> {
    /// The path, without slashes at the ends.
    pub path: String,
    /// The credential URIs that it replaces. There are none if only definitions without credential
    /// URIs name it.
    pub uris: BTreeSet<&'p str>,
    /// The contents that it may have to hold: several if it depends on how a template is rendered,
    /// and none if all definitions named the secret before, because the secret exists then.
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
    /// The need that the secret fulfils.
    pub need: &'p SecretNeed,
}

impl<'p> Manifest<'p> {
    /// Collects the secrets of all plans. Usages have the order of the plans.
    #[must_use]
    pub fn of(plans: impl IntoIterator<Item = (&'p Path, &'p FilePlan)>) -> Self {
        let mut secrets: BTreeMap<&str, Secret> = BTreeMap::new();
        let mut blocked = 0;
        for (file, plan) in plans {
            for definition in &plan.definitions {
                blocked += usize::from(definition.state() == State::Blocked);
                for need in definition.secrets() {
                    let path = need.source.trim_matches('/');
                    let secret = secrets.entry(path).or_insert_with(|| Secret::new(path));
                    secret.add(file, definition, need);
                }
            }
        }
        let united = |secret: Secret<'p>| {
            let contents = PossibleContent::united(secret.contents);
            Secret { contents, ..secret }
        };
        Manifest { secrets: secrets.into_values().map(united).collect(), blocked }
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

    /// Whether the path can be stored as it is: it holds no template expression, which is only
    /// known after rendering, and no character that secret stores refuse.
    #[must_use]
    pub fn is_storable(&self) -> bool {
        let is_odd = |c: char| c.is_control() || "{}<>$%@\"\\".contains(c);
        !self.path.is_empty() && !self.path.starts_with('-') && !self.path.contains(is_odd)
    }

    fn new(path: &str) -> Self {
        Secret {
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
