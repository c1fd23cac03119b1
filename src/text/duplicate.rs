//! Objects that have one name twice. Their grammar is right, but readers disagree on which member counts.

use std::borrow::Cow;

use serde_json::Value;

use super::document::Document;
use super::node::{NodeId, NodeKind};

/// Two members of one object with the same name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DuplicateKey {
    /// The name, decoded.
    pub name: String,
    /// Byte offset of the first of the two keys.
    pub first: usize,
    /// Byte offset of the second of the two keys.
    pub second: usize,
}

impl Document<'_> {
    /// Returns the first duplicate key in the subtree of `id`, whose value is `value`.
    ///
    /// A parsed value keeps only one of two members with the same key. If `value` has as many nodes as the
    /// text, no key stands twice, and nothing has to be searched.
    #[must_use]
    pub fn duplicate_key_of(&self, id: NodeId, value: &Value) -> Option<DuplicateKey> {
        if self.subtree(id).count() == parts(value) { None } else { self.duplicate_key(id) }
    }

    /// Returns the first duplicate key in the subtree of `id`.
    #[must_use]
    pub fn duplicate_key(&self, id: NodeId) -> Option<DuplicateKey> {
        let objects = self.subtree(id).filter(|&at| self.kind(at) == NodeKind::Object);
        objects.filter_map(|object| self.duplicate_in(object)).next()
    }

    /// Returns a duplicate key of an object. If there are several, returns the one whose second key stands first in the
    /// text.
    fn duplicate_in(&self, object: NodeId) -> Option<DuplicateKey> {
        let mut keys: Vec<(Cow<'_, str>, usize)> = Vec::new();
        for (key, _) in self.members(object) {
            keys.push((self.string(key)?, self.span(key).start));
        }
        // The keys are sorted by name, so the first pair of equal neighbours need not be the first in the text.
        keys.sort_unstable();
        let pairs = keys.windows(2).filter(|pair| pair[0].0 == pair[1].0);
        let (name, first, second) = pairs
            .map(|pair| (&pair[0].0, pair[0].1, pair[1].1))
            .min_by_key(|&(_, _, second)| second)?;
        Some(DuplicateKey { name: name.to_string(), first, second })
    }
}

/// Returns the number of values and keys in a value, the value itself included.
fn parts(value: &Value) -> usize {
    1 + match value {
        Value::Array(elements) => elements.iter().map(parts).sum(),
        Value::Object(members) => members.values().map(|value| 1 + parts(value)).sum(),
        _ => 0,
    }
}
