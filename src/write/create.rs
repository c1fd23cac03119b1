//! Creates a file that only its owner may read, as a whole or not at all.

use std::fs;
use std::io;
use std::path::Path;

use super::folder::Folder;
use super::temporary::Temporary;
use super::{Unflushed, WriteError, folder_of, refused};

/// Creates the file `path` with the content `bytes`. From the first moment only the running user
/// can read and write the file (mode 0600). An existing file is replaced only if `replace` is true;
/// if it is a symbolic link, the link itself is replaced. Returns a warning if the file may not
/// outlast a power cut.
///
/// # Errors
/// See [`WriteError`]. Nothing is ever half written.
pub fn create_private(
    path: &Path,
    bytes: &[u8],
    replace: bool,
) -> Result<Option<Unflushed>, WriteError> {
    match fs::symlink_metadata(path) {
        Ok(there) if !there.is_file() && !there.is_symlink() => return Err(WriteError::NotAFile),
        // This is an early answer. The rename below fails as well if the file exists by then.
        Ok(_) if !replace => return Err(WriteError::Exists),
        _ => {}
    }
    let Some(name) = path.file_name() else { return Err(WriteError::NotAFile) };
    let folder = Folder::open(folder_of(path)).map_err(refused("open its folder"))?;
    let mut temporary = Temporary::create(&folder, name)?;
    temporary.write(bytes).map_err(refused("write it"))?;
    temporary.flush().map_err(refused("write it"))?;
    let renamed = if replace { temporary.rename(name) } else { temporary.rename_new(name) };
    renamed.map_err(|error| match error.kind() {
        io::ErrorKind::AlreadyExists => WriteError::Exists,
        _ => refused("give it its name")(error),
    })?;
    Ok(folder.flush().err().map(Unflushed))
}
