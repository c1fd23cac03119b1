//! Text for what is new in a place: new values in the style of the file, moved ones as they were.

use std::ops::Range;

use super::layout::Layout;
use super::opaque::HELD_BREAK;
use super::tree::{Child, Container, Item};
use crate::text::{ArrayLayout, Style, TextEdit, quote, splice_part};

/// Up to this many bytes a new array stays on one line unless the file does otherwise.
const INLINE_LIMIT: usize = 60;

/// Writes items for one place.
#[derive(Clone, Copy)]
pub(super) struct Renderer<'d> {
    pub(super) layout: Layout<'d>,
    /// Whether a member has a line of its own, which decides what its colon looks like.
    pub(super) own_line: bool,
    /// Whether containers are spread over lines.
    pub(super) spread: bool,
    /// How far behind the beginning of its key a value stands, where values stand in a column.
    pub(super) column: Option<usize>,
}

impl<'d> Renderer<'d> {
    /// Writes everything on one line.
    pub(super) fn inline(layout: Layout<'d>) -> Self {
        Renderer { layout, own_line: false, spread: false, column: None }
    }

    /// Whether a new container is short enough for one line where the longest other one there has
    /// `longest` bytes.
    pub(super) fn fits(self, container: &Container, longest: usize) -> bool {
        let length = Renderer::inline(self.layout).container(container, "").len();
        length <= INLINE_LIMIT.max(2 * longest)
    }

    /// A child as it stands in its container, whose children are indented by `indent`.
    pub(super) fn child(self, child: &Child, indent: &str) -> String {
        self.layout.among_comments(child, self.bare_child(child, indent))
    }

    /// The same without the comments that belong to it.
    pub(super) fn bare_child(self, child: &Child, indent: &str) -> String {
        let document = self.layout.document;
        let style = self.layout.style;
        match child.key {
            Some(key) => {
                let node = document.value_of(key);
                let edits = self.layout.edits(node, &child.value, self.spread);
                self.moved(document.span(key).start..document.span(node).end, &edits, indent)
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

    /// The colon of a member with a line of its own, wide enough to reach the column if there is
    /// one; the blanks stand on the side of the colon where the siblings have them.
    fn colon_in_column(self, key: &str) -> String {
        let colon = self.layout.style.colon.as_str();
        let width = key.chars().count() + colon.len();
        let blanks = " ".repeat(self.column.map_or(0, |column| column.saturating_sub(width)));
        if colon.starts_with(':') { format!("{colon}{blanks}") } else { format!("{blanks}{colon}") }
    }

    /// The colon above a new object whose brace the style puts below its key.
    pub(super) fn colon_above(self, item: &Item, indent: &str) -> Option<String> {
        let style = self.layout.style;
        let Item::Container(new) = item else { return None };
        let is_new = new.is_object && new.continues(self.layout.document).is_none();
        let may_stand_below = style.brace_below && is_new && !new.children.is_empty();
        (may_stand_below && self.container_layout(new) == ArrayLayout::Expanded)
            .then(|| format!("{}{}{indent}", style.colon.trim_end(), style.newline))
    }

    /// A value whose line is indented by `indent`.
    pub(super) fn value(self, item: &Item, indent: &str) -> String {
        let document = self.layout.document;
        match item {
            Item::Scalar(text) => text.clone(),
            Item::Raw(node) => self.moved(document.span(*node), &[], indent),
            Item::Container(container) => match container.continues(document) {
                Some(node) => {
                    let edits = self.layout.edits(node, item, self.spread);
                    self.moved(document.span(node), &edits, indent)
                }
                None => {
                    match container.origin.filter(|&node| self.layout.is_filled(node, container)) {
                        Some(node) => {
                            let edits = self.layout.edits(node, item, self.spread);
                            self.moved(document.span(node), &edits, indent)
                        }
                        None => self.container(container, indent),
                    }
                }
            },
        }
    }

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

    /// How a new container is written here.
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

    /// Text that stood at `range`, with `edits` carried out, for a place indented by `indent`.
    fn moved(self, range: Range<usize>, edits: &[TextEdit], indent: &str) -> String {
        let text = self.layout.moved_text(range.clone());
        let local = |edit: &TextEdit| TextEdit {
            range: edit.range.start - range.start..edit.range.end - range.start,
            text: edit.text.clone(),
        };
        let edits: Vec<TextEdit> = edits.iter().map(local).collect();
        let bytes = splice_part(text.as_bytes(), 0..text.len(), &edits);
        let moved = String::from_utf8_lossy(&bytes);
        if !moved.contains('\n') {
            return with_breaks(moved.into_owned());
        }
        // A comment reaches to the end of its line.
        if !self.spread && !self.layout.document.is_commented() {
            return with_breaks(one_line(&moved, self.layout.style));
        }
        let old = self.layout.indent_at(range.start);
        let mut lines = moved.split('\n');
        let mut out = lines.next().unwrap_or_default().to_owned();
        for line in lines {
            out.push('\n');
            match line.strip_prefix(&*old) {
                Some(rest) if !rest.trim_ascii().is_empty() => {
                    out.push_str(indent);
                    out.push_str(rest);
                }
                _ => out.push_str(line),
            }
        }
        with_breaks(out)
    }
}

/// `text` with the line breaks in expressions, which [`Layout::moved_text`] has put aside.
fn with_breaks(text: String) -> String {
    if text.contains(HELD_BREAK) { text.replace(HELD_BREAK, "\n") } else { text }
}

/// `text` without its line breaks, for a place inside one line. Strings hold no raw line breaks.
fn one_line(text: &str, style: &Style) -> String {
    let mut out = String::with_capacity(text.len());
    for line in text.split('\n') {
        let line = line.trim_matches([' ', '\t', '\r']);
        let after_comma = out.ends_with(',') && style.inline_comma.ends_with(' ');
        let after_colon = out.ends_with(':') && style.inline_colon.ends_with(' ');
        if after_comma || after_colon {
            out.push(' ');
        }
        out.push_str(line);
    }
    out
}
