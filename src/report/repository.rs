//! Paths as the user gave them → paths as the repository has them.
//!
//! Invariant: two names of one file in one run become one.

use std::path::{Path, PathBuf};

use crate::diff::patch_name;

/// The folder that a user is in, and the repository around it.
#[derive(Debug, Clone)]
pub struct Repository {
    folder: PathBuf,
    top: PathBuf,
}

impl Repository {
    /// The repository around `folder`, an absolute path; without one, the folder itself.
    #[must_use]
    pub fn around(folder: &Path) -> Self {
        let top = folder.ancestors().find(|above| above.join(".git").exists());
        Repository { folder: folder.to_owned(), top: top.unwrap_or(folder).to_owned() }
    }

    /// The path from the top of the repository; absolute if it lies outside.
    #[must_use]
    pub(super) fn name(&self, path: &Path) -> PathBuf {
        patch_name(path, &self.folder, &self.top)
    }
}
