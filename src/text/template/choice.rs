//! Which alternatives are looked at together.
//!
//! A choice says of every condition whether it holds. All combinations of many conditions cannot be
//! looked at; [`Template::readings`] takes a set in which every alternative is there at least once,
//! as far as the text is strict JSON with it.

use std::collections::{BTreeMap, BTreeSet};

use super::super::document::Document;
use super::super::error::SyntaxError;
use super::Template;
use super::mask::Masked;
use super::tag::Guard;

/// The conditions that hold; all others do not.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Choice(BTreeSet<String>);

impl Choice {
    /// Whether a condition holds.
    #[must_use]
    pub fn holds(&self, condition: &str) -> bool {
        self.0.contains(condition)
    }

    /// The choice in which those of `conditions` hold that `holds` says so of.
    pub(super) fn of<'c>(
        conditions: impl IntoIterator<Item = &'c String>,
        mut holds: impl FnMut(usize) -> bool,
    ) -> Self {
        let chosen = conditions.into_iter().enumerate().filter(|(index, _)| holds(*index));
        Choice(chosen.map(|(_, condition)| condition.clone()).collect())
    }

    /// The choice in which these conditions hold.
    pub(super) fn of_keys<'c>(holding: impl Iterator<Item = &'c str>) -> Self {
        Choice(holding.map(str::to_owned).collect())
    }

    /// This choice with some conditions as they are wanted.
    fn with(&self, wanted: &BTreeMap<&str, bool>) -> Self {
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

    /// This choice with one condition the other way.
    fn flipped(&self, condition: &str) -> Self {
        let mut flipped = self.clone();
        if !flipped.0.remove(condition) {
            flipped.0.insert(condition.to_owned());
        }
        flipped
    }
}

/// One choice of alternatives and what it reads.
#[derive(Debug)]
pub struct Reading<'a> {
    /// What holds.
    pub choice: Choice,
    /// The tree, strict.
    pub document: Document<'a>,
    /// The alternatives that are there: their block, and which of it.
    taken: BTreeSet<(usize, usize)>,
    /// The conditions that were asked for.
    asked: Vec<String>,
}

/// Up to so many conditions all combinations are read.
const FEW: usize = 5;

/// How many conditions a template may have: the time that the readings take grows with their cube.
const MANY: usize = 500;

impl<'a> Template<'a> {
    /// The readings of a covering set of choices, those that are strict JSON: with all conditions,
    /// with none, each one alone and each one missing; all combinations while there are few; and
    /// one for each alternative that is in none of these.
    ///
    /// Alternatives with which an object has a name twice are taken to exclude each other, as far
    /// as they are there in other readings.
    ///
    /// # Errors
    /// If no choice is strict JSON, what is wrong with the one in which all conditions hold; a
    /// choice whose reading cannot be made, so that nothing is known of it; or too many conditions.
    pub fn readings(&self) -> Result<Vec<Reading<'a>>, SyntaxError> {
        self.readings_from(&[])
    }

    /// The [readings](Template::readings), those of `choices` first.
    ///
    /// # Errors
    /// As [`Template::readings`].
    pub fn readings_from(&self, choices: &[&Choice]) -> Result<Vec<Reading<'a>>, SyntaxError> {
        self.has_not_too_many_conditions()?;
        let mut search = Search {
            template: self,
            conditions: Vec::new(),
            seen: BTreeSet::new(),
            met: BTreeSet::new(),
            found: Vec::new(),
            unmade: None,
        };
        for choice in choices {
            search.read((*choice).clone());
        }
        let failure = search.read_all();
        let found = search.found;
        match search.unmade.or(failure.filter(|_| found.is_empty())) {
            Some(error) => Err(error),
            None => Ok(without_doubles(found)),
        }
    }

    fn has_not_too_many_conditions(&self) -> Result<(), SyntaxError> {
        let mut conditions = BTreeSet::new();
        for block in &self.outline.blocks {
            for guard in block.guards.iter().flatten() {
                if let Guard::When { condition, .. } = guard
                    && conditions.insert(condition)
                    && conditions.len() > MANY
                {
                    let at = self.outline.tags[block.tags[0]].range.start;
                    let message = format!("this is condition {}, too many to read", MANY + 1);
                    return Err(SyntaxError::new(self.text.as_bytes(), at, message));
                }
            }
        }
        Ok(())
    }
}

