//! Gaps next to comments: comments stand in the gap, a child that arrives brings its comments along, or a
//! comma follows the last item.
//!
//! An added comma stands before the comments of its line, and nothing is put after `//` on a line. If a
//! child goes, its comments go, and its line if nothing else stands there. A comma after the last item
//! stays there.

use std::ops::Range;

use super::Layout;
use super::cleanup::Cleanup;
use super::gap::Gap;
use crate::edit::tree::Child;
use crate::text::TextEdit;

/// The text of a child that arrives.
struct Piece {
    /// The item, with the comments that stand above it or before it.
    text: String,
    /// The comments that stand after it on its line, each with a blank before it. The last one may be a
    /// line comment.
    trail: String,
    /// The comments of `trail`, all written as block comments, for a place inside of a line.
    blocks: String,
}

/// A child in the gap or at one of its ends, and the comma after it.
struct Neighbour {
    /// The slot of the child.
    slot: usize,
    /// Whether a child stands in the slot afterwards: the old one, or one that takes its place.
    stays: bool,
    /// Whether a child that arrives takes the place of the old one.
    is_replaced: bool,
    /// The offset of the comma after the child.
    comma: Option<usize>,
    /// Whether the comma is removed.
    comma_goes: bool,
}

/// A gap next to comments, while its edits are collected.
struct Commented<'g, 'd> {
    gap: Gap<'g, 'd>,
    neighbours: Vec<Neighbour>,
    cleanup: Cleanup,
}

impl Gap<'_, '_> {
    /// Adds the edits of a gap next to comments.
    pub(super) fn commented_edits(self, out: &mut Vec<TextEdit>) {
        let slots = self.going();
        // If a child arrives after a child that goes, it takes the place of that child. All other children
        // that arrive stand after the child before the gap. If the gap is at the beginning of the
        // container, they take the first place: the place of the first child that goes if no child follows
        // the gap, and otherwise the first place that another child takes.
        let after = |child: &Child| child.after.filter(|slot| slots.contains(slot));
        let first = match self.next {
            None => slots.clone().next(),
            Some(_) => self.arrived.iter().find_map(|child| after(child)),
        };
        let place = |child: &Child| after(child).or(first.filter(|_| self.previous.is_none()));
        let pieces_at = |slot: Option<usize>| {
            let here = self.arrived.iter().filter(|child| place(child) == slot);
            here.map(|child| self.piece(child)).collect::<Vec<_>>()
        };
        let is_replaced = |slot| self.arrived.iter().any(|child| place(child) == Some(slot));
        let neighbours = self.neighbours(&is_replaced);
        let mut work = Commented { gap: self, neighbours, cleanup: Cleanup::default() };
        for slot in slots.clone() {
            work.remove_or_replace(slot, pieces_at(Some(slot)));
        }
        match (self.previous, self.next) {
            (Some(slot), _) => work.put_after(slot, &pieces_at(None)),
            (None, Some(slot)) => work.put_before(slot, &pieces_at(None)),
            (None, None) => {}
        }
        out.extend(work.edits());
    }

    /// Returns the children in the gap and at its ends, and decides which commas are removed. For each child
    /// that goes, the comma after it is removed. If there is none, or if a comma begins its line, the comma before it
    /// is removed. `is_replaced` is whether a child that arrives takes the place of the child in a slot.
    fn neighbours(self, is_replaced: &dyn Fn(usize) -> bool) -> Vec<Neighbour> {
        let (layout, siblings) = (self.layout, self.siblings);
        let first = self.previous.unwrap_or(0);
        let last = self.next.map_or(siblings.spans.len(), |slot| slot + 1);
        let neighbour = |slot: usize| {
            let end = siblings.spans.get(slot + 1).map_or(siblings.inner.end, |span| span.start);
            let is_end = Some(slot) == self.previous || Some(slot) == self.next;
            // The commas after the next child belong to another gap.
            let comma = match self.next {
                Some(next) if next == slot => None,
                _ => layout.comma_in(siblings.spans[slot].end..end),
            };
            Neighbour {
                slot,
                stays: is_end || is_replaced(slot),
                is_replaced: !is_end && is_replaced(slot),
                comma,
                comma_goes: false,
            }
        };
        let mut neighbours: Vec<Neighbour> = (first..last).map(neighbour).collect();
        for index in 0..neighbours.len() {
            if neighbours[index].stays {
                continue;
            }
            let span = &siblings.spans[neighbours[index].slot];
            let leads = layout.attached(span).leading_comma.is_some();
            let is_there = |it: &Neighbour| it.comma.is_some() && !it.comma_goes;
            let before = neighbours[..index].iter().rposition(is_there);
            let own = Some(index).filter(|&index| is_there(&neighbours[index]));
            if let Some(at) = if leads { before.or(own) } else { own.or(before) } {
                neighbours[at].comma_goes = true;
            }
        }
        neighbours
    }

    /// Returns the text of a child that arrives, together with the comments that belong to it.
    fn piece(self, child: &Child) -> Piece {
        let Gap { layout, siblings, .. } = self;
        let text = self.texts([&child]).concat();
        let Some(span) = layout.old_place(child) else {
            return Piece { text, trail: String::new(), blocks: String::new() };
        };
        let attached = layout.attached(&span);
        let (mut head, mut trail) = (String::new(), String::new());
        let indent = siblings.expanded.then_some(siblings.indent.as_str());
        let ends = attached.lead.iter().skip(1).map(|comment| comment.start).chain([span.start]);
        for (comment, next) in attached.lead.iter().zip(ends) {
            head.push_str(&layout.moved_comment(comment, indent));
            let breaks = layout.document.original()[comment.end..next].contains('\n');
            if siblings.expanded && breaks {
                head.push_str(layout.style.newline);
                head.push_str(&siblings.indent);
            } else {
                head.push(' ');
            }
        }
        let mut blocks = String::new();
        for comment in &attached.trail {
            trail.push_str(&format!(" {}", layout.moved_comment(comment, indent)));
            blocks.push_str(&format!(" {}", layout.moved_comment(comment, None)));
        }
        Piece { text: format!("{head}{text}"), trail, blocks }
    }
}

