//! All plans of a run → the [`Conflicts`] between them: secrets that two definitions want for
//! different credentials.
//!
//! Blocked definitions count too: when one is unblocked later, its secret must not have been given
//! to another definition.

use super::{FilePlan, Migration};
use crate::engine::Conflicts;

/// Returns the conflicts among all plans of a run.
#[must_use]
pub fn conflicts<'p>(plans: impl IntoIterator<Item = &'p FilePlan>) -> Conflicts {
    let definitions = plans.into_iter().flat_map(|plan| &plan.definitions);
    Conflicts::among(definitions.flat_map(|definition| {
        let needs = definition.needs().iter().filter(|need| !need.contents.is_empty());
        needs.map(|need| (&*need.source, &*need.contents, &definition.id))
    }))
}

impl FilePlan {
    /// Whether a definition of the file wants a secret that another one wants for other
    /// credentials.
    #[must_use]
    pub fn is_in(&self, conflicts: &Conflicts) -> bool {
        let needs = self.definitions.iter().flat_map(Migration::needs);
        needs.into_iter().any(|need| !need.contents.is_empty() && conflicts.concern(&need.source))
    }
}
