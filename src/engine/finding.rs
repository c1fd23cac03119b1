//! A finding: what a rule reports about one place.

use json_patch::jsonptr::PointerBuf;
use serde::{Deserialize, Serialize};

use super::Preparation;

/// The weight of a finding. Severities are ordered; a blocker is the greatest.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// Worth knowing; there is nothing to do.
    Note,
    /// Somebody should check the definition. The finding does not keep it from being converted.
    Warning,
    /// The definition is left unchanged.
    Blocker,
}

/// A report of one rule about one place in one definition.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// The name of the rule, with a detail after a slash if it has one:
    /// `docker-parameter/cap-drop`.
    pub rule: String,
    /// The weight of the finding.
    pub severity: Severity,
    /// The place before the change, as a pointer from the root of the file, or of the JSON in a script or a Markdown file.
    pub pointer: PointerBuf,
    /// The facts and what follows from them: one sentence without a full stop.
    pub message: String,
    /// The advice for the user, as a clause, if there is some.
    pub help: Option<String>,
    /// For a blocker with a lossy way out: what is lost if the user accepts it, as a clause.
    pub loss: Option<String>,
    /// Whether this would be a blocker if the user had not accepted it. The finding is then a
    /// warning, and its message tells the loss.
    pub is_accepted: bool,
    /// The preparation that the finding asks for, before the definition is deployed.
    pub asks: Option<Preparation>,
}

impl Finding {
    /// Whether this is a warning that neither was a blocker nor asks for a preparation. Summaries count these; accepted
    /// blockers and preparations have lines of their own there.
    #[must_use]
    pub fn is_caution(&self) -> bool {
        self.severity == Severity::Warning && !self.is_accepted && self.asks.is_none()
    }
}
