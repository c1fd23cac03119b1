//! The strings of a template, as a reading has them and as the file has them. Names are recognised
//! in the reading's string; findings show the file's string.

use std::borrow::Cow;

use crate::text::{Document, NodeId, has_expression};

/// A string as the reading has it, and as the file has it.
pub(super) struct Written<'d> {
    /// The text of the reading, with stand-ins for expressions.
    pub(super) reading: Cow<'d, str>,
    /// The text of the file, with the expressions.
    pub(super) original: Cow<'d, str>,
    /// Whether the string has an expression, so that the two texts differ.
    pub(super) has_expression: bool,
}

/// Returns the string at `node`, or `None` for any other value.
pub(super) fn written<'d>(document: &'d Document, node: NodeId) -> Option<Written<'d>> {
    let reading = document.string(node)?;
    if has_expression(&reading) {
        let original = Cow::Owned(document.restored(&reading).into_owned());
        return Some(Written { reading, original, has_expression: true });
    }
    Some(Written { original: reading.clone(), reading, has_expression: false })
}
