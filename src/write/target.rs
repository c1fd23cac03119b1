//! A place → the file that stands to be replaced, if it may be and still is what it was.
//!
//! Writes nothing. Invariant: a [`Target`] was, when it was opened, the regular file that was read, one
//! that the running user may write, holding exactly the expected bytes.

use std::ffi::OsString;
use std::fs::{File, Metadata};
use std::io::{self, Read as _};
use std::thread::sleep;
use std::time::Duration;

use super::folder::{self, Folder, Lock};
use super::{WriteError, refused};
use crate::source::{FileLocation, Identity};

/// How often a file that is locked is looked at again, and after what time.
const PATIENCE: u32 = 200;
const PAUSE: Duration = Duration::from_millis(10);

/// A file found fit for replacing.
pub(super) struct Target {
    /// The folder that holds it.
    pub(super) folder: Folder,
    /// Its name there.
    pub(super) name: OsString,
    /// Mode, owner and links as they were.
    pub(super) metadata: Metadata,
    file: File,
}

impl Target {
    /// Finds the file, and reads it once, in pieces.
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
        // Opened for writing although only read: who may not write the file may not replace it,
        // whatever the folder allows.
        let opened = folder.open_file(name);
        let mut file = opened.map_err(|error| changed_or("open it for writing", error))?;
        // What was just looked at may be another file by now.
        let metadata = file.metadata().map_err(refused("find it"))?;
        if is_another(location, Identity::of(&metadata)) {
            return Err(WriteError::Changed);
        }
        if !holds(&mut file, expected).map_err(refused("read it"))? {
            return Err(WriteError::Changed);
        }
        Ok(Self { folder, name: name.to_owned(), metadata, file })
    }

    /// Keeps other runs from replacing the file, as long as this value lives.
    pub(super) fn lock(&self) -> Result<(), WriteError> {
        for _ in 0..PATIENCE {
            match folder::lock(&self.file) {
                // It may be another name of a file that this run replaces, or another run.
                Lock::Busy => sleep(PAUSE),
                Lock::Taken | Lock::Unknown => return Ok(()),
            }
        }
        Err(WriteError::Busy)
    }

    /// The file's other names.
    pub(super) fn other_links(&self) -> u64 {
        folder::other_links(&self.metadata)
    }
}

/// A link where there was none when the file was read is a change; everything else is a refusal.
fn changed_or(step: &'static str, error: io::Error) -> WriteError {
    if folder::is_link(&error) { WriteError::Changed } else { refused(step)(error) }
}

fn is_another(location: &FileLocation, found: Option<Identity>) -> bool {
    location.identity.is_some() && found != location.identity
}

/// Whether `file`, read from its start, is `expected` to the last byte.
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
