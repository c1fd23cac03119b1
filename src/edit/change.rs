//! The input of the editor: a value of a document, and a patch with the placements of the members that it adds.

use std::borrow::Cow;

use json_patch::PatchOperation;
use json_patch::jsonptr::{Pointer, PointerBuf};
use serde_json::Value;

use super::error::EditError;
use super::runs::apply;
use crate::text::{Document, NodeId};

/// The value that is edited, and the document in which it stands.
#[derive(Debug, Clone, Copy)]
pub struct Scope<'a> {
    /// The document that holds the value.
    pub document: &'a Document<'a>,
    /// The node of the value.
    pub node: NodeId,
    /// The pointer to the value from the root of the document.
    pub pointer: &'a Pointer,
}

impl<'a> Scope<'a> {
    /// Returns the scope of the whole value of `document`.
    #[must_use]
    pub fn whole(document: &'a Document<'a>) -> Self {
        Scope { document, node: document.root(), pointer: Pointer::root() }
    }
}

/// A patch, and the placements of the members that it adds. All pointers count from the root of the document
/// and must lie at or below the scope.
#[derive(Debug, Clone)]
pub struct Change<'a> {
    pub(super) patch: &'a [PatchOperation],
    pub(super) placements: &'a [Placement],
    /// The value of the scope after the patch, if the caller knows it.
    expected: Option<Value>,
}

impl<'a> Change<'a> {
    /// Returns the change that carries out `patch`. Without placements, added members stand after their siblings.
    #[must_use]
    pub fn new(patch: &'a [PatchOperation]) -> Self {
        Change { patch, placements: &[], expected: None }
    }

    /// Sets the placements of the members that the patch adds.
    #[must_use]
    pub fn placing(self, placements: &'a [Placement]) -> Self {
        Change { placements, ..self }
    }

    /// Sets the value that [`patched`] returns for the scope. A caller that has this value saves the editor the
    /// time to read and patch the scope once more.
    #[must_use]
    pub fn expecting(self, value: Value) -> Self {
        Change { expected: Some(value), ..self }
    }

    /// Returns the value that the new text must have: the value from [`Change::expecting`], or else the
    /// computed one.
    pub(super) fn take_expected(&mut self, scope: Scope) -> Result<Value, EditError> {
        match self.expected.take() {
            Some(value) => Ok(value),
            None => patched(scope.document.value(scope.node)?, scope.pointer, self.patch),
        }
    }
}

/// The place among its siblings of a member that a patch adds. JSON Patch cannot express it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Placement {
    /// The `path` of the operation that adds the member.
    pub path: PointerBuf,
    /// The sibling after which the member stands.
    pub anchor: Anchor,
}

/// The sibling after which an added member stands. In a template the editor may choose another sibling, so that
/// the member has one place in all readings.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Anchor {
    /// No sibling: the member stands before all others.
    First,
    /// The member with the first of these names that exists. If none exists, the added member stands after
    /// all others.
    After(&'static [&'static str]),
}

/// Returns `value` after `patch`. The pointers of `patch` count from the root of the document, in which
/// `value` stands at `base`.
///
/// # Errors
/// See [`EditError`].
pub fn patched(
    mut value: Value,
    base: &Pointer,
    patch: &[PatchOperation],
) -> Result<Value, EditError> {
    // A patch that fails leaves the value half changed; that value is dropped here. `json_patch::patch`
    // would undo the changes, but it panics if a value was moved onto its own parent.
    apply(&mut value, &rebase(patch, base)?)?;
    Ok(value)
}

/// Returns `patch` with pointers that count from the value at `base`, not from the root of the document.
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
