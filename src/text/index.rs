//! The items of large containers by index and by name, for callers that follow many pointers.
//!
//! Going along a container costs as many steps as it has items; a hundred thousand findings in one list
//! would cost a hundred thousand walks along it. The items of a container are written down once, when
//! the first of them is asked for. Small containers are walked.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use super::node::NodeId;

/// The number of items up to which a container is walked.
pub(super) const SMALL: usize = 64;

/// The items of large containers, as far as somebody has asked for them.
#[derive(Debug, Default)]
pub(super) struct Index(Mutex<HashMap<NodeId, Arc<Items>>>);

/// The items of one container.
#[derive(Debug)]
pub(super) enum Items {
    /// The elements of an array.
    Elements(Vec<NodeId>),
    /// Keys by name; of several members with one name the last.
    Keys(HashMap<String, NodeId>),
}

impl Index {
    /// Returns the items of `container`. Calls `items` if nobody has asked for them before.
    pub(super) fn items(&self, container: NodeId, items: impl FnOnce() -> Items) -> Arc<Items> {
        // If a caller's `items` panicked, the map has no entry for it, and is still right.
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        Arc::clone(known.entry(container).or_insert_with(|| Arc::new(items())))
    }
}
