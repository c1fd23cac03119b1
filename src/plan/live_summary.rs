//! The numbers and lists of a run about what runs in its clusters.

use serde::{Serialize, Serializer};

use super::Stray;

/// What the answers of clusters tell about the files of a run.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct LiveSummary {
    /// Apps and pods that run in the clusters of which there are answers.
    pub running: usize,
    /// Those of them that fetch credentials and stand in no file; `None` if the run has searched no
    /// folder, so that files may be missing.
    #[serde(serialize_with = "count", skip_serializing_if = "Option::is_none")]
    pub strays: Option<Vec<Stray>>,
}

impl LiveSummary {
    /// Whether something runs that still has to be migrated.
    #[must_use]
    pub fn has_work(&self) -> bool {
        self.stray_count() > 0
    }

    /// Returns the number of apps that run and stand in no file.
    #[must_use]
    pub fn stray_count(&self) -> usize {
        self.strays.as_ref().map_or(0, Vec::len)
    }
}

fn count<S: Serializer>(list: &Option<Vec<Stray>>, serializer: S) -> Result<S::Ok, S::Error> {
    list.as_ref().map(Vec::len).serialize(serializer)
}
