//! A choice: the conditions of a template that hold together in one reading.

use std::collections::{BTreeMap, BTreeSet};

/// The conditions that hold, by their meanings. All other conditions do not hold.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Choice(BTreeSet<String>);

impl Choice {
    /// Whether a condition holds.
    #[must_use]
    pub fn holds(&self, condition: &str) -> bool {
        self.0.contains(condition)
    }

    /// Returns the choice in which a condition of `conditions` holds if `holds` returns true for its index.
    pub(super) fn of<'c>(
        conditions: impl IntoIterator<Item = &'c String>,
        mut holds: impl FnMut(usize) -> bool,
    ) -> Self {
        let chosen = conditions.into_iter().enumerate().filter(|(index, _)| holds(*index));
        Choice(chosen.map(|(_, condition)| condition.clone()).collect())
    }

    /// Returns the choice in which exactly these conditions hold.
    pub(super) fn of_holding<'c>(holding: impl Iterator<Item = &'c str>) -> Self {
        Choice(holding.map(str::to_owned).collect())
    }

    /// Returns this choice, changed so that each condition of `wanted` holds, or does not, as `wanted` asks for.
    pub(super) fn with(&self, wanted: &BTreeMap<&str, bool>) -> Self {
        let mut choice = self.clone();
        for (condition, holds) in wanted {
            if *holds {
                choice.0.insert((*condition).to_owned());
            } else {
                choice.0.remove(*condition);
            }
        }
        choice
    }

    /// Returns this choice with one condition changed: it holds if it did not hold before, and the reverse.
    pub(super) fn flipped(&self, condition: &str) -> Self {
        let mut flipped = self.clone();
        if !flipped.0.remove(condition) {
            flipped.0.insert(condition.to_owned());
        }
        flipped
    }
}

/// Returns a pseudo-random value, the same in each run: whether the condition with the index `at` holds in the
/// choice with this number. In one of four choices about a quarter of the conditions hold, in one three quarters,
/// and in two about half.
pub(super) fn pseudo_random(number: u64, at: usize) -> bool {
    const STEP: u64 = 0x9E37_79B9_7F4A_7C15;
    let steps = u64::try_from(at).unwrap_or_default() + 3;
    let state = number.wrapping_add(STEP.wrapping_mul(steps));
    let mixed = (state ^ (state >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    let bits = mixed ^ (mixed >> 31);
    match number % 4 {
        0 => bits & 3 == 0,
        1 => bits & 3 != 0,
        _ => bits & 1 == 0,
    }
}
