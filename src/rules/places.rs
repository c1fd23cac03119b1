//! Following pointers: in a value, and back to where something stood in the file.

use json_patch::PatchOperation;
use json_patch::jsonptr::{Pointer, PointerBuf};
use serde_json::{Map, Value};

use crate::marathon::Definition;
use crate::text::{Document, Kind, NodeId, first_token, same_name};

/// A definition as the file has it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Original<'a> {
    pub(super) document: &'a Document<'a>,
    pub(super) definition: &'a Definition,
}

impl Original<'_> {
    /// What stands at `pointer`, which counts from the definition.
    pub(super) fn find(self, pointer: &str) -> Option<NodeId> {
        self.document.find(self.definition.node, Pointer::parse(pointer).ok()?)
    }

    /// The same as a value.
    pub(super) fn value(self, pointer: &str) -> Option<Value> {
        self.document.value(self.find(pointer)?).ok()
    }

    /// What stands at `pointer`, which counts from the file's root.
    fn find_in_file(self, pointer: &Pointer) -> Option<NodeId> {
        let local = pointer.strip_prefix(&self.definition.pointer)?;
        self.document.find(self.definition.node, local)
    }
}

/// `pointer` if the file has it or the object around it, else where that came from.
pub(super) fn in_file(
    pointer: PointerBuf,
    operations: &[PatchOperation],
    original: Original,
) -> PointerBuf {
    let is_there = |at: &Pointer| original.find_in_file(at).is_some();
    if is_there(&pointer) || pointer.parent().is_some_and(is_there) {
        return pointer;
    }
    origin(pointer, operations, original)
}

/// The place in `original` of what stands at `pointer` after `operations`. What was added stood
/// nowhere; its place is where it was added. All pointers count from the file's root.
pub(super) fn origin(
    pointer: PointerBuf,
    operations: &[PatchOperation],
    original: Original,
) -> PointerBuf {
    let is_there = |at: &Pointer| original.find_in_file(at).is_some();
    let is_list = |at: &Pointer| {
        let found = original.find_in_file(at);
        found.is_some_and(|node| original.document.kind(node) == Kind::Array)
    };
    operations.iter().rev().fold(pointer, |at, operation| match operation {
        PatchOperation::Move(moved) => match at.strip_prefix(&moved.path) {
            Some(rest) => moved.from.concat(rest),
            None => at,
        },
        PatchOperation::Add(added) if at.starts_with(&added.path) => {
            added.path.parent().map_or(at, Pointer::to_buf)
        }
        PatchOperation::Replace(replaced) if at.starts_with(&replaced.path) => {
            // What stands in a new value came from no other place than the old one.
            if is_there(&at) { at } else { replaced.path.clone() }
        }
        PatchOperation::Remove(removed) => match removed.path.split_back() {
            Some((list, index)) if is_list(list) => behind(&at, list, index.decoded().parse().ok()),
            _ => at,
        },
        _ => at,
    })
}

/// `at`, counted before the element `index` of `list` was removed.
fn behind(at: &Pointer, list: &Pointer, index: Option<usize>) -> PointerBuf {
    let moved = || {
        let (first, rest) = at.strip_prefix(list)?.split_front()?;
        let now: usize = first.decoded().parse().ok()?;
        let before = if now >= index? { now + 1 } else { now };
        Some(list.with_trailing_token(before).concat(rest))
    };
    moved().unwrap_or_else(|| at.to_buf())
}

/// Up to so many members a look at each is faster than a hash.
const FEW: usize = 16;

/// Follows a pointer. `Value::pointer` allocates for every token; rules ask often.
pub(super) fn find<'v>(value: &'v Value, pointer: &str) -> Option<&'v Value> {
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

fn member<'v>(members: &'v Map<String, Value>, name: &str) -> Option<&'v Value> {
    if members.len() > FEW {
        return members.get(name);
    }
    members.iter().find(|(other, _)| same_name(other, name)).map(|(_, value)| value)
}
