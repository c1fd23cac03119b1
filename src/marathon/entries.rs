//! The entries that a definition fetches before it starts, and which of them are credentials.

use std::ops::Range;

use json_patch::jsonptr::PointerBuf;

use super::credential::{self, Credential, DeliveredCredential, Delivery, Effect};
use super::definition::Definition;
use super::kind::DefinitionKind;
use super::recognition::Recognition;
use super::shape::{array, object, present, text};
use super::walk::definitions;
use super::written::{Written, written};
use crate::text::{Document, NodeId};

/// The field that lists an entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum FetchField {
    /// `uris` of an app: strings; deprecated since 1.5 (marathon: AppNormalization.scala:33-45).
    Uris,
    /// `fetch` of an app (marathon: docs types/artifact.raml:7-20).
    Fetch,
    /// `containers[].artifacts` of a pod (marathon: docs types/podContainer.raml:111-115), or
    /// `run.artifacts` of a job (metronome: schema/jobspec.schema.json:90-116).
    Artifacts,
}

/// An entry that is fetched, with or without credentials.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fetched {
    /// The pointer to [`Fetched::node`] from the document's root.
    pub pointer: PointerBuf,
    /// The entry: a string in `uris`, an object in the other fields.
    pub node: NodeId,
    /// The field that lists the entry.
    pub field: FetchField,
    /// The URI as the file has it, with template expressions.
    pub uri: String,
    /// The URI as the reading has it, with stand-ins, as in the values of the document.
    pub read_uri: String,
    /// The credential that the entry delivers; `None` if it is an ordinary file.
    pub credential: Option<DeliveredCredential>,
    /// Whether a tag of a template stands in the list of the entry. The tag may hide a comment, or
    /// an entry that only another reading shows.
    pub has_hidden: bool,
}

/// An entry that delivers registry credentials.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CredentialEntry {
    /// The pointer to [`CredentialEntry::node`] from the document's root.
    pub pointer: PointerBuf,
    /// The entry: a string in `uris`, an object in the other fields.
    pub node: NodeId,
    /// The URI as the file has it, with template expressions.
    pub uri: String,
    /// The URI as the reading has it, with stand-ins, as in the values of the document.
    pub read_uri: String,
    /// The field that lists the entry.
    pub field: FetchField,
    /// The credential that the entry delivers.
    pub credential: Credential,
    /// Whether the Docker CLI ever found the file.
    pub effect: Effect,
    /// Whether a tag of a template stands in the list of the entry. The tag may hide a comment, or
    /// an entry that only another reading shows.
    pub has_hidden: bool,
}

/// A definition with its credential entries.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FoundDefinition {
    /// The definition.
    pub definition: Definition,
    /// Its credential entries, in the order of the text.
    pub entries: Vec<CredentialEntry>,
}

/// Returns the definitions of a document with their credential entries. [`definitions`] finds the
/// definitions, and asks `interesting` which arrays and objects to enter.
#[must_use]
pub fn definitions_with_entries(
    document: &Document,
    interesting: &dyn Fn(Range<usize>) -> bool,
    recognition: &Recognition,
) -> Vec<FoundDefinition> {
    let with_entries = |definition: Definition| {
        let entries = entries(document, &definition, recognition);
        FoundDefinition { definition, entries }
    };
    definitions(document, interesting).into_iter().map(with_entries).collect()
}

/// Returns the entries that deliver registry credentials, in the order of the text.
#[must_use]
pub fn entries(
    document: &Document,
    definition: &Definition,
    recognition: &Recognition,
) -> Vec<CredentialEntry> {
    let with_credential = |entry: Fetched| {
        let DeliveredCredential { credential, effect } = entry.credential?;
        let Fetched { pointer, node, field, uri, read_uri, has_hidden, .. } = entry;
        Some(CredentialEntry {
            pointer,
            node,
            uri,
            read_uri,
            field,
            credential,
            effect,
            has_hidden,
        })
    };
    fetched(document, definition, recognition).into_iter().filter_map(with_credential).collect()
}

