//! The bytes of an answer → the apps and pods in it, by id.
//!
//! [`Answer`] understands the answers of `GET /v2/apps`, `GET /v2/apps/{id}`, `GET /v2/groups` with
//! embedded apps and pods, `GET /v2/pods/::status` and `GET /v2/pods`, and the lists that the command line
//! of DC/OS prints. Each text is parsed once and kept. For each definition, [`Live`] keeps only its span in
//! the text and some properties; [`Live::get`] parses the value each time.

use std::collections::HashMap;
use std::ops::Range;

use serde_json::Value;

use crate::marathon::{
    self, ContainerType, DefinitionKind, Envelope, FoundDefinition, Id, Recognition,
};
use crate::text::{Document, Position};

/// The error about a text that is no answer of Marathon.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{}:{}: {message}", position.line, position.column)]
pub struct AnswerError {
    /// The position of the fault.
    pub position: Position,
    /// The fault, as a clause without a full stop.
    pub message: String,
}

/// The apps and pods that run in one cluster, by their ids.
#[derive(Debug, Clone, Default)]
pub struct Live {
    /// The texts of the answers.
    texts: Vec<String>,
    /// The definitions by their absolute ids.
    running: HashMap<String, StoredDefinition>,
}

/// The apps and pods of one answer.
#[derive(Debug, Clone)]
pub struct Answer {
    text: String,
    /// The definitions with their absolute ids.
    running: Vec<(String, StoredDefinition)>,
}

/// A definition in a kept text: its span, and the properties that [`Running`] has.
#[derive(Debug, Clone)]
struct StoredDefinition {
    /// The index of the text in [`Live::texts`]; 0 while the definition is in an [`Answer`].
    text: usize,
    /// The range of bytes of the definition in the text.
    span: Range<usize>,
    kind: DefinitionKind,
    uris: Vec<String>,
    is_agents_pull: bool,
    is_mesos: bool,
    has_pull_config: bool,
}

/// An app or a pod that runs.
#[derive(Debug, Clone, Copy)]
pub struct Running<'l> {
    /// The absolute id.
    pub id: &'l str,
    /// The kind: app or pod.
    pub kind: DefinitionKind,
    /// The JSON text of the definition.
    pub text: &'l str,
    /// The credential URIs that it fetches.
    pub uris: &'l [String],
    /// Whether the configuration says that the agents pull its image with their own login.
    pub is_agents_pull: bool,
    /// Whether it runs on the Mesos containerizer.
    pub is_mesos: bool,
    /// Whether it pulls with a secret.
    pub has_pull_config: bool,
}

/// An app or a pod that runs, with its value.
#[derive(Debug, Clone)]
pub struct LiveDefinition<'l> {
    /// The app or pod.
    pub running: Running<'l>,
    /// The definition as a value of JSON.
    pub value: Value,
}

impl Answer {
    /// Reads the bytes of an answer. `recognition` tells which URIs are credentials.
    ///
    /// # Errors
    /// The text is not JSON, or not an answer of Marathon.
    pub fn read(bytes: Vec<u8>, recognition: &Recognition) -> Result<Self, AnswerError> {
        let running = read(&bytes, recognition)?;
        // The document was read as UTF-8 already.
        let text = String::from_utf8(bytes).unwrap_or_default();
        Ok(Answer { text, running })
    }
}

/// Returns all apps and pods of an answer, with their ids.
fn read(
    bytes: &[u8],
    recognition: &Recognition,
) -> Result<Vec<(String, StoredDefinition)>, AnswerError> {
    let document = Document::parse(bytes)
        .map_err(|error| AnswerError { position: error.position, message: error.message })?;
    if let Some(other) = marathon::outside_of_answers(&document) {
        let position = document.position(document.span(other).start);
        let message = "not an app, a pod or a group that Marathon has told".to_owned();
        return Err(AnswerError { position, message });
    }
    let found = marathon::definitions_with_entries(&document, &|_| true, recognition);
    Ok(found.into_iter().filter_map(|found| stored(&document, found, recognition)).collect())
}

/// Returns a definition of an answer in the form in which it is kept, with its id. Returns `None` for a job, which
/// Metronome runs, for a definition in an envelope that no answer has, and for one without an absolute id.
fn stored(
    document: &Document,
    found: FoundDefinition,
    recognition: &Recognition,
) -> Option<(String, StoredDefinition)> {
    let FoundDefinition { definition, entries } = found;
    if definition.kind == DefinitionKind::Job || definition.envelope == Envelope::Unknown {
        return None;
    }
    let Id::Absolute(id) = &definition.id else { return None };
    let container = marathon::container(document, definition.node);
    let is_mesos = definition.kind == DefinitionKind::Pod
        || container.is_some_and(|it| it.container_type == Ok(ContainerType::Mesos));
    let stored = StoredDefinition {
        text: 0,
        span: document.span(definition.node),
        kind: definition.kind,
        uris: entries.into_iter().map(|entry| entry.uri).collect(),
        is_agents_pull: recognition.is_agents_pull(document, &definition),
        is_mesos,
        has_pull_config: marathon::has_pull_config(document, &definition),
    };
    Some((id.clone(), stored))
}

impl Live {
    /// Adds the apps and pods of an answer. They replace those with the same ids from earlier answers.
    pub fn add(&mut self, answer: Answer) {
        let text = self.texts.len();
        self.texts.push(answer.text);
        let stored = answer
            .running
            .into_iter()
            .map(|(id, stored)| (id, StoredDefinition { text, ..stored }));
        self.running.extend(stored);
    }

    /// Returns the app or pod with the absolute id `id`. Returns `None` if there is none, or if `serde_json`
    /// refuses its text, which our own parser has accepted.
    #[must_use]
    pub fn get(&self, id: &str) -> Option<LiveDefinition<'_>> {
        let (id, stored) = self.running.get_key_value(id)?;
        let running = self.running(id, stored)?;
        Some(LiveDefinition { running, value: serde_json::from_str(running.text).ok()? })
    }

    /// Returns all apps and pods, in the order of their ids.
    pub fn iter(&self) -> impl Iterator<Item = Running<'_>> {
        let mut all: Vec<(&String, &StoredDefinition)> = self.running.iter().collect();
        all.sort_unstable_by_key(|&(id, _)| id);
        all.into_iter().filter_map(|(id, stored)| self.running(id, stored))
    }

    /// Returns a kept definition with its id and its text.
    fn running<'l>(&'l self, id: &'l str, stored: &'l StoredDefinition) -> Option<Running<'l>> {
        Some(Running {
            id,
            kind: stored.kind,
            text: self.texts.get(stored.text)?.get(stored.span.clone())?,
            uris: &stored.uris,
            is_agents_pull: stored.is_agents_pull,
            is_mesos: stored.is_mesos,
            has_pull_config: stored.has_pull_config,
        })
    }

    /// Returns the number of apps and pods.
    #[must_use]
    pub fn len(&self) -> usize {
        self.running.len()
    }

    /// Whether nothing runs.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.running.is_empty()
    }
}

impl Running<'_> {
    /// Whether it pulls an image with registry credentials that the migration replaces.
    #[must_use]
    pub fn has_credentials(&self) -> bool {
        !self.uris.is_empty() || self.is_agents_pull
    }

    /// Whether it runs as the migration leaves it: on the Mesos containerizer, with a pull secret.
    #[must_use]
    pub fn is_migrated(&self) -> bool {
        self.is_mesos && self.has_pull_config && self.uris.is_empty()
    }
}
