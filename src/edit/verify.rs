//! The proofs P1, P2 and P3, on every edit, also in release builds.

use serde_json::Value;

use super::EditError;
use super::same::says;
use crate::text::{Document, NodeId, TextEdit, splice_part};

/// Proves `edits`: sorted, disjoint, inside the scope, and leading to a text that says `expected` and
/// of which `also` holds.
pub(super) fn verify(
    document: &Document,
    scope: NodeId,
    edits: &[TextEdit],
    expected: Value,
    also: impl FnOnce(&Document, Value) -> Result<(), EditError>,
) -> Result<(), EditError> {
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
    let after = match Document::parse(&text) {
        Ok(after) => after,
        Err(error) => return unproved(format!("the new text is not JSON: {error}")),
    };
    match says(&text, &expected) {
        Ok(true) => also(&after, expected),
        Ok(false) => unproved("the new text does not say what the patch asks for".into()),
        Err(error) => unproved(format!("the new text cannot be read: {error}")),
    }
}