/// Returns all entries that are fetched, in the order of the text. A value that is no entry, such
/// as a number in `uris` or an object without a `uri`, is left out; Marathon refuses it. An empty
/// `destPath`, which Marathon refuses too, counts as none.
#[must_use]
pub fn fetched(
    document: &Document,
    definition: &Definition,
    recognition: &Recognition,
) -> Vec<Fetched> {
    let mut found = Vec::new();
    for EntryList { pointer, node: list, field } in lists(document, definition) {
        let has_hidden = !document.is_commented() && document.has_opaque(document.span(list));
        let first = found.len();
        for (index, node) in document.elements(list).enumerate() {
            let at = || pointer.with_trailing_token(index);
            found.extend(match field {
                FetchField::Uris => entry_of_uri(document, node, at, recognition),
                FetchField::Fetch | FetchField::Artifacts => {
                    entry_of_artifact(document, node, field, at, recognition)
                }
            });
        }
        found[first..].iter_mut().for_each(|entry: &mut Fetched| entry.has_hidden = has_hidden);
    }
    found.sort_by_key(|entry| entry.node);
    found
}

/// A list of a definition that holds entries.
struct EntryList {
    pointer: PointerBuf,
    node: NodeId,
    field: FetchField,
}

/// Returns the lists of a definition that hold entries.
fn lists(document: &Document, definition: &Definition) -> Vec<EntryList> {
    let root = definition.node;
    let at = |tokens: &[&str]| {
        let mut pointer = definition.pointer.clone();
        tokens.iter().for_each(|token| pointer.push_back(*token));
        pointer
    };
    let list = |owner, name, field, tokens: &[&str]| {
        array(document, owner, name).map(|node| EntryList { pointer: at(tokens), node, field })
    };
    match definition.kind {
        DefinitionKind::App => [("uris", FetchField::Uris), ("fetch", FetchField::Fetch)]
            .into_iter()
            .filter_map(|(name, field)| list(root, name, field, &[name]))
            .collect(),
        DefinitionKind::Job => object(document, root, "run")
            .and_then(|run| list(run, "artifacts", FetchField::Artifacts, &["run", "artifacts"]))
            .into_iter()
            .collect(),
        DefinitionKind::Pod => array(document, root, "containers")
            .into_iter()
            .flat_map(|containers| document.elements(containers).enumerate())
            .filter_map(|(index, container)| {
                let tokens = ["containers", &index.to_string(), "artifacts"];
                list(container, "artifacts", FetchField::Artifacts, &tokens)
            })
            .collect(),
    }
}

/// Returns the entry that an element of `uris` is, or `None` if it is no string.
fn entry_of_uri(
    document: &Document,
    node: NodeId,
    pointer: impl Fn() -> PointerBuf,
    recognition: &Recognition,
) -> Option<Fetched> {
    let uri = written(document, node)?;
    let delivery = Delivery {
        uri: &uri.reading,
        dest_path: None,
        output_file: None,
        extract: credential::is_extract(&uri.reading),
        executable: false,
    };
    let credential = credential(&delivery, &uri, recognition);
    let (uri, read_uri) = (uri.original.into_owned(), uri.reading.into_owned());
    Some(Fetched {
        pointer: pointer(),
        node,
        field: FetchField::Uris,
        uri,
        read_uri,
        credential,
        has_hidden: false,
    })
}

/// Returns the entry that an element of `fetch` or `artifacts` is, or `None` if it has no `uri`.
fn entry_of_artifact(
    document: &Document,
    node: NodeId,
    field: FetchField,
    pointer: impl Fn() -> PointerBuf,
    recognition: &Recognition,
) -> Option<Fetched> {
    let uri = written(document, text(document, node, "uri")?)?;
    let path = |name| {
        text(document, node, name)
            .and_then(|value| document.string(value))
            .filter(|path| !path.is_empty())
    };
    let (dest_path, output_file) = (path("destPath"), path("outputFile"));
    let flag = |name, default| {
        present(document, node, name).map_or(default, |value| document.raw(value) == "true")
    };
    let delivery = Delivery {
        uri: &uri.reading,
        dest_path: dest_path.as_deref(),
        output_file: output_file.as_deref(),
        extract: flag("extract", true),
        executable: flag("executable", false),
    };
    let credential = credential(&delivery, &uri, recognition);
    let (uri, read_uri) = (uri.original.into_owned(), uri.reading.into_owned());
    Some(Fetched { pointer: pointer(), node, field, uri, read_uri, credential, has_hidden: false })
}

/// Returns the credential that is delivered, if the file has a built-in name or the user has
/// declared the URI.
fn credential(
    delivery: &Delivery,
    uri: &Written,
    recognition: &Recognition,
) -> Option<DeliveredCredential> {
    let is_declared = || recognition.declares(&uri.original, delivery.dest_path);
    delivery.credential().or_else(|| is_declared().then(|| delivery.declared()))
}
