//! Which alternatives are looked at together.
//!
//! A choice says of every condition whether it holds. All combinations of many conditions cannot be
//! looked at; [`Template::readings`] takes a set in which every alternative is there at least once,
//! as far as the text is strict JSON with it.

use std::collections::BTreeSet;

use super::super::document::Document;
use super::super::error::SyntaxError;
use super::Template;

/// The conditions that hold; all others do not.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Choice(BTreeSet<String>);

impl Choice {
    /// Whether a condition holds.
    #[must_use]
    pub fn holds(&self, condition: &str) -> bool {
        self.0.contains(condition)
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
}

/// Up to so many conditions all combinations are read.
const FEW: usize = 5;

impl<'a> Template<'a> {
    /// The readings of a covering set of choices, those that are strict JSON: with all conditions,
    /// with none, each one alone and each one missing; all combinations while there are few.
    ///
    /// Alternatives with which an object has a name twice are taken to exclude each other, as far
    /// as they are there in other readings.
    ///
    /// # Errors
    /// If no choice is strict JSON, what is wrong with the one in which all conditions hold.
    pub fn readings(&self) -> Result<Vec<Reading<'a>>, SyntaxError> {
        let mut search = Search {
            template: self,
            conditions: Vec::new(),
            seen: BTreeSet::new(),
            found: Vec::new(),
        };
        let failure = search.read_all();
        let found = search.found;
        match failure {
            Some(error) if found.is_empty() => Err(error),
            _ => Ok(without_doubles(found)),
        }
    }
}

/// A reading with the alternatives that are there in it.
struct Found<'a> {
    reading: Reading<'a>,
    taken: BTreeSet<(usize, usize)>,
}

/// Leaves out the readings in which a name stands twice, unless they have an alternative that no
/// other has.
fn without_doubles(found: Vec<Found>) -> Vec<Reading> {
    let is_double = |found: &Found| {
        let document = &found.reading.document;
        document.duplicate_key(document.root()).is_some()
    };
    let (doubles, mut clean): (Vec<Found>, Vec<Found>) = found.into_iter().partition(is_double);
    let mut known: BTreeSet<(usize, usize)> =
        clean.iter().flat_map(|found| found.taken.iter().copied()).collect();
    for double in doubles {
        if clean.is_empty() || !double.taken.is_subset(&known) {
            known.extend(double.taken.iter().copied());
            clean.push(double);
        }
    }
    clean.into_iter().map(|found| found.reading).collect()
}

struct Search<'t, 'a> {
    template: &'t Template<'a>,
    /// Those met so far.
    conditions: Vec<String>,
    seen: BTreeSet<Choice>,
    found: Vec<Found<'a>>,
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
                let conditions = self.conditions.iter().enumerate();
                let chosen = conditions.filter(|(index, _)| combination >> index & 1 == 1);
                let choice = Choice(chosen.map(|(_, condition)| condition.clone()).collect());
                self.read(choice);
            }
        }
        failure
    }

    fn all(&self) -> Choice {
        Choice(self.conditions.iter().cloned().collect())
    }

    /// Reads one choice unless it was read; conditions that were unknown join the others.
    fn read(&mut self, choice: Choice) -> Option<SyntaxError> {
        if !self.seen.insert(choice.clone()) {
            return None;
        }
        let mut masked = match self.template.masked(&choice) {
            Ok(masked) => masked,
            Err(error) => return Some(error),
        };
        for condition in std::mem::take(&mut masked.conditions) {
            if !self.conditions.contains(&condition) {
                self.conditions.push(condition);
            }
        }
        let taken: BTreeSet<(usize, usize)> = masked.taken.iter().copied().collect();
        if self.found.iter().any(|found| found.taken == taken) {
            return None;
        }
        match self.template.through(masked) {
            Ok(document) => {
                self.found.push(Found { reading: Reading { choice, document }, taken });
                None
            }
            Err(error) => Some(error),
        }
    }
}
