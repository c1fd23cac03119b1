//! Gaps with opaque texts, which must not move: tags of a template, and arms that are not in this reading.
//!
//! A child that arrives stands directly after a child that stays, or in place of one that goes. If a child goes, the
//! comma after it or before it is removed, too, and its line if nothing else stands on it.

use std::ops::Range;

use super::Layout;
use super::gap::Gap;
use crate::edit::tree::Child;
use crate::text::TextEdit;

impl Gap<'_, '_> {
    /// Adds the edits of a gap with texts that must not move.
    pub(super) fn opaque_edits(self, out: &mut Vec<TextEdit>) {
        let slots = self.going();
        self.insert_at_start(&self.texts_after_start(), out);
        let mut stays = self.previous;
        let mut going = slots.start;
        for slot in slots.clone() {
            let is_here = |child: &&&Child| child.after == Some(slot);
            let texts = self.texts(self.arrived.iter().filter(is_here));
            let Some((first, rest)) = texts.split_first() else { continue };
            self.remove_run(going..slot, stays, Some(slot), out);
            let range = self.siblings.spans[slot].clone();
            out.push(TextEdit { range, text: first.clone() });
            out.extend(rest.chunks(1).map(|text| self.insert_after(slot, text)));
            (stays, going) = (Some(slot), slot + 1);
        }
        self.remove_run(going..slots.end, stays, self.next, out);
    }

    /// Returns the texts of the children that arrive at the beginning of the gap: they were put after the
    /// child before the gap. If there is none, they were put before all children of the gap.
    fn texts_after_start(self) -> Vec<String> {
        let first = self.going().start;
        let is_here = |child: &&&Child| match self.previous {
            Some(slot) => child.after == Some(slot),
            None => child.after.is_none_or(|after| after < first),
        };
        self.texts(self.arrived.iter().filter(is_here))
    }

    /// Puts children after the child before the gap, each with an edit of its own. If there is no child
    /// before the gap, they stand directly after the bracket. Then the comma after them is an edit of its
    /// own, because in another reading no child may follow.
    fn insert_at_start(self, texts: &[String], out: &mut Vec<TextEdit>) {
        if let Some(slot) = self.previous {
            out.extend(texts.chunks(1).map(|text| self.insert_after(slot, text)));
            return;
        }
        if texts.is_empty() {
            return;
        }
        let siblings = self.siblings;
        let at = siblings.inner.start;
        let text = texts.join(&self.separator(0));
        let lead = if siblings.expanded {
            self.layout.style.opening(&siblings.indent)
        } else {
            String::new()
        };
        out.push(TextEdit { range: at..at, text: format!("{lead}{text}") });
        if self.next.filter(|_| self.going().is_empty()).is_some() {
            out.push(TextEdit { range: at..at, text: ",".into() });
        }
    }

    /// Removes the children in the slots `run`, with their commas. `previous` and `next` are the slots of the children
    /// that stay before and after the run.
    fn remove_run(
        self,
        run: Range<usize>,
        previous: Option<usize>,
        next: Option<usize>,
        out: &mut Vec<TextEdit>,
    ) {
        if run.is_empty() {
            return;
        }
        let (layout, spans) = (self.layout, &self.siblings.spans);
        let (first, last) = (&spans[run.start], &spans[run.end - 1]);
        let before = previous.map(|slot| spans[slot].end..first.start);
        let after = next.map(|slot| last.end..spans[slot].start);
        let takes_before = match (&before, &after) {
            (_, None) => true,
            (None, Some(_)) => false,
            (Some(before), Some(after)) => layout.prefers_before(before, after),
        };
        let mut removed: Vec<Range<usize>> = spans[run.clone()].to_vec();
        let mut gaps: Vec<Range<usize>> =
            spans[run].windows(2).map(|pair| pair[0].end..pair[1].start).collect();
        gaps.extend(if takes_before { before } else { after });
        removed.extend(gaps.into_iter().filter_map(|gap| layout.comma(gap)));
        removed.sort_by_key(|range| range.start);
        let mut joined: Vec<Range<usize>> = Vec::new();
        for range in removed {
            match joined.last_mut() {
                Some(last) if !layout.document.has_opaque(last.end..range.start) => {
                    last.end = range.end;
                }
                _ => joined.push(range),
            }
        }
        let edit = |range| TextEdit { range: layout.with_line(range), text: String::new() };
        out.extend(joined.into_iter().map(edit));
    }
}

impl Layout<'_> {
    /// Whether the comma before a run of children is removed, not the comma after it. That is so if tags stand
    /// between the run and the comma after it, but not between the comma before it and the run. Otherwise
    /// the comma after the run is removed, because it is the same in all readings.
    fn prefers_before(self, before: &Range<usize>, after: &Range<usize>) -> bool {
        let comma =
            |gap: &Range<usize>| self.comma(gap.clone()).map_or(gap.end, |comma| comma.start);
        let before_is_apart = self.document.has_opaque(comma(before)..before.end);
        let after_is_apart = self.document.has_opaque(after.start..comma(after));
        !before_is_apart && after_is_apart
    }

    /// Returns the range of the comma between two children, if there is one.
    fn comma(self, gap: Range<usize>) -> Option<Range<usize>> {
        let at = gap.start + self.text[gap].find(',')?;
        Some(at..at + 1)
    }

    /// Returns `range` as whole lines, with the line break before them, if nothing but blanks stands beside it
    /// on these lines. Otherwise returns `range` itself.
    fn with_line(self, range: Range<usize>) -> Range<usize> {
        let text = self.document.original();
        let line = self.line_start(range.start);
        let after = text[range.end..].trim_start_matches([' ', '\t']);
        let ends_line = after.starts_with('\n') || after.starts_with("\r\n");
        if line == 0 || !ends_line || !text[line..range.start].trim_ascii().is_empty() {
            return range;
        }
        let start = line - 1 - usize::from(text[..line - 1].ends_with('\r'));
        start..text.len() - after.len()
    }
}
