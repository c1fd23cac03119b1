//! Keeps definitions on the Docker containerizer by decisions of the user, and finds decisions that
//! are out of date.
//!
//! Invariant: a blocked definition is kept only if each of its blockers is named by a decision that holds today.
//! A decision without rules names all blockers; it keeps definitions that could be converted, too.

use std::collections::BTreeMap;

use serde::Serialize;

use super::{Fate, FileOptions, FilePlan, Kept, Migration, State};
use crate::engine::{Keep, Options, Severity};
use crate::images::Date;
use crate::marathon::Id;

/// Returns the part of a decision that a plan records.
fn kept_by(keep: &Keep) -> Kept {
    Kept { reason: keep.reason.clone(), until: keep.until }
}

/// Returns the decisions that hold today and are about the definition with this id.
fn holding<'o>(options: &'o Options, id: &'o Id) -> impl Iterator<Item = &'o Keep> {
    options.keeps.iter().filter(move |keep| keep.is_about(id) && keep.holds(options.today))
}

/// Returns the decisions that keep a definition although it could be converted.
pub(super) fn kept_regardless(options: &Options, id: &Id) -> Vec<Kept> {
    holding(options, id).filter(|keep| keep.is_regardless()).map(kept_by).collect()
}

/// Keeps a blocked definition if each of its blockers is named by a decision that holds today.
pub(super) fn keep_blocked(migration: &mut Migration, options: &Options) {
    if migration.state() != State::Blocked || options.keeps.is_empty() {
        return;
    }
    let blockers = migration.findings.iter().map(|it| &it.finding);
    let blockers: Vec<&str> =
        blockers.filter(|it| it.severity == Severity::Blocker).map(|it| it.rule.as_str()).collect();
    let holding: Vec<&Keep> = holding(options, &migration.id).collect();
    let is_named = |rule: &&str| holding.iter().any(|keep| keep.names(rule));
    if blockers.is_empty() || !blockers.iter().all(is_named) {
        return;
    }
    let names_one = |keep: &&&Keep| blockers.iter().any(|rule| keep.names(rule));
    let by = holding.iter().filter(names_one).map(|keep| kept_by(keep)).collect();
    let wanted = std::mem::replace(&mut migration.fate, Fate::Left).into_needs();
    migration.fate = Fate::Kept { wanted, by };
}

impl FilePlan {
    /// Keeps each blocked definition if decisions name all of its blockers, with the options of every
    /// cluster of the file. Call this after a blocker was added.
    pub fn keep_blocked(&mut self, options: &FileOptions) {
        for migration in &mut self.definitions {
            let kept = options.each.iter().map(|options| {
                let mut migration = migration.clone();
                keep_blocked(&mut migration, &options.rules);
                migration
            });
            let mut kept: Vec<Migration> = kept.collect();
            if kept.iter().all(|it| it.state() == State::Kept) {
                kept.truncate(1);
                kept.into_iter().for_each(|first| *migration = first);
            }
        }
    }

    /// Returns the indices of the definitions that a new decision would keep: the blocked ones, or, if
    /// there are none, those that can be converted. Definitions without a known id are left out.
    #[must_use]
    pub fn to_keep(&self) -> Vec<usize> {
        let of = |state| {
            let all = self.definitions.iter().enumerate();
            let all = all.filter(move |(_, it)| it.state() == state && it.id.as_str().is_some());
            all.map(|(index, _)| index).collect::<Vec<_>>()
        };
        let blocked = of(State::Blocked);
        if blocked.is_empty() { of(State::Convertible) } else { blocked }
    }

    /// Keeps the definitions at `indices`. If one of them can be converted, all convertible
    /// definitions must be among them, because their edits are dropped together.
    pub fn keep(&mut self, indices: &[usize], kept: &Kept) {
        for &index in indices {
            let Some(migration) = self.definitions.get_mut(index) else { continue };
            let wanted = std::mem::replace(&mut migration.fate, Fate::Left).into_needs();
            migration.fate = Fate::Kept { wanted, by: vec![kept.clone()] };
        }
        if let Some(rewrite) = &mut self.rewrite
            && !self.definitions.iter().any(|it| it.state() == State::Convertible)
        {
            rewrite.edits.clear();
        }
    }
}

/// The reason why a decision is out of date.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Outdated {
    /// The definitions of the decision are in the run, but the decision keeps none of them. They are
    /// migrated, or have no blocker that the decision names.
    FindsNothing,
    /// The last day of the decision has passed, and there are definitions that the decision would keep.
    Ended,
}

/// A decision that is out of date.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct OutdatedKeep {
    /// The place in the configuration: file and line.
    pub place: String,
    /// The definitions that the decision is about, as it names them.
    pub about: String,
    /// The reason for the decision, in the words of the user.
    pub reason: String,
    /// The last day on which the decision holds; without one it holds for good.
    pub until: Option<Date>,
    /// The reason why the decision is out of date.
    pub why: Outdated,
}

/// The decisions that are about definitions of a run.
#[derive(Debug, Default)]
pub struct KeepTally {
    /// Whether each decision finds something to keep, by the index of the decision in the configuration
    /// ([`Keep::entry`]).
    finds: BTreeMap<usize, bool>,
}

impl KeepTally {
    /// Adds a definition that was planned with the decisions `keeps`.
    pub fn add(&mut self, keeps: &[Keep], migration: &Migration) {
        for keep in keeps.iter().filter(|keep| keep.is_about(&migration.id)) {
            let is_open =
                matches!(migration.state(), State::Convertible | State::Blocked | State::Kept);
            let blockers = migration.findings.iter().map(|it| &it.finding);
            let mut blockers = blockers.filter(|it| it.severity == Severity::Blocker);
            let finds = is_open
                && (keep.is_regardless() || blockers.any(|blocker| keep.names(&blocker.rule)));
            *self.finds.entry(keep.entry).or_default() |= finds;
        }
    }

    /// Returns the reason why a decision is out of date, if it is. A decision about definitions
    /// that are not in the run is not out of date.
    #[must_use]
    pub fn outdated(&self, keep: &Keep, today: Date) -> Option<Outdated> {
        match (self.finds.get(&keep.entry)?, keep.holds(today)) {
            (true, true) => None,
            (true, false) => Some(Outdated::Ended),
            (false, _) => Some(Outdated::FindsNothing),
        }
    }
}
