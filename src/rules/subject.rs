//! One definition as the file has it: what the rules start from.

use super::places::Original;
use crate::marathon::{CredentialEntry, Definition};
use crate::text::{Document, DuplicateKey};

/// One definition as the file has it.
#[derive(Debug)]
pub struct Subject<'a> {
    /// Where and what it is.
    pub definition: &'a Definition,
    /// The text that it stands in.
    pub document: &'a Document<'a>,
    /// Its credential URIs, in the order of the text.
    pub entries: Vec<CredentialEntry>,
    /// A name that stands twice in one of its objects.
    pub duplicate: Option<DuplicateKey>,
}

impl<'a> Subject<'a> {
    pub(super) fn original(&self) -> Original<'a> {
        Original { document: self.document, definition: self.definition }
    }
}
