//! Walks through the pieces of a template that are there in one choice of its arms.

use std::ops::Range;

use super::choice::Choice;
use super::outline::{ArmId, Outline};
use super::tag::{Guard, Role};

/// A piece of a template under one choice.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Piece<'t> {
    /// Text that stays.
    Text(Range<usize>),
    /// An expression.
    Expression(Range<usize>),
    /// A tag that says this text.
    Known(Range<usize>, &'t str),
    /// Tags and arms that are not there.
    Gone(Range<usize>),
    /// A tag in a string that says nothing.
    Comment(Range<usize>),
}

/// The state of the walk.
#[derive(Debug, Clone)]
pub(super) struct Live<'t> {
    pub(super) text: &'t str,
    pub(super) outline: &'t Outline,
    pub(super) choice: &'t Choice,
    at: usize,
    /// The next tag.
    tag: usize,
    /// The arms that were chosen so far.
    pub(super) taken: Vec<ArmId>,
}

impl<'t> Live<'t> {
    pub(super) fn new(text: &'t str, outline: &'t Outline, choice: &'t Choice) -> Self {
        Live { text, outline, choice, at: 0, tag: 0, taken: Vec::new() }
    }

    /// Returns the next piece; `in_string` tells whether the walk is inside of a JSON string. The
    /// conditions that the choice was asked for are added to `asked`.
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
        self.go_behind(own);
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

    /// Returns the piece that a tag of a block is.
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
            self.go_behind(last);
            return Piece::Gone(start..self.at);
        }
        if in_string && self.is_inside_a_string(block) {
            self.go_behind(last);
            return Piece::Expression(start..self.at);
        }
        let chosen = self.chosen(block, asked);
        self.taken.extend(chosen.map(|arm| ArmId { block, arm }));
        self.go_behind(chosen.map_or(last, |arm| tags[arm]));
        Piece::Gone(start..self.at)
    }

    fn go_behind(&mut self, tag: usize) {
        self.at = self.outline.tags[tag].range.end;
        self.tag = tag + 1;
    }

    /// Whether a block that begins in a string ends in it: no text of it has a quote.
    fn is_inside_a_string(&self, block: usize) -> bool {
        let tags = &self.outline.blocks[block].tags;
        let inside = tags[0]..tags[tags.len() - 1];
        inside.clone().all(|tag| {
            let text = self.outline.tags[tag].range.end..self.outline.tags[tag + 1].range.start;
            !self.text[text].contains(['"', '\n'])
        })
    }

    /// Returns the alternative that is there.
    fn chosen(&self, block: usize, asked: &mut Vec<String>) -> Option<usize> {
        let mut guards = self.outline.blocks[block].guards.iter();
        guards.position(|guard| guard.as_ref().is_none_or(|guard| self.holds(guard, asked)))
    }

    /// Whether a guard holds. A loop has one round, which is the first and the last.
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

    /// Returns the first character from `at` on that is no blank, as the choice leaves the text.
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

/// The text that a tag says outside of strings, if it fits into its place.
fn known(range: Range<usize>, text: &str, in_string: bool) -> Piece<'_> {
    let is_closed = text.matches('"').count().is_multiple_of(2) && !text.contains('\\');
    match !in_string && is_closed && text.len() <= range.len() {
        true => Piece::Known(range, text),
        false => Piece::Expression(range),
    }
}
