//! The outcome of the rules for one definition.

use std::collections::HashSet;
use std::collections::hash_map::{Entry, HashMap};

use json_patch::PatchOperation;
use json_patch::jsonptr::PointerBuf;
use serde_json::Value;

use crate::edit::Placement;
use crate::engine::{Cluster, Finding, PossibleContent};

/// A secret that must exist before the definition is deployed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SecretNeed {
    /// The key under the definition's `secrets`.
    pub key: String,
    /// The path in the secret store, as the definition spells it.
    pub source: String,
    /// The credential URIs that the secret replaces.
    pub uris: Vec<String>,
    /// The images that are pulled with the secret.
    pub images: Vec<String>,
    /// The contents that it may have to hold: one, or one for each alternative of a template, in
    /// order. The list is empty if the definition named the secret before, because the secret
    /// exists then.
    pub contents: Vec<PossibleContent>,
    /// The clusters in which the need holds. An empty list means all clusters of the file.
    pub only_in: Vec<Cluster>,
}

impl SecretNeed {
    /// Adds `more` to `needs`. A need of the same secret is joined with the one that is there.
    /// Afterwards, call [`unite`](SecretNeed::unite) for each need.
    pub fn gather(needs: &mut Vec<SecretNeed>, more: impl IntoIterator<Item = SecretNeed>) {
        let name = |need: &SecretNeed| (need.key.clone(), need.source.clone());
        let mut places: HashMap<(String, String), usize> =
            needs.iter().enumerate().map(|(at, need)| (name(need), at)).collect();
        for need in more {
            match places.entry(name(&need)) {
                Entry::Occupied(known) => needs[*known.get()].join(need),
                Entry::Vacant(new) => {
                    new.insert(needs.len());
                    needs.push(need);
                }
            }
        }
    }

    /// Whether both needs name the same entry of the definition's `secrets`.
    #[must_use]
    pub fn names_same(&self, other: &SecretNeed) -> bool {
        self.key == other.key && self.source == other.source
    }

    /// Whether the two needs are equal, except for their clusters.
    #[must_use]
    pub fn is_like(&self, other: &SecretNeed) -> bool {
        self.names_same(other)
            && self.contents == other.contents
            && self.uris == other.uris
            && self.images == other.images
    }

    /// Adds the contents, URIs and images of a need of the same secret.
    fn join(&mut self, other: SecretNeed) {
        self.contents.extend(other.contents);
        self.uris.extend(other.uris);
        self.images.extend(other.images);
    }

    /// Removes repeated URIs, images and contents; see [`PossibleContent::united`].
    pub fn unite(&mut self) {
        for list in [&mut self.uris, &mut self.images].into_iter().filter(|list| list.len() > 1) {
            let mut seen = HashSet::new();
            list.retain(|text| seen.insert(text.clone()));
        }
        self.contents = PossibleContent::united(std::mem::take(&mut self.contents));
    }
}

/// The outcome of the rules for a definition.
#[derive(Debug)]
pub struct Outcome {
    /// The patch, whose pointers count from the file's root: first the tests, then the changes.
    pub patch: Vec<PatchOperation>,
    /// The placements of the members that the patch adds.
    pub placements: Vec<Placement>,
    /// The findings.
    pub findings: Vec<Finding>,
    /// The credential URIs that stay on purpose, as pointers from the file's root.
    pub staying: HashSet<PointerBuf>,
    /// The secrets that the result needs.
    pub secrets: Vec<SecretNeed>,
    /// The definition as the rules have changed it: the result of `json_patch`, operation by
    /// operation.
    pub value: Value,
    /// The message about an operation of a rule that could not be applied: a defect of this
    /// program.
    pub defect: Option<String>,
}
