//! A path → the file that stands to be replaced, if it may be and still is what it was.
//!
//! Writes nothing. Invariant: a [`Target`] was, when it was opened, a regular file that the running
//! user may write, holding exactly the expected bytes.

use std::ffi::OsString;
use std::fs::{self, File, Metadata, OpenOptions};
use std::io::{self, Read as _};
use std::path::{Path, PathBuf};

use super::{WriteError, platform, refused};
use crate::source::TEMPORARY_MARK;

/// A file found fit for replacing.
pub(super) struct Target {
    /// The file itself: the end of the chain if the path named a symbolic link.
    pub(super) path: PathBuf,
    /// Mode, owner and links as they were.
    pub(super) metadata: Metadata,
}

impl Target {
    /// Follows `path` to its file and checks that; reads it once, in pieces.
    pub(super) fn open(path: &Path, expected: &[u8]) -> Result<Self, WriteError> {
        let find = refused("find it");
        let is_link = fs::symlink_metadata(path).map_err(&find)?.is_symlink();
        let path = match is_link {
            true => fs::canonicalize(path).map_err(&find)?,
            false => path.to_path_buf(),
        };
        let metadata = fs::metadata(&path).map_err(&find)?;
        if !metadata.is_file() {
            return Err(WriteError::NotAFile);
        }
        if !platform::owner_may_write(&metadata) {
            return Err(WriteError::ReadOnly);
        }
        // Opened for writing although only read: who may not write the file may not replace it,
        // whatever the folder allows.
        let opened = OpenOptions::new().read(true).write(true).open(&path);
        let mut file = opened.map_err(refused("open it for writing"))?;
        if !holds(&mut file, expected).map_err(refused("read it"))? {
            return Err(WriteError::Changed);
        }
        Ok(Self { path, metadata })
    }

    /// The folder that holds the file, fit for opening.
    pub(super) fn folder(&self) -> &Path {
        match self.path.parent() {
            Some(folder) if !folder.as_os_str().is_empty() => folder,
            _ => Path::new("."),
        }
    }

    /// `.NAME.pullconfig-`; of a very long name as much as leaves room for the rest.
    pub(super) fn temporary_prefix(&self) -> OsString {
        // File systems take 255 bytes; the mark and the random letters need fewer than 55.
        const ROOM: usize = 200;
        let name = self.path.file_name().unwrap_or_default().to_string_lossy();
        let end = (0..=name.len().min(ROOM)).rfind(|&end| name.is_char_boundary(end));
        let name = &name[..end.unwrap_or(0)];
        format!(".{name}{TEMPORARY_MARK}").into()
    }
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
