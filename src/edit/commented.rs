//! Layout next to comments: the edits of a gap that has some, or a comma behind the last item.
//!
//! Commas stand before the comments of their line, nothing is put behind `//`, what goes takes its
//! own comments and its line along, and a comma behind the last item stays one.

use std::ops::Range;

use super::comments::BLANKS;
use super::layout::Layout;
use super::render::Renderer;
use super::shape::Shape;
use super::sweep::sweep;
use super::tree::{Child, Container};
use crate::text::{NodeId, TextEdit};

/// An item that arrives.
struct Piece {
    /// The item, and the comments above it.
    text: String,
    /// The comments behind its comma, with the blanks before them; the last may end with its line.
    trail: String,
    /// The same for a place inside a line.
    blocks: String,
}

/// The children of one gap, those that stay at its ends included, with the comma behind each.
struct Row {
    items: Vec<Place>,
}

struct Place {
    slot: usize,
    /// Whether the child or one in its place is there afterwards.
    stays: bool,
    /// Whether another one stands in its place.
    is_replaced: bool,
    comma: Option<usize>,
    /// Whether the comma goes.
    comma_goes: bool,
}

/// The edits of one gap under construction.
#[derive(Default)]
struct Draft {
    gone: Vec<Range<usize>>,
    put: Vec<TextEdit>,
}

impl<'d> Layout<'d> {
    /// The edits between two children that stayed (or the container's ends).
    pub(super) fn commented_gap(
        self,
        shape: &Shape,
        previous: Option<usize>,
        next: Option<usize>,
        arrived: &[&Child],
        out: &mut Vec<TextEdit>,
    ) {
        let gone = previous.map_or(0, |slot| slot + 1)..next.unwrap_or(shape.spans.len());
        // Where nothing stays to stand behind, those that arrive take the place of the first that
        // goes, or of the first that has another one in its place.
        let behind = |child: &Child| child.behind.filter(|slot| gone.contains(slot));
        let first = match next {
            None => gone.clone().next(),
            Some(_) => arrived.iter().find_map(|child| behind(child)),
        };
        let place = |child: &Child| behind(child).or(first.filter(|_| previous.is_none()));
        let pieces_at = |slot: Option<usize>| {
            let here = arrived.iter().filter(|child| place(child) == slot);
            here.map(|child| self.piece(shape, child)).collect::<Vec<_>>()
        };
        let is_replaced = |slot| arrived.iter().any(|child| place(child) == Some(slot));
        let mut row = self.row(shape, previous, next, &is_replaced);
        let mut draft = Draft::default();
        for slot in gone.clone() {
            let span = &shape.spans[slot];
            let company = self.company(span);
            draft.gone.extend(company.lead.into_iter().chain(company.trail));
            let mut pieces = pieces_at(Some(slot)).into_iter();
            match pieces.next() {
                None => draft.gone.push(span.clone()),
                Some(Piece { text, blocks, .. }) => {
                    let rest: Vec<Piece> = pieces.collect();
                    draft.put.push(TextEdit { range: span.clone(), text: text + &blocks });
                    self.put_behind(shape, &mut row, slot, &rest, &mut draft);
                }
            }
        }
        match (previous, next) {
            (Some(slot), _) => {
                self.put_behind(shape, &mut row, slot, &pieces_at(None), &mut draft);
            }
            (None, Some(slot)) => self.put_before(shape, slot, &pieces_at(None), &mut draft),
            (None, None) => {}
        }
        draft.gone.extend(row.commas_that_go());
        let inner = shape.inner.clone();
        out.extend(sweep(self.document.original(), inner, draft.gone, draft.put));
    }

    /// The children of a gap, and which of their commas go: each child that goes takes the comma
    /// behind it along, or where there is none, or commas lead, the one before.
    fn row(
        self,
        shape: &Shape,
        previous: Option<usize>,
        next: Option<usize>,
        is_replaced: &dyn Fn(usize) -> bool,
    ) -> Row {
        let first = previous.unwrap_or(0);
        let last = next.map_or(shape.spans.len(), |slot| slot + 1);
        let place = |slot: usize| {
            let end = shape.spans.get(slot + 1).map_or(shape.inner.end, |span| span.start);
            let is_end = Some(slot) == previous || Some(slot) == next;
            Place {
                slot,
                stays: is_end || is_replaced(slot),
                is_replaced: !is_end && is_replaced(slot),
                // Behind the next one, the commas are none of this gap's.
                comma: if Some(slot) == next {
                    None
                } else {
                    self.comma_in(shape.spans[slot].end..end)
                },
                comma_goes: false,
            }
        };
        let mut row = Row { items: (first..last).map(place).collect() };
        for index in 0..row.items.len() {
            if row.items[index].stays {
                continue;
            }
            let span = &shape.spans[row.items[index].slot];
            let leads = self.company(span).leading_comma.is_some();
            let is_there = |place: &Place| place.comma.is_some() && !place.comma_goes;
            let before = row.items[..index].iter().rposition(is_there);
            let own = Some(index).filter(|&index| is_there(&row.items[index]));
            if let Some(at) = if leads { before.or(own) } else { own.or(before) } {
                row.items[at].comma_goes = true;
            }
        }
        row
    }

    /// The comma in a gap, be it one behind the last item.
    fn comma_in(self, gap: Range<usize>) -> Option<usize> {
        let text = self.document.original().as_bytes();
        let is_comma = |&at: &usize| {
            text[at] == b','
                && self.document.tag_at(at).is_none_or(|tag| tag.len() == 1 && tag.start == at)
        };
        gap.into_iter().find(is_comma)
    }

