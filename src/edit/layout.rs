//! The edited tree → text edits, container by container.
//!
//! In a container only the gaps between children that stayed can change. Each gap becomes at most
//! one edit, written in the manner of its neighbours; everything else is copied by not being
//! mentioned.

use std::ops::Range;

use super::render::Renderer;
use super::shape::Shape;
use super::tree::{Child, Container, Item};
use crate::text::{Document, NodeId, Style, TextEdit};

/// The edits that turn the value at `scope` into `root`, trimmed to what changes.
///
/// They are laid out by the strict reading, and say what the original says: `None` if an expression
/// that stands for a whole value would get into a string.
pub(super) fn edits(
    document: &Document,
    scope: NodeId,
    root: &Item,
    style: &Style,
) -> Option<Vec<TextEdit>> {
    let layout = Layout { document, text: document.reading(), style };
    let trimmed = |edit: TextEdit| {
        let text = document.restored_json(edit.text)?;
        Some(layout.trimmed(TextEdit { range: edit.range, text }))
    };
    let edits: Option<Vec<_>> = layout.edits(scope, root, true).into_iter().map(trimmed).collect();
    Some(edits?.into_iter().flatten().collect())
}

/// What comment `edits` lose or make up, if any.
pub(super) fn lost_comment(
    document: &Document,
    scope: NodeId,
    root: &Item,
    edits: &[TextEdit],
) -> Option<String> {
    let style = &Style::of(document, scope);
    Layout { document, text: document.reading(), style }.lost_comment(scope, root, edits)
}

/// Lays out one text in its own style.
#[derive(Clone, Copy)]
pub(super) struct Layout<'d> {
    pub(super) document: &'d Document<'d>,
    /// The strict reading.
    pub(super) text: &'d str,
    pub(super) style: &'d Style,
}

impl<'d> Layout<'d> {
    /// The edits that turn `node` into `item`; `spread` tells how to lay out a new container there.
    pub(super) fn edits(self, node: NodeId, item: &Item, spread: bool) -> Vec<TextEdit> {
        let mut out = Vec::new();
        let indent = self.indent_at(self.document.span(node).start);
        self.value(node, item, &indent, spread, &mut out);
        out
    }

    fn value(self, node: NodeId, item: &Item, indent: &str, spread: bool, out: &mut Vec<TextEdit>) {
        match item {
            _ if item.is(node) => {}
            Item::Container(container) if container.continues(self.document) == Some(node) => {
                self.container(node, container, out);
            }
            Item::Container(container) if self.is_filled(node, container) => {
                self.fill(node, container, out);
            }
            _ => {
                let text = Renderer { spread, ..Renderer::inline(self) }.value(item, indent);
                out.push(TextEdit { range: self.document.span(node), text });
            }
        }
    }

    fn container(self, node: NodeId, container: &Container, out: &mut Vec<TextEdit>) {
        let shape = Shape::of(self, node);
        let mut arrived: Vec<&Child> = Vec::new();
        let mut previous = None;
        for child in &container.children {
            let Some(slot) = child.slot else {
                arrived.push(child);
                continue;
            };
            self.gap(&shape, previous, Some(slot), &arrived, out);
            arrived.clear();
            previous = Some(slot);
            let (node, item) = (shape.values[slot], &child.value);
            if item.is(node) {
                continue;
            }
            let indent = self.indent_at(shape.spans[slot].start);
            let renderer = shape.renderer(self, item);
            match (child.key, renderer.colon_above(item, &indent)) {
                (Some(key), Some(colon)) if !self.has_comment_behind(key, node) => {
                    let range = self.document.span(key).end..self.document.span(node).end;
                    let text = format!("{colon}{}", renderer.value(item, &indent));
                    out.push(TextEdit { range, text });
                }
                _ => self.value(node, item, &indent, renderer.spread, out),
            }
        }
        self.gap(&shape, previous, None, &arrived, out);
    }

    /// Whether something that must stay stands between a key and its value, or in the value.
    fn has_comment_behind(self, key: NodeId, value: NodeId) -> bool {
        let document = self.document;
        document.has_opaque(document.span(key).end..document.span(value).end)
    }

    /// The edits between two children that stayed (or the container's ends), if any.
    ///
    /// Of several that arrive where fewer went, the first take their places; but below a blank line
    /// the last do, and the surplus goes right behind the previous child.
    fn gap(
        self,
        shape: &Shape,
        previous: Option<usize>,
        next: Option<usize>,
        arrived: &[&Child],
        out: &mut Vec<TextEdit>,
    ) {
        let gone = previous.map_or(0, |slot| slot + 1)..next.unwrap_or(shape.spans.len());
        let is_open = !gone.is_empty() || !arrived.is_empty();
        let has_opaque = is_open && self.has_opaque(shape, previous, next);
        if self.document.is_commented() && (has_opaque || self.bring_comments(arrived)) {
            return self.commented_gap(shape, previous, next, arrived, out);
        }
        if has_opaque {
            return self.opaque_gap(shape, previous, next, arrived, out);
        }
        if arrived.is_empty() {
            if !gone.is_empty() {
                out.push(self.remove(shape, previous, next, &gone));
            }
            return;
        }
        let texts = self.texts(shape, arrived);
        let surplus = match previous {
            _ if gone.is_empty() => texts.len(),
            Some(slot) if self.breaks(shape.spans[slot].end..shape.spans[gone.start].start) > 1 => {
                texts.len().saturating_sub(gone.len())
            }
            _ => 0,
        };
        let (surplus, rest) = texts.split_at(surplus);
        if !surplus.is_empty() && self.document.is_masked() && previous.is_some() {
            // One by one, here and below, so that alternatives can differ in some of them.
            let each = surplus.chunks(1).map(|text| self.insert(shape, previous, next, text));
            out.extend(each);
        } else if !surplus.is_empty() {
            out.push(self.insert(shape, previous, next, surplus));
        }
        if rest.is_empty() {
            return;
        }
        let stands =
            if self.document.is_masked() { gone.len().min(rest.len()) } else { rest.len() };
        out.push(self.replace(shape, &gone, &rest[..stands]));
        let last = gone.end - 1;
        out.extend(rest[stands..].chunks(1).map(|text| self.insert(shape, Some(last), next, text)));
    }

