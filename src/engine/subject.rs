//! One definition as the file has it: what the rules start from.

use serde_json::Value;

use crate::engine::pointers::{Original, find};
use crate::marathon::{ContainerType, CredentialEntry, Definition, DefinitionKind};
use crate::text::{Document, DuplicateKey};

/// One definition as the file has it.
#[derive(Debug)]
pub struct Subject<'a> {
    /// Where and what it is.
    pub definition: &'a Definition,
    /// The text that it stands in.
    pub document: &'a Document<'a>,
    /// Its credential URIs, in the order of the text.
    pub entries: Vec<CredentialEntry>,
    /// A name that stands twice in one of its objects.
    pub duplicate: Option<DuplicateKey>,
}

impl<'a> Subject<'a> {
    pub(crate) fn original(&self) -> Original<'a> {
        Original { document: self.document, definition: self.definition }
    }

    /// Whether it is an app that runs on the Docker containerizer; `value` is what it says.
    pub(crate) fn leaves_docker(&self, value: &Value) -> bool {
        self.definition.kind == DefinitionKind::App
            && find(value, "/container/docker").is_some()
            && match find(value, "/container/type") {
                None | Some(Value::Null) => true,
                Some(name) => name.as_str().map(str::parse) == Some(Ok(ContainerType::Docker)),
            }
    }
}
