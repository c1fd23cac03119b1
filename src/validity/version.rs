//! One question, asked of several versions of Marathon, as seldom as the answers can differ.
//!
//! A check compares the version that it is asked for with versions in which something changed. The
//! answer holds up to the next of those; only there it is asked again.

use std::cell::Cell;
use std::collections::hash_map::{Entry, HashMap};

use super::Judgement;
use crate::marathon::{Target, Targets};

/// The Marathon that is asked.
pub(super) struct Version {
    target: Target,
    /// The earliest later version that a check has compared it with.
    next: Cell<Option<Target>>,
}

impl Version {
    /// Whether it is `first` or a later one.
    pub(super) fn since(&self, first: Target) -> bool {
        if first > self.target && self.next.get().is_none_or(|next| first < next) {
            self.next.set(Some(first));
        }
        self.target >= first
    }
}

/// Asks `judge` of all `targets` and puts the answers together.
pub(super) fn each(targets: Targets, judge: impl Fn(&Version) -> Judgement) -> Judgement {
    let mut all = Judgement::default();
    // Where in `all` each violation is, by what makes it the same.
    let mut places: HashMap<_, usize> = HashMap::new();
    let (mut rest, mut taken) = (targets, Targets::default());
    while let Some(target) = rest.lowest() {
        let version = Version { target, next: Cell::new(None) };
        let answer = judge(&version);
        let (same, later) = match version.next.get() {
            Some(next) => rest.split(next),
            None => (rest, Targets::default()),
        };
        rest = later;
        if answer.violations.iter().all(|it| it.unless.is_some()) {
            taken = taken.union(same);
        }
        for mut violation in answer.violations {
            violation.versions = Some(same);
            let key = (violation.pointer.clone(), violation.name, violation.message.clone());
            match places.entry(key) {
                Entry::Occupied(place) => {
                    let known = &mut all.violations[*place.get()];
                    known.versions = known.versions.map(|it| it.union(same));
                }
                Entry::Vacant(place) => {
                    place.insert(all.violations.len());
                    all.violations.push(violation);
                }
            }
        }
        let new = |warning: &_| !all.warnings.contains(warning);
        let new: Vec<_> = answer.warnings.into_iter().filter(new).collect();
        all.warnings.extend(new);
    }
    for violation in &mut all.violations {
        violation.versions = violation.versions.filter(|&versions| versions != targets);
        violation.taken = taken;
    }
    all
}
