//! Collects the preparations of a run: each one once, with the definitions that ask for it.
//!
//! Blocked definitions are among them, because they are converted one day, and preparing for all at once is less work.
//! Kept definitions are not.

use std::collections::BTreeMap;
use std::path::Path;

use crate::engine::{Clusters, Preparation, PreparationKind};
use crate::plan::{Migration, ReportedFile, State};

/// A definition that asks for a preparation.
#[derive(Debug, Clone, Copy)]
pub(super) struct Asking<'f> {
    pub(super) path: &'f Path,
    pub(super) clusters: &'f Clusters,
    pub(super) definition: &'f Migration,
}

/// All preparations of a run, by kind and name, each with the definitions that ask for it.
pub(super) type Preparations<'f> = BTreeMap<&'f Preparation, Vec<Asking<'f>>>;

/// Collects the preparations that the findings ask for.
pub(super) fn preparations(files: &[ReportedFile]) -> Preparations<'_> {
    let mut all = Preparations::new();
    for file in files {
        let Ok(plan) = &file.result else { continue };
        for definition in plan.definitions.iter().filter(|it| it.state() != State::Kept) {
            for asks in definition.findings.iter().filter_map(|it| it.finding.asks.as_ref()) {
                let asking = all.entry(asks).or_default();
                // A definition asks twice if two of its volumes have one path.
                if asking.last().is_none_or(|last| !std::ptr::eq(last.definition, definition)) {
                    let ReportedFile { path, clusters, .. } = file;
                    asking.push(Asking { path, clusters, definition });
                }
            }
        }
    }
    all
}

/// The preparations of one kind.
pub(super) struct Task<'a, 'f> {
    pub(super) kind: PreparationKind,
    /// The name of each preparation, such as a path, with the definitions that ask for it. Those come first that most
    /// definitions ask for.
    pub(super) things: Vec<(&'f str, &'a [Asking<'f>])>,
}

/// Returns the preparations kind by kind.
pub(super) fn tasks<'a, 'f>(all: &'a Preparations<'f>) -> Vec<Task<'a, 'f>> {
    let mut tasks: Vec<Task> = Vec::new();
    for (Preparation { kind, name }, asking) in all {
        match tasks.last_mut().filter(|task| task.kind == *kind) {
            Some(task) => task.things.push((name, asking)),
            None => tasks.push(Task { kind: *kind, things: vec![(name, asking)] }),
        }
    }
    for task in &mut tasks {
        task.things.sort_by_key(|(_, asking)| usize::MAX - asking.len());
    }
    tasks
}
