//! How one container of the text is laid out: what a child that arrives in it has to match.

use std::ops::Range;

use super::layout::Layout;
use super::render::Renderer;
use super::tree::Item;
use crate::text::{Kind, NodeId, indent_at};

/// An opened container as it stands in the text.
pub(super) struct Shape {
    /// Its children in the text.
    pub(super) spans: Vec<Range<usize>>,
    /// Their values.
    pub(super) values: Vec<NodeId>,
    /// Between the brackets.
    pub(super) inner: Range<usize>,
    /// Whether its children stand on lines of their own.
    pub(super) expanded: bool,
    /// The indentation of its children.
    pub(super) indent: String,
    /// How its objects and its arrays are written.
    objects: Habit,
    arrays: Habit,
}

/// How the containers of one kind among the children are written. Empty ones tell nothing.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Habit {
    Unknown,
    /// On one line of at most so many bytes.
    OneLine(usize),
    Spread,
}

impl Shape {
    /// The shape of `node`, which holds something.
    pub(super) fn of(layout: Layout, node: NodeId) -> Self {
        let Layout { document, text, .. } = layout;
        let spans = document.children(node);
        let span = document.span(node);
        let inner = span.start + 1..span.end - 1;
        let members = document.members(node).map(|(_, value)| value);
        let values: Vec<NodeId> = document.elements(node).chain(members).collect();
        let mut behind = inner.start;
        let on_own_line = spans.iter().find(|span| {
            let gap = behind..span.start;
            behind = span.end;
            text[gap].contains('\n')
        });
        let indent = on_own_line.or(spans.first()).map(|span| indent_at(text, span.start));
        let length = |node| document.span(node).len();
        let habit = |kind| {
            values
                .iter()
                .filter(|&&node| document.kind(node) == kind)
                .filter(|&&node| !document.children(node).is_empty())
                .fold(Habit::Unknown, |habit, &node| match habit {
                    Habit::Spread => habit,
                    _ if document.raw(node).contains('\n') => Habit::Spread,
                    Habit::OneLine(longest) => Habit::OneLine(longest.max(length(node))),
                    Habit::Unknown => Habit::OneLine(length(node)),
                })
        };
        Shape {
            expanded: on_own_line.is_some(),
            indent: indent.unwrap_or_default(),
            objects: habit(Kind::Object),
            arrays: habit(Kind::Array),
            spans,
            values,
            inner,
        }
    }

    /// How to write `item` among these children.
    ///
    /// What moves here keeps its own lines. What is new does as its siblings of the same kind do,
    /// unless it would make a line much longer than theirs.
    pub(super) fn renderer<'d>(&self, layout: Layout<'d>, item: &Item) -> Renderer<'d> {
        let spread = match item {
            Item::Container(new) if new.continues(layout.document).is_none() => {
                match if new.is_object { self.objects } else { self.arrays } {
                    Habit::Unknown => self.expanded,
                    Habit::OneLine(longest) => {
                        self.expanded && !Renderer::inline(layout).fits(item, 2 * longest)
                    }
                    Habit::Spread => true,
                }
            }
            _ => self.expanded,
        };
        Renderer { layout, own_line: self.expanded, spread }
    }
}
