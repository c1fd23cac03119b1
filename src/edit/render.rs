//! Text for what is new in a place: new values in the style of the file, moved ones as they were.

use std::ops::Range;

use super::layout::Layout;
use super::tree::{Child, Container, Item};
use crate::source::{TextEdit, splice};
use crate::text::{ArrayLayout, Style, indent_at, quote};

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
}

impl<'d> Renderer<'d> {
    /// Writes everything on one line.
    pub(super) fn inline(layout: Layout<'d>) -> Self {
        Renderer { layout, own_line: false, spread: false }
    }

    /// Whether `item` is short enough for one line where others of `usual` length stand.
    pub(super) fn fits(self, item: &Item, usual: usize) -> bool {
        let length = Renderer::inline(self.layout).value(item, "").len();
        length <= usual.max(INLINE_LIMIT)
    }

    /// A child as it stands in its container, whose children are indented by `indent`.
    pub(super) fn child(self, child: &Child, indent: &str) -> String {
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
                let colon = match self.colon_above(&child.value, indent) {
                    Some(colon) => colon,
                    None if self.own_line => style.colon.clone(),
                    None => style.inline_colon.clone(),
                };
                format!("{}{colon}{value}", quote(name))
            }
        }
    }

    /// The colon above a new object whose brace the style puts below its key.
    pub(super) fn colon_above(self, item: &Item, indent: &str) -> Option<String> {
        let style = self.layout.style;
        let Item::Container(new) = item else { return None };
        let is_new = new.is_object && new.continues(self.layout.document).is_none();
        (self.spread && style.brace_below && is_new && !new.children.is_empty())
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
                None => self.container(container, indent),
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
        let layout =
            if self.spread { self.array_layout(container, indent) } else { ArrayLayout::Inline };
        let element = match layout {
            ArrayLayout::Inline => {
                let items: Vec<String> =
                    container.children.iter().map(|child| inline.child(child, indent)).collect();
                let pad = if container.is_object { style.inline_pad.as_str() } else { "" };
                return format!("{open}{pad}{}{pad}{close}", items.join(&style.inline_comma));
            }
            ArrayLayout::ElementPerLine => inline,
            ArrayLayout::Cuddled => {
                let items: Vec<String> =
                    container.children.iter().map(|child| self.child(child, indent)).collect();
                return format!("{open}{}{close}", items.join(&style.inline_comma));
            }
            ArrayLayout::Expanded => Renderer { own_line: true, ..self },
        };
        let inner = format!("{indent}{}", style.unit);
        let items: Vec<String> =
            container.children.iter().map(|child| element.child(child, &inner)).collect();
        let newline = style.newline;
        let items = items.join(&style.line_separator(&inner));
        format!("{open}{newline}{inner}{items}{newline}{indent}{close}")
    }

    /// How a new container in a spread place is written.
    fn array_layout(self, container: &Container, indent: &str) -> ArrayLayout {
        if container.is_object {
            return ArrayLayout::Expanded;
        }
        let holds = |child: &Child| matches!(&child.value, Item::Container(held) if held.is_object);
        let inline = Renderer::inline(self.layout).container(container, indent);
        let fits = inline.len() <= INLINE_LIMIT;
        let opened = container.origin.map(|node| self.layout.document.raw(node));
        let style = self.layout.style;
        let habit = if container.children.iter().any(holds) { style.arrays } else { style.lists };
        match habit {
            _ if opened.is_some_and(|text| text.contains('\n')) => ArrayLayout::Expanded,
            Some(ArrayLayout::Inline) | None if fits => ArrayLayout::Inline,
            Some(ArrayLayout::Inline) | None => ArrayLayout::Expanded,
            Some(layout) => layout,
        }
    }

    /// Text that stood at `range`, with `edits` carried out, for a place indented by `indent`.
    fn moved(self, range: Range<usize>, edits: &[TextEdit], indent: &str) -> String {
        let text = self.layout.text;
        let local = |edit: &TextEdit| TextEdit {
            range: edit.range.start - range.start..edit.range.end - range.start,
            text: edit.text.clone(),
        };
        let edits: Vec<TextEdit> = edits.iter().map(local).collect();
        let bytes = splice(&text.as_bytes()[range.clone()], &edits);
        let moved = String::from_utf8_lossy(&bytes);
        if !moved.contains('\n') {
            return moved.into_owned();
        }
        if !self.spread {
            return one_line(&moved, self.layout.style);
        }
        let old = indent_at(text, range.start);
        let mut lines = moved.split('\n');
        let mut out = lines.next().unwrap_or_default().to_owned();
        for line in lines {
            out.push('\n');
            match line.strip_prefix(old.as_str()) {
                Some(rest) if !rest.trim_ascii().is_empty() => {
                    out.push_str(indent);
                    out.push_str(rest);
                }
                _ => out.push_str(line),
            }
        }
        out
    }
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
