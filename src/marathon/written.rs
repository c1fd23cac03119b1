//! Strings of a document whose template expressions are masked: what the reading says, which is
//! what names are recognised by, and what stands in the file, which is what is shown and compared.

use std::borrow::Cow;

use crate::text::{Document, NodeId, has_expression};

/// One string, twice.
pub(super) struct Written<'d> {
    /// As the strict reading has it, with stand-ins for expressions.
    pub(super) reading: Cow<'d, str>,
    /// As the file has it, with the expressions.
    pub(super) original: Cow<'d, str>,
    /// Whether the two differ.
    pub(super) masked: bool,
}

/// The string `node`; none for anything else.
pub(super) fn written<'d>(document: &'d Document, node: NodeId) -> Option<Written<'d>> {
    let reading = document.string(node)?;
    if has_expression(&reading) {
        let original = Cow::Owned(document.restored(&reading).into_owned());
        return Some(Written { reading, original, masked: true });
    }
    Some(Written { original: reading.clone(), reading, masked: false })
}
