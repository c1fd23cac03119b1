//! Writes a report or a plan to a file. Afterwards the file has the whole text, or is as it was before.
//!
//! Unlike a definition, the file may be new. The existing file is examined ([`existing`]) before
//! the run does anything, because it may be a file that the run reads.

use std::fs;
use std::io::{self, BufWriter, Read as _, Seek as _, SeekFrom, Write as _};
use std::path::Path;

use thiserror::Error;

use super::folder::{self, Folder};
use super::temporary::{Temporary, TextWriter};
use super::{Unflushed, folder_of};
use crate::source::Identity;

/// The reason why a file cannot be written.
#[derive(Debug, Error)]
pub enum Obstacle {
    /// The mode has no write permission for the owner.
    #[error("it is read-only (chmod u+w to have it replaced)")]
    ReadOnly,
    /// It is a folder.
    #[error("it is a folder")]
    Folder,
    /// The system does not tell what is there, or the folder of the file does not exist.
    #[error("{0}")]
    Refused(#[from] io::Error),
}

/// A regular file at the path of a report.
#[derive(Debug)]
pub struct Existing {
    /// The identity of the file.
    pub identity: Option<Identity>,
    /// The first bytes of the file.
    pub start: Vec<u8>,
    /// The last bytes of the file; for a short file they overlap the first.
    pub end: Vec<u8>,
}

/// The most bytes of [`Existing::start`] and of [`Existing::end`]. They show what kind of file it is.
const END_LENGTH: u64 = 64 << 10;

/// Returns the regular file that [`save`] would replace. Returns `None` if there is no file, or if it is a
/// pipe or a device.
///
/// # Errors
/// Nothing can be written there, or the existing file cannot be read.
#[expect(clippy::disallowed_methods, reason = "what a report replaces is no definition")]
pub fn existing(path: &Path) -> Result<Option<Existing>, Obstacle> {
    let metadata = match fs::metadata(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            fs::metadata(folder_of(path))?;
            return Ok(None);
        }
        found => found?,
    };
    if metadata.is_dir() {
        return Err(Obstacle::Folder);
    }
    if !metadata.is_file() {
        return Ok(None);
    }
    if !folder::owner_may_write(&metadata) {
        return Err(Obstacle::ReadOnly);
    }
    let mut file = fs::File::open(path)?;
    let metadata = file.metadata()?;
    let (mut start, mut end) = (Vec::new(), Vec::new());
    (&file).take(END_LENGTH).read_to_end(&mut start)?;
    file.seek(SeekFrom::Start(metadata.len().saturating_sub(END_LENGTH)))?;
    file.take(END_LENGTH).read_to_end(&mut end)?;
    Ok(Some(Existing { identity: Identity::of(&metadata), start, end }))
}

/// Lets `text` write a report to the file at `path`. A regular file is replaced atomically, and
/// keeps its owner and permissions if the system allows it. A new file gets the usual permissions.
/// A pipe or a device is written to directly. Returns a warning if the file may not outlast a power
/// cut.
///
/// # Errors
/// The system refuses a step. A regular file is then as it was.
pub fn save(path: &Path, text: &mut TextWriter) -> io::Result<Option<Unflushed>> {
    let real = fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
    let older = fs::metadata(&real).ok();
    if older.as_ref().is_some_and(|older| !older.is_file()) {
        let mut out = BufWriter::new(fs::OpenOptions::new().write(true).open(&real)?);
        text(&mut out)?;
        out.flush()?;
        return Ok(None);
    }
    let Some(name) = real.file_name() else { return Err(io::ErrorKind::IsADirectory.into()) };
    let folder = Folder::open(folder_of(&real))?;
    let mut temporary = match &older {
        Some(older) => Temporary::create_like(&folder, name, older)?,
        None => Temporary::create_usual(&folder, name)?,
    };
    temporary.write_text(text)?;
    temporary.flush()?;
    temporary.rename(name)?;
    Ok(folder.flush().err().map(Unflushed))
}
