//! JSON Patch → the smallest text edits that carry it out.
//!
//! The editor takes any RFC 6902 patch, and any text in strict JSON or in JSON with comments. It knows nothing
//! of Marathon. Operations change a lazy tree over the spans of the text (`tree`), one pass turns the
//! changed tree into edits (`layout`), and [`edit()`] returns edits only after it has proved them (`verify`):
//!
//! * **P1** the new text parses;
//! * **P2** read by `serde_json` it equals the old value patched by `json_patch`;
//! * **P3** every edit lies inside the scope.
//!
//! The scope is one value of the file. If one complete value of a JSON text is replaced by another
//! complete value, the text is still JSON and differs in that value alone. So a proof for the scope is a
//! proof for the file.
//!
//! # Examples
//!
//! A patch of a text that somebody has laid out by hand changes nothing else:
//!
//! ```
//! use json_patch::Patch;
//! use pullconfig::edit::{Change, Scope, edit};
//! use pullconfig::text::{Document, splice};
//!
//! let text = r#"{
//!   "name":  "web",   "ports": [ 80, 443 ],
//!   "limits": { "cpu": 0.50 }
//! }
//! "#;
//! let patch: Patch = serde_json::from_str(
//!     r#"[
//!       { "op": "test", "path": "/name", "value": "web" },
//!       { "op": "add", "path": "/ports/-", "value": 8080 },
//!       { "op": "add", "path": "/limits/memory", "value": "1 GiB" }
//!     ]"#,
//! )?;
//!
//! let document = Document::parse(text.as_bytes())?;
//! let edits = edit(Scope::whole(&document), Change::new(&patch))?;
//! let after = splice(text.as_bytes(), &edits);
//! assert_eq!(
//!     String::from_utf8(after)?,
//!     r#"{
//!   "name":  "web",   "ports": [ 80, 443, 8080 ],
//!   "limits": { "cpu": 0.50, "memory": "1 GiB" }
//! }
//! "#
//! );
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! In JSON with comments, a comment stays unless the item that it belongs to is removed:
//!
//! ```
//! use json_patch::Patch;
//! use pullconfig::edit::{Change, Scope, edit};
//! use pullconfig::text::{Choice, Syntax, Template, splice};
//!
//! let text = r#"{
//!   // Who listens.
//!   "host": "::1", // only here
//!   "port": 80, // as ever
//!   "trace": true, /* for a while */
//! }
//! "#;
//! let patch: Patch = serde_json::from_str(
//!     r#"[
//!       { "op": "replace", "path": "/port", "value": 8080 },
//!       { "op": "remove", "path": "/trace" }
//!     ]"#,
//! )?;
//!
//! let commented = Template::parse(text, Syntax::Comments)?;
//! let document = commented.document(&Choice::default())?;
//! let edits = edit(Scope::whole(&document), Change::new(&patch))?;
//! let after = splice(text.as_bytes(), &edits);
//! assert_eq!(
//!     String::from_utf8(after)?,
//!     r#"{
//!   // Who listens.
//!   "host": "::1", // only here
//!   "port": 8080, // as ever
//! }
//! "#
//! );
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod change;
mod error;
mod layout;
mod runs;
mod same;
mod tree;
mod verify;

use std::collections::HashMap;

use json_patch::jsonptr::Pointer;
use serde_json::Value;

use crate::text::{Document, Style, TextEdit};

use runs::{Step, steps};

pub use change::{Anchor, Change, Placement, Scope, patched};
pub use error::EditError;

pub(crate) use change::rebase;
pub(crate) use runs::apply;

/// Carries out `change` on the value at `scope`, and proves it. Returns sorted, disjoint edits, whose
/// offsets count from the beginning of the document.
///
/// The document is strict JSON or JSON with comments. A template needs another proof, for all its
/// renderings; for one reading of a template, [`carry_out`] returns the edits.
///
/// # Errors
/// See [`EditError`].
pub fn edit(scope: Scope, change: Change) -> Result<Vec<TextEdit>, EditError> {
    edit_checked(scope, change, |_, _| Ok(()))
}

/// Carries out a change like [`edit()`], with one more proof at the end: `check` gets the document of the new
/// text of the scope and the value of that text, and returns an error if it refuses the new text.
///
/// # Errors
/// See [`EditError`]; also the errors of `check`.
pub fn edit_checked(
    scope: Scope,
    mut change: Change,
    check: impl FnOnce(&Document, Value) -> Result<(), EditError>,
) -> Result<Vec<TextEdit>, EditError> {
    let expected = change.take_expected(scope)?;
    let style = Style::of(scope.document, scope.node);
    let edits = carry_out(scope, &change, &style)?;
    verify::verify(scope, &edits, expected, check).map_err(|error| at_fault(scope, error))?;
    Ok(edits)
}

/// Returns the edits that carry out `change` in the given style, without any proof.
///
/// # Errors
/// See [`EditError`].
pub fn carry_out(scope: Scope, change: &Change, style: &Style) -> Result<Vec<TextEdit>, EditError> {
    edits(scope, change, style).map_err(|error| at_fault(scope, error))
}

/// Returns the edits that carry out `change` in the given style, without any proof. An error may be the effect of a
/// name that occurs twice, see [`at_fault`].
fn edits(scope: Scope, change: &Change, style: &Style) -> Result<Vec<TextEdit>, EditError> {
    let Scope { document, node, pointer } = scope;
    let operations = rebase(change.patch, pointer)?;
    let mut tree = tree::Tree::new(document, node);
    let mut anchors: HashMap<&Pointer, Anchor> = HashMap::new();
    for Placement { path, anchor } in change.placements {
        anchors.entry(path).or_insert(*anchor);
    }
    for step in steps(&operations) {
        let (done, path) = match step {
            Step::One(at, operation) => {
                let path = change.patch[at].path();
                (tree.apply(operation, anchors.get(path).copied()), path)
            }
            Step::Run(_, run) => (tree.take_out(&run), run.list),
        };
        done.ok_or_else(|| EditError::Unproved(format!("lost at `{path}`")))?;
    }
    let layout = layout::Layout::new(document, style);
    let edits = layout.edits_of_original(node, &tree.root).ok_or(EditError::Expression)?;
    if document.is_commented()
        && let Some(wrong) = layout.lost_comment(node, &tree.root, &edits)
    {
        return Err(EditError::Unproved(wrong));
    }
    Ok(edits)
}

/// Returns the error to report. If an object has a name twice, the tree keeps both members, but a
/// `serde_json` value only the last one, so that no proof holds. Then the text is at fault, not the editor.
fn at_fault(scope: Scope, error: EditError) -> EditError {
    match scope.document.duplicate_key(scope.node) {
        Some(duplicate) => EditError::DuplicateKey(duplicate),
        None => error,
    }
}
