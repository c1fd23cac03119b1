//! The input of the editor: a value of a document, and a patch with the places of the members that it adds.

use std::borrow::Cow;

use json_patch::PatchOperation;
use json_patch::jsonptr::{Pointer, PointerBuf};
use serde_json::Value;

use super::error::EditError;
use super::runs::apply;
use crate::text::{Document, NodeId};

/// The value of a document that is edited.
#[derive(Debug, Clone, Copy)]
pub struct Scope<'a> {
    /// The document.
    pub document: &'a Document<'a>,
    /// The value.
    pub node: NodeId,
    /// The pointer to the value from the root of the document.
    pub pointer: &'a Pointer,
}

impl<'a> Scope<'a> {
    /// Returns the outermost value of `document`.
    #[must_use]
    pub fn whole(document: &'a Document<'a>) -> Self {
        Scope { document, node: document.root(), pointer: Pointer::root() }
    }
}

/// A patch, and the places of the members that it adds. All pointers count from the root of the document
/// and must lie at or below the scope.
#[derive(Debug, Clone)]
pub struct Change<'a> {
    pub(super) patch: &'a [PatchOperation],
    pub(super) placements: &'a [Placement],
    expected: Option<Value>,
}

impl<'a> Change<'a> {
    /// Returns the change that `patch` describes; members that it adds stand after their siblings.
    #[must_use]
    pub fn new(patch: &'a [PatchOperation]) -> Self {
        Change { patch, placements: &[], expected: None }
    }

    /// Adds the places of members.
    #[must_use]
    pub fn placing(self, placements: &'a [Placement]) -> Self {
        Change { placements, ..self }
    }

    /// Adds the value that [`patched`] makes of the scope. A caller that has it already saves
    /// reading and patching the value once more.
    #[must_use]
    pub fn expecting(self, value: Value) -> Self {
        Change { expected: Some(value), ..self }
    }

    /// Returns the value that the new text must have: the given one, or the computed one.
    pub(super) fn take_expected(&mut self, scope: Scope) -> Result<Value, EditError> {
        match self.expected.take() {
            Some(value) => Ok(value),
            None => patched(scope.document.value(scope.node)?, scope.pointer, self.patch),
        }
    }
}

/// The place of a member that a patch adds to an object. JSON Patch has no word for it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Placement {
    /// The `path` of the operation that adds the member.
    pub path: PointerBuf,
    /// The sibling that the member follows.
    pub anchor: Anchor,
}

/// A place among the members of an object, told by what stands before it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Anchor {
    /// Before all others.
    First,
    /// After the first of these names that is there; after all others if none is.
    After(&'static [&'static str]),
}

/// Returns what `patch` makes of `value`, whose pointer is `base`, without a look at a text.
///
/// # Errors
/// See [`EditError`].
pub fn patched(
    mut value: Value,
    base: &Pointer,
    patch: &[PatchOperation],
) -> Result<Value, EditError> {
    // A failing patch leaves a torn value behind, which is dropped here; `json_patch::patch` would
    // undo it and panics where a value was moved onto its own parent.
    apply(&mut value, &rebase(patch, base)?)?;
    Ok(value)
}

/// Returns `patch` with its pointers counted from the scope at `base`.
pub(crate) fn rebase<'p>(
    patch: &'p [PatchOperation],
    base: &Pointer,
) -> Result<Cow<'p, [PatchOperation]>, EditError> {
    if base.is_root() {
        return Ok(Cow::Borrowed(patch));
    }
    let local = |pointer: &mut PointerBuf| match pointer.strip_prefix(base) {
        Some(inside) => {
            *pointer = inside.to_buf();
            Ok(())
        }
        None => Err(EditError::OutsideScope(pointer.clone())),
    };
    let mut patch = patch.to_vec();
    for operation in &mut patch {
        match operation {
            PatchOperation::Add(op) => local(&mut op.path)?,
            PatchOperation::Remove(op) => local(&mut op.path)?,
            PatchOperation::Replace(op) => local(&mut op.path)?,
            PatchOperation::Test(op) => local(&mut op.path)?,
            PatchOperation::Move(op) => {
                local(&mut op.from)?;
                local(&mut op.path)?;
            }
            PatchOperation::Copy(op) => {
                local(&mut op.from)?;
                local(&mut op.path)?;
            }
        }
    }
    Ok(Cow::Owned(patch))
}
