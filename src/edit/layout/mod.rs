//! The edited tree → text edits, container by container.
//!
//! A child of a container *stays* in its slot, *goes* (it was removed or moved away) or *arrives*
//! (it is new or was moved here). In a container only the gaps between children that stay can
//! change. Each gap gets as few edits as possible, written in the manner of its neighbours;
//! everything else is copied by not being mentioned.
//!
//! ```text
//! container: the walk along the tree ─→ gap: one gap, with one of three strategies
//!                                        ├ plain      nothing but blanks and commas around
//!                                        ├ opaque     tags of a template, which must not move
//!                                        └ commented  comments, which move with what they belong to
//! siblings: the manner of the children   render: text for what arrives   moved: text that moves
//! comments: what belongs to what         cleanup, trim: edits without leftovers
//! ```
//!
//! A value that moves may have changed inside, so that [`Layout::edits`] and the renderer call each
//! other as deep as values nest.

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

/// The blanks of JSON. A form feed is none, but may end a comment.
const BLANKS: [char; 4] = [' ', '\t', '\r', '\n'];

/// One document that is laid out in one style.
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

    /// Returns the edits of the original text that turn the value at `scope` into `root`, trimmed to
    /// what changes; none if an expression that stands for a whole value would get into a string.
    pub(super) fn edits_of_original(self, scope: NodeId, root: &Item) -> Option<Vec<TextEdit>> {
        let mut edits = Vec::new();
        for TextEdit { range, text } in self.edits(scope, root, true) {
            let text = self.document.restored_json(text)?;
            edits.extend(self.trimmed(TextEdit { range, text }));
        }
        Some(edits)
    }

    /// Returns the indentation of the item that begins at `at`; if a tag begins its line, the
    /// indentation of the tag.
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

    /// Returns how many line breaks are in `range`.
    fn breaks(self, range: Range<usize>) -> usize {
        self.text[range].matches('\n').count()
    }
}
