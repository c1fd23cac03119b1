//! A file with the name of a temporary one of ours → whether a run that is over has left it behind.
//!
//! Invariant: a file that a run is still working on, beside this one, is never touched. Such a run
//! holds a lock on it; where the system has no locks, nothing is removed.

use std::ffi::OsStr;
use std::io;
use std::path::Path;

use super::folder::{self, Folder, Lock};
use super::folder_of;
use crate::source::Identity;

/// What there is to say about a temporary file.
#[derive(Debug)]
pub enum Leftover {
    /// A run is working on it, or it is gone by now, or it is no file at all.
    Alive,
    /// Nobody is working on it, as far as can be told.
    Abandoned,
    /// It was abandoned, and is removed.
    Removed,
    /// It was abandoned, and cannot be removed.
    Stays(io::Error),
}

/// Finds out about the file at `path`, which bears the name of a temporary file, and removes it if
/// `remove` says so and nobody is working on it.
#[must_use]
pub fn leftover(path: &Path, remove: bool) -> Leftover {
    let Some(name) = path.file_name() else { return Leftover::Alive };
    let Ok(folder) = Folder::open(folder_of(path)) else { return Leftover::Abandoned };
    match folder.status(name) {
        Ok(status) if status.is_file => {}
        _ => return Leftover::Alive,
    }
    match locked(&folder, name, remove) {
        Ok(None) => Leftover::Alive,
        Err(error) if error.kind() == io::ErrorKind::NotFound => Leftover::Alive,
        Ok(Some(())) if remove => Leftover::Removed,
        Ok(Some(())) => Leftover::Abandoned,
        Err(error) if remove => Leftover::Stays(error),
        Err(_) => Leftover::Abandoned,
    }
}

/// Does it under the file's lock; `None` if another process has that.
fn locked(folder: &Folder, name: &OsStr, remove: bool) -> io::Result<Option<()>> {
    let file = folder.open_file(name)?;
    match folder::lock(&file) {
        Lock::Busy => Ok(None),
        // It got its final name meanwhile.
        _ if folder.status(name)?.identity != Identity::of(&file.metadata()?) => Ok(None),
        Lock::Taken if remove => folder.remove(name).map(Some),
        Lock::Taken => Ok(Some(())),
        Lock::Unknown => Err(io::Error::other("it cannot be locked")),
    }
}
