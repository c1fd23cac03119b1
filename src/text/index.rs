//! The items of large containers by index and by name, for callers that follow many pointers.
//!
//! A walk along a container takes as many steps as it has items, and a hundred thousand findings in one list
//! would take a hundred thousand walks. So the items of a large container are collected once, when the first
//! of them is asked for. Small containers are walked each time.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use super::node::NodeId;

/// The most items that one walk passes. Items further on are found in the index.
pub(super) const SMALL: usize = 64;

/// The items of those large containers that a caller has asked for.
#[derive(Debug, Default)]
pub(super) struct Index(Mutex<HashMap<NodeId, Arc<Items>>>);

/// The items of one container.
#[derive(Debug)]
pub(super) enum Items {
    /// The elements of an array.
    Elements(Vec<NodeId>),
    /// The keys of an object by name. Of several members with one name, it is the key of the last.
    Keys(HashMap<String, NodeId>),
}

impl Index {
    /// Returns the items of `container`. Calls `items` if they are not known yet.
    pub(super) fn items(&self, container: NodeId, items: impl FnOnce() -> Items) -> Arc<Items> {
        // If a caller's `items` panicked, the map has no entry for it, and is still right.
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        Arc::clone(known.entry(container).or_insert_with(|| Arc::new(items())))
    }
}
