//! Finds the temporary files of this program that a killed run may have left in a folder.
//!
//! Does not check whether that run is over. Invariant: no folder is listed twice for this.

use std::collections::{BTreeMap, HashSet};
use std::path::{Path, PathBuf};

use super::arguments::Argument;
use super::listing::list;
use crate::source::is_temporary_name;

/// Returns the files in a folder with the name of a temporary file of this program, sorted.
#[must_use]
pub fn temporaries_in(folder: &Path) -> Vec<PathBuf> {
    let folder = if folder.as_os_str().is_empty() { Path::new(".") } else { folder };
    let mut names = list(folder).files;
    names.retain(|name| is_temporary_name(name));
    names.sort();
    names.into_iter().map(|name| folder.join(name)).collect()
}

/// The temporary files that were found so far.
#[derive(Debug, Default)]
pub(super) struct Temporaries {
    /// The paths as they are shown, by real path.
    found: BTreeMap<PathBuf, PathBuf>,
    /// The folders that were listed for this.
    folders: HashSet<PathBuf>,
}

impl Temporaries {
    /// Adds a temporary file that a walk has found.
    pub(super) fn add(&mut self, file: &Argument) {
        self.found.insert(file.real.clone(), file.shown.clone());
    }

    /// Adds the temporary files in the folder of `file`.
    pub(super) fn look_beside(&mut self, file: &Argument) {
        let Some(folder) = file.real.parent() else { return };
        if !self.folders.insert(folder.to_owned()) {
            return;
        }
        for real in temporaries_in(folder) {
            let shown = file.shown.with_file_name(real.file_name().unwrap_or_default());
            self.found.entry(real).or_insert(shown);
        }
    }

    /// Returns the paths of the temporary files as they are shown.
    pub(super) fn finish(self) -> Vec<PathBuf> {
        self.found.into_values().collect()
    }
}
