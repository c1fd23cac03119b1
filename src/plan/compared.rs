//! Compares the definitions of a document with the definitions that run in the cluster of the file.
//!
//! The changes of the migration are no differences. If only one of the two definitions is migrated,
//! the other one is converted before they are compared.

use std::collections::{BTreeSet, HashMap};

use serde_json::Value;

use super::planner::converted;
use super::{Migration, PlanOptions, State};
use crate::engine::{Cluster, Options, Severity};
use crate::live::{LiveDefinition, Standing, compare, remove_pull_secrets};
use crate::marathon::{self, Definition, DefinitionKind, FoundDefinition, Id};
use crate::rules;
use crate::text::{Document, Lines, Position, Reading};
use crate::validity::Difference;

/// A definition of a file that is compared with what runs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Compared {
    /// The cluster in which the running definition was looked for.
    pub cluster: Cluster,
    /// The position at which the definition of the file begins.
    pub position: Position,
    /// Whether the definition is an app or a pod.
    pub kind: DefinitionKind,
    /// The resolved id.
    pub id: Id,
    /// The result of the comparison.
    pub standing: Standing,
}

/// Returns the apps and pods of a document, each compared with what runs under its id. Returns none
/// if the run has no answers of clusters. Jobs are left out, because they run in Metronome.
pub(super) fn of_document(
    found: &[FoundDefinition],
    document: &Document,
    lines: &Lines,
    options: &PlanOptions,
) -> Vec<Compared> {
    if options.rules.live.is_none() {
        return Vec::new();
    }
    let cluster = options.clusters.first().cloned().unwrap_or_default();
    let compared = |found: &FoundDefinition| {
        let definition = &found.definition;
        let mut id = definition.id.clone();
        id.edit(|id| *id = document.restored(id).into_owned());
        let position = lines.position(document.span(definition.node).start);
        let standing = standing(document, found, &options.rules);
        Compared { cluster: cluster.clone(), position, kind: definition.kind, id, standing }
    };
    let all = found.iter().filter(|it| it.definition.kind != DefinitionKind::Job);
    all.map(compared).collect()
}

/// Returns the definitions in all readings of a template, each once. If there are several readings,
/// nobody knows which one is deployed, so that a definition that runs cannot be compared.
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
        let mut compared = of_document(&found, document, lines, options);
        compared.retain(|it| seen.insert((it.position, it.id.clone())));
        if readings.len() > 1 {
            let present = compared.iter_mut().filter(|it| it.standing != Standing::Absent);
            present.for_each(|it| it.standing = Standing::Unclear);
        }
        all.extend(compared);
    }
    all
}

/// Compares a definition with what runs under its id.
fn standing(document: &Document, found: &FoundDefinition, options: &Options) -> Standing {
    let FoundDefinition { definition, entries } = found;
    let (Id::Absolute(id), Some(live)) = (&definition.id, &options.live) else {
        return Standing::Unclear;
    };
    let Some(mut live) = live.get(id) else { return Standing::Absent };
    let Ok(mut value) = document.value(definition.node) else { return Standing::Unclear };
    let is_agents_pull = || options.recognition.is_agents_pull(document, definition);
    let has_credentials = !entries.is_empty() || is_agents_pull();
    let is_migrated = entries.is_empty() && marathon::has_pull_config(document, definition);
    let running = live.running;
    if running.is_migrated() && has_credentials {
        let entries = entries.clone();
        let after = converted(document, definition, entries, value.clone(), options);
        let mut after = after.unwrap_or(value);
        remove_pull_secrets(&mut after);
        remove_pull_secrets(&mut live.value);
        return Standing::FileBehind(differences(document, definition, &after, &live, options));
    }
    if running.has_credentials() && is_migrated {
        if let Some(after) = migrated(&live, options) {
            live.value = after;
        }
        remove_pull_secrets(&mut value);
        remove_pull_secrets(&mut live.value);
        return Standing::NotDeployed(differences(document, definition, &value, &live, options));
    }
    match differences(document, definition, &value, &live, options) {
        members if members.is_empty() => Standing::Same,
        members => Standing::Differs(members),
    }
}

/// Returns the members in which `value`, the value of a definition, differs from what runs.
fn differences(
    document: &Document,
    definition: &Definition,
    value: &Value,
    live: &LiveDefinition,
    options: &Options,
) -> Vec<Difference> {
    let mut members = compare(value, definition.envelope, live, options.info.as_deref());
    for it in &mut members {
        it.member = document.restored(&it.member).into_owned();
    }
    members
}

/// Returns the value of a running definition after its conversion, if the rules can convert it.
fn migrated(live: &LiveDefinition, options: &Options) -> Option<Value> {
    let document = Document::parse(live.running.text.as_bytes()).ok()?;
    let found = marathon::definitions_with_entries(&document, &|_| true, &options.recognition);
    let FoundDefinition { definition, entries } = found.into_iter().next()?;
    converted(&document, &definition, entries, live.value.clone(), options)
}

/// Adds findings to the migrations of definitions that differ from what runs.
pub(super) fn report_differences(definitions: &mut [Migration], compared: &[Compared]) {
    if compared.is_empty() {
        return;
    }
    let by_place: HashMap<Position, &Compared> =
        compared.iter().map(|it| (it.position, it)).collect();
    for migration in definitions {
        let Some(compared) = by_place.get(&migration.position) else { continue };
        let findings = rules::standing(&migration.pointer, &compared.standing, &compared.cluster);
        let is_quiet = migration.state() == State::Blocked;
        migration.add(findings.into_iter().filter(|it| !is_quiet || it.severity > Severity::Note));
    }
}
