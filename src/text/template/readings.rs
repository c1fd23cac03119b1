//! The readings of a template: the choices that are looked at.
//!
//! A template with many conditions has more combinations than can be read. [`Template::readings`] reads a set in
//! which every arm is there at least once, if the text with that arm is strict JSON.

use std::collections::BTreeSet;

use super::super::document::Document;
use super::super::error::SyntaxError;
use super::Template;
use super::choice::Choice;
use super::outline::ArmId;
use super::strict_text::StrictText;
use super::tag::Guard;

/// A choice, with the tree of its strict text.
#[derive(Debug)]
pub struct Reading<'a> {
    /// The conditions that hold.
    pub choice: Choice,
    /// The tree of the strict text.
    pub document: Document<'a>,
    /// The arms that are there.
    taken: BTreeSet<ArmId>,
    /// The conditions that the reading depends on.
    asked: Vec<String>,
}

/// The most conditions of which all combinations are read.
const COMBINED: usize = 5;

/// The most conditions that a template may have: the time for the readings grows with their cube.
const MANY: usize = 500;

impl<'a> Template<'a> {
    /// Returns the readings of a covering set of choices, as far as they are strict JSON: with all
    /// conditions, with none, each one alone and each one missing; all combinations if there are
    /// at most `COMBINED` conditions; and one for each arm that is in none of these.
    ///
    /// A reading in which an object has a key twice is left out, if other readings have all its arms: these
    /// arms seem to exclude each other.
    ///
    /// # Errors
    /// There are too many conditions. Or the strict text of a choice cannot be made, so that nothing is known
    /// of that choice. Or no choice is strict JSON; then the error is that of the choice in which all
    /// conditions hold.
    pub fn readings(&self) -> Result<Vec<Reading<'a>>, SyntaxError> {
        self.readings_from(&[])
    }

    /// Returns the [readings](Template::readings), with the readings of `choices` as the first ones.
    ///
    /// # Errors
    /// See [`Template::readings`].
    pub fn readings_from(&self, choices: &[&Choice]) -> Result<Vec<Reading<'a>>, SyntaxError> {
        self.check_number_of_conditions()?;
        let mut search = ReadingSearch {
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
            None => Ok(without_duplicate_keys(found)),
        }
    }

    /// Returns an error if the template has more than [`MANY`] conditions.
    fn check_number_of_conditions(&self) -> Result<(), SyntaxError> {
        let mut conditions = BTreeSet::new();
        for block in &self.outline.blocks {
            for guard in block.guards.iter().flatten() {
                if let Guard::When { condition, .. } = guard
                    && conditions.insert(condition)
                    && conditions.len() > MANY
                {
                    let at = self.outline.tags[block.tags[0]].range.start;
                    let message = format!(
                        "this is condition {} of the template, and that is too many; split the file",
                        MANY + 1
                    );
                    return Err(SyntaxError::new(self.text.as_bytes(), at, message));
                }
            }
        }
        Ok(())
    }
}

/// Returns the readings without those that have a name twice in one object. A reading with such a name is kept if it
/// has an arm that none of the other readings has.
fn without_duplicate_keys(found: Vec<Reading>) -> Vec<Reading> {
    let (doubles, mut clean): (Vec<Reading>, Vec<Reading>) =
        found.into_iter().partition(Reading::has_duplicate_key);
    let mut known: BTreeSet<ArmId> =
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

    /// Returns the conditions that the reading depends on as they are written, each with whether it
    /// holds.
    pub fn conditions(&self) -> impl Iterator<Item = (&str, bool)> {
        self.asked.iter().map(|asked| (Guard::text(asked), self.choice.holds(asked)))
    }

    /// Whether an object of the reading has one name twice.
    #[must_use]
    pub fn has_duplicate_key(&self) -> bool {
        self.document.duplicate_key(self.document.root()).is_some()
    }
}

