//! An entry of the configuration that keeps definitions on the Docker containerizer.

use crate::engine::Accept;
use crate::images::Date;
use crate::marathon::{Id, Pattern};

/// A decision of the user: these definitions stay as they are.
#[derive(Debug, Clone)]
pub struct Keep {
    /// The index of the decision among the `[[keep]]` tables of the configuration.
    pub entry: usize,
    /// Patterns of ids; without one, the decision is about all definitions.
    pub ids: Vec<Pattern>,
    /// Globs of names of blockers. A blocked definition stays if this decision and others together name all of its
    /// blockers. Without a glob, the definitions stay whatever their findings are.
    pub rules: Vec<Accept>,
    /// The reason, in the words of the user.
    pub reason: String,
    /// The last day on which the decision holds; without one it holds for good.
    pub until: Option<Date>,
}

impl Keep {
    /// Whether the decision is about the definition with this id.
    #[must_use]
    pub fn is_about(&self, id: &Id) -> bool {
        let matches = |id: &str| self.ids.iter().any(|glob| glob.matches(id));
        self.ids.is_empty() || id.as_str().is_some_and(matches)
    }

    /// Whether the decision holds on this day.
    #[must_use]
    pub fn holds(&self, today: Date) -> bool {
        self.until.is_none_or(|until| today <= until)
    }

    /// Whether the decision keeps definitions whatever their findings are, even those that could be
    /// converted.
    #[must_use]
    pub fn is_regardless(&self) -> bool {
        self.rules.is_empty()
    }

    /// Whether the decision names this rule, or names none because it keeps definitions regardless of
    /// their findings.
    #[must_use]
    pub fn names(&self, rule: &str) -> bool {
        self.is_regardless() || self.rules.iter().any(|glob| glob.is_about(rule))
    }
}
