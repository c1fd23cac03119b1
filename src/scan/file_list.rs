//! Parses the list of paths of `--files-from`.
//!
//! Does not check whether the files exist. Invariant: a path is never changed. Names that git
//! quotes in its line-by-line output stay quoted, so unusual names need the NUL form (`git ls-files
//! -z`).

use std::path::PathBuf;

/// Returns the paths in `bytes`. They are separated by NUL bytes if `nul` is true, otherwise by
/// newlines. A carriage return before a newline is dropped, and empty paths are ignored.
#[must_use]
pub fn parse_file_list(bytes: &[u8], nul: bool) -> Vec<PathBuf> {
    let separator = if nul { 0 } else { b'\n' };
    bytes
        .split(|&byte| byte == separator)
        .map(|entry| if nul { entry } else { entry.strip_suffix(b"\r").unwrap_or(entry) })
        .filter(|entry| !entry.is_empty())
        .map(path)
        .collect()
}

#[cfg(unix)]
fn path(bytes: &[u8]) -> PathBuf {
    use std::os::unix::ffi::OsStrExt;
    PathBuf::from(std::ffi::OsStr::from_bytes(bytes))
}

#[cfg(not(unix))]
fn path(bytes: &[u8]) -> PathBuf {
    PathBuf::from(String::from_utf8_lossy(bytes).into_owned())
}