impl Commented<'_, '_> {
    /// Removes the child at `slot` with its comments, and puts `pieces` in its place.
    fn remove_or_replace(&mut self, slot: usize, pieces: Vec<Piece>) {
        let span = &self.gap.siblings.spans[slot];
        let attached = self.gap.layout.attached(span);
        self.cleanup.gone.extend(attached.lead.into_iter().chain(attached.trail));
        let mut pieces = pieces.into_iter();
        match pieces.next() {
            None => self.cleanup.gone.push(span.clone()),
            Some(Piece { text, blocks, .. }) => {
                let rest: Vec<Piece> = pieces.collect();
                self.cleanup.put.push(TextEdit { range: span.clone(), text: text + &blocks });
                self.put_after(slot, &rest);
            }
        }
    }

    /// Puts `pieces` after the child at `slot`, which stays or has been replaced.
    fn put_after(&mut self, slot: usize, pieces: &[Piece]) {
        let Gap { layout, siblings, .. } = self.gap;
        let style = layout.style;
        let Some(neighbour) = self.neighbours.iter_mut().find(|it| it.slot == slot) else { return };
        if pieces.is_empty() {
            return;
        }
        let put = &mut self.cleanup.put;
        let end = siblings.spans[slot].end;
        let attached = layout.attached(&siblings.spans[slot]);
        let trail = if neighbour.is_replaced { &[][..] } else { &attached.trail };
        if !siblings.expanded {
            let is_here = |comment: &&Range<usize>| {
                attached.comma.is_none_or(|comma| comment.end <= comma) && layout.is_block(comment)
            };
            let at = trail.iter().take_while(is_here).last().map_or(end, |comment| comment.end);
            let text =
                pieces.iter().map(|it| format!("{}{}{}", style.inline_comma, it.text, it.blocks));
            return put.push(TextEdit { range: at..at, text: text.collect() });
        }
        let tail = trail.last().map_or(end, |comment| comment.end);
        if style.comma_first && attached.comma.is_none() {
            let separator = style.line_separator(&siblings.indent);
            let text = pieces.iter().map(|it| format!("{separator}{}{}", it.text, it.blocks));
            return put.push(TextEdit { range: tail..tail, text: text.collect() });
        }
        let tail = tail.max(attached.comma.map_or(end, |comma| comma + 1));
        let kept_comma = neighbour.comma.filter(|_| !neighbour.comma_goes);
        if attached.comma.is_none() {
            put.push(TextEdit { range: end..end, text: ",".into() });
        }
        neighbour.comma_goes &= neighbour.comma != attached.comma;
        // The comma that stood after the child now stands before the pieces, so the last piece needs one.
        let ends_with_comma = kept_comma.is_some() && kept_comma == attached.comma;
        let line = format!("{}{}", style.newline, siblings.indent);
        let mut text = String::new();
        for (index, piece) in pieces.iter().enumerate() {
            let is_last = index + 1 == pieces.len();
            let comma = if ends_with_comma || !is_last { "," } else { "" };
            let trail =
                if is_last && !layout.ends_line(tail) { &piece.blocks } else { &piece.trail };
            text.push_str(&format!("{line}{}{comma}{trail}", piece.text));
        }
        put.push(TextEdit { range: tail..tail, text });
    }

    /// Puts `pieces` before the child at `slot` and before the comments that belong to it.
    fn put_before(&mut self, slot: usize, pieces: &[Piece]) {
        if pieces.is_empty() {
            return;
        }
        let Gap { layout, siblings, .. } = self.gap;
        let style = layout.style;
        let span = &siblings.spans[slot];
        let at = layout.attached(span).lead.first().map_or(span.start, |comment| comment.start);
        let line = format!("{}{}", style.newline, siblings.indent);
        let text = pieces.iter().map(|it| match (siblings.expanded, style.comma_first) {
            (false, _) => format!("{}{}{}", it.text, it.blocks, style.inline_comma),
            (true, true) => {
                format!("{}{}{}", it.text, it.blocks, style.line_separator(&siblings.indent))
            }
            (true, false) => format!("{},{}{line}", it.text, it.trail),
        });
        self.cleanup.put.push(TextEdit { range: at..at, text: text.collect() });
    }

    /// Returns the collected changes as sorted edits.
    fn edits(mut self) -> Vec<TextEdit> {
        let goes = self.neighbours.iter().filter(|it| it.comma_goes);
        let commas = goes.filter_map(|it| it.comma).map(|comma| comma..comma + 1);
        self.cleanup.gone.extend(commas);
        let inner = self.gap.siblings.inner.clone();
        self.cleanup.edits(self.gap.layout.document.original(), inner)
    }
}

impl Layout<'_> {
    /// Returns the offset of the comma in a gap, which may also be a comma after the last item.
    fn comma_in(self, gap: Range<usize>) -> Option<usize> {
        let text = self.document.original().as_bytes();
        let is_comma = |&at: &usize| {
            text[at] == b','
                && self.document.tag_at(at).is_none_or(|tag| tag.len() == 1 && tag.start == at)
        };
        gap.into_iter().find(is_comma)
    }

    /// Whether only blanks stand between `at` and the end of its line.
    fn ends_line(self, at: usize) -> bool {
        let after = self.document.original()[at..].trim_start_matches([' ', '\t', '\r']);
        after.starts_with('\n')
    }
}