    /// What children that arrive look like.
    pub(super) fn texts(self, shape: &Shape, arrived: &[&Child]) -> Vec<String> {
        let column = shape.column(self);
        let text = |child: &&Child| {
            let renderer = Renderer { column, ..shape.renderer(self, &child.value) };
            renderer.bare_child(child, &shape.indent)
        };
        arrived.iter().map(text).collect()
    }

    pub(super) fn insert(
        self,
        shape: &Shape,
        previous: Option<usize>,
        next: Option<usize>,
        texts: &[String],
    ) -> TextEdit {
        let separator = self.separator(shape, previous.unwrap_or(0));
        let joined = texts.join(&separator);
        if let Some(slot) = previous {
            let at = shape.spans[slot].end;
            return TextEdit { range: at..at, text: format!("{separator}{joined}") };
        }
        let at = next.map_or(shape.inner.start, |slot| shape.spans[slot].start);
        TextEdit { range: at..at, text: format!("{joined}{separator}") }
    }

    /// Takes out a run of children together with one of the two separators around it: the one with
    /// fewer line breaks, so that blank lines between groups survive.
    fn remove(
        self,
        shape: &Shape,
        previous: Option<usize>,
        next: Option<usize>,
        gone: &Range<usize>,
    ) -> TextEdit {
        let (first, last) = (&shape.spans[gone.start], &shape.spans[gone.end - 1]);
        let range = match (previous, next) {
            (None, None) => shape.inner.clone(),
            (None, Some(next)) => first.start..shape.spans[next].start,
            (Some(previous), None) => shape.spans[previous].end..last.end,
            (Some(previous), Some(next)) => {
                let (before, after) = (shape.spans[previous].end, shape.spans[next].start);
                if self.breaks(before..first.start) > self.breaks(last.end..after) {
                    first.start..after
                } else {
                    before..last.end
                }
            }
        };
        TextEdit { range, text: String::new() }
    }

    pub(super) fn breaks(self, gap: Range<usize>) -> usize {
        self.text[gap].matches('\n').count()
    }

    /// Puts new children where others stood, between the same separators as far as they reach.
    fn replace(self, shape: &Shape, gone: &Range<usize>, texts: &[String]) -> TextEdit {
        let range = shape.spans[gone.start].start..shape.spans[gone.end - 1].end;
        let separator = self.separator(shape, gone.start);
        let mut text = String::new();
        for (index, new) in texts.iter().enumerate() {
            text.push_str(new);
            let slot = gone.start + index;
            if index + 1 == texts.len() {
                break;
            }
            if slot + 1 < gone.end {
                text.push_str(&self.text[shape.spans[slot].end..shape.spans[slot + 1].start]);
            } else {
                text.push_str(&separator);
            }
        }
        TextEdit { range, text }
    }

    /// What to put between two children near `slot`: a neighbour's separator without its blank
    /// lines, or what the style says.
    pub(super) fn separator(self, shape: &Shape, slot: usize) -> String {
        let gaps = shape.spans.windows(2).map(|pair| pair[0].end..pair[1].start);
        let nearest = gaps
            .enumerate()
            .filter(|(_, gap)| !self.document.has_opaque(gap.clone()))
            .map(|(index, gap)| (index, &self.text[gap]))
            .filter(|(_, gap)| !shape.expanded || gap.contains('\n'))
            .min_by_key(|(index, _)| index.abs_diff(slot))
            .map(|(_, gap)| gap);
        match nearest {
            Some(gap) if shape.expanded => self.plain(gap, &shape.indent),
            Some(gap) => gap.into(),
            None if shape.expanded => self.style.line_separator(&shape.indent),
            None => self.style.inline_comma.clone(),
        }
    }

    /// `gap` with one line break and no trailing blanks.
    fn plain(self, gap: &str, indent: &str) -> String {
        let newline = self.style.newline;
        let last_line = |text: &str| text.rsplit('\n').next().unwrap_or_default().to_owned();
        match gap.split_once(',') {
            Some((before, after)) if before.contains('\n') && !after.contains('\n') => {
                format!("{newline}{},{after}", last_line(before))
            }
            Some((_, after)) if after.contains('\n') => format!(",{newline}{}", last_line(after)),
            _ => self.style.line_separator(indent),
        }
    }
}
