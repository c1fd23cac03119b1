//! Converts between paths on this machine and names in a plan file.
//!
//! Invariant: a path that [`Root::find`] returns lies below the root folder, whatever the name and
//! the links on the way are.

use std::fs;
use std::io;
use std::path::{Component, Path, PathBuf};

use crate::diff::patch_name;

/// Returns the name of the file at `path` in a plan whose root folder is `root`. Relative paths
/// count from `folder`. A file that is not below the root has no name; its path is returned, in a form
/// that [`portable`] refuses.
#[must_use]
pub fn name(path: &Path, folder: &Path, root: &Path) -> String {
    let below = patch_name(path, folder, &folder.join(root));
    if below.is_absolute() {
        let named = path.to_string_lossy().into_owned();
        // The path is relative to `folder`. Read from the root, it would name another file.
        return if portable(&named).is_ok() { below.to_string_lossy().into_owned() } else { named };
    }
    let parts = below.components().map(|part| part.as_os_str().to_string_lossy());
    parts.collect::<Vec<_>>().join("/")
}

/// The reason why a plan cannot use a name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Unportable {
    /// The name is empty, absolute, or has a part such as `..`.
    #[error("the plan's path leads out of the root folder; left as it is")]
    Outside,
    /// The name has the character U+FFFD, which stands for bytes that are not UTF-8.
    #[error("the plan's path is not the file's, which is not UTF-8; left as it is")]
    NotUtf8,
}

/// Checks that a plan may use the name: that it is relative, in UTF-8, and without `..`.
///
/// # Errors
/// The reason why it may not.
pub fn portable(name: &str) -> Result<(), Unportable> {
    let is_part = |part: Component<'_>| matches!(part, Component::Normal(_));
    if name.is_empty() || name.contains('\0') || !Path::new(name).components().all(is_part) {
        return Err(Unportable::Outside);
    }
    if name.contains(char::REPLACEMENT_CHARACTER) { Err(Unportable::NotUtf8) } else { Ok(()) }
}

/// The folder from which the names in a plan count.
pub(super) struct Root {
    /// The path as the user wrote it.
    shown: PathBuf,
    /// The absolute path, with all links resolved.
    real: PathBuf,
}

impl Root {
    /// Finds the folder at `path`.
    pub(super) fn open(path: &Path) -> io::Result<Self> {
        let real = fs::canonicalize(path)?;
        if !real.is_dir() {
            return Err(io::Error::new(io::ErrorKind::NotADirectory, "it is not a folder"));
        }
        Ok(Root { shown: path.to_owned(), real })
    }

    /// Returns the path of the file `name` as reports show it.
    pub(super) fn shown(&self, name: &str) -> PathBuf {
        if self.shown == Path::new(".") { PathBuf::from(name) } else { self.shown.join(name) }
    }

    /// Returns the path of the regular file `name`, or the reason why it cannot be taken.
    pub(super) fn find(&self, name: &str) -> Result<PathBuf, String> {
        portable(name).map_err(|why| why.to_string())?;
        let found = |error: io::Error| format!("cannot find it: {error}");
        let real = fs::canonicalize(self.real.join(name)).map_err(found)?;
        if !real.starts_with(&self.real) {
            return Err("a link leads out of the root folder; left as it is".into());
        }
        if !fs::metadata(&real).map_err(found)?.is_file() {
            return Err("not a regular file".into());
        }
        Ok(real)
    }
}
