//! The numbers and lists of a run about what runs in its clusters.

use serde::{Serialize, Serializer};

use super::Stray;

/// The numbers and lists that the answers of clusters give.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct LiveSummary {
    /// The number of apps and pods that run in the clusters of which there are answers.
    pub running: usize,
    /// The apps and pods among them that fetch credentials and stand in no file; `None` if the run
    /// has searched no folder, so that files may be missing.
    #[serde(serialize_with = "count", skip_serializing_if = "Option::is_none")]
    pub strays: Option<Vec<Stray>>,
}

impl LiveSummary {
    /// Whether something runs that still has to be migrated.
    #[must_use]
    pub fn has_work(&self) -> bool {
        self.stray_count() > 0
    }

    /// Returns the number of apps and pods that fetch credentials and stand in no file.
    #[must_use]
    pub fn stray_count(&self) -> usize {
        self.strays.as_ref().map_or(0, Vec::len)
    }
}

fn count<S: Serializer>(list: &Option<Vec<Stray>>, serializer: S) -> Result<S::Ok, S::Error> {
    list.as_ref().map(Vec::len).serialize(serializer)
}
