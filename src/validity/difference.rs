//! Compares two definitions and names the members in which they differ.
//!
//! Both definitions must be in canonical form. The names are those of members and of entries of
//! maps. No value is told, because `env`, `labels` and `secrets` may hold what is confidential.

use serde_json::Value;

use super::schema::{self, APP, POD, Presence};
use super::view::dotted;
use crate::marathon::{DefinitionKind, Targets};

/// A member in which two definitions differ.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Difference {
    /// The member, written like `container.volumes[0].mode`.
    pub member: String,
    /// The definitions that have the member.
    pub presence: Presence,
}

/// Returns the members in which `first` and `second` differ in the given versions of Marathon, in
/// the order of the schema. A text of `first` with an expression of a template is equal to every
/// text. Marathon has no jobs, so jobs do not differ.
#[must_use]
pub fn differences(
    kind: DefinitionKind,
    first: &Value,
    second: &Value,
    versions: Targets,
) -> Vec<Difference> {
    let value_type = match kind {
        DefinitionKind::App => &APP,
        DefinitionKind::Pod => &POD,
        DefinitionKind::Job => return Vec::new(),
    };
    let mut found = Vec::new();
    schema::differences(value_type, first, second, versions, &mut |pointer, presence| {
        found.push(Difference { member: dotted(&pointer), presence });
    });
    found
}
