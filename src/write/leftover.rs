//! Finds out whether a temporary file of this program is a leftover: the run that created it is over.
//!
//! Invariant: a file that a run still works on is never removed. Such a run holds a lock on the
//! file; where the system has no locks, nothing is removed.

use std::ffi::OsStr;
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
    /// No run works on it, as far as the system can tell.
    Abandoned,
    /// It was abandoned, and has been removed.
    Removed,
    /// It was abandoned, and cannot be removed.
    Stays(io::Error),
}

/// Examines the file at `path`, which has the name of a temporary file. Removes it if `remove` is
/// true and no run works on it.
#[must_use]
pub fn leftover(path: &Path, remove: bool) -> Leftover {
    let Some(name) = path.file_name() else { return Leftover::Alive };
    let Ok(folder) = Folder::open(folder_of(path)) else { return Leftover::Abandoned };
    match folder.status(name) {
        Ok(status) if status.is_file => {}
        _ => return Leftover::Alive,
    }
    match lock_and_remove(&folder, name, remove) {
        Ok(None) => Leftover::Alive,
        Err(error) if error.kind() == io::ErrorKind::NotFound => Leftover::Alive,
        Ok(Some(())) if remove => Leftover::Removed,
        Ok(Some(())) => Leftover::Abandoned,
        Err(error) if remove => Leftover::Stays(error),
        Err(_) => Leftover::Abandoned,
    }
}

/// Locks the file, and removes it if `remove` is true. Returns `None` if the file is no leftover: another
/// process holds its lock, or has given it its final name.
fn lock_and_remove(folder: &Folder, name: &OsStr, remove: bool) -> io::Result<Option<()>> {
    let file = folder.open_file(name)?;
    match folder::lock(&file) {
        Lock::Busy => Ok(None),
        // The file got its final name meanwhile.
        _ if folder.status(name)?.identity != Identity::of(&file.metadata()?) => Ok(None),
        Lock::Taken if remove => folder.remove(name).map(Some),
        Lock::Taken => Ok(Some(())),
        Lock::Unknown => Err(io::Error::other("it cannot be locked")),
    }
}