    /// Puts items behind the child at `slot`, which stays or has been replaced.
    fn put_behind(
        self,
        shape: &Shape,
        row: &mut Row,
        slot: usize,
        pieces: &[Piece],
        draft: &mut Draft,
    ) {
        let Some(place) = row.items.iter_mut().find(|place| place.slot == slot) else { return };
        if pieces.is_empty() {
            return;
        }
        let end = shape.spans[slot].end;
        let company = self.company(&shape.spans[slot]);
        let trail = if place.is_replaced { &[][..] } else { &company.trail };
        if !shape.expanded {
            let is_here = |comment: &&Range<usize>| {
                company.comma.is_none_or(|comma| comment.end <= comma) && self.is_block(comment)
            };
            let at = trail.iter().take_while(is_here).last().map_or(end, |comment| comment.end);
            let text = pieces
                .iter()
                .map(|it| format!("{}{}{}", self.style.inline_comma, it.text, it.blocks));
            return draft.put.push(TextEdit { range: at..at, text: text.collect() });
        }
        let tail = trail.last().map_or(end, |comment| comment.end);
        if self.style.comma_first && company.comma.is_none() {
            let separator = self.style.line_separator(&shape.indent);
            let text = pieces.iter().map(|it| format!("{separator}{}{}", it.text, it.blocks));
            return draft.put.push(TextEdit { range: tail..tail, text: text.collect() });
        }
        let tail = tail.max(company.comma.map_or(end, |comma| comma + 1));
        let stood = place.comma.filter(|_| !place.comma_goes);
        if company.comma.is_none() {
            draft.put.push(TextEdit { range: end..end, text: ",".into() });
        }
        place.comma_goes &= place.comma != company.comma;
        // The comma of the child now divides it from the first that arrives.
        let ends_with_comma = stood.is_some() && stood == company.comma;
        let line = format!("{}{}", self.style.newline, shape.indent);
        let mut text = String::new();
        for (index, piece) in pieces.iter().enumerate() {
            let is_last = index + 1 == pieces.len();
            let comma = if ends_with_comma || !is_last { "," } else { "" };
            let trail = if is_last && !self.ends_line(tail) { &piece.blocks } else { &piece.trail };
            text.push_str(&format!("{line}{}{comma}{trail}", piece.text));
        }
        draft.put.push(TextEdit { range: tail..tail, text });
    }

    /// Puts items before the first child, above its comments.
    fn put_before(self, shape: &Shape, slot: usize, pieces: &[Piece], draft: &mut Draft) {
        if pieces.is_empty() {
            return;
        }
        let span = &shape.spans[slot];
        let at = self.company(span).lead.first().map_or(span.start, |comment| comment.start);
        let line = format!("{}{}", self.style.newline, shape.indent);
        let text = pieces.iter().map(|it| match (shape.expanded, self.style.comma_first) {
            (false, _) => format!("{}{}{}", it.text, it.blocks, self.style.inline_comma),
            (true, true) => {
                format!("{}{}{}", it.text, it.blocks, self.style.line_separator(&shape.indent))
            }
            (true, false) => format!("{},{}{line}", it.text, it.trail),
        });
        draft.put.push(TextEdit { range: at..at, text: text.collect() });
    }

    /// Whether nothing stands between `at` and the end of its line.
    fn ends_line(self, at: usize) -> bool {
        let behind = self.document.original()[at..].trim_start_matches([' ', '\t', '\r']);
        behind.starts_with('\n')
    }

    /// What a child that arrives looks like, together with the comments that belong to it.
    fn piece(self, shape: &Shape, child: &Child) -> Piece {
        let text = self.texts(shape, &[child]).concat();
        let Some(span) = self.origin(child) else {
            return Piece { text, trail: String::new(), blocks: String::new() };
        };
        let company = self.company(&span);
        let (mut head, mut trail) = (String::new(), String::new());
        let indent = shape.expanded.then_some(shape.indent.as_str());
        let ends = company.lead.iter().skip(1).map(|comment| comment.start).chain([span.start]);
        for (comment, next) in company.lead.iter().zip(ends) {
            head.push_str(&self.moved_comment(comment, indent));
            let breaks = self.document.original()[comment.end..next].contains('\n');
            if shape.expanded && breaks {
                head.push_str(self.style.newline);
                head.push_str(&shape.indent);
            } else {
                head.push(' ');
            }
        }
        let mut blocks = String::new();
        for comment in &company.trail {
            trail.push_str(&format!(" {}", self.moved_comment(comment, indent)));
            blocks.push_str(&format!(" {}", self.moved_comment(comment, None)));
        }
        Piece { text: format!("{head}{text}"), trail, blocks }
    }

    /// Whether `container` is that at `node`, in which nothing but comments stood, and has items now.
    pub(super) fn is_filled(self, node: NodeId, container: &Container) -> bool {
        self.document.is_commented()
            && container.origin == Some(node)
            && !container.children.is_empty()
            && self.document.has_opaque(self.document.span(node))
    }

    /// Fills a container in which nothing stood but comments.
    pub(super) fn fill(self, node: NodeId, container: &Container, out: &mut Vec<TextEdit>) {
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
        out.push(TextEdit { range: at..at, text });
    }
}

impl Row {
    fn commas_that_go(&self) -> impl Iterator<Item = Range<usize>> + '_ {
        let goes = self.items.iter().filter(|place| place.comma_goes);
        goes.filter_map(|place| place.comma).map(|comma| comma..comma + 1)
    }
}
