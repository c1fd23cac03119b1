//! What a rule has to say about one place.

use json_patch::jsonptr::PointerBuf;
use serde::{Deserialize, Serialize};

/// How much a finding matters. Ordered: a blocker is the greatest.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// Worth knowing; nothing to do.
    Note,
    /// The definition is converted, but somebody should look.
    Warning,
    /// The definition is left as it is.
    Blocker,
}

/// One statement of one rule about one place in one definition.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// The rule's name, with the detail behind a slash where it has one: `docker-parameter/cap-drop`.
    pub rule: String,
    /// How much it matters.
    pub severity: Severity,
    /// The place, as a pointer from the root of the file before the change.
    pub pointer: PointerBuf,
    /// What is there and what follows from it: one sentence without a final stop.
    pub message: String,
    /// What the user can do about it, if there is something: one clause.
    pub help: Option<String>,
    /// Of a blocker with a lossy way out: what is lost if the user accepts it, as a clause.
    pub loss: Option<String>,
}
