//! Finds the edits of a container: walks along its children in the text and in the edited tree at once.

use super::gap::Gap;
use super::render::Renderer;
use super::siblings::Siblings;
use super::{BLANKS, Layout};
use crate::edit::tree::{Child, Container, Item};
use crate::text::{NodeId, TextEdit};

impl Layout<'_> {
    /// Returns the edits that turn `node` into `item`. If `spread` is true, a new container there may be
    /// spread over several lines.
    pub(super) fn edits(self, node: NodeId, item: &Item, spread: bool) -> Vec<TextEdit> {
        let mut out = Vec::new();
        let indent = self.indent_at(self.document.span(node).start);
        self.add_value_edits(node, item, &indent, spread, &mut out);
        out
    }

    /// Adds the edits that turn `node`, on a line indented by `indent`, into `item`.
    fn add_value_edits(
        self,
        node: NodeId,
        item: &Item,
        indent: &str,
        spread: bool,
        out: &mut Vec<TextEdit>,
    ) {
        match item {
            _ if item.is(node) => {}
            Item::Container(container) if container.kept_origin(self.document) == Some(node) => {
                self.add_gap_edits(node, container, out);
            }
            Item::Container(container) if self.is_filled(node, container) => {
                out.push(self.filling(node, container));
            }
            _ => {
                let text = Renderer { spread, ..Renderer::inline(self) }.value(item, indent);
                out.push(TextEdit { range: self.document.span(node), text });
            }
        }
    }

    /// Adds the edits that turn the container `node` of the text into `container`, the same container in the edited tree.
    fn add_gap_edits(self, node: NodeId, container: &Container, out: &mut Vec<TextEdit>) {
        let siblings = &Siblings::of(self, node);
        let mut arrived: Vec<&Child> = Vec::new();
        let mut previous = None;
        for child in &container.children {
            let Some(slot) = child.slot else {
                arrived.push(child);
                continue;
            };
            let next = Some(slot);
            Gap { layout: self, siblings, previous, next, arrived: &arrived }.edits(out);
            arrived.clear();
            previous = Some(slot);
            self.add_child_edits(siblings, slot, child, out);
        }
        Gap { layout: self, siblings, previous, next: None, arrived: &arrived }.edits(out);
    }

    /// Adds the edits that turn the value in `slot` into the value of `child`, which stays in that slot.
    fn add_child_edits(
        self,
        siblings: &Siblings,
        slot: usize,
        child: &Child,
        out: &mut Vec<TextEdit>,
    ) {
        let (node, item) = (siblings.values[slot], &child.value);
        if item.is(node) {
            return;
        }
        let indent = self.indent_at(siblings.spans[slot].start);
        let renderer = siblings.renderer(self, item);
        match (child.key, renderer.colon_above(item, &indent)) {
            (Some(key), Some(colon)) if !self.has_opaque_after(key, node) => {
                let range = self.document.span(key).end..self.document.span(node).end;
                let text = format!("{colon}{}", renderer.value(item, &indent));
                out.push(TextEdit { range, text });
            }
            _ => self.add_value_edits(node, item, &indent, renderer.spread, out),
        }
    }

    /// Whether a text that must not move stands between a key and its value, or inside of the value.
    fn has_opaque_after(self, key: NodeId, value: NodeId) -> bool {
        let document = self.document;
        document.has_opaque(document.span(key).end..document.span(value).end)
    }

    /// Whether `container` is `node` in the edited tree, had comments in it, and has items now. It is asked only of
    /// containers that had no items before.
    pub(super) fn is_filled(self, node: NodeId, container: &Container) -> bool {
        self.document.is_commented()
            && container.origin == Some(node)
            && !container.children.is_empty()
            && self.document.has_opaque(self.document.span(node))
    }

    /// Returns the edit that puts the items of `container` into the container `node`, which has comments but
    /// no items.
    fn filling(self, node: NodeId, container: &Container) -> TextEdit {
        let span = self.document.span(node);
        let inner = &self.document.original()[span.start + 1..span.end - 1];
        let at = span.start + 1 + inner.trim_end_matches(BLANKS).len();
        let expanded = inner.contains('\n');
        let last = self.document.tag_at(at - 1).map_or(at, |comment| comment.start);
        let own = self.indent_at(span.start);
        let indent = match self.indent_at(last) {
            indent if indent.len() > own.len() => indent.into_owned(),
            _ => self.style.deeper(&own),
        };
        let renderer = Renderer { own_line: expanded, spread: expanded, ..Renderer::inline(self) };
        let texts: Vec<String> =
            container.children.iter().map(|child| renderer.child(child, &indent)).collect();
        let text = if expanded {
            let texts = texts.join(&self.style.line_separator(&indent));
            format!("{}{indent}{texts}", self.style.newline)
        } else {
            format!(" {}", texts.join(&self.style.inline_comma))
        };
        TextEdit { range: at..at, text }
    }
}
