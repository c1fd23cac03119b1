//! The text of items that arrive in a place: new values in the style of the file, moved ones as they were.

use super::Layout;
use crate::edit::tree::{Child, Container, Item};
use crate::text::{ArrayLayout, NodeId, quote};

/// The most bytes of a new container on one line, if no container beside it is longer than half of that.
const INLINE_LIMIT: usize = 60;

/// Writes items for one place.
#[derive(Clone, Copy)]
pub(super) struct Renderer<'d> {
    pub(super) layout: Layout<'d>,
    /// Whether a member has a line of its own. The colon of the style depends on it.
    pub(super) own_line: bool,
    /// Whether containers are spread over lines.
    pub(super) spread: bool,
    /// The number of characters from the beginning of a key to its value, if the values of all members stand in
    /// one column.
    pub(super) column: Option<usize>,
}

impl<'d> Renderer<'d> {
    /// Returns the renderer that writes everything on one line.
    pub(super) fn inline(layout: Layout<'d>) -> Self {
        Renderer { layout, own_line: false, spread: false, column: None }
    }

    /// Whether a new container is short enough for one line: it has at most [`INLINE_LIMIT`] bytes, or at most
    /// twice as many as `longest`, the length of the longest similar container on one line.
    pub(super) fn fits(self, container: &Container, longest: usize) -> bool {
        let length = Renderer::inline(self.layout).container(container, "").len();
        length <= INLINE_LIMIT.max(2 * longest)
    }

    /// Returns the text of a child with the comments that belong to it. The children of its container are
    /// indented by `indent`.
    pub(super) fn child(self, child: &Child, indent: &str) -> String {
        self.layout.among_comments(child, self.bare_child(child, indent))
    }

    /// Returns the text of a child without the comments that belong to it.
    pub(super) fn bare_child(self, child: &Child, indent: &str) -> String {
        let document = self.layout.document;
        let style = self.layout.style;
        match child.key {
            Some(key) => {
                let node = document.value_of(key);
                let edits = self.layout.edits(node, &child.value, self.spread);
                let range = document.span(key).start..document.span(node).end;
                self.layout.moved(range, &edits, indent, self.spread)
            }
            None => {
                let value = self.value(&child.value, indent);
                let Some(name) = &child.name else { return value };
                let key = quote(name);
                let colon = match self.colon_above(&child.value, indent) {
                    Some(colon) => colon,
                    None if self.own_line => self.colon_in_column(&key),
                    None => style.inline_colon.clone(),
                };
                format!("{key}{colon}{value}")
            }
        }
    }

    /// Returns the colon of a member with a line of its own. If there is a column, blanks before or after the
    /// colon fill the space up to it, as they do in the siblings.
    fn colon_in_column(self, key: &str) -> String {
        let colon = self.layout.style.colon.as_str();
        let width = key.chars().count() + colon.len();
        let blanks = " ".repeat(self.column.map_or(0, |column| column.saturating_sub(width)));
        if colon.starts_with(':') { format!("{colon}{blanks}") } else { format!("{blanks}{colon}") }
    }

    /// Returns the colon and the line break before a new object whose brace the style puts below its key.
    /// Returns `None` for other items.
    pub(super) fn colon_above(self, item: &Item, indent: &str) -> Option<String> {
        let style = self.layout.style;
        let Item::Container(new) = item else { return None };
        let is_new = new.is_object && new.kept_origin(self.layout.document).is_none();
        let may_stand_below = style.brace_below && is_new && !new.children.is_empty();
        (may_stand_below && self.container_layout(new) == ArrayLayout::Expanded)
            .then(|| format!("{}{}{indent}", style.colon.trim_end(), style.newline))
    }

    /// Returns the text of a value on a line that is indented by `indent`.
    pub(super) fn value(self, item: &Item, indent: &str) -> String {
        let Layout { document, .. } = self.layout;
        match item {
            Item::Scalar(text) => text.clone(),
            Item::Raw(node) => self.layout.moved(document.span(*node), &[], indent, self.spread),
            Item::Container(container) => {
                let is_filled = |node: &NodeId| self.layout.is_filled(*node, container);
                let old = container.kept_origin(document);
                match old.or_else(|| container.origin.filter(is_filled)) {
                    Some(node) => {
                        let edits = self.layout.edits(node, item, self.spread);
                        self.layout.moved(document.span(node), &edits, indent, self.spread)
                    }
                    None => self.container(container, indent),
                }
            }
        }
    }

    /// Returns the text of a new container on a line that is indented by `indent`.
    fn container(self, container: &Container, indent: &str) -> String {
        let style = self.layout.style;
        let (open, close) = if container.is_object { ('{', '}') } else { ('[', ']') };
        if container.children.is_empty() {
            return format!("{open}{close}");
        }
        let inline = Renderer::inline(self.layout);
        let element = match self.container_layout(container) {
            ArrayLayout::Inline => {
                let items: Vec<String> =
                    container.children.iter().map(|child| inline.child(child, indent)).collect();
                let pad =
                    if container.is_object { &style.inline_pad } else { &style.inline_array_pad };
                return format!("{open}{pad}{}{pad}{close}", items.join(&style.inline_comma));
            }
            ArrayLayout::ElementPerLine => inline,
            ArrayLayout::Cuddled => {
                let items: Vec<String> =
                    container.children.iter().map(|child| self.child(child, indent)).collect();
                return format!("{open}{}{close}", items.join(&style.inline_comma));
            }
            ArrayLayout::Expanded => Renderer { own_line: true, column: None, ..self },
        };
        let inner = style.deeper(indent);
        let items: Vec<String> =
            container.children.iter().map(|child| element.child(child, &inner)).collect();
        let items = items.join(&style.line_separator(&inner));
        format!("{open}{}{items}{}{indent}{close}", style.opening(&inner), style.newline)
    }

    /// Returns the layout of a new container.
    fn container_layout(self, container: &Container) -> ArrayLayout {
        if !self.spread {
            return ArrayLayout::Inline;
        }
        let Layout { document, style, .. } = self.layout;
        if container.origin.is_some_and(|node| document.raw(node).contains('\n')) {
            return ArrayLayout::Expanded;
        }
        let holds_containers = container.holds_containers(document);
        let (habit, longest) = match (container.is_object, style.short_objects) {
            (true, Some(longest)) if !holds_containers => (None, longest),
            (true, _) => (Some(ArrayLayout::Expanded), 0),
            (false, _) if holds_containers => (style.arrays, 0),
            (false, _) => (style.lists, 0),
        };
        match habit {
            Some(ArrayLayout::Inline) | None if self.fits(container, longest) => {
                ArrayLayout::Inline
            }
            Some(ArrayLayout::Inline) | None => ArrayLayout::Expanded,
            Some(layout) => layout,
        }
    }
}
