//! Reads the bytes of a plan file.
//!
//! The types with `Json` in their names have the members that the JSON has; `docs/formats.md` and
//! `docs/plan.schema.json` describe them. They are turned into the types that the rest of the program
//! uses.
//!
//! Invariant: whatever the bytes are, the result is a value, or an error, with line and column if it is
//! about a place. Unknown members are ignored, as `docs/formats.md` asks of every reader.

use std::collections::BTreeMap;
use std::path::PathBuf;

use json_patch::PatchOperation;
use json_patch::jsonptr::PointerBuf;
use serde::de::{Deserializer, Error};
use serde::{Deserialize, de};
use serde_json::Value;

use super::operation::operation;
use super::{ClusterUrl, PLAN_VERSION};
use crate::engine::{
    Archive, Cluster, Clusters, Finding, PossibleContent, Preparation, SecretContent, SecretNeed,
    Severity,
};
use crate::marathon::{DefinitionKind, Envelope, Id};
use crate::plan::{Fate, FileRecord, Kept, LocatedFinding, Migration, State};
use crate::source::Digest;
use crate::text::{Position, TextEdit};

/// A plan that was read.
#[derive(Debug)]
pub struct PlanFile {
    /// The clusters that the configuration named.
    pub clusters: Vec<ClusterUrl>,
    /// Whether the plan tells the contents of all secrets. Plans of earlier versions of the program
    /// do not.
    pub has_contents: bool,
    /// The files of the plan.
    pub files: Vec<RecordedFile>,
}

/// A file of a plan.
#[derive(Debug)]
pub struct RecordedFile {
    /// The path from the root folder, with `/` between its parts.
    pub name: String,
    /// The record of the file.
    pub recorded: FileRecord,
}

/// The error about bytes that are no plan file.
#[derive(Debug, thiserror::Error)]
#[error("{place}{message}", place = position.map(|at| format!("{}:{}: ", at.line, at.column)).unwrap_or_default())]
pub struct PlanFileError {
    /// The position in the document, if the error has one.
    pub position: Option<Position>,
    /// The reason: a clause without a full stop.
    pub message: String,
}

/// Reads a plan file.
///
/// # Errors
/// The bytes are no JSON, no plan, or a plan of another version.
pub fn read(bytes: &[u8]) -> Result<PlanFile, PlanFileError> {
    let JsonVersion { version } = serde_json::from_slice(bytes).map_err(refused)?;
    if version != PLAN_VERSION {
        let message = format!(
            "a plan of version {version}; this pullconfig reads version {PLAN_VERSION}, so make the plan again"
        );
        return Err(PlanFileError { position: None, message });
    }
    let document: JsonPlan = serde_json::from_slice(bytes).map_err(refused)?;
    let mut secrets =
        document.files.iter().flat_map(|file| &file.definitions).flat_map(|it| &it.secrets);
    Ok(PlanFile {
        has_contents: secrets.all(|secret| secret.contents.is_some()),
        clusters: document.clusters,
        files: document.files.into_iter().map(JsonFile::recorded).collect(),
    })
}

/// Returns the error about bytes that are not the JSON of a plan.
fn refused(error: serde_json::Error) -> PlanFileError {
    let (line, column) = (error.line(), error.column().max(1));
    let text = error.to_string();
    let at = format!(" at line {} column {}", error.line(), error.column());
    let message =
        format!("not a plan: {}", without_quotes(text.strip_suffix(&at).unwrap_or(&text)));
    PlanFileError { position: (line > 0).then_some(Position { line, column }), message }
}

/// Returns serde's message without the data that it quotes. A file that was mistaken for a plan may
/// hold a credential.
fn without_quotes(text: &str) -> String {
    for kind in ["invalid type: ", "invalid value: ", "unknown variant "] {
        let Some((_, expected)) =
            text.strip_prefix(kind).and_then(|rest| rest.rsplit_once(", expected "))
        else {
            continue;
        };
        let kind = kind.trim_end_matches([':', ' ']);
        return format!("{kind}, expected {expected}");
    }
    text.to_owned()
}

/// The version of a plan. It is read first, because a plan of another version may have other members.
#[derive(Deserialize)]
#[serde(expecting = "an object")]
struct JsonVersion {
    version: u64,
}

