//! A definition as the file has it: the input of the rules.

use serde_json::Value;

use crate::engine::pointers::{Original, find};
use crate::live::LiveDefinition;
use crate::marathon::{ContainerType, CredentialEntry, Definition, DefinitionKind};
use crate::text::{Document, DuplicateKey};

/// A definition as the file has it.
#[derive(Debug)]
pub struct Subject<'a> {
    /// The kind, place and id of the definition.
    pub definition: &'a Definition,
    /// The text that holds it.
    pub document: &'a Document<'a>,
    /// Its credential URIs, in the order of the text.
    pub entries: Vec<CredentialEntry>,
    /// A member name that occurs twice in one of the definition's objects, if there is one.
    pub duplicate: Option<DuplicateKey>,
    /// The definition that runs under its id, if it is known.
    pub live: Option<LiveDefinition<'a>>,
}

impl<'a> Subject<'a> {
    /// Returns the definition as the file has it, for the methods that follow pointers in it.
    pub(crate) fn original(&self) -> Original<'a> {
        Original { document: self.document, definition: self.definition }
    }

    /// Whether this is an app that runs on the Docker containerizer before the migration. `value`
    /// is the value of the definition.
    pub(crate) fn leaves_docker(&self, value: &Value) -> bool {
        self.definition.kind == DefinitionKind::App
            && find(value, "/container/docker").is_some()
            && match find(value, "/container/type") {
                None | Some(Value::Null) => true,
                Some(name) => name.as_str().map(str::parse) == Some(Ok(ContainerType::Docker)),
            }
    }
}
