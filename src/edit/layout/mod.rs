//! The edited tree → text edits, container by container.
//!
//! A child of a container *stays* in its slot, *goes* (it was removed or moved away) or *arrives*
//! (it is new or was moved here). In a container only the gaps between children that stay can
//! change. Each gap gets as few edits as possible, in the style of its neighbours. All other text
//! stays, because no edit mentions it.
//!
//! ```text
//! container: the walk along the tree ─→ gap: one gap, with one of three ways to find its edits
//!                                        ├ plain      only blanks and commas are in the gap
//!                                        ├ opaque     tags and absent arms of a template, which must not move
//!                                        └ commented  comments, which move with their items
//! siblings: the style of the children    render: text of children that arrive
//! moved: text that moves                 comments: which comment belongs to which item
//! cleanup, trim: edits without superfluous blanks and unchanged bytes
//! ```
//!
//! A value that moves may have changed inside. So [`Layout::edits`] and the renderer call each other,
//! as deep as values are nested.

mod cleanup;
mod commented;
mod comments;
mod container;
mod gap;
mod lost_comment;
mod moved;
mod opaque;
mod plain;
mod render;
mod siblings;
mod trim;

use std::borrow::Cow;
use std::ops::Range;

use super::tree::Item;
use crate::text::{Document, NodeId, Style, TextEdit, indent_at};

/// The blanks of JSON. A form feed is not among them; it may be the last character of a comment.
const BLANKS: [char; 4] = [' ', '\t', '\r', '\n'];

/// A document, and the style of the text that is put into it.
#[derive(Clone, Copy)]
pub(super) struct Layout<'d> {
    document: &'d Document<'d>,
    /// The strict reading of the document.
    text: &'d str,
    style: &'d Style,
}

impl<'d> Layout<'d> {
    pub(super) fn new(document: &'d Document<'d>, style: &'d Style) -> Self {
        Layout { document, text: document.reading(), style }
    }

    /// Returns the edits of the original text that turn the value at `scope` into `root`, without unchanged
    /// bytes at their ends. Returns `None` if an expression that stands for a whole value would become part
    /// of a string.
    pub(super) fn edits_of_original(self, scope: NodeId, root: &Item) -> Option<Vec<TextEdit>> {
        let mut edits = Vec::new();
        for TextEdit { range, text } in self.edits(scope, root, true) {
            let text = self.document.restored_json(text)?;
            edits.extend(self.trimmed(TextEdit { range, text }));
        }
        Some(edits)
    }

    /// Returns the indentation of the item that begins at `at`. If a tag stands at the beginning of its line,
    /// returns the indentation of the tag.
    fn indent_at(self, at: usize) -> Cow<'d, str> {
        if self.document.is_masked() {
            let line = self.line_start(at);
            if let Some(tag) = self.document.opaque(line..at).next() {
                let before = &self.text[line..tag.start];
                if before.trim_ascii().is_empty() {
                    return Cow::Borrowed(before);
                }
            }
        }
        indent_at(self.text, at)
    }

    /// Returns the offset at which the line of the byte at `at` begins.
    fn line_start(self, at: usize) -> usize {
        memchr::memrchr(b'\n', &self.text.as_bytes()[..at]).map_or(0, |newline| newline + 1)
    }

    /// Returns the number of line breaks in `range`.
    fn breaks(self, range: Range<usize>) -> usize {
        self.text[range].matches('\n').count()
    }
}