/// A plan as its JSON has it.
#[derive(Deserialize)]
#[serde(expecting = "an object")]
struct JsonPlan {
    #[serde(default)]
    clusters: Vec<ClusterUrl>,
    files: Vec<JsonFile>,
}

/// A file of a plan.
#[derive(Deserialize)]
#[serde(expecting = "an object")]
struct JsonFile {
    path: String,
    #[serde(default)]
    cluster: Option<JsonClusters>,
    sha256: Digest,
    result_sha256: Digest,
    edits: Vec<JsonEdit>,
    definitions: Vec<JsonDefinition>,
}

/// The names of the clusters of a file.
#[derive(Deserialize)]
#[serde(untagged, expecting = "`cluster` is neither a name nor a list of names")]
enum JsonClusters {
    One(String),
    Several(Vec<String>),
}

/// An edit: the range of bytes in the file, and the text that replaces it.
#[derive(Deserialize)]
#[serde(expecting = "an object")]
struct JsonEdit {
    start: usize,
    end: usize,
    text: String,
}

/// A definition of a file.
#[derive(Deserialize)]
#[serde(expecting = "an object")]
struct JsonDefinition {
    id: Option<String>,
    kind: DefinitionKind,
    pointer: PointerBuf,
    line: usize,
    column: usize,
    envelope: Envelope,
    #[serde(deserialize_with = "state")]
    state: State,
    image: Option<String>,
    uris: Vec<String>,
    #[serde(deserialize_with = "patch")]
    patch: Vec<PatchOperation>,
    findings: Vec<JsonFinding>,
    #[serde(default)]
    kept: Vec<Kept>,
    secrets: Vec<JsonSecret>,
}

/// A finding about a definition.
#[derive(Deserialize)]
#[serde(expecting = "an object")]
struct JsonFinding {
    rule: String,
    severity: Severity,
    line: usize,
    column: usize,
    pointer: PointerBuf,
    message: String,
    help: Option<String>,
    loss: Option<String>,
    #[serde(default)]
    accepted: bool,
    asks: Option<Preparation>,
}

/// A secret that a definition needs.
#[derive(Deserialize)]
#[serde(expecting = "an object")]
struct JsonSecret {
    key: String,
    source: String,
    uris: Vec<String>,
    images: Vec<String>,
    contents: Option<Vec<JsonContent>>,
}

/// A content that a secret may have to hold in one cluster.
#[derive(Deserialize)]
#[serde(expecting = "an object")]
struct JsonContent {
    cluster: Option<String>,
    content: String,
    uri: Option<String>,
    name: Option<String>,
    condition: Option<String>,
    archive: Option<PathBuf>,
    #[serde(default)]
    archive_is_of_cluster: bool,
    login_file: Option<String>,
}

/// Reads the name of a state.
fn state<'de, D: Deserializer<'de>>(reader: D) -> Result<State, D::Error> {
    let word = String::deserialize(reader)?;
    Ok(match word.as_str() {
        "convertible" => State::Convertible,
        "blocked" => State::Blocked,
        "migrated" => State::Migrated,
        "no-image" => State::NoImage,
        "left" => State::Left,
        "kept" => State::Kept,
        _ => {
            let known = &["convertible", "blocked", "migrated", "no-image", "left", "kept"];
            return Err(D::Error::unknown_variant(&word, known));
        }
    })
}

/// Reads a patch.
fn patch<'de, D: Deserializer<'de>>(reader: D) -> Result<Vec<PatchOperation>, D::Error> {
    let values = Vec::<Value>::deserialize(reader)?;
    values.iter().map(operation).collect::<Result<_, _>>().map_err(de::Error::custom)
}

