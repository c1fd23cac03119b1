//! The proofs P1, P2 and P3. They are made for every change, also in release builds.

use serde_json::Value;

use super::change::Scope;
use super::error::EditError;
use super::same::reads_as;
use crate::text::{Choice, Document, Syntax, Template, TextEdit, splice_part};

/// Proves that `edits` are sorted, disjoint and inside of the scope, and that the new text has the value
/// `expected` and passes `check`.
pub(super) fn verify(
    scope: Scope,
    edits: &[TextEdit],
    expected: Value,
    check: impl FnOnce(&Document, Value) -> Result<(), EditError>,
) -> Result<(), EditError> {
    let Scope { document, node, .. } = scope;
    let span = document.span(node);
    let mut at = span.start;
    for edit in edits {
        if edit.range.start < at || edit.range.end < edit.range.start || edit.range.end > span.end {
            return unproved(format!("an edit at bytes {:?} is out of place", edit.range));
        }
        at = edit.range.end;
    }
    let text = splice_part(document.original().as_bytes(), span, edits);
    if !document.is_commented() {
        return match Document::parse(&text) {
            Ok(after) => prove(&after, expected, check),
            Err(error) => unproved(format!("the new text is not JSON: {error}")),
        };
    }
    let Ok(text) = std::str::from_utf8(&text) else {
        return unproved("the new text is not UTF-8".into());
    };
    let commented = Template::parse(text, Syntax::Comments);
    match commented.and_then(|commented| commented.document(&Choice::default())) {
        Ok(after) => prove(&after, expected, check),
        Err(error) => unproved(format!("the new text is not JSON with comments: {error}")),
    }
}

/// Proves that the document `after` has the value `expected` and passes `check`.
fn prove(
    after: &Document,
    expected: Value,
    check: impl FnOnce(&Document, Value) -> Result<(), EditError>,
) -> Result<(), EditError> {
    match reads_as(after.reading().as_bytes(), &expected) {
        Ok(true) => check(after, expected),
        Ok(false) => unproved("the new text does not say what the patch asks for".into()),
        Err(error) => unproved(format!("the new text cannot be read: {error}")),
    }
}

/// Returns the error that a proof failed. `what` is what is wrong, as a clause.
fn unproved(what: String) -> Result<(), EditError> {
    Err(EditError::Unproved(what))
}
