//! What comes out of the rules for one definition.

use std::collections::HashSet;
use std::collections::hash_map::{Entry, HashMap};

use json_patch::PatchOperation;
use json_patch::jsonptr::PointerBuf;
use serde_json::Value;

use crate::edit::Placement;
use crate::engine::{Finding, PossibleContent};

/// A secret that must exist before the definition is deployed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SecretNeed {
    /// The key under the definition's `secrets`.
    pub key: String,
    /// The path in the secret store, as the definition spells it.
    pub source: String,
    /// The credential URIs whose content the secret replaces.
    pub uris: Vec<String>,
    /// The images that are pulled with it.
    pub images: Vec<String>,
    /// What it has to hold: one content, or in a template what each alternative wants, in order. None if
    /// the definition named the secret before: then it holds what it holds.
    pub contents: Vec<PossibleContent>,
}

impl SecretNeed {
    /// Adds `more` to `needs`; what is needed of one secret is put together. They are to be
    /// [united](SecretNeed::unite) when all are there.
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

    fn join(&mut self, other: SecretNeed) {
        self.contents.extend(other.contents);
        self.uris.extend(other.uris);
        self.images.extend(other.images);
    }

    /// Lets each URI, image and content be there once; see [`PossibleContent::united`].
    pub fn unite(&mut self) {
        for list in [&mut self.uris, &mut self.images].into_iter().filter(|list| list.len() > 1) {
            let mut seen = HashSet::new();
            list.retain(|text| seen.insert(text.clone()));
        }
        self.contents = PossibleContent::united(std::mem::take(&mut self.contents));
    }
}

/// What the rules made of a definition.
#[derive(Debug)]
pub struct Outcome {
    /// The patch from the file's root: first what it relies on, then what it does.
    pub patch: Vec<PatchOperation>,
    /// Where added members go.
    pub placements: Vec<Placement>,
    /// What there is to say.
    pub findings: Vec<Finding>,
    /// The credential URIs that stay on purpose, from the file's root.
    pub kept: HashSet<PointerBuf>,
    /// The secrets that the result needs.
    pub secrets: Vec<SecretNeed>,
    /// The definition as the rules have left it: what `json_patch` made of it, operation by operation.
    pub value: Value,
    /// An operation of a rule that did not apply: a defect of this program.
    pub defect: Option<String>,
}
