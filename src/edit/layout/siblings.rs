//! The children of one container of the text. A child that arrives is written in their style.

use std::ops::Range;

use super::Layout;
use super::render::Renderer;
use crate::edit::tree::{Container, Item};
use crate::text::{Document, NodeId, NodeKind};

/// The children of a container as they stand in the text.
pub(super) struct Siblings {
    /// The spans of the children, members from their key on.
    pub(super) spans: Vec<Range<usize>>,
    /// The nodes of their values.
    pub(super) values: Vec<NodeId>,
    /// The inside of the container, between the brackets.
    pub(super) inner: Range<usize>,
    /// Whether a child stands on another line than the bracket or the child before it.
    pub(super) expanded: bool,
    /// The indentation of the first child that begins a line, or else of the line of the first child.
    pub(super) indent: String,
}

/// The way in which the containers of one kind among the children are written. Empty containers do not count.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Habit {
    /// There are none of this kind.
    Unknown,
    /// Each is on one line; the longest has this number of bytes.
    OneLine(usize),
    /// At least one is spread over several lines.
    Spread,
}

impl Siblings {
    /// Returns the children of the container `node`.
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
    /// A value that moves here keeps its own lines if the children stand on lines of their own; otherwise its lines are
    /// joined to one where that is possible. A new container is written like its siblings of the same
    /// kind, unless its line would be much longer than theirs.
    pub(super) fn renderer<'d>(&self, layout: Layout<'d>, item: &Item) -> Renderer<'d> {
        let inline = Renderer::inline(layout);
        let spread = match item {
            Item::Container(new) if new.kept_origin(layout.document).is_none() => {
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

    /// Returns the habit of the children of the same kind as `new`. The kinds are objects, arrays of
    /// containers, and other arrays.
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

    /// Returns the number of characters from the beginning of a key to its value, if it is equal for all
    /// members whose value begins on the line of the key, although their keys differ in length: the values stand in one
    /// column.
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
