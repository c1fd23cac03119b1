//! A document → all its apps and pods, which are compared with those that run in the clusters of
//! the file.

use std::collections::BTreeSet;

use super::PlanOptions;
use crate::marathon::{self, DefinitionKind, FoundDefinition, Id};
use crate::text::{Document, Lines, Position, Reading};

/// A definition of a file that is compared with what runs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Compared {
    /// The position at which it begins.
    pub position: Position,
    /// Whether it is an app or a pod.
    pub kind: DefinitionKind,
    /// The resolved id.
    pub id: Id,
}

/// Returns the apps and pods of a document if the run compares them with what runs, and none
/// otherwise. Jobs run in Metronome.
pub(super) fn of_document(
    found: &[FoundDefinition],
    document: &Document,
    lines: &Lines,
    options: &PlanOptions,
) -> Vec<Compared> {
    if options.rules.live.is_none() {
        return Vec::new();
    }
    let compared = |FoundDefinition { definition, .. }: &FoundDefinition| {
        let mut id = definition.id.clone();
        id.edit(|id| *id = document.restored(id).into_owned());
        let position = lines.position(document.span(definition.node).start);
        Compared { position, kind: definition.kind, id }
    };
    let all = found.iter().filter(|it| it.definition.kind != DefinitionKind::Job);
    all.map(compared).collect()
}

/// Returns the definitions in all readings of a template, each once.
pub(super) fn of_readings(
    readings: &[Reading],
    lines: &Lines,
    options: &PlanOptions,
) -> Vec<Compared> {
    if options.rules.live.is_none() {
        return Vec::new();
    }
    let mut seen = BTreeSet::new();
    let mut all = Vec::new();
    for Reading { document, .. } in readings {
        let found =
            marathon::definitions_with_entries(document, &|_| true, &options.rules.recognition);
        let compared = of_document(&found, document, lines, options);
        all.extend(compared.into_iter().filter(|it| seen.insert((it.position, it.id.clone()))));
    }
    all
}
