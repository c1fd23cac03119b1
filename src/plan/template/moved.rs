//! Moves members that only some alternatives of a template have, if the change needs them in all.
//!
//! A reading with the member would change it, and a reading without it would add it; no single change fits
//! both. So the member is taken out where it stands, and added at the place that all readings have.

use std::collections::BTreeMap;

use json_patch::jsonptr::Pointer;
use json_patch::{AddOperation, PatchOperation, RemoveOperation};

use super::View;
use crate::edit::{Change, Placement, Scope, carry_out};
use crate::text::{Style, TextEdit};

/// A patch as it is carried out in a reading.
pub(super) struct Draft {
    pub(super) patch: Vec<PatchOperation>,
    pub(super) placements: Vec<Placement>,
    pub(super) style: Style,
}

/// The edits of all views, in which members that one view adds are added by those as well that would
/// replace them; none if there are no such members, or if it cannot be done.
pub(super) fn moved(views: &[View]) -> Option<Vec<Vec<TextEdit>>> {
    let mut added: BTreeMap<String, Option<&Placement>> = BTreeMap::new();
    let mut replaced: Vec<String> = Vec::new();
    for (view, draft) in views.iter().filter_map(|view| Some((view, view.draft.as_ref()?))) {
        for operation in &draft.patch {
            let path = relative(view, operation.path());
            match operation {
                PatchOperation::Add(add) => {
                    let place = draft.placements.iter().find(|it| it.path == add.path);
                    added.entry(path).or_insert(place);
                }
                PatchOperation::Replace(_) => replaced.push(path),
                _ => {}
            }
        }
    }
    if !replaced.iter().any(|path| added.contains_key(path)) {
        return None;
    }
    views.iter().map(|view| again(view, &added)).collect()
}

/// The edits of a view that takes out and adds what it would replace of `added`.
fn again(view: &View, added: &BTreeMap<String, Option<&Placement>>) -> Option<Vec<TextEdit>> {
    let Some(Draft { patch, placements, style }) = &view.draft else {
        return Some(view.edits.clone());
    };
    let (mut own, mut places) = (Vec::new(), placements.clone());
    for operation in patch {
        let place = added.get(&relative(view, operation.path()));
        let (PatchOperation::Replace(replace), Some(place)) = (operation, place) else {
            own.push(operation.clone());
            continue;
        };
        let path = replace.path.clone();
        places.extend(place.map(|it| Placement { path: path.clone(), anchor: it.anchor }));
        own.push(PatchOperation::Remove(RemoveOperation { path: path.clone() }));
        own.push(PatchOperation::Add(AddOperation { path, value: replace.value.clone() }));
    }
    let View { document, definition, .. } = view;
    let scope = Scope { document, node: definition.node, pointer: &definition.pointer };
    carry_out(scope, &Change::new(&own).placing(&places), style).ok()
}

/// The way from the definition to what `path` leads to.
fn relative(view: &View, path: &Pointer) -> String {
    let base = view.definition.pointer.as_str();
    path.as_str().strip_prefix(base).unwrap_or(path.as_str()).to_owned()
}
