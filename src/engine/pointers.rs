//! Follows pointers: in a value, and from the changed definition back to the file.

use std::cell::RefCell;
use std::collections::HashMap;

use json_patch::PatchOperation;
use json_patch::jsonptr::{Pointer, PointerBuf};
use serde_json::Value;

use crate::marathon::Definition;
use crate::text::{Document, NodeId, NodeKind, first_token, member};

/// A definition as the file has it, in which pointers are followed.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Original<'a> {
    pub(crate) document: &'a Document<'a>,
    pub(crate) definition: &'a Definition,
}

impl Original<'_> {
    /// Returns the node at `pointer`, which counts from the definition.
    pub(crate) fn find(self, pointer: &str) -> Option<NodeId> {
        self.document.find(self.definition.node, Pointer::parse(pointer).ok()?)
    }

    /// Returns the value at `pointer`, which counts from the definition.
    pub(crate) fn value(self, pointer: &str) -> Option<Value> {
        self.document.value(self.find(pointer)?).ok()
    }

    /// Returns the node at `pointer`, which counts from the file's root.
    fn find_in_file(self, pointer: &Pointer) -> Option<NodeId> {
        let local = pointer.strip_prefix(&self.definition.pointer)?;
        self.document.find(self.definition.node, local)
    }
}

/// Returns the place in the file for a finding at `pointer`. That is `pointer` itself if the file
/// has a value there, or has the object or list around it. Otherwise it is the place from which the
/// value at `pointer` came.
///
/// Therefore a rule must name an element of a list by its index in the file, even if earlier rules
/// have removed elements before it.
pub(crate) fn in_file(
    pointer: PointerBuf,
    operations: &Operations,
    original: Original,
) -> PointerBuf {
    let is_there = |at: &Pointer| original.find_in_file(at).is_some();
    if is_there(&pointer) || pointer.parent().is_some_and(is_there) {
        return pointer;
    }
    origin(pointer, operations, original)
}

/// The operations of the rules on a definition, in order. All pointers count from the file's root.
#[derive(Debug, Default)]
pub(crate) struct Operations {
    list: Vec<PatchOperation>,
    index: RefCell<OperationIndex>,
}

/// An index of the operations by the places that they concern, so that
/// [`last`](Operations::last) looks at few of them.
#[derive(Debug, Default)]
struct OperationIndex {
    /// The indices of the operations, ascending, by the pointer at which an operation puts a value.
    /// A removal is listed by the pointer to the object or list that it removes from.
    by_place: HashMap<PointerBuf, Vec<usize>>,
    /// The number of operations that are in the index.
    indexed: usize,
}

/// Up to this number of operations, looking at each of them is faster than using the index.
const FEW_OPERATIONS: usize = 32;

impl Operations {
    pub(crate) fn push(&mut self, operation: PatchOperation) {
        self.list.push(operation);
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.list.is_empty()
    }

    pub(crate) fn into_list(self) -> Vec<PatchOperation> {
        self.list
    }

    /// Returns the index of the last operation before the index `end` that may concern the value at
    /// `place`.
    fn last(&self, place: &Pointer, end: usize) -> Option<usize> {
        if self.list.len() <= FEW_OPERATIONS {
            return end.checked_sub(1);
        }
        let mut index = self.index.borrow_mut();
        for at in index.indexed..self.list.len() {
            let operation = &self.list[at];
            let place = match operation {
                PatchOperation::Remove(removed) => removed.path.parent().unwrap_or(&removed.path),
                _ => operation.path(),
            };
            index.by_place.entry(place.to_buf()).or_default().push(at);
        }
        index.indexed = self.list.len();
        let around = std::iter::successors(Some(place), |place| place.parent());
        let last = |place: &Pointer| {
            let here = index.by_place.get(place)?;
            here[..here.partition_point(|&at| at < end)].last().copied()
        };
        around.filter_map(last).max()
    }
}

/// Returns the place in `original` of the value that stands at `pointer` after `operations`. A
/// value that was added has no place there; for it the place is the object or list that it was
/// added to. All pointers count from the file's root.
pub(crate) fn origin(
    pointer: PointerBuf,
    operations: &Operations,
    original: Original,
) -> PointerBuf {
    let (mut at, mut end) = (pointer, operations.list.len());
    while let Some(last) = operations.last(&at, end) {
        at = undone(at, &operations.list[last], original);
        end = last;
    }
    at
}

/// Returns the pointer `at` as it was before `operation`.
fn undone(at: PointerBuf, operation: &PatchOperation, original: Original) -> PointerBuf {
    let is_there = |at: &Pointer| original.find_in_file(at).is_some();
    let is_list = |at: &Pointer| {
        let found = original.find_in_file(at);
        found.is_some_and(|node| original.document.kind(node) == NodeKind::Array)
    };
    match operation {
        PatchOperation::Move(moved) => match at.strip_prefix(&moved.path) {
            Some(rest) => moved.from.concat(rest),
            None => at,
        },
        PatchOperation::Add(added) if at.starts_with(&added.path) => {
            added.path.parent().map_or(at, Pointer::to_buf)
        }
        PatchOperation::Replace(replaced) if at.starts_with(&replaced.path) => {
            // If the file has no such part of the value, it came with the new value. Its place is the
            // place of the replaced value.
            if is_there(&at) { at } else { replaced.path.clone() }
        }
        PatchOperation::Remove(removed) => match removed.path.split_back() {
            Some((list, index)) if is_list(list) => {
                before_removal(&at, list, index.decoded().parse().ok())
            }
            _ => at,
        },
        _ => at,
    }
}

/// Returns the pointer `at` as it was before the element `index` of `list` was removed.
fn before_removal(at: &Pointer, list: &Pointer, index: Option<usize>) -> PointerBuf {
    let moved = || {
        let (first, rest) = at.strip_prefix(list)?.split_front()?;
        let now: usize = first.decoded().parse().ok()?;
        let before = if now >= index? { now + 1 } else { now };
        Some(list.with_trailing_token(before).concat(rest))
    };
    moved().unwrap_or_else(|| at.to_buf())
}

/// Returns the value at a pointer. Rules follow many pointers; therefore this is used instead of
/// `Value::pointer`, which allocates memory for every token.
pub(crate) fn find<'v>(value: &'v Value, pointer: &str) -> Option<&'v Value> {
    let mut at = value;
    let mut rest = pointer;
    while let Some(token) = first_token(rest) {
        at = match at {
            _ if token.is_escaped => return at.pointer(rest),
            Value::Object(members) => member(members, token.text)?,
            Value::Array(elements) => elements.get(token.text.parse::<usize>().ok()?)?,
            _ => return None,
        };
        rest = token.rest;
    }
    rest.is_empty().then_some(at)
}
