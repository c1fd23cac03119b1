//! The errors of the editor.

use json_patch::jsonptr::PointerBuf;

use crate::text::DuplicateKey;

/// The reason why a patch could not be carried out. No edits are returned then.
#[derive(Debug, thiserror::Error)]
pub enum EditError {
    /// An operation fails, such as a `test` that does not hold (RFC 6902, section 5).
    #[error("the patch does not apply: {0}")]
    Patch(#[from] json_patch::PatchError),
    /// An operation reaches outside the scope.
    #[error("the operation on `{0}` lies outside the value to be edited")]
    OutsideScope(PointerBuf),
    /// The scope cannot be read as a value.
    #[error("cannot read the value to be edited: {0}")]
    Read(#[from] serde_json::Error),
    /// An object in the scope has one name twice, so that the edit cannot be proved. Readers disagree on
    /// which of the two members counts.
    #[error("the key `{}` occurs twice in one object", .0.name)]
    DuplicateKey(DuplicateKey),
    /// An expression of a template that stands for a whole value would become part of a string.
    #[error("an expression of the template that stands for a value would get into a string")]
    Expression,
    /// A proof failed; this is a defect of this program.
    #[error("the edit could not be proved and was dropped (this is a bug): {0}")]
    Unproved(String),
}
