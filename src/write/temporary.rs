//! A temporary file, which will take the place of another file in its folder.
//!
//! Invariant: the temporary file is removed when the value is dropped, unless it has got its final name. As
//! long as the value lives, the file is locked, if the system has locks, so that no other run takes
//! it for the leftover of a crash.

use std::ffi::{OsStr, OsString};
use std::fs::{File, Metadata};
use std::hash::{BuildHasher as _, RandomState};
use std::io::{self, BufWriter, Write};

use super::folder::{self, Folder, Lock};
use super::{WriteError, refused};
use crate::source::{Identity, temporary_name};

/// A function that writes the text of a report to a stream.
pub type TextWriter<'t> = dyn FnMut(&mut dyn Write) -> io::Result<()> + 't;

/// The number of random names that are tried before creating the file fails.
const MAX_TRIES: usize = 100;

/// A locked file under a temporary name, empty at first.
pub(super) struct Temporary<'f> {
    folder: &'f Folder,
    /// The temporary name; empty after the file has got its final one.
    name: OsString,
    file: File,
}

impl<'f> Temporary<'f> {
    /// Creates a file that only the running user may read and write, in the folder of the file `name`.
    pub(super) fn create(folder: &'f Folder, name: &OsStr) -> Result<Self, WriteError> {
        Self::create_for(folder, name, folder::PRIVATE)
            .map_err(refused("create a temporary file in its folder"))
    }

    /// Creates a file with the usual rights of a new file, in the folder of the file `name`.
    pub(super) fn create_usual(folder: &'f Folder, name: &OsStr) -> io::Result<Self> {
        Self::create_for(folder, name, folder::USUAL)
    }

    /// Creates a file with the owner and the rights of `older`, in the folder of the file `name`.
    pub(super) fn create_like(
        folder: &'f Folder,
        name: &OsStr,
        older: &Metadata,
    ) -> io::Result<Self> {
        let temporary = Self::create_for(folder, name, folder::PRIVATE)?;
        temporary.take_attributes(older)?;
        Ok(temporary)
    }

    /// Creates and locks a file with the mode `rights`. Its temporary name is made from `beside`, the final name.
    fn create_for(folder: &'f Folder, beside: &OsStr, rights: u32) -> io::Result<Self> {
        let mut tries = 0;
        loop {
            tries += 1;
            let name = temporary_name(beside, RandomState::new().hash_one(tries));
            let file = match folder.create(&name, rights) {
                Err(error) if error.kind() == io::ErrorKind::AlreadyExists && tries < MAX_TRIES => {
                    continue;
                }
                created => created?,
            };
            // Another run may have taken the file for a leftover and removed it before it was
            // locked.
            let lock = folder::lock(&file);
            let temporary = Temporary { folder, name, file };
            match lock {
                Lock::Taken if folder::has_name(&temporary.file)? => return Ok(temporary),
                Lock::Unknown => return Ok(temporary),
                _ if tries < MAX_TRIES => {}
                _ => return Err(io::Error::other("another run removes it each time")),
            }
        }
    }

    pub(super) fn write(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.file.write_all(bytes)
    }

    /// Lets `text` write to the file.
    pub(super) fn write_text(&mut self, text: &mut TextWriter) -> io::Result<()> {
        let mut out = BufWriter::new(&mut self.file);
        text(&mut out)?;
        out.flush()
    }

    /// Copies owner, group and permission bits of `old`. Returns whether owner and group were kept.
    pub(super) fn take_attributes(&self, old: &Metadata) -> io::Result<bool> {
        folder::copy_attributes(old, &self.file)
    }

    /// Makes the system write the file to the disk.
    pub(super) fn flush(&self) -> io::Result<()> {
        self.file.sync_all()
    }

    /// Returns the identity of the file, which stays when the file gets its final name.
    pub(super) fn identity(&self) -> io::Result<Option<Identity>> {
        Ok(Identity::of(&self.file.metadata()?))
    }

    /// Gives the file its final name `name`. Another file with this name is replaced.
    pub(super) fn rename(mut self, name: &OsStr) -> io::Result<()> {
        self.folder.rename(&self.name, name)?;
        self.name.clear();
        Ok(())
    }

    /// Gives the file its final name `name`. It is an error if another file has this name.
    pub(super) fn rename_new(mut self, name: &OsStr) -> io::Result<()> {
        self.folder.rename_new(&self.name, name)?;
        self.name.clear();
        Ok(())
    }
}

impl Drop for Temporary<'_> {
    fn drop(&mut self) {
        if !self.name.is_empty() {
            // If the file cannot be removed, the next run reports it.
            let _ = self.folder.remove(&self.name);
        }
    }
}