/// The search for a set of readings in which every arm is there.
struct ReadingSearch<'t, 'a> {
    template: &'t Template<'a>,
    /// The conditions that were met so far.
    conditions: Vec<String>,
    /// The choices that were tried.
    seen: BTreeSet<Choice>,
    /// The arms that were met so far, also in texts that are no JSON.
    met: BTreeSet<ArmId>,
    /// The readings so far.
    found: Vec<Reading<'a>>,
    /// The error of the first choice whose text could not be made.
    unmade: Option<SyntaxError>,
}

impl ReadingSearch<'_, '_> {
    /// Reads the whole set. Returns the error of the choice in which all conditions hold.
    fn read_all(&mut self) -> Option<SyntaxError> {
        // An arm inside of another arm is met only if the other one is there, so new conditions appear.
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
        // An arm that only a combination chooses may contain new conditions. Then all combinations are read again.
        loop {
            let known = self.conditions.len();
            if known > COMBINED {
                self.read_the_rest();
                break;
            }
            for combination in 0..1_usize << known {
                let choice = Choice::of(&self.conditions, |index| combination >> index & 1 == 1);
                self.read(choice);
            }
            if known == self.conditions.len() {
                break;
            }
        }
        failure
    }

    /// Returns the choice in which all conditions hold that were met so far.
    fn all(&self) -> Choice {
        Choice::of_holding(self.conditions.iter().map(String::as_str))
    }

    /// For each arm that no reading has yet, reads choices with this arm until one is strict JSON. These are earlier
    /// choices, changed so that the arm is there.
    fn read_the_rest(&mut self) {
        let outline = &self.template.outline;
        let mut bases = vec![self.all(), Choice::default()];
        bases.extend(self.found.iter().take(COMBINED).map(|found| found.choice.clone()));
        for condition in self.conditions.clone() {
            bases.extend([self.all(), Choice::default()].map(|base| base.flipped(&condition)));
        }
        for arm in outline.arms() {
            let Some(wanted) = outline.way_to(arm) else { continue };
            for base in &bases {
                if self.found.iter().any(|found| found.taken.contains(&arm)) {
                    break;
                }
                self.read(base.with(&wanted));
                // If even this choice does not take the arm, the arm is a part of a string that is read as one
                // expression, and no choice takes it.
                if !self.met.contains(&arm) {
                    break;
                }
            }
        }
    }

    /// Reads one choice, unless it was read before, and adds its new conditions. Returns the error if its text
    /// cannot be made or is not strict JSON.
    fn read(&mut self, choice: Choice) -> Option<SyntaxError> {
        if !self.seen.insert(choice.clone()) {
            return None;
        }
        let text = match self.template.strict_text(&choice) {
            Ok(text) => text,
            Err(error) => return Some(self.unmade.get_or_insert(error).clone()),
        };
        for condition in &text.conditions {
            if !self.conditions.contains(condition) {
                self.conditions.push(condition.clone());
            }
        }
        self.met.extend(text.taken.iter().copied());
        if self.found.iter().any(|found| found.is_of(&text)) {
            return None;
        }
        match self.template.reading(choice, text) {
            Ok(reading) => {
                self.found.push(reading);
                None
            }
            Err(error) => Some(error),
        }
    }
}

impl Reading<'_> {
    /// Whether `text` has the same arms as this reading.
    fn is_of(&self, text: &StrictText) -> bool {
        self.taken.len() == text.taken.len()
            && text.taken.iter().all(|arm| self.taken.contains(arm))
    }
}

impl<'a> Template<'a> {
    /// Returns the reading of a choice. Returns `None` if it is one of `known`, or is not strict
    /// JSON.
    #[must_use]
    pub fn another(&self, choice: Choice, known: &[Reading]) -> Option<Reading<'a>> {
        let text = self.strict_text(&choice).ok()?;
        let is_known = known.iter().any(|reading| reading.is_of(&text));
        if is_known { None } else { self.reading(choice, text).ok() }
    }

    /// Returns the reading of a choice whose strict text is `text`.
    fn reading(&self, choice: Choice, mut text: StrictText) -> Result<Reading<'a>, SyntaxError> {
        let taken = text.taken.iter().copied().collect();
        let asked = std::mem::take(&mut text.conditions);
        Ok(Reading { choice, taken, asked, document: self.through(text)? })
    }
}
