//! A file as it was read: the only form in which bytes from the disk travel through the program.
//!
//! Knows nothing of JSON or Marathon. Reading is done by `scan`, replacing by `write`.

use std::ffi::{OsStr, OsString};
use std::fmt;
use std::fs::Metadata;
use std::path::PathBuf;

use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

/// The text between the file's name and a random number in the name of a temporary file of this
/// program: `.web.json.pullconfig-0123456789abcdef`.
pub const TEMPORARY_MARK: &str = ".pullconfig-";

/// The number of hexadecimal digits of the random number. With so many digits, no file of a user has such a
/// name by chance.
const TEMPORARY_DIGITS: usize = 16;

/// Returns the name of a temporary file for the file `name`. A very long name is shortened, so that
/// there is room for the rest.
#[must_use]
pub fn temporary_name(name: &OsStr, random: u64) -> OsString {
    // File systems take 255 bytes; the dot, the mark and the digits need fewer than 55.
    const ROOM: usize = 200;
    let name = name.to_string_lossy();
    let end = (0..=name.len().min(ROOM)).rfind(|&end| name.is_char_boundary(end));
    let name = &name[..end.unwrap_or(0)];
    format!(".{name}{TEMPORARY_MARK}{random:0TEMPORARY_DIGITS$x}").into()
}

/// Whether `name` has the form of the names that [`temporary_name`] returns.
#[must_use]
pub fn is_temporary_name(name: &OsStr) -> bool {
    let name = name.as_encoded_bytes();
    if name.first() != Some(&b'.') || name.len() < TEMPORARY_MARK.len() + TEMPORARY_DIGITS {
        return false;
    }
    let (front, digits) = name.split_at(name.len() - TEMPORARY_DIGITS);
    front.ends_with(TEMPORARY_MARK.as_bytes())
        && digits.iter().all(|digit| matches!(digit, b'0'..=b'9' | b'a'..=b'f'))
}

/// The way in which a file came into the run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Origin {
    /// The user has named it: unless its name tells another format, it must be JSON or a template of JSON.
    Named,
    /// A walk or a list has found it: its name and content decide which format it has.
    Found,
}

/// The file that a path led to when it was read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FileLocation {
    /// The path, which was absolute and without links at that time.
    pub real: PathBuf,
    /// The identity of the file; `None` if the system has none for files.
    pub identity: Option<Identity>,
}

/// The identity of a file, which does not depend on its names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Identity {
    /// The number of the file system.
    pub device: u64,
    /// The number of the file in the file system.
    pub inode: u64,
}

impl Identity {
    /// Returns the identity of the file with this `metadata`; `None` if the system has none for files.
    #[must_use]
    pub fn of(metadata: &Metadata) -> Option<Self> {
        #[cfg(unix)]
        {
            use std::os::unix::fs::MetadataExt as _;
            Some(Identity { device: metadata.dev(), inode: metadata.ino() })
        }
        #[cfg(not(unix))]
        {
            let _ = metadata;
            None
        }
    }
}

/// The bytes of a file as they were read, with the path that is shown for it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SourceFile {
    /// The path as the user named it, or as the walk found it below a named folder. It is never
    /// made absolute.
    pub path: PathBuf,
    /// The location of the file, where `write` replaces it; `None` if the bytes come from no file on a disk.
    pub location: Option<FileLocation>,
    /// The whole content, unchanged, with byte order mark and line ends.
    pub bytes: Vec<u8>,
    /// How the file came into the run.
    pub origin: Origin,
}

/// A SHA-256 checksum in 64 lower-case hexadecimal digits, as `sha256sum` prints it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Digest(String);

/// Returns the digest of `bytes`.
#[must_use]
pub fn digest(bytes: &[u8]) -> Digest {
    let hash = Sha256::digest(bytes);
    Digest(hash.iter().map(|byte| format!("{byte:02x}")).collect())
}

impl fmt::Display for Digest {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(&self.0)
    }
}
