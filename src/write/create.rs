//! Bytes that only their owner may read → a new file, wholly or not at all.

use std::fs;
use std::io::{self, Write as _};
use std::path::Path;

use super::{WriteError, platform, refused};
use crate::source::TEMPORARY_MARK;

/// Creates `path` with `bytes`, readable and writable by the running user alone (mode 0600) from the
/// first moment on. What is there already is replaced only if `replace` says so; of a symbolic link
/// that is the link itself.
///
/// # Errors
/// See [`WriteError`]. Nothing is ever half written.
pub fn create_private(path: &Path, bytes: &[u8], replace: bool) -> Result<(), WriteError> {
    match fs::symlink_metadata(path) {
        Ok(there) if !there.is_file() && !there.is_symlink() => return Err(WriteError::NotAFile),
        // Said before any work; the rename decides.
        Ok(_) if !replace => return Err(WriteError::Exists),
        _ => {}
    }
    let folder = match path.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    };
    let open_folder = platform::open_folder(folder).map_err(refused("open its folder"))?;
    let prefix = format!(".secret{TEMPORARY_MARK}");
    let mut builder = tempfile::Builder::new();
    let created = builder.prefix(&prefix).make_in(folder, platform::create_private);
    let mut temporary = created.map_err(refused("create a temporary file in its folder"))?;
    let file = temporary.as_file_mut();
    file.write_all(bytes).and_then(|()| file.sync_all()).map_err(refused("write it"))?;
    let persisted = match replace {
        true => temporary.persist(path),
        false => temporary.persist_noclobber(path),
    };
    persisted.map_err(|failed| match failed.error.kind() {
        io::ErrorKind::AlreadyExists => WriteError::Exists,
        _ => refused("give it its name")(failed.error),
    })?;
    platform::flush_folder(open_folder.as_ref()).map_err(WriteError::Unflushed)
}
