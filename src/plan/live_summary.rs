//! The numbers and lists of a run about the definitions that run in its clusters.

use std::collections::HashMap;
use std::path::{Path, PathBuf};

use serde::{Serialize, Serializer};

use super::{Compared, ReportedFile, Rewrite, Stray};
use crate::live::Standing;

/// The numbers and lists that the answers of clusters give.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct LiveSummary {
    /// The number of apps and pods that run in the clusters of which there are answers.
    pub running: usize,
    /// The number of definitions that run as their files say.
    pub same: usize,
    /// The number of definitions that run and differ from their files.
    pub differs: usize,
    /// The number of definitions that run with a pull secret already, while their files still have
    /// the credential URIs.
    pub file_behind: usize,
    /// The number of migrated definitions whose running app or pod still fetches credentials.
    pub not_deployed: usize,
    /// The number of definitions that do not run.
    pub absent: usize,
    /// The number of definitions that cannot be compared, such as those of a template with several
    /// readings.
    pub unclear: usize,
    /// The definitions that do not run as their files say, or of which that is unknown, in the order of
    /// the files.
    #[serde(skip)]
    pub open: Vec<OpenDefinition>,
    /// The apps and pods that run, fetch credentials and stand in no file; `None` if the run has
    /// searched no folder, so that files may be missing.
    #[serde(serialize_with = "count", skip_serializing_if = "Option::is_none")]
    pub strays: Option<Vec<Stray>>,
}

/// A definition that does not run as its file says, or of which that is unknown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OpenDefinition {
    /// The path of the file.
    pub path: PathBuf,
    /// The definition.
    pub compared: Compared,
}

impl LiveSummary {
    /// Adds the definitions of a file.
    pub fn add(&mut self, path: &Path, all: Vec<Compared>) {
        for compared in all {
            *match &compared.standing {
                Standing::Same => &mut self.same,
                Standing::Differs(_) => &mut self.differs,
                Standing::FileBehind(_) => &mut self.file_behind,
                Standing::NotDeployed(_) => &mut self.not_deployed,
                Standing::Absent => &mut self.absent,
                Standing::Unclear => &mut self.unclear,
            } += 1;
            if compared.standing != Standing::Same {
                self.open.push(OpenDefinition { path: path.to_owned(), compared });
            }
        }
    }

    /// Moves the positions of the open definitions to where their texts stand after the edits of `files`.
    pub fn follow_edits(&mut self, files: &[ReportedFile]) {
        let edited = files.iter().filter_map(|file| Some((&*file.path, file.edited()?)));
        let edited: HashMap<&Path, &Rewrite> = edited.collect();
        for open in self.open.chunk_by_mut(|one, other| one.path == other.path) {
            let Some(rewrite) = open.first().and_then(|it| edited.get(&*it.path)) else { continue };
            rewrite.with_moves(|moved| {
                open.iter_mut().for_each(|it| moved(&mut it.compared.position));
            });
        }
    }

    /// Whether something runs that still has to be migrated.
    #[must_use]
    pub fn has_work(&self) -> bool {
        self.stray_count() + self.not_deployed > 0
    }

    /// Whether all definitions run as their files say, and there are no strays.
    #[must_use]
    pub fn is_done(&self) -> bool {
        self.same > 0 && self.open.is_empty() && self.stray_count() == 0
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
