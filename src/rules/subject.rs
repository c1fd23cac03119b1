//! One definition as the file has it: what the rules start from.

use serde_json::Value;

use super::places::find;
use crate::marathon::{ContainerType, CredentialEntry, Definition, Kind};
use crate::text::DuplicateKey;

/// One definition as the file has it.
#[derive(Debug)]
pub struct Subject<'a> {
    /// Where and what it is.
    pub definition: &'a Definition,
    /// Its value; pointers in it count from the definition.
    pub value: Value,
    /// Its credential URIs, in the order of the text.
    pub entries: Vec<CredentialEntry>,
    /// A name that stands twice in one of its objects.
    pub duplicate: Option<DuplicateKey>,
}

impl Subject<'_> {
    pub(super) fn leaves_docker(&self) -> bool {
        self.definition.kind == Kind::App
            && find(&self.value, "/container/docker").is_some()
            && match find(&self.value, "/container/type") {
                None | Some(Value::Null) => true,
                Some(name) => name.as_str().map(str::parse) == Some(Ok(ContainerType::Docker)),
            }
    }
}
