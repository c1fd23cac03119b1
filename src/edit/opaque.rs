//! Layout next to what must not move: the tags of a template, comments, alternatives that are not
//! there.
//!
//! What arrives stands directly behind a child that stays, or in the place of one that goes. What
//! goes takes along the comma on its own side of the tags, and the rest of its line.

use std::borrow::Cow;
use std::ops::Range;

use super::layout::Layout;
use super::shape::Shape;
use super::tree::Child;
use crate::text::{TextEdit, indent_at};

/// Stands for a line break inside an expression while text is indented anew. JSON has no raw NUL.
pub(super) const HELD_BREAK: char = '\u{0}';

impl<'d> Layout<'d> {
    /// The indentation of what begins at `at`: of the tag before it, where one begins the line.
    pub(super) fn indent_at(self, at: usize) -> Cow<'d, str> {
        if self.document.is_masked() {
            let line = self.line_start(at);
            if let Some(tag) = self.document.opaque(line..at).next() {
                let before = &self.text[line..tag.start];
                if before.trim_ascii().is_empty() {
                    return Cow::Borrowed(before);
                }
            }
        }
        indent_at(self.text, at)
    }

    fn line_start(self, at: usize) -> usize {
        memchr::memrchr(b'\n', &self.text.as_bytes()[..at]).map_or(0, |newline| newline + 1)
    }

    /// The original text of `range`, with the line breaks inside expressions and tags held.
    pub(super) fn moved_text(self, range: Range<usize>) -> Cow<'d, str> {
        let original = &self.document.original()[range.clone()];
        let reading = self.text.as_bytes();
        let in_tag =
            |at: usize| !self.document.is_commented() && self.document.tag_at(at).is_some();
        let is_held = |&at: &usize| reading[range.start + at] != b'\n' || in_tag(range.start + at);
        let newlines = memchr::memchr_iter(b'\n', original.as_bytes());
        let held: Vec<usize> = newlines.filter(is_held).collect();
        if held.is_empty() {
            return Cow::Borrowed(original);
        }
        let mut text = original.as_bytes().to_vec();
        held.into_iter().for_each(|at| text[at] = HELD_BREAK as u8);
        Cow::Owned(String::from_utf8_lossy(&text).into_owned())
    }

    /// Whether something between two children that stay must not move.
    pub(super) fn has_opaque(
        self,
        shape: &Shape,
        previous: Option<usize>,
        next: Option<usize>,
    ) -> bool {
        if !self.document.is_masked() {
            return false;
        }
        let start = previous.map_or(shape.inner.start, |slot| shape.spans[slot].end);
        let end = next.map_or(shape.inner.end, |slot| shape.spans[slot].start);
        let first = previous.map_or(0, |slot| slot + 1);
        let gone = &shape.spans[first..next.unwrap_or(shape.spans.len())];
        let mut at = start;
        let mut gaps = gone.iter().map(|span| {
            let gap = at..span.start;
            at = span.end;
            gap
        });
        gaps.any(|gap| self.document.has_opaque(gap))
            || self.document.has_opaque(gone.last().map_or(start, |last| last.end)..end)
    }

    /// The edits between two children that stayed, where something must not move.
    pub(super) fn opaque_gap(
        self,
        shape: &Shape,
        previous: Option<usize>,
        next: Option<usize>,
        arrived: &[&Child],
        out: &mut Vec<TextEdit>,
    ) {
        let first = previous.map_or(0, |slot| slot + 1);
        let last = next.unwrap_or(shape.spans.len());
        let put_behind = |slot: Option<usize>| {
            let is_here = |child: &&&Child| match (child.behind, slot) {
                (Some(behind), Some(slot)) => behind == slot,
                // What was put before all children, or behind one that stands further up.
                (behind, None) => behind.is_none_or(|behind| behind < first),
                (None, Some(_)) => false,
            };
            let here: Vec<&Child> = arrived.iter().filter(is_here).copied().collect();
            self.texts(shape, &here)
        };
        let mut stays = previous;
        let texts = if previous.is_some() { put_behind(previous) } else { put_behind(None) };
        if !texts.is_empty() {
            self.insert_each(shape, previous, next.filter(|_| first == last), &texts, out);
        }
        let mut going = first;
        for slot in first..last {
            let texts = put_behind(Some(slot));
            if texts.is_empty() {
                continue;
            }
            self.remove_opaque(shape, stays, Some(slot), going..slot, out);
            let range = shape.spans[slot].clone();
            out.push(TextEdit { range, text: texts[0].clone() });
            let next = next.filter(|_| slot + 1 == last);
            let each = texts[1..].chunks(1);
            out.extend(each.map(|text| self.insert(shape, Some(slot), next, text)));
            (stays, going) = (Some(slot), slot + 1);
        }
        self.remove_opaque(shape, stays, next, going..last, out);
    }

    /// One edit for each of several children that arrive. Where no child before them is there in all
    /// alternatives, they stand directly behind the bracket; then the comma behind them is one more,
    /// as there may be alternatives in which nothing follows.
    fn insert_each(
        self,
        shape: &Shape,
        previous: Option<usize>,
        next: Option<usize>,
        texts: &[String],
        out: &mut Vec<TextEdit>,
    ) {
        if previous.is_none() {
            let at = shape.inner.start;
            let text = texts.join(&self.separator(shape, 0));
            let lead =
                if shape.expanded { self.style.opening(&shape.indent) } else { String::new() };
            out.push(TextEdit { range: at..at, text: format!("{lead}{text}") });
            if next.is_some() {
                out.push(TextEdit { range: at..at, text: ",".into() });
            }
            return;
        }
        for text in texts {
            out.push(self.insert(shape, previous, next, std::slice::from_ref(text)));
        }
    }

    /// Takes out a run of children between two that stay.
    fn remove_opaque(
        self,
        shape: &Shape,
        previous: Option<usize>,
        next: Option<usize>,
        gone: Range<usize>,
        out: &mut Vec<TextEdit>,
    ) {
        if gone.is_empty() {
            return;
        }
        let (first, last) = (&shape.spans[gone.start], &shape.spans[gone.end - 1]);
        let before = previous.map(|slot| shape.spans[slot].end..first.start);
        let after = next.map(|slot| last.end..shape.spans[slot].start);
        let takes_before = match (&before, &after) {
            (_, None) => true,
            (None, Some(_)) => false,
            (Some(before), Some(after)) => self.prefers_before(before, after),
        };
        let mut ink: Vec<Range<usize>> = shape.spans[gone.clone()].to_vec();
        let gaps = shape.spans[gone].windows(2).map(|pair| pair[0].end..pair[1].start);
        let mut gaps: Vec<Range<usize>> = gaps.collect();
        gaps.extend(if takes_before { before } else { after });
        ink.extend(gaps.into_iter().filter_map(|gap| self.comma(gap)));
        ink.sort_by_key(|range| range.start);
        let mut joined: Vec<Range<usize>> = Vec::new();
        for range in ink {
            match joined.last_mut() {
                Some(last) if !self.document.has_opaque(last.end..range.start) => {
                    last.end = range.end;
                }
                _ => joined.push(range),
            }
        }
        let edit = |range| TextEdit { range: self.with_line(range), text: String::new() };
        out.extend(joined.into_iter().map(edit));
    }

    /// Of the commas around a run: whether the one before goes. It is the one on the same side of
    /// the tags; if both are, the one behind, which is the same in all alternatives.
    fn prefers_before(self, before: &Range<usize>, after: &Range<usize>) -> bool {
        let comma =
            |gap: &Range<usize>| self.comma(gap.clone()).map_or(gap.end, |comma| comma.start);
        let before_is_apart = self.document.has_opaque(comma(before)..before.end);
        let after_is_apart = self.document.has_opaque(after.start..comma(after));
        !before_is_apart && after_is_apart
    }

    fn comma(self, gap: Range<usize>) -> Option<Range<usize>> {
        let at = gap.start + self.text[gap].find(',')?;
        Some(at..at + 1)
    }

    /// `range` with the rest of its lines, if nothing else stands on them.
    fn with_line(self, range: Range<usize>) -> Range<usize> {
        let text = self.document.original();
        let line = self.line_start(range.start);
        let behind = text[range.end..].trim_start_matches([' ', '\t']);
        let ends_line = behind.starts_with('\n') || behind.starts_with("\r\n");
        if line == 0 || !ends_line || !text[line..range.start].trim_ascii().is_empty() {
            return range;
        }
        let start = line - 1 - usize::from(text[..line - 1].ends_with('\r'));
        start..text.len() - behind.len()
    }
}
