//! The items of large containers by index and by name, for callers that follow many pointers.
//!
//! Going along a container costs as many steps as it has items; a hundred thousand findings in one list
//! would cost a hundred thousand walks along it. The items of a container are written down once, when
//! the first of them is asked for. Small containers are walked.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use super::document::Document;
use super::node::{NodeId, NodeKind};

/// Containers with fewer items are walked.
const SMALL: usize = 64;

/// The items of large containers, as far as somebody has asked for them.
#[derive(Debug, Default)]
pub(super) struct Index(Mutex<HashMap<NodeId, Arc<Items>>>);

/// The items of one container.
#[derive(Debug)]
enum Items {
    Elements(Vec<NodeId>),
    /// Keys by name; of several members with one name the last.
    Keys(HashMap<String, NodeId>),
}

impl Index {
    /// Returns the element at `index` of an array.
    pub(super) fn element(
        &self,
        document: &Document,
        array: NodeId,
        index: usize,
    ) -> Option<NodeId> {
        if index < SMALL {
            return document.elements(array).nth(index);
        }
        match &*self.items(document, array) {
            Items::Elements(elements) => elements.get(index).copied(),
            Items::Keys(_) => None,
        }
    }

    /// Returns the key of the member called `name` of an object; of several the last.
    pub(super) fn key(&self, document: &Document, object: NodeId, name: &str) -> Option<NodeId> {
        let mut found = None;
        for (walked, (key, _)) in document.members(object).enumerate() {
            if walked == SMALL {
                return match &*self.items(document, object) {
                    Items::Keys(keys) => keys.get(name).copied(),
                    Items::Elements(_) => None,
                };
            }
            found = Some(key).filter(|&key| document.is_named(key, name)).or(found);
        }
        found
    }

    fn items(&self, document: &Document, container: NodeId) -> Arc<Items> {
        // A panic elsewhere leaves the map whole.
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        Arc::clone(
            known.entry(container).or_insert_with(|| Arc::new(Items::of(document, container))),
        )
    }
}

impl Items {
    fn of(document: &Document, container: NodeId) -> Self {
        if document.kind(container) == NodeKind::Array {
            return Items::Elements(document.elements(container).collect());
        }
        let name = |key| document.string(key).unwrap_or_default().into_owned();
        Items::Keys(document.members(container).map(|(key, _)| (name(key), key)).collect())
    }
}