impl JsonFile {
    fn recorded(self) -> RecordedFile {
        let edit = |edit: JsonEdit| TextEdit { range: edit.start..edit.end, text: edit.text };
        let recorded = FileRecord {
            before: self.sha256,
            after: self.result_sha256,
            clusters: match self.cluster {
                None => Clusters::default(),
                Some(JsonClusters::One(name)) => [Cluster::named(&name)].into_iter().collect(),
                Some(JsonClusters::Several(names)) => {
                    names.iter().map(|it| Cluster::named(it)).collect()
                }
            },
            edits: self.edits.into_iter().map(edit).collect(),
            is_contradictory: self.definitions.iter().any(JsonDefinition::is_contradictory),
            definitions: self.definitions.into_iter().map(JsonDefinition::migration).collect(),
        };
        RecordedFile { name: self.path, recorded }
    }
}

impl JsonDefinition {
    /// Whether the state contradicts the image, the patch, the findings, or the decisions to keep
    /// the definition.
    fn is_contradictory(&self) -> bool {
        let is_blocked = self.findings.iter().any(|finding| finding.severity == Severity::Blocker);
        (self.state == State::Blocked) != is_blocked && self.state != State::Kept
            || (self.state == State::Kept) == self.kept.is_empty()
            || (self.state == State::Convertible) == self.patch.is_empty()
            || self.state == State::NoImage && self.image.is_some()
    }

    fn migration(self) -> Migration {
        let id = match (self.kind, self.id) {
            (_, None) => Id::Missing,
            (DefinitionKind::Job, Some(id)) => Id::Job(id),
            // An id that Marathon accepts has none of these characters. Every expression has one of
            // them.
            (_, Some(id)) if id.contains(['{', '}', '<', '>', '$', '%', '@']) => Id::Templated(id),
            (DefinitionKind::App | DefinitionKind::Pod, Some(id)) => Id::Absolute(id),
        };
        let secrets = self.secrets.into_iter().flat_map(JsonSecret::needs).collect();
        let fate = match self.state {
            State::Convertible => Fate::Convertible { patch: Some(self.patch), secrets },
            State::Blocked => Fate::Blocked { wanted: secrets },
            State::Migrated => Fate::Migrated { secrets },
            State::NoImage => Fate::NoImage { secrets },
            State::Left => Fate::Left,
            State::Kept => Fate::Kept { wanted: secrets, by: self.kept },
        };
        Migration {
            kind: self.kind,
            id,
            envelope: self.envelope,
            pointer: self.pointer,
            position: Position { line: self.line, column: self.column },
            image: self.image,
            uris: self.uris,
            fate,
            findings: self.findings.into_iter().map(JsonFinding::located).collect(),
        }
    }
}

impl JsonFinding {
    fn located(self) -> LocatedFinding {
        let finding = Finding {
            rule: self.rule,
            severity: self.severity,
            pointer: self.pointer,
            message: self.message,
            help: self.help,
            loss: self.loss,
            is_accepted: self.accepted,
            asks: self.asks,
        };
        LocatedFinding { position: Position { line: self.line, column: self.column }, finding }
    }
}

impl JsonSecret {
    /// Returns a need of the secret for each cluster in which it has contents. Without contents
    /// there is one need, for all clusters of the file.
    fn needs(self) -> Vec<SecretNeed> {
        let need = |only_in: Vec<Cluster>, contents: Vec<PossibleContent>| SecretNeed {
            key: self.key.clone(),
            source: self.source.clone(),
            contents,
            uris: self.uris.clone(),
            images: self.images.clone(),
            only_in,
        };
        let mut by_cluster: BTreeMap<Cluster, Vec<PossibleContent>> = BTreeMap::new();
        for content in self.contents.unwrap_or_default() {
            let cluster = content.cluster.as_deref().map_or_else(Cluster::default, Cluster::named);
            by_cluster.entry(cluster).or_default().push(content.possible());
        }
        if by_cluster.is_empty() {
            return vec![need(Vec::new(), Vec::new())];
        }
        by_cluster.into_iter().map(|(cluster, contents)| need(vec![cluster], contents)).collect()
    }
}

impl JsonContent {
    fn possible(self) -> PossibleContent {
        let content = match self.uri {
            Some(uri) => SecretContent::Uri { uri, name: self.name },
            None => SecretContent::Known(self.content),
        };
        let is_of_clusters = self.archive_is_of_cluster;
        PossibleContent {
            content,
            archive: self.archive.map(|path| Archive { path, is_of_clusters }),
            login_file: self.login_file,
            condition: self.condition,
        }
    }
}
