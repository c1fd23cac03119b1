//! Objects that have one name twice: grammatical, and read differently by different readers.

use std::borrow::Cow;

use super::document::{Document, Kind, NodeId};

/// Two members of one object with the same name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DuplicateKey {
    /// The name, decoded.
    pub name: String,
    /// Byte offset of the first of the two keys.
    pub first: usize,
    /// Byte offset of the second.
    pub second: usize,
}

/// The keys of an object, decoded, with their places.
type Keys<'s> = Vec<(Cow<'s, str>, usize)>;

/// Up to so many keys each is compared with each; there, sorting takes longer.
const FEW: usize = 32;

fn repeats(keys: &Keys) -> bool {
    let is_known = |at: usize| keys[..at].iter().any(|(other, _)| *other == keys[at].0);
    (1..keys.len()).any(is_known)
}

impl Document<'_> {
    /// The first duplicate key in the subtree of `id`.
    #[must_use]
    pub fn duplicate_key(&self, id: NodeId) -> Option<DuplicateKey> {
        let mut keys = Vec::new();
        let mut objects = self.subtree(id).filter(|&at| self.kind(at) == Kind::Object);
        objects.find_map(|object| self.duplicate_in(object, &mut keys))
    }

    /// `keys` is room to work in.
    fn duplicate_in<'s>(&'s self, object: NodeId, keys: &mut Keys<'s>) -> Option<DuplicateKey> {
        keys.clear();
        for (key, _) in self.members(object) {
            keys.push((self.string(key)?, self.span(key).start));
        }
        if keys.len() <= FEW && !repeats(keys) {
            return None;
        }
        // Sorted, the first pair of equal neighbours need not be the first in the text.
        keys.sort_unstable();
        let pairs = keys.windows(2).filter(|pair| pair[0].0 == pair[1].0);
        let (name, first, second) = pairs
            .map(|pair| (&pair[0].0, pair[0].1, pair[1].1))
            .min_by_key(|&(_, _, second)| second)?;
        Some(DuplicateKey { name: name.to_string(), first, second })
    }
}