/// What choice number `number` says of condition number `at`: each holds in about half of the choices,
/// in some more often, in some less.
pub(super) fn bit(number: u64, at: usize) -> bool {
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

/// Leaves out the readings in which a name stands twice, unless they have an alternative that no
/// other has.
fn without_doubles(found: Vec<Reading>) -> Vec<Reading> {
    let (doubles, mut clean): (Vec<Reading>, Vec<Reading>) =
        found.into_iter().partition(Reading::has_double);
    let mut known: BTreeSet<(usize, usize)> =
        clean.iter().flat_map(|found| found.taken.iter().copied()).collect();
    for double in doubles {
        if clean.is_empty() || !double.taken.is_subset(&known) {
            known.extend(double.taken.iter().copied());
            clean.push(double);
        }
    }
    clean
}

impl Reading<'_> {
    /// Whether the reading depends on a condition.
    #[must_use]
    pub fn asks(&self, condition: &str) -> bool {
        self.asked.iter().any(|asked| asked == condition)
    }

    /// Whether a name stands twice in one object.
    #[must_use]
    pub fn has_double(&self) -> bool {
        self.document.duplicate_key(self.document.root()).is_some()
    }
}

struct Search<'t, 'a> {
    template: &'t Template<'a>,
    /// Those met so far.
    conditions: Vec<String>,
    seen: BTreeSet<Choice>,
    /// The alternatives that were there, be it in what was no JSON.
    met: BTreeSet<(usize, usize)>,
    found: Vec<Reading<'a>>,
    /// Why the first reading that could not be made was not.
    unmade: Option<SyntaxError>,
}

impl Search<'_, '_> {
    /// Reads the whole set; what is wrong with the choice in which all conditions hold.
    fn read_all(&mut self) -> Option<SyntaxError> {
        // Alternatives inside others come to light only where those are there.
        let failure = loop {
            let known = self.conditions.len();
            let failure = self.read(self.all());
            if known == self.conditions.len() {
                break failure;
            }
        };
        self.read(Choice::default());
        let mut at = 0;
        while let Some(condition) = self.conditions.get(at).cloned() {
            for choice in [self.all(), Choice::default()] {
                self.read(choice.flipped(&condition));
            }
            at += 1;
        }
        if self.conditions.len() <= FEW {
            for combination in 0..1_usize << self.conditions.len() {
                let choice = Choice::of(&self.conditions, |index| combination >> index & 1 == 1);
                self.read(choice);
            }
        } else {
            self.read_the_rest();
        }
        failure
    }

    fn all(&self) -> Choice {
        Choice(self.conditions.iter().cloned().collect())
    }

    /// Reads each alternative that is in no reading yet, among those of the readings so far.
    fn read_the_rest(&mut self) {
        let outline = &self.template.outline;
        let mut bases = vec![self.all(), Choice::default()];
        bases.extend(self.found.iter().take(FEW).map(|found| found.choice.clone()));
        for condition in self.conditions.clone() {
            bases.extend([self.all(), Choice::default()].map(|base| base.flipped(&condition)));
        }
        let guards = outline.blocks.iter().map(|block| block.guards.len()).enumerate();
        for place in guards.flat_map(|(block, guards)| (0..guards).map(move |at| (block, at))) {
            let Some(wanted) = outline.way_to(place) else { continue };
            for base in &bases {
                if self.found.iter().any(|found| found.taken.contains(&place)) {
                    break;
                }
                self.read(base.with(&wanted));
                // It is a part of a string.
                if !self.met.contains(&place) {
                    break;
                }
            }
        }
    }

    /// Reads one choice unless it was read; conditions that were unknown join the others.
    fn read(&mut self, choice: Choice) -> Option<SyntaxError> {
        if !self.seen.insert(choice.clone()) {
            return None;
        }
        let masked = match self.template.masked(&choice) {
            Ok(masked) => masked,
            Err(error) => return Some(self.unmade.get_or_insert(error).clone()),
        };
        for condition in &masked.conditions {
            if !self.conditions.contains(condition) {
                self.conditions.push(condition.clone());
            }
        }
        self.met.extend(masked.taken.iter().copied());
        if self.found.iter().any(|found| found.is_of(&masked)) {
            return None;
        }
        match self.template.reading(choice, masked) {
            Ok(reading) => {
                self.found.push(reading);
                None
            }
            Err(error) => Some(error),
        }
    }
}

impl Reading<'_> {
    /// Whether `masked` has the same alternatives.
    fn is_of(&self, masked: &Masked) -> bool {
        self.taken.len() == masked.taken.len()
            && masked.taken.iter().all(|place| self.taken.contains(place))
    }
}

impl<'a> Template<'a> {
    /// The reading of a choice that is none of `known`; none if it is one of these, or is not strict
    /// JSON.
    #[must_use]
    pub fn another(&self, choice: Choice, known: &[Reading]) -> Option<Reading<'a>> {
        let masked = self.masked(&choice).ok()?;
        let is_known = known.iter().any(|reading| reading.is_of(&masked));
        if is_known { None } else { self.reading(choice, masked).ok() }
    }

    /// The reading of a choice, strict.
    fn reading(&self, choice: Choice, mut masked: Masked) -> Result<Reading<'a>, SyntaxError> {
        let taken = masked.taken.iter().copied().collect();
        let asked = std::mem::take(&mut masked.conditions);
        Ok(Reading { choice, taken, asked, document: self.through(masked)? })
    }
}
