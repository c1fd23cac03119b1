//! Finds out whether a temporary file of this program is a leftover: the run that created it is over.
//!
//! Invariant: a file that a run still works on is never removed. Such a run holds a lock on the
//! file; where the system has no locks, nothing is removed.

use std::io;
use std::path::Path;

use super::folder::{self, Folder, Lock};
use super::folder_of;
use crate::source::Identity;

/// The state of a temporary file.
#[derive(Debug)]
pub enum Leftover {
    /// It is no leftover: a run works on it, it is gone by now, or it is no regular file.
    Alive,
    /// It is a leftover, or the system does not tell whether a run works on it. Nothing was to be removed.
    Abandoned,
    /// It was a leftover, and has been removed.
    Removed,
    /// It was to be removed and could not be, or the system does not tell whether a run works on it.
    Stays(io::Error),
}

/// Examines the file at `path`, which has the name of a temporary file. Removes it if `remove` is
/// true and no run works on it.
#[must_use]
pub fn leftover(path: &Path, remove: bool) -> Leftover {
    match lock_and_remove(path, remove) {
        Ok(None) => Leftover::Alive,
        Err(error) if error.kind() == io::ErrorKind::NotFound => Leftover::Alive,
        Ok(Some(())) if remove => Leftover::Removed,
        Ok(Some(())) => Leftover::Abandoned,
        Err(error) if remove => Leftover::Stays(error),
        Err(_) => Leftover::Abandoned,
    }
}

/// Locks the file, and removes it if `remove` is true. Returns `Some` if the file is a leftover. Returns `None` if it is
/// none: it is no regular file, another process holds its lock, or its name stands for another file by now.
fn lock_and_remove(path: &Path, remove: bool) -> io::Result<Option<()>> {
    let Some(name) = path.file_name() else { return Ok(None) };
    let folder = Folder::open(folder_of(path))?;
    if !folder.status(name)?.is_file {
        return Ok(None);
    }
    let file = folder.open_file(name)?;
    match folder::lock(&file) {
        Lock::Busy => Ok(None),
        _ if folder.status(name)?.identity != Identity::of(&file.metadata()?) => Ok(None),
        Lock::Taken if remove => folder.remove(name).map(Some),
        Lock::Taken => Ok(Some(())),
        Lock::Unknown => Err(io::Error::other("it cannot be locked")),
    }
}
