//! The proofs P1, P2 and P3, on every edit, also in release builds.

use json_patch::PatchOperation;
use serde_json::Value;

use super::EditError;
use crate::source::{TextEdit, splice_part};
use crate::text::{Document, NodeId};

/// What the new text of the scope says, proved.
pub(super) struct Proved {
    pub(super) text: Vec<u8>,
    pub(super) value: Value,
}

/// The value that `json_patch` makes of the scope's `value`: what the new text has to say.
pub(super) fn expected(
    mut value: Value,
    operations: &[PatchOperation],
) -> Result<Value, EditError> {
    // A failing patch leaves a torn value behind, which is dropped here; `json_patch::patch` would
    // undo it and panics where a value was moved onto its own parent.
    json_patch::patch_unsafe(&mut value, operations)?;
    Ok(value)
}

/// Proves `edits`: sorted, disjoint, inside the scope, and leading to `expected`.
pub(super) fn verify(
    document: &Document,
    scope: NodeId,
    edits: &[TextEdit],
    expected: &Value,
) -> Result<Proved, EditError> {
    let span = document.span(scope);
    let unproved = |what: String| Err(EditError::Unproved(what));
    let mut at = span.start;
    for edit in edits {
        if edit.range.start < at || edit.range.end < edit.range.start || edit.range.end > span.end {
            return unproved(format!("an edit at bytes {:?} is out of place", edit.range));
        }
        at = edit.range.end;
    }
    let text = splice_part(document.reading().as_bytes(), span, edits);
    if let Err(error) = Document::parse(&text) {
        return unproved(format!("the new text is not JSON: {error}"));
    }
    match serde_json::from_slice::<Value>(&text) {
        Ok(value) if value == *expected => Ok(Proved { text, value }),
        Ok(_) => unproved("the new text does not say what the patch asks for".into()),
        Err(error) => unproved(format!("the new text cannot be read: {error}")),
    }
}
