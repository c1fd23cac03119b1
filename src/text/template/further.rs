//! Choices of alternatives beyond those that are planned, to see whether a change holds in them too.
//!
//! While there are few conditions, these are all that are left; of many, so many at random that any
//! three conditions are met in all ways.

use std::collections::BTreeSet;
use std::ops::Range;

use super::super::document::{Kind, NodeId};
use super::outline::Outline;
use super::{Choice, Reading, Template};

/// Up to so many conditions, all combinations are looked at.
const FEW: usize = 8;

/// Of more conditions, so many combinations.
const SAMPLE: u64 = 256;

/// Alternatives: their block, and which of it.
type Places = BTreeSet<(usize, usize)>;

impl<'a> Template<'a> {
    /// The readings that are strict JSON, that have other alternatives than those in `known` and than
    /// each other, here or in `new`, which was made of this template, and that have no name twice in
    /// an object. Always the same ones.
    pub fn further<'t>(
        &'t self,
        new: &'t Template<'t>,
        known: &[Reading],
    ) -> impl Iterator<Item = Reading<'a>> + use<'t, 'a> {
        let conditions: Vec<String> = self.conditions().map(str::to_owned).collect();
        let of_new =
            |choice: &Choice| new.masked(choice).map(|it| it.taken.into_iter().collect()).ok();
        let mut seen: BTreeSet<(Places, Option<Places>)> =
            known.iter().map(|reading| (reading.taken.clone(), of_new(&reading.choice))).collect();
        let choices = 0..if conditions.len() <= FEW { 1 << conditions.len() } else { SAMPLE };
        choices.filter_map(move |number| {
            let choice = if conditions.len() <= FEW {
                Choice::of(&conditions, |index| number >> index & 1 == 1)
            } else {
                random(&conditions, number)
            };
            let masked = self.masked(&choice).ok()?;
            let taken = masked.taken.iter().copied().collect();
            if !seen.insert((taken, of_new(&choice))) {
                return None;
            }
            self.reading(choice, masked).ok().filter(|reading| !reading.has_double())
        })
    }

    /// The alternatives in a part of the text that are in none of `readings`, though they may be
    /// there and say something; none if all combinations have been looked at.
    #[must_use]
    pub fn unread(&self, readings: [&[Reading]; 2], part: &Range<usize>) -> Option<usize> {
        if self.conditions().count() <= FEW {
            return None;
        }
        let outline = &self.outline;
        let guards = outline.blocks.iter().map(|block| block.guards.len()).enumerate();
        let mut places = guards.flat_map(|(block, guards)| (0..guards).map(move |at| (block, at)));
        let unread = places.find(|place| {
            let inside = outline.inside(*place);
            let is_read =
                || readings.iter().copied().flatten().any(|reading| reading.has(*place, outline));
            part.start <= inside.start
                && inside.end <= part.end
                && !self.text[inside].trim_matches([',', ' ', '\t', '\r', '\n']).is_empty()
                && !is_read()
                && outline.way_to(*place).is_some()
        });
        unread.map(|place| outline.inside(place).start)
    }
}

impl Reading<'_> {
    /// Whether an alternative is there, be it as a part of a string.
    fn has(&self, place: (usize, usize), outline: &Outline) -> bool {
        let document = &self.document;
        let tag = outline.tags[outline.blocks[place.0].tags[0]].range.start;
        let is_around =
            |id: &NodeId| document.kind(*id) == Kind::String && document.span(*id).contains(&tag);
        self.taken.contains(&place) || document.subtree(document.root()).any(|id| is_around(&id))
    }
}

/// Choice number `number`: each condition holds in about half of them, in some more often, in some
/// less.
fn random(conditions: &[String], number: u64) -> Choice {
    let mut state = number;
    let mut next = || {
        state = state.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mixed = (state ^ (state >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ (mixed >> 31)
    };
    next();
    next();
    Choice::of(conditions, |_| {
        let bits = next();
        match number % 4 {
            0 => bits & 3 == 0,
            1 => bits & 3 != 0,
            _ => bits & 1 == 0,
        }
    })
}

#[cfg(test)]
mod tests {
    use super::{SAMPLE, random};

    #[test]
    fn any_three_of_many_conditions_are_met_in_all_ways() {
        let conditions: Vec<String> = (0..120).map(|number| number.to_string()).collect();
        let choices: Vec<_> = (0..SAMPLE).map(|number| random(&conditions, number)).collect();
        let column = |condition: &String| {
            let mut words = [0_u64; 4];
            for (at, choice) in choices.iter().enumerate() {
                words[at / 64] |= u64::from(choice.holds(condition)) << (at % 64);
            }
            words
        };
        let columns: Vec<[u64; 4]> = conditions.iter().map(column).collect();
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
