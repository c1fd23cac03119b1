//! One gap of a container, and the functions that are common to the three kinds of gaps.
//!
//! Children that arrive in a gap take the places of those that go. If more arrive than go, the others are
//! inserted. If fewer arrive, the places that are left over are removed with their commas.

use std::ops::Range;

use super::Layout;
use super::render::Renderer;
use super::siblings::Siblings;
use crate::edit::tree::Child;
use crate::text::TextEdit;

/// The gap between two children that stay, or between one of them and an end of the container.
#[derive(Clone, Copy)]
pub(super) struct Gap<'g, 'd> {
    pub(super) layout: Layout<'d>,
    pub(super) siblings: &'g Siblings,
    /// The slot of the child before the gap; `None` at the beginning of the container.
    pub(super) previous: Option<usize>,
    /// The slot of the child after the gap; `None` at the end of the container.
    pub(super) next: Option<usize>,
    /// The children that arrive in the gap, in order.
    pub(super) arrived: &'g [&'g Child],
}

impl Gap<'_, '_> {
    /// Adds the edits of the gap to `out`.
    pub(super) fn edits(self, out: &mut Vec<TextEdit>) {
        if self.going().is_empty() && self.arrived.is_empty() {
            return;
        }
        let has_opaque = self.has_opaque();
        let is_commented = self.layout.document.is_commented();
        if is_commented && (has_opaque || self.layout.bring_comments(self.arrived)) {
            self.commented_edits(out);
        } else if has_opaque {
            self.opaque_edits(out);
        } else {
            self.plain_edits(out);
        }
    }

    /// Returns the slots of the children that go.
    pub(super) fn going(self) -> Range<usize> {
        let first = self.previous.map_or(0, |slot| slot + 1);
        first..self.next.unwrap_or(self.siblings.spans.len())
    }

    /// Whether a text that must not move stands between the children of the gap.
    fn has_opaque(self) -> bool {
        let document = self.layout.document;
        if !document.is_masked() {
            return false;
        }
        let Siblings { spans, inner, .. } = self.siblings;
        let mut at = self.previous.map_or(inner.start, |slot| spans[slot].end);
        for span in &spans[self.going()] {
            if document.has_opaque(at..span.start) {
                return true;
            }
            at = span.end;
        }
        document.has_opaque(at..self.next.map_or(inner.end, |slot| spans[slot].start))
    }

    /// Returns the texts of children that arrive, without the comments that belong to them.
    pub(super) fn texts<'c>(
        self,
        children: impl IntoIterator<Item = &'c &'c Child>,
    ) -> Vec<String> {
        let column = self.siblings.column(self.layout);
        let text = |child: &&Child| {
            let renderer = self.siblings.renderer(self.layout, &child.value);
            Renderer { column, ..renderer }.bare_child(child, &self.siblings.indent)
        };
        children.into_iter().map(text).collect()
    }

    /// Returns the edit that puts `texts` after the child at `slot`.
    pub(super) fn insert_after(self, slot: usize, texts: &[String]) -> TextEdit {
        let separator = self.separator(slot);
        let at = self.siblings.spans[slot].end;
        TextEdit { range: at..at, text: format!("{separator}{}", texts.join(&separator)) }
    }

    /// Returns the text between two children near `slot`: the nearest separator of the container, without its
    /// blank lines, or else the separator of the style.
    pub(super) fn separator(self, slot: usize) -> String {
        let Layout { document, text, style } = self.layout;
        let Siblings { spans, expanded, indent, .. } = self.siblings;
        let gaps = spans.windows(2).map(|pair| pair[0].end..pair[1].start);
        let nearest = gaps
            .enumerate()
            .filter(|(_, gap)| !document.has_opaque(gap.clone()))
            .map(|(index, gap)| (index, &text[gap]))
            .filter(|(_, gap)| !expanded || gap.contains('\n'))
            .min_by_key(|(index, _)| index.abs_diff(slot))
            .map(|(_, gap)| gap);
        match nearest {
            Some(gap) if *expanded => self.without_blank_lines(gap),
            Some(gap) => gap.into(),
            None if *expanded => style.line_separator(indent),
            None => style.inline_comma.clone(),
        }
    }

    /// Returns `separator` with one line break instead of several, and without blanks at the ends of lines.
    fn without_blank_lines(self, separator: &str) -> String {
        let style = self.layout.style;
        let newline = style.newline;
        let last_line = |text: &str| text.rsplit('\n').next().unwrap_or_default().to_owned();
        match separator.split_once(',') {
            Some((before, after)) if before.contains('\n') && !after.contains('\n') => {
                format!("{newline}{},{after}", last_line(before))
            }
            Some((_, after)) if after.contains('\n') => format!(",{newline}{}", last_line(after)),
            _ => style.line_separator(&self.siblings.indent),
        }
    }
}
