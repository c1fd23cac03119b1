//! The pieces of a template for one choice, in order: texts, expressions, and the parts that are left out.

use std::ops::Range;

use super::choice::Choice;
use super::outline::{ArmId, Outline};
use super::tag::{Guard, Role};

/// A piece of a template for one choice.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Piece<'t> {
    /// Text that is rendered as it stands.
    Text(Range<usize>),
    /// An expression.
    Expression(Range<usize>),
    /// A tag, and the known text that takes its place.
    Known(Range<usize>, &'t str),
    /// A tag without a text, together with the arms after it that are left out.
    Gone(Range<usize>),
    /// A tag without a text, inside of a string.
    Comment(Range<usize>),
}

/// A walk along a template that returns its pieces for one choice.
#[derive(Debug, Clone)]
pub(super) struct Pieces<'t> {
    pub(super) text: &'t str,
    pub(super) outline: &'t Outline,
    pub(super) choice: &'t Choice,
    /// The offset up to which pieces were returned.
    at: usize,
    /// The index of the next tag.
    tag: usize,
    /// The arms that were chosen so far.
    pub(super) taken: Vec<ArmId>,
}

impl<'t> Pieces<'t> {
    pub(super) fn new(text: &'t str, outline: &'t Outline, choice: &'t Choice) -> Self {
        Pieces { text, outline, choice, at: 0, tag: 0, taken: Vec::new() }
    }

    /// Returns the next piece. `in_string` is whether it begins inside of a JSON string. The conditions that the
    /// choice was asked for are added to `asked`.
    pub(super) fn next(&mut self, in_string: bool, asked: &mut Vec<String>) -> Option<Piece<'t>> {
        let Some(tag) = self.outline.tags.get(self.tag) else {
            let rest = self.at..self.text.len();
            self.at = self.text.len();
            return (!rest.is_empty()).then_some(Piece::Text(rest));
        };
        if self.at < tag.range.start {
            let text = self.at..tag.range.start;
            self.at = text.end;
            return Some(Piece::Text(text));
        }
        let start = tag.range.start;
        if let Some(block) = self.outline.block_of[self.tag] {
            return Some(self.of_block(&tag.role, block, in_string, asked));
        }
        let own = self.tag;
        self.go_after(own);
        let range = start..self.at;
        Some(match &tag.role {
            Role::Expression | Role::Unknown => Piece::Expression(range),
            Role::Literal(text) => known(range, text, in_string),
            Role::Either { guard, texts } => {
                let holds = self.holds(guard, asked);
                let block = self.outline.blocks.len() + own;
                self.taken.push(ArmId { block, arm: usize::from(!holds) });
                known(range, &texts[usize::from(!holds)], in_string)
            }
            _ if in_string => Piece::Comment(range),
            _ => Piece::Gone(range),
        })
    }

    /// Returns the piece that begins with the next tag, which opens, divides or closes a block.
    fn of_block(
        &mut self,
        role: &Role,
        block: usize,
        in_string: bool,
        asked: &mut Vec<String>,
    ) -> Piece<'t> {
        let tags = &self.outline.blocks[block].tags;
        let (start, last) = (self.outline.tags[self.tag].range.start, tags[tags.len() - 1]);
        if !matches!(role, Role::Open(_)) {
            self.go_after(last);
            return Piece::Gone(start..self.at);
        }
        if in_string && self.is_inside_a_string(block) {
            self.go_after(last);
            return Piece::Expression(start..self.at);
        }
        let chosen = self.chosen(block, asked);
        self.taken.extend(chosen.map(|arm| ArmId { block, arm }));
        self.go_after(chosen.map_or(last, |arm| tags[arm]));
        Piece::Gone(start..self.at)
    }

    /// Continues after the tag with this index.
    fn go_after(&mut self, tag: usize) {
        self.at = self.outline.tags[tag].range.end;
        self.tag = tag + 1;
    }

    /// Whether a block that begins in a string also ends in it, because no text of it has a quote or a line break.
    fn is_inside_a_string(&self, block: usize) -> bool {
        let tags = &self.outline.blocks[block].tags;
        let inside = tags[0]..tags[tags.len() - 1];
        inside.clone().all(|tag| {
            let text = self.outline.tags[tag].range.end..self.outline.tags[tag + 1].range.start;
            !self.text[text].contains(['"', '\n'])
        })
    }

    /// Returns the index of the arm that is there; `None` if no arm is.
    fn chosen(&self, block: usize, asked: &mut Vec<String>) -> Option<usize> {
        let mut guards = self.outline.blocks[block].guards.iter();
        guards.position(|guard| guard.as_ref().is_none_or(|guard| self.holds(guard, asked)))
    }

    /// Whether a guard holds. In a reading a loop has one round, which is both the first and the last.
    fn holds(&self, guard: &Guard, asked: &mut Vec<String>) -> bool {
        match guard {
            Guard::Fixed(is) | Guard::Round { holds: is, .. } => *is,
            Guard::When { condition, holds } => {
                if !asked.contains(condition) {
                    asked.push(condition.clone());
                }
                self.choice.holds(condition) == *holds
            }
        }
    }

    /// Returns the first byte at or after `from` that is no blank, in the text of this choice. If an expression comes
    /// first, returns `{`, as for a value. Returns `None` at the end of the text.
    pub(super) fn peek(&self, from: usize) -> Option<u8> {
        let mut ahead = self.clone();
        let first = |range: Range<usize>| {
            self.text.as_bytes()[range].iter().copied().find(|byte| !byte.is_ascii_whitespace())
        };
        if let Some(byte) = first(from..self.at.max(from)) {
            return Some(byte);
        }
        let mut asked = Vec::new();
        while let Some(piece) = ahead.next(false, &mut asked) {
            match piece {
                Piece::Text(range) => match first(range) {
                    None => {}
                    found => return found,
                },
                Piece::Expression(_) => return Some(b'{'),
                Piece::Known(_, text) => match text.trim_start().bytes().next() {
                    None => {}
                    found => return found,
                },
                Piece::Gone(_) | Piece::Comment(_) => {}
            }
        }
        None
    }
}

/// Returns the piece of a tag in whose place `text` is rendered. It is a known text if the tag stands outside of
/// strings and is not shorter than the text. Otherwise the tag counts as an expression.
fn known(range: Range<usize>, text: &str, in_string: bool) -> Piece<'_> {
    let is_closed = text.matches('"').count().is_multiple_of(2) && !text.contains('\\');
    match !in_string && is_closed && text.len() <= range.len() {
        true => Piece::Known(range, text),
        false => Piece::Expression(range),
    }
}
