//! The comments that belong to an item.
//!
//! A comment belongs to an item if it stands on the line of the item, after it or before it, or directly
//! above the item on lines of its own. It is removed and moved with that item. All other comments stay.

use std::ops::Range;

use super::{BLANKS, Layout};
use crate::edit::tree::{Child, Item};

/// The comments and commas that belong to an item.
#[derive(Debug, Default)]
pub(super) struct Attached {
    /// The comments above the item or before it on its line, in order.
    pub(super) lead: Vec<Range<usize>>,
    /// The offset of the comma before the item, if its line begins with that comma.
    pub(super) leading_comma: Option<usize>,
    /// The offset of the comma after the item on its line.
    pub(super) comma: Option<usize>,
    /// The comments after the item on its line, in order.
    pub(super) trail: Vec<Range<usize>>,
}

impl<'d> Layout<'d> {
    /// Returns the comments and commas that belong to the item at `span`.
    pub(super) fn attached(self, span: &Range<usize>) -> Attached {
        let mut attached = Attached::default();
        self.look_back(span.start, &mut attached);
        self.look_ahead(span.end, &mut attached);
        attached
    }

    /// Adds the comments and the comma before the item that begins at `item_start`.
    fn look_back(self, item_start: usize, attached: &mut Attached) {
        let text = self.document.original();
        let mut at = item_start;
        loop {
            let before = text[..at].trim_end_matches(BLANKS);
            let breaks = text[before.len()..at].matches('\n').count();
            if before.ends_with(',') && breaks == 0 && self.starts_line(before.len() - 1) {
                attached.leading_comma = Some(before.len() - 1);
                at = before.len() - 1;
                continue;
            }
            let Some(comment) = self.comment_before(before.len()) else { return };
            let is_above = breaks == 1 && self.starts_line(comment.start);
            let is_beside = breaks == 0 && self.belongs_to_next(comment.start);
            if !is_above && !is_beside {
                return;
            }
            at = comment.start;
            attached.lead.insert(0, comment);
        }
    }

    /// Whether a comment that begins at `at` on the line of an item belongs to that item: nothing but
    /// comments, a comma or an opening bracket stands before it on the line.
    fn belongs_to_next(self, at: usize) -> bool {
        let mut at = at;
        loop {
            let before = self.document.original()[..at].trim_end_matches([' ', '\t']);
            match self.comment_before(before.len()) {
                Some(comment) => at = comment.start,
                None => return before.is_empty() || before.ends_with(['\n', ',', '{', '[']),
            }
        }
    }

    /// Adds the comments and the comma after the item that ends at `item_end`.
    fn look_ahead(self, item_end: usize, attached: &mut Attached) {
        let text = self.document.original().as_bytes();
        let mut at = item_end;
        // The number of comments that stand before the comma.
        let mut before_comma = 0;
        loop {
            match text.get(at) {
                Some(b' ' | b'\t') => at += 1,
                Some(b',') if attached.comma.is_none() => {
                    attached.comma = Some(at);
                    before_comma = attached.trail.len();
                    at += 1;
                }
                Some(b'/' | b'#') => {
                    let Some(comment) = self.comment_at(at) else { break };
                    at = comment.end;
                    attached.trail.push(comment);
                }
                _ => break,
            }
        }
        // If another item follows on the line, the comments after the comma belong to that item.
        let ends_line = matches!(text.get(at), None | Some(b'\r' | b'\n' | b'}' | b']'));
        if !ends_line && attached.comma.is_some() {
            attached.trail.truncate(before_comma);
        }
    }

    /// Whether nothing but blanks stands before `at` on its line.
    fn starts_line(self, at: usize) -> bool {
        let before = self.document.original()[..at].trim_end_matches([' ', '\t']);
        before.is_empty() || before.ends_with(['\n', '\u{FEFF}'])
    }

    /// Returns the comment that begins at `at`.
    fn comment_at(self, at: usize) -> Option<Range<usize>> {
        let comment = self.document.tag_at(at)?;
        (comment.start == at && self.is_comment(&comment)).then_some(comment)
    }

    /// Returns the comment that ends at `at`.
    fn comment_before(self, at: usize) -> Option<Range<usize>> {
        let comment = self.document.tag_at(at.checked_sub(1)?)?;
        (comment.end == at && self.is_comment(&comment)).then_some(comment)
    }

    /// Whether the tag at `range` is a comment. A comma after the last item is a tag, too.
    fn is_comment(self, range: &Range<usize>) -> bool {
        self.document.original().as_bytes()[range.start] != b','
    }

    /// Whether any child that arrives brings comments along from its old place.
    pub(super) fn bring_comments(self, arrived: &[&Child]) -> bool {
        arrived.iter().filter_map(|child| self.old_place(child)).any(|span| {
            let attached = self.attached(&span);
            !attached.lead.is_empty() || !attached.trail.is_empty()
        })
    }

    /// Returns the span in which a child that arrives stood before, if the child brings its comments along.
    pub(super) fn old_place(self, child: &Child) -> Option<Range<usize>> {
        if let Some(key) = child.key {
            let value = self.document.value_of(key);
            return Some(self.document.span(key).start..self.document.span(value).end);
        }
        let node = match &child.value {
            Item::Raw(node) => Some(*node),
            Item::Container(container) => container.origin,
            Item::Scalar(_) => None,
        };
        // If the value is under another name now, the comments of the old member do not come along.
        node.filter(|_| child.name.is_none()).map(|node| self.document.span(node))
    }

    /// Returns `text`, the text of a child that arrives, with the comments that belong to the child around
    /// it. All of them become block comments.
    pub(super) fn among_comments(self, child: &Child, text: String) -> String {
        if !self.document.is_commented() {
            return text;
        }
        let Some(span) = self.old_place(child) else { return text };
        let attached = self.attached(&span);
        let block = |comment: &Range<usize>| self.moved_comment(comment, None);
        let lead = attached.lead.iter().map(|comment| block(comment) + " ");
        let trail = attached.trail.iter().map(|comment| format!(" {}", block(comment)));
        lead.chain([text]).chain(trail).collect()
    }

    /// Whether a comment is a block comment, `/* … */`, after which its line can go on.
    pub(super) fn is_block(self, comment: &Range<usize>) -> bool {
        self.document.original()[comment.clone()].starts_with("/*")
    }
}
