//! Random patches that fit the value they are made for.

use json_patch::jsonptr::{Pointer, PointerBuf};
use json_patch::{
    AddOperation, CopyOperation, MoveOperation, PatchOperation, RemoveOperation, ReplaceOperation,
    TestOperation,
};
use proptest::prelude::*;
use serde_json::Value;

use super::{scalars, strings, values};

/// What one operation is made from once the value at hand is known.
#[derive(Debug, Clone)]
pub(crate) struct Seed {
    /// Which operation.
    pub(crate) verb: usize,
    /// Which place it reads.
    pub(crate) from: usize,
    /// Which place it writes.
    pub(crate) to: usize,
    /// A new member's name.
    pub(crate) name: String,
    pub(crate) value: Value,
}

/// Seeds for one to six operations.
pub(crate) fn seeds() -> impl Strategy<Value = Vec<Seed>> {
    let value = prop_oneof![scalars(), values()];
    let seed = (0..20_usize, any::<u16>(), any::<u16>(), strings(), value).prop_map(
        |(verb, from, to, name, value)| Seed {
            verb,
            from: usize::from(from),
            to: usize::from(to),
            name,
            value,
        },
    );
    prop::collection::vec(seed, 1..=6)
}

/// The pointers of `value` and of everything in it, outermost first.
pub(crate) fn pointers(value: &Value) -> Vec<PointerBuf> {
    let mut found = vec![PointerBuf::new()];
    collect(value, Pointer::root(), &mut found);
    found
}

fn collect(value: &Value, at: &Pointer, found: &mut Vec<PointerBuf>) {
    let mut child = |token: &str, value: &Value| {
        let pointer = at.with_trailing_token(token);
        found.push(pointer.clone());
        collect(value, &pointer, found);
    };
    match value {
        Value::Array(elements) => {
            elements.iter().enumerate().for_each(|(index, value)| child(&index.to_string(), value));
        }
        Value::Object(members) => members.iter().for_each(|(name, value)| child(name, value)),
        _ => {}
    }
}

/// The operations of `seeds` that can be carried out on `value` one after the other.
pub(crate) fn patch_for(value: &Value, seeds: &[Seed]) -> Vec<PatchOperation> {
    let mut now = value.clone();
    let mut patch = Vec::new();
    for seed in seeds {
        let operation = operation(&now, seed);
        let mut next = now.clone();
        if json_patch::patch_unsafe(&mut next, std::slice::from_ref(&operation)).is_ok() {
            now = next;
            patch.push(operation);
        }
    }
    patch
}

pub(crate) fn add(path: &Pointer, value: Value) -> PatchOperation {
    PatchOperation::Add(AddOperation { path: path.to_buf(), value })
}

pub(crate) fn remove(path: &Pointer) -> PatchOperation {
    PatchOperation::Remove(RemoveOperation { path: path.to_buf() })
}

pub(crate) fn replace(path: &Pointer, value: Value) -> PatchOperation {
    PatchOperation::Replace(ReplaceOperation { path: path.to_buf(), value })
}

pub(crate) fn relocate(from: &Pointer, path: &Pointer) -> PatchOperation {
    PatchOperation::Move(MoveOperation { from: from.to_buf(), path: path.to_buf() })
}

pub(crate) fn copy(from: &Pointer, path: &Pointer) -> PatchOperation {
    PatchOperation::Copy(CopyOperation { from: from.to_buf(), path: path.to_buf() })
}

pub(crate) fn test(path: &Pointer, value: Value) -> PatchOperation {
    PatchOperation::Test(TestOperation { path: path.to_buf(), value })
}

fn operation(value: &Value, seed: &Seed) -> PatchOperation {
    let all = pointers(value);
    let from = &all[seed.from % all.len()];
    let there = &all[seed.to % all.len()];
    let path = place(value, &all, seed);
    match seed.verb {
        0..=4 => add(&path, seed.value.clone()),
        5..=8 => remove(from),
        9..=11 => replace(from, seed.value.clone()),
        12..=15 => relocate(from, &path),
        16 => relocate(from, there),
        17..=18 => copy(from, &path),
        _ => test(from, value.pointer(from.as_str()).cloned().unwrap_or_default()),
    }
}

/// Where something may be added: a new or an existing member, a place in an array, its end.
fn place(value: &Value, all: &[PointerBuf], seed: &Seed) -> PointerBuf {
    let holds = |pointer: &&PointerBuf| {
        value.pointer(pointer.as_str()).is_some_and(|value| value.is_array() || value.is_object())
    };
    let containers: Vec<&PointerBuf> = all.iter().filter(holds).collect();
    let Some(&parent) = containers.get(seed.to % containers.len().max(1)) else {
        return PointerBuf::new();
    };
    match value.pointer(parent.as_str()) {
        Some(Value::Array(elements)) => match seed.from % (elements.len() + 2) {
            index if index <= elements.len() => parent.with_trailing_token(index),
            _ => parent.with_trailing_token("-"),
        },
        _ => parent.with_trailing_token(seed.name.as_str()),
    }
}

/// A place where nothing is yet: for a new member called `name`, or in or behind an array.
pub(crate) fn fresh(value: &Value, at: usize, name: &str) -> Option<PointerBuf> {
    let all = pointers(value);
    let containers: Vec<(&PointerBuf, usize)> = all
        .iter()
        .filter_map(|pointer| match value.pointer(pointer.as_str())? {
            Value::Array(elements) => Some((pointer, elements.len())),
            Value::Object(members) => Some((pointer, members.len())),
            _ => None,
        })
        .collect();
    let &(parent, length) = containers.get(at % containers.len().max(1))?;
    Some(match value.pointer(parent.as_str())? {
        Value::Array(_) => parent.with_trailing_token(at / 7 % (length + 1)),
        _ => parent.with_trailing_token(name),
    })
}
