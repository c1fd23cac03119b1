//! Two definitions in the form that Marathon keeps → the members in which they differ, by name.
//!
//! Both have to be in canonical form. Names are those of members and of entries of maps; no value is
//! named, since `env`, `labels` and `secrets` may hold what is confidential.

use serde_json::Value;

use super::schema::{self, APP, POD, Presence};
use super::view::dotted;
use crate::marathon::{DefinitionKind, Targets};

/// A member in which two definitions differ.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Difference {
    /// The member as people write it: `container.volumes[0].mode`.
    pub member: String,
    /// The definitions that have it.
    pub presence: Presence,
}

/// Returns the members in which `first` and `second` differ for the Marathons of `versions`, in the
/// order of Marathon's types. Texts of `first` that hold an expression of a template are equal to any
/// text. Jobs have no members that Marathon knows.
#[must_use]
pub fn differences(
    kind: DefinitionKind,
    first: &Value,
    second: &Value,
    versions: Targets,
) -> Vec<Difference> {
    let shape = match kind {
        DefinitionKind::App => &APP,
        DefinitionKind::Pod => &POD,
        DefinitionKind::Job => return Vec::new(),
    };
    let mut found = Vec::new();
    schema::differences(shape, first, second, versions, &mut |pointer, presence| {
        found.push(Difference { member: dotted(&pointer), presence });
    });
    found
}
