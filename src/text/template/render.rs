//! A tree and the conditions that hold → the rendered text, as strict JSON where possible.
//!
//! It knows nothing of edits. Conditions and the rounds of loops are asked for when they are met. Expressions
//! are rendered as the stand-ins that the rules know, one for each meaning and round. Blanks outside of strings are
//! left out, except one between two scalars.
//!
//! Invariant: the place in the file is known for every token of the text.

use std::ops::Range;
use std::sync::Arc;

use super::super::document::Document;
use super::super::error::SyntaxError;
use super::compose::{Composer, Mark};
use super::hole::Hole;
use super::mask::Mask;
use super::outline::{ArmId, Outline};
use super::shared::RenderedStandIns;
use super::tag::{End, Trims};
use super::tree::{Arm, Atom, Node, Section, Spot, Test};

/// The decisions that a renderer asks for: which conditions hold, and how many rounds loops have.
pub(super) trait World {
    /// Whether a condition holds. `counts` is whether it stands where rules look: outside of `env` and `labels`.
    fn holds(&mut self, atom: Atom, counts: bool) -> bool;
    /// Returns the number of rounds of an arm that is there and may repeat.
    fn rounds(&mut self, atom: Atom) -> usize;
}

/// The text of one rendering, and the places of its pieces in the file.
#[derive(Debug, Default)]
pub struct Rendered {
    /// The text.
    pub text: String,
    /// The beginnings of its tokens.
    pub(super) marks: Vec<Mark>,
    /// The ranges of the opening brackets of arrays in which the file has tags without a text. In the document these
    /// brackets are opaque, so that such arrays are told from others.
    pub(super) tagged_arrays: Vec<Range<usize>>,
    /// The arms that were there.
    pub(super) taken: Vec<ArmId>,
    /// The expressions that may be more, or less, than one value or key.
    pub holes: Vec<Hole>,
}

/// A loop around the current place.
#[derive(Clone, Copy)]
pub(super) struct Around {
    /// The number of the meaning of its list, if it has one.
    meaning: Option<u32>,
    /// The index of the current round.
    round: usize,
    /// The number of all rounds.
    rounds: usize,
}

/// The state of one rendering.
pub(super) struct Renderer<'t, 'w> {
    /// The text of the template.
    pub(super) text: &'t str,
    pub(super) world: &'w mut dyn World,
    pub(super) composer: Composer<'t>,
    /// The loops around the current place.
    pub(super) loops: Vec<Around>,
    /// The arms that were there so far.
    pub(super) taken: Vec<ArmId>,
}

impl Renderer<'_, '_> {
    /// Renders nodes one after the other.
    pub(super) fn nodes(&mut self, nodes: &[Node]) {
        for node in nodes {
            match node {
                Node::Text(range) => self.composer.text(&self.text[range.clone()], range.start),
                Node::Expression(spot) | Node::Unknown(spot) => self.spot(spot),
                Node::Literal { at, text, trims } => {
                    self.composer.trim_before(*trims);
                    self.composer.literal(text, *at);
                    self.composer.trim_after(*trims);
                }
                Node::Nothing(trims) => self.hidden_tag(*trims),
                Node::Section(section) => self.section(section),
            }
        }
    }

    /// Passes over a tag without a text.
    fn hidden_tag(&mut self, trims: Trims) {
        self.composer.trim_before(trims);
        self.composer.note_hidden_tag();
        self.composer.trim_after(trims);
    }

    /// Renders a tag that a text replaces.
    fn spot(&mut self, spot: &Spot) {
        self.composer.trim_before(spot.trims);
        let round = self.round(spot.meaning);
        self.composer.expression(spot.range.clone(), Atom { meaning: spot.meaning, round });
        self.composer.trim_after(spot.trims);
    }

    /// Returns one number for the current rounds of those loops around this place on which the condition or expression
    /// with this meaning depends. The number is 0 while all of these loops are in their first round.
    fn round(&mut self, meaning: u32) -> u32 {
        let mut number = 0_u32;
        for Around { meaning: list, round, .. } in &self.loops {
            if list.is_none_or(|list| self.composer.depends(meaning, list)) {
                let round = u32::try_from(*round).unwrap_or(u32::MAX);
                number = number.wrapping_mul(4).wrapping_add(round);
            }
        }
        number
    }

    /// Renders the first arm of a section whose test holds.
    fn section(&mut self, section: &Section) {
        let chosen = section.arms.iter().position(|arm| self.is_there(arm.guard));
        let first = section.arms.first().map_or(Trims::default(), |arm| arm.trims);
        self.composer.trim_before(first);
        if section.block.is_some() {
            self.composer.note_hidden_tag();
        }
        if let Some(at) = chosen {
            self.taken.extend(section.block.map(|block| ArmId { block, arm: at }));
            let after = section.arms.get(at + 1).map_or(section.close, |arm| arm.trims);
            self.arm(&section.arms[at], after);
        }
        self.composer.trim_after(section.close);
    }

    /// Renders all rounds of an arm. `after` is the white-space control of the tag after it.
    fn arm(&mut self, arm: &Arm, after: Trims) {
        let meaning = match arm.guard {
            Test::Holds { meaning, .. } => Some(meaning),
            _ => None,
        };
        let rounds = match meaning.filter(|_| arm.repeats) {
            Some(meaning) => {
                let round = self.round(meaning);
                self.world.rounds(Atom { meaning, round })
            }
            None => 1,
        };
        for round in 0..rounds {
            if arm.repeats {
                self.loops.push(Around { meaning, round, rounds });
            }
            self.composer.trim_after(arm.trims);
            self.nodes(&arm.body);
            self.composer.trim_before(after);
            if arm.repeats {
                self.loops.pop();
            }
        }
    }

    /// Whether an arm with this test is there at the current place.
    fn is_there(&mut self, test: Test) -> bool {
        match test {
            Test::Always(is) => is,
            Test::Holds { meaning, is } => {
                let counts = self.composer.counts();
                let round = self.round(meaning);
                self.world.holds(Atom { meaning, round }, counts) == is
            }
            Test::Round { end, up, is } => {
                let around = self.loops.len().checked_sub(up + 1).and_then(|at| self.loops.get(at));
                let (round, rounds) = around.map_or((0, 1), |it| (it.round, it.rounds));
                (match end {
                    End::First => round == 0,
                    End::Last => round + 1 == rounds,
                }) == is
            }
        }
    }
}

impl Rendered {
    /// Reads the text as strict JSON.
    ///
    /// # Errors
    /// The first place where the text is not strict JSON.
    pub fn document(&self, stand_ins: &RenderedStandIns) -> Result<Document<'_>, SyntaxError> {
        let outline = Arc::new(Outline::default());
        let mask = Mask::new(self.tagged_arrays.clone(), outline, Arc::clone(&stand_ins.0), false);
        Document::rendered(&self.text, mask)
    }

    /// Returns the offset in the file of the token at `offset` of the text.
    #[must_use]
    pub fn place(&self, offset: usize) -> Option<usize> {
        let at = self.marks.partition_point(|mark| mark.offset <= offset).checked_sub(1)?;
        Some(self.marks[at].place)
    }

    /// Returns the arms that were there.
    pub fn taken(&self) -> impl Iterator<Item = ArmId> + '_ {
        self.taken.iter().copied()
    }
}
