//! Finds definitions with the same id, of which Marathon keeps only one, and warns about each but
//! the first.
//!
//! Two definitions are compared if they stand in one text, or belong to one cluster that has a
//! name. Files without a named cluster may be for different clusters. Ids with an expression count
//! as different. Jobs are left out, because they run in Metronome. Invariant: a definition has at
//! most one such warning.

use std::collections::BTreeSet;
use std::collections::hash_map::{Entry, HashMap};
use std::fmt;

use super::{FilePlan, LocatedFinding, Migration, ReportedFile};
use crate::engine::{Cluster, Finding};
use crate::marathon::{DefinitionKind, Id};
use crate::rules::{has_the_id_of, is_duplicate};
use crate::text::Position;

/// Returns the id by which Marathon distinguishes a definition, if the id is known.
pub(super) fn marathon_id(kind: DefinitionKind, id: &Id) -> Option<&str> {
    match (kind, id) {
        (DefinitionKind::App | DefinitionKind::Pod, Id::Absolute(id)) => Some(id),
        _ => None,
    }
}

/// Warns of each definition of a text that has the id of an earlier one. `are_together` tells for
/// two positions at which definitions begin whether both definitions can be in one rendering.
pub(super) fn warn_within(
    definitions: &mut [Migration],
    are_together: impl Fn(Position, Position) -> bool,
) {
    if definitions.len() < 2 {
        return;
    }
    let mut known: HashMap<&str, Vec<&Migration>> = HashMap::new();
    let mut found: Vec<(usize, Finding)> = Vec::new();
    for (index, definition) in definitions.iter().enumerate() {
        let Some(id) = marathon_id(definition.kind, &definition.id) else { continue };
        let earlier = known.entry(id).or_default();
        let twin = earlier.iter().find(|it| are_together(it.position, definition.position));
        if let Some(twin) = twin {
            let Position { line, column } = twin.position;
            let place = format!("the definition at {line}:{column}");
            found.push((index, finding(definition, twin, &place)));
        }
        earlier.push(definition);
    }
    found.into_iter().for_each(|(index, finding)| definitions[index].tell(finding));
}

/// A definition of a run that has the id of an earlier one.
#[derive(Debug)]
pub struct Duplicate {
    /// The index of the file among the files of the run.
    pub file: usize,
    /// The index of the definition in the plan of the file.
    pub definition: usize,
    /// The warning.
    pub finding: Finding,
}

/// Returns each definition of a named cluster that has the id of an earlier one in another file.
#[must_use]
pub fn duplicates(files: &[ReportedFile]) -> Vec<Duplicate> {
    let mut known: HashMap<(&Cluster, &str), (usize, &Migration)> = HashMap::new();
    let mut found = Vec::new();
    let plans =
        files.iter().enumerate().filter_map(|(at, it)| Some((at, it.result.as_ref().ok()?)));
    for (file, plan) in plans {
        let clusters = || plan.clusters.iter().filter(|it| it.name().is_some());
        for (definition, migration) in plan.definitions.iter().enumerate() {
            let Some(id) = marathon_id(migration.kind, &migration.id) else { continue };
            let mut twin = None;
            for cluster in clusters() {
                match known.entry((cluster, id)) {
                    Entry::Vacant(vacant) => _ = vacant.insert((file, migration)),
                    Entry::Occupied(first) if first.get().0 != file => {
                        twin = twin.or(Some((cluster, *first.get())));
                    }
                    Entry::Occupied(_) => {}
                }
            }
            let Some((cluster, (other, first))) = twin.filter(|_| !migration.is_duplicate()) else {
                continue;
            };
            let path = files[other].path.to_string_lossy();
            let place = there(&path, first.position, cluster);
            found.push(Duplicate { file, definition, finding: finding(migration, first, &place) });
        }
    }
    found
}

impl FilePlan {
    /// Adds a warning to the definition with the index `definition`, after the rules have run.
    pub fn warn(&mut self, definition: usize, finding: Finding) {
        if let Some(definition) = self.definitions.get_mut(definition) {
            definition.tell(finding);
        }
    }
}

impl Migration {
    /// Whether a finding says that another definition has the same id.
    #[must_use]
    pub fn is_duplicate(&self) -> bool {
        self.findings.iter().any(|located| is_duplicate(&located.finding))
    }

    /// Adds a finding about the definition as a whole, after the rules have run.
    fn tell(&mut self, finding: Finding) {
        self.insert(LocatedFinding { position: self.position, finding });
    }
}

/// Returns the warning that `definition` has the id of `twin`. `place` names the twin in the message.
fn finding(definition: &Migration, twin: &Migration, place: &str) -> Finding {
    let credentials = Credentials::of(definition).beside(&Credentials::of(twin));
    has_the_id_of(definition.pointer.clone(), place, &credentials)
}

/// The credentials that a definition fetches, and the secrets that it pulls with, in the words of messages.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Credentials {
    /// The contents that the secrets need; the credential URIs if there are none.
    pub fetched: BTreeSet<String>,
    /// The paths of the secrets.
    pub secrets: BTreeSet<String>,
}

impl Credentials {
    /// Returns the credentials and secrets of a definition.
    fn of(definition: &Migration) -> Self {
        let needs = || definition.needs().iter();
        let fetched: BTreeSet<String> =
            needs().flat_map(|need| &need.contents).map(|it| it.content.to_string()).collect();
        let fetched = match fetched.is_empty() {
            true => definition.uris.iter().cloned().collect(),
            false => fetched,
        };
        Credentials { fetched, secrets: needs().map(|need| need.source.clone()).collect() }
    }

    /// Adds the credentials and secrets that the same definition has in another reading of a template.
    pub(super) fn join(&mut self, other: Credentials) {
        self.fetched.extend(other.fetched);
        self.secrets.extend(other.secrets);
    }

    /// Returns a clause that tells these credentials and those of another definition.
    pub(super) fn beside(&self, twin: &Credentials) -> String {
        let (mine, theirs) = (self.to_string(), twin.to_string());
        match mine == theirs {
            true => format!("both have {mine}"),
            false => format!("that one has {theirs}, and this one {mine}"),
        }
    }
}

impl fmt::Display for Credentials {
    fn fmt(&self, out: &mut fmt::Formatter) -> fmt::Result {
        let listed = |texts: &BTreeSet<String>| {
            texts.iter().map(|it| format!("`{it}`")).collect::<Vec<_>>().join(" and ")
        };
        match (self.fetched.is_empty(), self.secrets.is_empty()) {
            (false, _) => write!(out, "the credentials {}", listed(&self.fetched)),
            (true, false) => write!(out, "the secret {}", listed(&self.secrets)),
            (true, true) => out.write_str("no credentials"),
        }
    }
}

/// Returns the words of a message for a definition of another file.
pub(super) fn there(path: &str, Position { line, column }: Position, cluster: &Cluster) -> String {
    format!("the definition at {path}:{line}:{column} of the same cluster, `{cluster}`,")
}
