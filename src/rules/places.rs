//! Following pointers: in a value, and back to where something stood in the file.

use json_patch::PatchOperation;
use json_patch::jsonptr::{Pointer, PointerBuf};
use serde_json::Value;

/// `pointer` if the file has it or the object around it, else where that came from.
pub(super) fn in_file(
    pointer: PointerBuf,
    operations: &[PatchOperation],
    original: &Value,
    base: &Pointer,
) -> PointerBuf {
    let is_there = |at: &Pointer| find_local(at, original, base).is_some();
    if is_there(&pointer) || pointer.parent().is_some_and(is_there) {
        return pointer;
    }
    origin(pointer, operations, original, base)
}

/// The place in `original` of what stands at `pointer` after `operations`. What was added stood
/// nowhere; its place is where it was added. All pointers count from `base`, which is where
/// `original` stands.
pub(super) fn origin(
    pointer: PointerBuf,
    operations: &[PatchOperation],
    original: &Value,
    base: &Pointer,
) -> PointerBuf {
    let is_list = |at: &Pointer| find_local(at, original, base).is_some_and(Value::is_array);
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
            let is_there = find_local(&at, original, base).is_some();
            if is_there { at } else { replaced.path.clone() }
        }
        PatchOperation::Remove(removed) => match removed.path.split_back() {
            Some((list, index)) if is_list(list) => behind(&at, list, index.decoded().parse().ok()),
            _ => at,
        },
        _ => at,
    })
}

fn find_local<'v>(at: &Pointer, original: &'v Value, base: &Pointer) -> Option<&'v Value> {
    at.strip_prefix(base)?.resolve(original).ok()
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
    if pointer.contains('~') {
        return value.pointer(pointer);
    }
    let mut tokens = pointer.split('/');
    tokens.next()?;
    tokens.try_fold(value, |at, token| match at {
        Value::Object(members) if members.len() <= FEW => {
            members.iter().find(|(name, _)| *name == token).map(|(_, value)| value)
        }
        Value::Object(members) => members.get(token),
        Value::Array(elements) => elements.get(token.parse::<usize>().ok()?),
        _ => None,
    })
}
