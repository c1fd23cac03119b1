//! Finds the file that is to be replaced, and checks that it may be replaced and has not changed.
//!
//! It writes nothing. Invariant: at the time when a [`Replaceable`] was opened, its file was the regular
//! file that had been read, the running user could write it, and it held exactly the expected bytes.

use std::ffi::OsString;
use std::fs::{File, Metadata};
use std::io::{self, Read as _};
use std::thread::sleep;
use std::time::Duration;

use super::folder::{self, Folder, Lock};
use super::{WriteError, refused};
use crate::source::{FileLocation, Identity};

/// The number of attempts to lock a file.
const MAX_LOCK_TRIES: u32 = 200;

/// The time between two attempts to lock a file.
const PAUSE: Duration = Duration::from_millis(10);

/// A file that may be replaced.
pub(super) struct Replaceable {
    /// The folder that holds the file.
    pub(super) folder: Folder,
    /// The name of the file in the folder.
    pub(super) name: OsString,
    /// The mode, owner and number of links of the file when it was opened.
    pub(super) metadata: Metadata,
    /// The open file. A lock on it ends when it is closed.
    file: File,
}

impl Replaceable {
    /// Finds the file, and checks that it may be replaced and that its content is `expected`.
    pub(super) fn open(location: &FileLocation, expected: &[u8]) -> Result<Self, WriteError> {
        let (Some(parent), Some(name)) = (location.real.parent(), location.real.file_name()) else {
            return Err(WriteError::NotAFile);
        };
        let folder = Folder::open_exactly(parent);
        let folder = folder.map_err(|error| changed_or("open its folder", error))?;
        let status = folder.status(name).map_err(refused("find it"))?;
        if status.is_link || is_another(location, status.identity) {
            return Err(WriteError::Changed);
        }
        if !status.is_file {
            return Err(WriteError::NotAFile);
        }
        if !status.owner_may_write {
            return Err(WriteError::ReadOnly);
        }
        // The file is opened for writing although it is only read: a user who may not write the
        // file may not replace it, whatever the folder allows.
        let opened = folder.open_file(name);
        let mut file = opened.map_err(|error| changed_or("open it for writing", error))?;
        // The name may stand for another file by now.
        let metadata = file.metadata().map_err(refused("find it"))?;
        if is_another(location, Identity::of(&metadata)) {
            return Err(WriteError::Changed);
        }
        if !holds(&mut file, expected).map_err(refused("read it"))? {
            return Err(WriteError::Changed);
        }
        Ok(Self { folder, name: name.to_owned(), metadata, file })
    }

    /// Locks the file, so that no other run replaces it as long as this value lives. Waits if it is locked.
    pub(super) fn lock(&self) -> Result<(), WriteError> {
        for _ in 0..MAX_LOCK_TRIES {
            match folder::lock(&self.file) {
                // The lock may belong to another run, or to this run, which replaces the same file
                // under another name.
                Lock::Busy => sleep(PAUSE),
                Lock::Taken | Lock::Unknown => return Ok(()),
            }
        }
        Err(WriteError::Busy)
    }

    /// Returns the number of the file's other names.
    pub(super) fn other_links(&self) -> u64 {
        folder::other_links(&self.metadata)
    }
}

/// Returns [`WriteError::Changed`] if the error means that the path has a link, since it had none when the
/// file was read. Returns a refusal for any other error.
fn changed_or(step: &'static str, error: io::Error) -> WriteError {
    if folder::is_link_error(&error) { WriteError::Changed } else { refused(step)(error) }
}

/// Whether the identity that was found is not the one at `location`.
fn is_another(location: &FileLocation, found: Option<Identity>) -> bool {
    location.identity.is_some() && found != location.identity
}

/// Whether the content of `file`, which is read from its start, is exactly `expected`.
fn holds(file: &mut File, expected: &[u8]) -> io::Result<bool> {
    if usize::try_from(file.metadata()?.len()) != Ok(expected.len()) {
        return Ok(false);
    }
    let mut buffer = vec![0; 1 << 16];
    let mut rest = expected;
    loop {
        let count = match file.read(&mut buffer) {
            Ok(0) => return Ok(rest.is_empty()),
            Ok(count) => count,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
            Err(error) => return Err(error),
        };
        match rest.strip_prefix(&buffer[..count]) {
            Some(after) => rest = after,
            None => return Ok(false),
        }
    }
}
