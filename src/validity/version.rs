//! Runs the checks for several versions of Marathon at once.
//!
//! The checks run for a set of versions, and each violation names the versions that have it. Where
//! a check asks about the version, the set is split: the run goes on for the versions with the
//! answer of the lowest one, and afterwards there is another run for the others.

use std::cell::Cell;

use super::view::first_equals;
use super::{Judgement, Violation, Violations};
use crate::marathon::{Target, Targets};

/// The versions of Marathon for which the checks run at the moment.
pub(super) struct AskedVersions(Cell<Targets>);

impl AskedVersions {
    /// Returns the asked versions.
    pub(super) fn get(&self) -> Targets {
        self.0.get()
    }

    /// Whether the versions are `first` or later. If the answer differs between them, only the
    /// versions stay that have the answer of the lowest one.
    pub(super) fn since(&self, first: Target) -> bool {
        self.are_among(Targets::since(first))
    }

    /// Whether the versions are among `versions`. If the answer differs between them, only the
    /// versions stay that have the answer of the lowest one.
    pub(super) fn are_among(&self, versions: Targets) -> bool {
        let asked = self.get();
        let is_among = asked.lowest().is_some_and(|lowest| versions.contains(lowest));
        self.0.set(if is_among { asked.intersection(versions) } else { asked.without(versions) });
        is_among
    }
}

impl Violations {
    /// Runs `check` for those asked versions that are among `versions`, if there are any.
    pub(super) fn within(&mut self, versions: Targets, check: impl FnOnce(&mut Self)) {
        let before = self.asked.get();
        let inside = before.intersection(versions);
        if inside.is_empty() {
            return;
        }
        self.asked.0.set(inside);
        check(self);
        let split_off = inside.without(self.asked.get());
        self.asked.0.set(before.without(split_off));
    }
}

/// Runs `check` for all `targets`, and returns one judgement for all of them. `is_in_group` is
/// [`Violations::is_in_group`].
pub(super) fn each(
    targets: Targets,
    is_in_group: bool,
    check: impl Fn(&mut Violations),
) -> Judgement {
    let asked = AskedVersions(Cell::new(targets));
    let mut found = Violations { asked, is_in_group, judgement: Judgement::default() };
    let mut rest = targets;
    while !rest.is_empty() {
        found.asked.0.set(rest);
        check(&mut found);
        rest = rest.without(found.asked.get());
    }
    let Judgement { mut violations, mut warnings } = found.judgement;
    merge(&mut violations, targets);
    let texts = warnings.iter().map(|it| (&*it.pointer, it.name, &*it.message));
    let firsts = first_equals(&texts.collect::<Vec<_>>());
    keep_firsts(&mut warnings, &firsts);
    Judgement { violations, warnings }
}

/// Keeps one of several equal violations, with the versions of all of them, and tells each
/// violation which of `targets` accept the definition. The violations of the lowest version come
/// first.
fn merge(violations: &mut Vec<Violation>, targets: Targets) {
    violations.retain(|violation| !violation.versions.is_some_and(Targets::is_empty));
    let texts = violations.iter().map(|it| (&*it.pointer, it.name, &*it.message));
    let firsts = first_equals(&texts.collect::<Vec<_>>());
    for (at, &first) in firsts.iter().enumerate() {
        let others = violations[at].versions.unwrap_or_default();
        let first = &mut violations[first];
        first.versions = first.versions.map(|versions| versions.union(others));
    }
    keep_firsts(violations, &firsts);
    violations.sort_by_key(|violation| violation.versions.and_then(Targets::lowest));
    let firm = violations.iter().filter(|violation| violation.unless.is_none());
    let taken = firm.fold(targets, |rest, it| rest.without(it.versions.unwrap_or_default()));
    for violation in violations {
        violation.versions = violation.versions.filter(|&versions| versions != targets);
        violation.taken = taken;
    }
}

/// Keeps the first of several equal elements. `firsts` has, for each element, the index of the
/// first that is equal.
fn keep_firsts<T>(elements: &mut Vec<T>, firsts: &[usize]) {
    let mut at = 0..;
    elements.retain(|_| at.next().is_some_and(|at| firsts[at] == at));
}
