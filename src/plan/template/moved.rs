//! Moves members that only some alternatives of a template have, if the change needs them in all
//! alternatives.
//!
//! A reading with the member would change it, and a reading without it would add it; no single change fits
//! both. So the member is taken out where it stands, and added at the place that all readings have.

use std::collections::BTreeMap;

use json_patch::jsonptr::{Pointer, PointerBuf};
use json_patch::{AddOperation, PatchOperation, RemoveOperation};
use serde_json::Value;

use super::case::{AppliedPatch, View};
use crate::edit::{Change, Placement, Scope, carry_out};
use crate::text::TextEdit;

/// The members that views add, by the pointer from the definition: the value and the placement of each.
type Added<'v> = BTreeMap<String, (&'v Value, Option<&'v Placement>)>;

/// Returns the edits of all views. A member that one view adds is removed and added by the others,
/// if they would replace it or have it with the same value. Returns `None` if there is no such
/// member, or if the edits cannot be made.
pub(super) fn moved(views: &[View]) -> Option<Vec<Vec<TextEdit>>> {
    let mut added = Added::new();
    let mut replaced: Vec<String> = Vec::new();
    for (view, applied) in views.iter().filter_map(|view| Some((view, view.applied.as_ref()?))) {
        for operation in &applied.patch {
            let path = relative(view, operation.path());
            match operation {
                PatchOperation::Add(add) => {
                    let place = applied.placements.iter().find(|it| it.path == add.path);
                    added.entry(path).or_insert((&add.value, place));
                }
                PatchOperation::Replace(_) => replaced.push(path),
                _ => {}
            }
        }
    }
    let has_same = |path: &String, value: &Value| views.iter().any(|view| has(view, path, value));
    let is_there = |(path, (value, _)): (&String, &(&Value, _))| {
        replaced.contains(path) || has_same(path, value)
    };
    if !added.iter().any(is_there) {
        return None;
    }
    views.iter().map(|view| edits_with_moves(view, &added)).collect()
}

/// Whether a view has a member with this value at `path`, which counts from the definition, and does not
/// change it.
fn has(view: &View, path: &str, value: &Value) -> bool {
    let Some(AppliedPatch { patch, .. }) = &view.applied else { return false };
    let View { document, definition, .. } = view;
    let Ok(way) = PointerBuf::parse(format!("{}{path}", definition.pointer)) else { return false };
    let node = document.find(document.root(), &way);
    let is_equal = node.is_some_and(|node| document.value(node).is_ok_and(|own| own == *value));
    is_equal && !patch.iter().any(|operation| operation.path() == way.as_ptr())
}

/// Returns the edits of a view. A member in `added` that the view would replace, or has already, is
/// removed and added.
fn edits_with_moves(view: &View, added: &Added) -> Option<Vec<TextEdit>> {
    let Some(AppliedPatch { patch, placements, style }) = &view.applied else {
        return Some(view.edits.clone());
    };
    let (mut own, mut places) = (Vec::new(), placements.clone());
    for operation in patch {
        let place = added.get(&relative(view, operation.path()));
        let (PatchOperation::Replace(replace), Some((_, place))) = (operation, place) else {
            own.push(operation.clone());
            continue;
        };
        let path = replace.path.clone();
        places.extend(place.map(|it| Placement { path: path.clone(), anchor: it.anchor }));
        own.push(PatchOperation::Remove(RemoveOperation { path: path.clone() }));
        own.push(PatchOperation::Add(AddOperation { path, value: replace.value.clone() }));
    }
    let View { document, definition, .. } = view;
    for (path, (value, place)) in added.iter().filter(|(path, (value, _))| has(view, path, value)) {
        let path = PointerBuf::parse(format!("{}{path}", definition.pointer)).ok()?;
        places.extend(place.map(|it| Placement { path: path.clone(), anchor: it.anchor }));
        own.push(PatchOperation::Remove(RemoveOperation { path: path.clone() }));
        own.push(PatchOperation::Add(AddOperation { path, value: (*value).clone() }));
    }
    let scope = Scope { document, node: definition.node, pointer: &definition.pointer };
    carry_out(scope, &Change::new(&own).placing(&places), style).ok()
}

/// Returns the pointer from the definition to the value at `path`.
fn relative(view: &View, path: &Pointer) -> String {
    let base = view.definition.pointer.as_str();
    path.as_str().strip_prefix(base).unwrap_or(path.as_str()).to_owned()
}
