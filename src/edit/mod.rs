//! JSON Patch → the smallest text edits that carry it out.
//!
//! Takes any RFC 6902 patch and any strict JSON text; knows nothing of Marathon. Operations change
//! a lazy tree over the spans of the text (`tree`), one layout pass turns the changed tree into
//! edits (`layout`), and nothing leaves the module unproved (`verify`):
//!
//! * **P1** the new text parses strictly;
//! * **P2** read by `serde_json` it equals the old value patched by `json_patch`;
//! * **P3** every edit lies inside the scope that was asked for.
//!
//! The scope is one value of the file. A text in which one complete value was replaced by another
//! complete value is still JSON and differs in that value alone, so what is proved for the scope
//! holds for the file.

mod commented;
mod comments;
mod layout;
mod opaque;
mod render;
mod runs;
mod same;
mod shape;
mod sweep;
mod tree;
mod trim;
mod verify;

use std::borrow::Cow;
use std::collections::HashMap;

use json_patch::PatchOperation;
use json_patch::jsonptr::{Pointer, PointerBuf};
use serde_json::Value;

use crate::text::{Document, DuplicateKey, NodeId, Style, TextEdit};
pub(crate) use runs::apply;
use runs::{Step, steps};

/// Where a member that a patch adds to an object should stand. JSON Patch has no word for it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Placement {
    /// The `path` of the operation that adds the member.
    pub path: PointerBuf,
    /// Its place among its siblings.
    pub place: Place,
}

/// A place among siblings.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// Before all others.
    First,
    /// Behind the first of these names that is there; behind all others if none is.
    After(&'static [&'static str]),
}

/// Why a patch could not be carried out. The text stays as it is in every case.
#[derive(Debug, thiserror::Error)]
pub enum EditError {
    /// An operation fails by RFC 6902, such as a `test` that does not hold.
    #[error("the patch does not apply: {0}")]
    Patch(#[from] json_patch::PatchError),
    /// An operation reaches outside the scope.
    #[error("the operation on `{0}` lies outside the value to be edited")]
    OutsideScope(PointerBuf),
    /// The scope cannot be read as a value.
    #[error("cannot read the value to be edited: {0}")]
    Read(#[from] serde_json::Error),
    /// An operation meets an object that has one name twice, which readers resolve differently.
    #[error("the key `{}` occurs twice in one object", .0.name)]
    DuplicateKey(DuplicateKey),
    /// An expression that stands for a whole value would get into a string.
    #[error("an expression of the template that stands for a value would get into a string")]
    Expression,
    /// A proof failed; this is a defect of this program.
    #[error("the edit could not be proved and was dropped (this is a bug): {0}")]
    Unproved(String),
}

/// Carries out `patch` on the value at `scope`, whose pointer is `base`, and proves it: sorted, disjoint
/// edits, whose offsets count from the beginning of the document. `expected` is what [`patched`] makes
/// of the old value; `also` is asked in the end about the new text of the scope and what it says.
///
/// Pointers in `patch` and `placements` count from the root of the document and must lie at or
/// below `base`. The document must not be masked: what is hidden has to be proved for all that may
/// stand in its place, which takes [`carry_out`] and a new look at the result.
///
/// # Errors
/// See [`EditError`]; and those of `also`.
pub fn edit(
    document: &Document,
    scope: NodeId,
    base: &Pointer,
    (patch, placements): (&[PatchOperation], &[Placement]),
    expected: Value,
    also: impl FnOnce(&Document, Value) -> Result<(), EditError>,
) -> Result<Vec<TextEdit>, EditError> {
    let style = Style::of(document, scope);
    let edits = carry_out(document, scope, base, (patch, placements), &style)?;
    verify::verify(document, scope, &edits, expected, also)
        .map_err(|error| at_fault(document, scope, error))?;
    Ok(edits)
}

/// The same without any proof, in a given style.
///
/// # Errors
/// See [`EditError`].
pub fn carry_out(
    document: &Document,
    scope: NodeId,
    base: &Pointer,
    (patch, placements): (&[PatchOperation], &[Placement]),
    style: &Style,
) -> Result<Vec<TextEdit>, EditError> {
    let operations = rebase(patch, base)?;
    let edits = || {
        let mut tree = tree::Tree::new(document, scope);
        let mut places: HashMap<&Pointer, Place> = HashMap::new();
        for Placement { path, place } in placements {
            places.entry(path).or_insert(*place);
        }
        for step in steps(&operations) {
            let (done, path) = match step {
                Step::One(at, operation) => {
                    let path = patch[at].path();
                    (tree.apply(operation, places.get(path).copied()), path)
                }
                Step::Run(_, run) => (tree.take_out(&run), run.list),
            };
            done.ok_or_else(|| EditError::Unproved(format!("lost at `{path}`")))?;
        }
        let edits =
            layout::edits(document, scope, &tree.root, style).ok_or(EditError::Expression)?;
        if document.is_commented() {
            let lost = layout::lost_comment(document, scope, &tree.root, &edits);
            lost.map_or(Ok(()), |what| Err(EditError::Unproved(what)))?;
        }
        Ok(edits)
    };
    edits().map_err(|error| at_fault(document, scope, error))
}

/// The tree keeps both members of one name, a value only the last: where that matters, no proof
/// holds, and it is the text that is at fault.
fn at_fault(document: &Document, scope: NodeId, error: EditError) -> EditError {
    match document.duplicate_key(scope) {
        Some(duplicate) => EditError::DuplicateKey(duplicate),
        None => error,
    }
}

/// What `patch` makes of `value`, whose pointer is `base`, without a look at a text.
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

/// `patch` with its pointers counted from the scope at `base`.
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
