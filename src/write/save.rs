//! A report or a plan → a file of its own, which is there as a whole or not at all.
//!
//! Unlike a definition it may be new, and what stood there before is of no interest.

use std::fs;
use std::io::{self, Write as _};
use std::path::Path;

/// Writes `bytes` to the file at `path`. A regular file is replaced atomically and keeps its
/// permissions, a new one gets the usual ones; into a pipe or a device they are simply written.
///
/// # Errors
/// The system refuses; an older file is then as it was.
pub fn save(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let real = fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
    let older = fs::metadata(&real).ok();
    if older.as_ref().is_some_and(|older| !older.is_file()) {
        return fs::OpenOptions::new().write(true).open(&real)?.write_all(bytes);
    }
    let folder = real.parent().filter(|folder| !folder.as_os_str().is_empty());
    let mut builder = tempfile::Builder::new();
    builder.prefix(crate::source::TEMPORARY_MARK);
    // Opened by hand, because the crate's own files are for the running user alone.
    let usual = |path: &Path| fs::OpenOptions::new().write(true).create_new(true).open(path);
    let mut temporary = builder.make_in(folder.unwrap_or(Path::new(".")), usual)?;
    temporary.write_all(bytes)?;
    if let Some(older) = older {
        temporary.as_file().set_permissions(older.permissions())?;
    }
    temporary.as_file().sync_all()?;
    temporary.persist(&real).map_err(|failed| failed.error)?;
    Ok(())
}
