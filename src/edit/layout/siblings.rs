//! The children of one container of the text, which a child that arrives has to match.

use std::ops::Range;

use super::Layout;
use super::render::Renderer;
use crate::edit::tree::{Container, Item};
use crate::text::{Document, NodeId, NodeKind};

/// The children of an opened container as they stand in the text.
pub(super) struct Siblings {
    /// The spans of the children, members from their key on.
    pub(super) spans: Vec<Range<usize>>,
    /// Their values.
    pub(super) values: Vec<NodeId>,
    /// The inside of the container, between the brackets.
    pub(super) inner: Range<usize>,
    /// Whether they stand on lines of their own.
    pub(super) expanded: bool,
    /// Their indentation.
    pub(super) indent: String,
}

/// The way in which the containers of one kind among the children are written. Empty ones tell nothing.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Habit {
    Unknown,
    /// On one line of at most so many bytes.
    OneLine(usize),
    Spread,
}

impl Siblings {
    /// Returns the children of `node`, of which there is one at least.
    pub(super) fn of(layout: Layout, node: NodeId) -> Self {
        let Layout { document, text, .. } = layout;
        let spans: Vec<Range<usize>> = document.children(node).collect();
        let span = document.span(node);
        let inner = span.start + 1..span.end - 1;
        let members = document.members(node).map(|(_, value)| value);
        let values: Vec<NodeId> = document.elements(node).chain(members).collect();
        let mut end = inner.start;
        let on_own_line = spans.iter().find(|span| {
            let gap = end..span.start;
            end = span.end;
            text[gap].contains('\n')
        });
        let indent = on_own_line.or(spans.first()).map(|span| layout.indent_at(span.start));
        Siblings {
            expanded: on_own_line.is_some(),
            indent: indent.unwrap_or_default().into_owned(),
            spans,
            values,
            inner,
        }
    }

    /// Returns the renderer for `item` among these children.
    ///
    /// A value that moves here keeps its own lines. A new one does as its siblings of the same kind do,
    /// unless it would make a line much longer than theirs.
    pub(super) fn renderer<'d>(&self, layout: Layout<'d>, item: &Item) -> Renderer<'d> {
        let inline = Renderer::inline(layout);
        let spread = match item {
            Item::Container(new) if new.continues(layout.document).is_none() => {
                match self.habit(layout.document, new) {
                    Habit::Unknown => self.expanded,
                    Habit::OneLine(longest) => self.expanded && !inline.fits(new, longest),
                    Habit::Spread => true,
                }
            }
            _ => self.expanded,
        };
        Renderer { own_line: self.expanded, spread, ..inline }
    }

    /// Returns the habit of the children of the same kind as `new`: objects, lists, or arrays of
    /// containers.
    fn habit(&self, document: &Document, new: &Container) -> Habit {
        let holds_containers = new.holds_containers(document);
        let is_alike = |&&node: &&NodeId| match document.kind(node) {
            NodeKind::Object => new.is_object,
            NodeKind::Array => {
                let first = document.elements(node).next();
                !new.is_object
                    && first.is_some_and(|e| document.is_container(e)) == holds_containers
            }
            _ => false,
        };
        let filled = self.values.iter().filter(|&&node| !document.is_empty(node));
        filled.filter(is_alike).fold(Habit::Unknown, |habit, &node| match habit {
            Habit::Spread => habit,
            _ if document.raw(node).contains('\n') => Habit::Spread,
            Habit::OneLine(longest) => Habit::OneLine(longest.max(document.span(node).len())),
            Habit::Unknown => Habit::OneLine(document.span(node).len()),
        })
    }

    /// Returns the column, counted from the key, in which the values of all members stand though their
    /// keys differ in length.
    pub(super) fn column(&self, layout: Layout) -> Option<usize> {
        let Layout { document, text, .. } = layout;
        let heads = self.spans.iter().zip(&self.values);
        let mut heads = heads
            .map(|(span, &value)| &text[span.start..document.span(value).start])
            .filter(|head| !head.contains('\n'));
        let colon = |head: &str| head.len() - head.trim_end_matches([':', ' ', '\t']).len();
        let first = heads.next()?;
        let (column, mut aligned) = (first.chars().count(), false);
        for head in heads {
            if head.chars().count() != column {
                return None;
            }
            aligned |= colon(head) != colon(first);
        }
        aligned.then_some(column)
    }
}
