//! The edits of a gap (`gap` tells what that is) without comments and tags of a template: between its children
//! stand blanks and commas only.

use std::ops::Range;

use super::gap::Gap;
use crate::text::TextEdit;

impl Gap<'_, '_> {
    /// Adds the edits of a gap in which everything may move.
    ///
    /// If more children arrive than go, the first ones take the places of those that go. But if a blank line
    /// stands before these places, the last ones take them, and the surplus stands directly after the child
    /// before the gap.
    pub(super) fn plain_edits(self, out: &mut Vec<TextEdit>) {
        let going = self.going();
        if self.arrived.is_empty() {
            out.push(self.remove(&going));
            return;
        }
        let texts = self.texts(self.arrived);
        let spans = &self.siblings.spans;
        let breaks = |slot: usize| self.layout.breaks(spans[slot].end..spans[going.start].start);
        let surplus = match self.previous {
            _ if going.is_empty() => texts.len(),
            Some(slot) if breaks(slot) > 1 => texts.len().saturating_sub(going.len()),
            _ => 0,
        };
        let (surplus, rest) = texts.split_at(surplus);
        // In a template, each child that comes after another one gets an edit of its own, because readings may
        // differ in one of them.
        let is_masked = self.layout.document.is_masked();
        match self.previous {
            _ if surplus.is_empty() => {}
            Some(slot) if is_masked => {
                out.extend(surplus.chunks(1).map(|text| self.insert_after(slot, text)));
            }
            Some(slot) => out.push(self.insert_after(slot, surplus)),
            None => out.push(self.insert_first(surplus)),
        }
        if rest.is_empty() {
            return;
        }
        let replacing = if is_masked { going.len().min(rest.len()) } else { rest.len() };
        out.push(self.replace(&going, &rest[..replacing]));
        let last = going.end - 1;
        out.extend(rest[replacing..].chunks(1).map(|text| self.insert_after(last, text)));
    }

    /// Returns the edit that puts `texts` before the first child of the container.
    fn insert_first(self, texts: &[String]) -> TextEdit {
        let separator = self.separator(0);
        let start = self.siblings.inner.start;
        let at = self.next.map_or(start, |slot| self.siblings.spans[slot].start);
        TextEdit { range: at..at, text: format!("{}{separator}", texts.join(&separator)) }
    }

    /// Returns the edit that removes all children that go, and one of the two separators around them: the
    /// one with fewer line breaks, so that blank lines between groups stay.
    fn remove(self, going: &Range<usize>) -> TextEdit {
        let spans = &self.siblings.spans;
        let (first, last) = (&spans[going.start], &spans[going.end - 1]);
        let range = match (self.previous, self.next) {
            (None, None) => self.siblings.inner.clone(),
            (None, Some(next)) => first.start..spans[next].start,
            (Some(previous), None) => spans[previous].end..last.end,
            (Some(previous), Some(next)) => {
                let (before, after) = (spans[previous].end, spans[next].start);
                let breaks = |range| self.layout.breaks(range);
                if breaks(before..first.start) > breaks(last.end..after) {
                    first.start..after
                } else {
                    before..last.end
                }
            }
        };
        TextEdit { range, text: String::new() }
    }

    /// Returns the edit that puts `texts` in place of all children that go. The separators between those
    /// children are kept; if there are more texts, the others get the usual separator.
    fn replace(self, going: &Range<usize>, texts: &[String]) -> TextEdit {
        let spans = &self.siblings.spans;
        let separator = self.separator(going.start);
        let mut text = String::new();
        for (slot, new) in (going.start..).zip(texts) {
            if slot > going.start && slot < going.end {
                text.push_str(&self.layout.text[spans[slot - 1].end..spans[slot].start]);
            } else if slot > going.start {
                text.push_str(&separator);
            }
            text.push_str(new);
        }
        TextEdit { range: spans[going.start].start..spans[going.end - 1].end, text }
    }
}
