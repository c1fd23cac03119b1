//! The preparations before deploying: each thing once, with the definitions that ask for it.
//!
//! Definitions that are blocked count, because what they need is prepared in the same round.

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
                // One definition may ask twice, for two volumes with one path.
                if asking.last().is_none_or(|last| !std::ptr::eq(last.definition, definition)) {
                    let ReportedFile { path, clusters, .. } = file;
                    asking.push(Asking { path, clusters, definition });
                }
            }
        }
    }
    all
}

/// The preparations of one kind. Those that most definitions ask for come first.
pub(super) struct Task<'a, 'f> {
    pub(super) kind: PreparationKind,
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
