//! How one container of the text is laid out: what a child that arrives in it has to match.

use std::ops::Range;

use super::layout::Layout;
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
    OneLine,
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
        let habit = |kind| {
            values
                .iter()
                .filter(|&&node| document.kind(node) == kind)
                .filter(|&&node| !document.children(node).is_empty())
                .fold(Habit::Unknown, |habit, &node| match habit {
                    Habit::Spread => habit,
                    _ if document.raw(node).contains('\n') => Habit::Spread,
                    _ => Habit::OneLine,
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

    /// Whether `item` may be spread over lines here.
    ///
    /// What moves here keeps its own lines; what is new does as its siblings of the same kind do.
    pub(super) fn spreads(&self, item: &Item) -> bool {
        let habit = match item {
            Item::Container(new) if new.origin.is_none() && new.is_object => self.objects,
            Item::Container(new) if new.origin.is_none() => self.arrays,
            _ => Habit::Unknown,
        };
        self.expanded && habit != Habit::OneLine
    }
}
