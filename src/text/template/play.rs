//! The decisions of one rendering: which conditions hold, and how many rounds a loop has.

use std::collections::{BTreeSet, HashMap};

use super::choice::pseudo_random;
use super::render::World;
use super::tree::Atom;

/// The decisions of one rendering.
pub(super) struct Play {
    /// The conditions that are decided in advance.
    pub(super) fixed: HashMap<Atom, bool>,
    /// The way to decide all other conditions.
    pub(super) rest: Rest,
    /// The conditions that were asked for so far, each with whether it holds.
    pub(super) asked: Vec<(Atom, bool)>,
    /// The loops that have two rounds, by the numbers of their meanings.
    pub(super) doubled: BTreeSet<u32>,
}

/// The ways to decide conditions that are not fixed.
#[derive(Clone, Copy)]
pub(super) enum Rest {
    /// The conditions that rules look at hold. The other conditions are left to chance by `number`. `again` is the
    /// index of the attempt: in the second attempt all other conditions hold, in the third none of them.
    Walk { number: u64, again: u64 },
    /// All conditions hold, or none.
    Constant(bool),
    /// All conditions are left to chance by this number.
    Random(u64),
    /// The row with this index of a table that has all four combinations of any two conditions.
    Row(usize),
}

impl Play {
    /// Returns the decisions before anything was asked for.
    pub(super) fn of(fixed: HashMap<Atom, bool>, rest: Rest) -> Self {
        Play { fixed, rest, asked: Vec::new(), doubled: BTreeSet::new() }
    }

    /// See [`Rest::Walk`].
    pub(super) fn walk(fixed: HashMap<Atom, bool>, number: u64, again: u64) -> Self {
        Play::of(fixed, Rest::Walk { number, again })
    }

    /// See [`Rest::Constant`].
    pub(super) fn constant(value: bool) -> Self {
        Play::of(HashMap::new(), Rest::Constant(value))
    }

    /// See [`Rest::Random`].
    pub(super) fn random(number: u64) -> Self {
        Play::of(HashMap::new(), Rest::Random(number))
    }

    /// See [`Rest::Row`].
    pub(super) fn row(number: usize) -> Self {
        Play::of(HashMap::new(), Rest::Row(number))
    }
}

/// Decides conditions when they are asked for, and records them.
pub(super) struct Decider<'p> {
    pub(super) play: &'p mut Play,
    /// The conditions that were met in all renderings so far, each with whether rules look at it.
    pub(super) known: &'p mut Vec<(Atom, bool)>,
    /// The index of each condition in `known`.
    pub(super) index: &'p mut HashMap<Atom, usize>,
    /// Whether a condition that was met only in `env` and `labels` before was met outside of them.
    pub(super) is_upgraded: &'p mut bool,
    /// The conditions of tags that a change removes or writes, by the numbers of their meanings. They count as
    /// conditions that rules look at, wherever they stand.
    pub(super) edited: &'p BTreeSet<u32>,
}

impl World for Decider<'_> {
    fn holds(&mut self, atom: Atom, counts: bool) -> bool {
        let counts = counts || self.edited.contains(&atom.meaning);
        let known = &mut self.known;
        let at = *self.index.entry(atom).or_insert_with(|| {
            known.push((atom, counts));
            known.len() - 1
        });
        *self.is_upgraded |= counts && !self.known[at].1;
        self.known[at].1 |= counts;
        if let Some((_, value)) = self.play.asked.iter().find(|(asked, _)| *asked == atom) {
            return *value;
        }
        let value = self.play.fixed.get(&atom).copied().unwrap_or_else(|| match self.play.rest {
            Rest::Walk { number, again } => match (self.known[at].1, again) {
                (true, _) | (false, 1) => true,
                (false, 2) => false,
                _ => number == 0 || pseudo_random(number, at),
            },
            Rest::Constant(value) => value,
            Rest::Random(number) => pseudo_random(number, at),
            Rest::Row(row) => match (row / 2, row % 2) {
                (0, side) => side == 0,
                (place, side) => (at >> (place - 1) & 1 == 1) == (side == 0),
            },
        });
        self.play.asked.push((atom, value));
        value
    }

    fn rounds(&mut self, Atom { meaning, .. }: Atom) -> usize {
        if self.play.doubled.contains(&meaning) { 2 } else { 1 }
    }
}

#[cfg(test)]
mod tests {
    use super::super::choice::pseudo_random;
    use super::super::cover::SAMPLE;

    #[test]
    fn any_three_of_many_conditions_are_met_in_all_ways() {
        let column = |condition: usize| {
            let mut words = [0_u64; 4];
            for number in 0..SAMPLE {
                let at = usize::try_from(number).unwrap_or_default();
                words[at / 64] |= u64::from(pseudo_random(number, condition)) << (at % 64);
            }
            words
        };
        let columns: Vec<[u64; 4]> = (0..120).map(column).collect();
        let is_met = |three: [&[u64; 4]; 3], way: usize| {
            (0..4).any(|word| {
                let bits = (0..3)
                    .map(|at| if way >> at & 1 == 1 { three[at][word] } else { !three[at][word] });
                bits.fold(u64::MAX, |all, bits| all & bits) != 0
            })
        };
        for (a, one) in columns.iter().enumerate() {
            for (b, other) in columns[..a].iter().enumerate() {
                for third in &columns[..b] {
                    assert!((0..8).all(|way| is_met([one, other, third], way)));
                }
            }
        }
    }
}
