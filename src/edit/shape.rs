//! How one container of the text is laid out: what a child that arrives in it has to match.

use std::ops::Range;

use super::layout::Layout;
use super::render::Renderer;
use super::tree::{Container, Item};
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
    /// The indentation of the line where it begins.
    pub(super) outer: String,
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
    /// The shape of `node`, whose line is indented by `outer`. With nothing in it to go by, its
    /// children are put on lines of their own if `spread` says so.
    pub(super) fn of(layout: Layout, node: NodeId, outer: &str, spread: bool) -> Self {
        let Layout { document, text, style } = layout;
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
        let indent = match on_own_line.or(spans.first()) {
            Some(span) => indent_at(text, span.start),
            None => format!("{outer}{}", style.unit),
        };
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
            expanded: if spans.is_empty() { spread } else { on_own_line.is_some() },
            indent,
            outer: outer.into(),
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
        let Item::Container(Container { origin: None, is_object, .. }) = item else {
            return Renderer { layout, own_line: self.expanded, spread: self.expanded };
        };
        let one_line = match if *is_object { self.objects } else { self.arrays } {
            Habit::OneLine(longest) => Renderer::inline(layout).fits(item, 2 * longest),
            Habit::Unknown | Habit::Spread => false,
        };
        Renderer { layout, own_line: self.expanded, spread: self.expanded && !one_line }
    }
}
