//! Turns paths as the user gave them into paths from the top of the repository.
//!
//! Invariant: all spellings of a path, such as `a/b` and `./a/b`, become one.

use std::path::{Path, PathBuf};

use crate::diff::patch_name;

/// A repository, and the folder in it from which the paths of the user count.
#[derive(Debug, Clone)]
pub struct Repository {
    folder: PathBuf,
    /// The topmost folder of the repository.
    top: PathBuf,
}

impl Repository {
    /// Finds the repository around `folder`, an absolute path. Without a repository, the folder
    /// itself counts as its top.
    #[must_use]
    pub fn around(folder: &Path) -> Self {
        let top = folder.ancestors().find(|above| above.join(".git").exists());
        Repository { folder: folder.to_owned(), top: top.unwrap_or(folder).to_owned() }
    }

    /// Returns the top of the repository.
    #[must_use]
    pub fn top(&self) -> &Path {
        &self.top
    }

    /// Returns `path` from the top of the repository; it is absolute if it lies outside.
    #[must_use]
    pub(super) fn name(&self, path: &Path) -> PathBuf {
        patch_name(path, &self.folder, &self.top)
    }
}
