//! A file as it was read: the only form in which bytes from the disk travel through the program.
//!
//! Knows nothing of JSON or Marathon. Reading is done by `scan`, replacing by `write`.

use std::ffi::{OsStr, OsString};
use std::fmt;
use std::fs::Metadata;
use std::path::PathBuf;

use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

/// What stands between the file's name and a random number in the name of a temporary file of ours:
/// `.web.json.pullconfig-0123456789abcdef`.
pub const TEMPORARY_MARK: &str = ".pullconfig-";

/// Hexadecimal digits of the random number. So many that nobody names a file of their own so.
const TEMPORARY_DIGITS: usize = 16;

/// The name of a temporary file beside the file `name`; of a very long name as much as leaves room for
/// the rest.
#[must_use]
pub fn temporary_name(name: &OsStr, random: u64) -> OsString {
    // File systems take 255 bytes; the dot, the mark and the digits need fewer than 55.
    const ROOM: usize = 200;
    let name = name.to_string_lossy();
    let end = (0..=name.len().min(ROOM)).rfind(|&end| name.is_char_boundary(end));
    let name = &name[..end.unwrap_or(0)];
    format!(".{name}{TEMPORARY_MARK}{random:0TEMPORARY_DIGITS$x}").into()
}

/// Whether `name` is one that [`temporary_name`] gives.
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

/// How a file came to be looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Origin {
    /// Named by the user: it is JSON, or it is wrong.
    Named,
    /// Found by a walk or in a list: its name and content tell what it is.
    Found,
}

/// Which file a path led to when it was read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FileLocation {
    /// Absolute, and free of links at that time.
    pub real: PathBuf,
    /// The file itself; `None` where the system does not tell.
    pub identity: Option<Identity>,
}

/// What tells a file from every other one, whatever the two are called.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Identity {
    /// The file system.
    pub device: u64,
    /// The file's number there.
    pub inode: u64,
}

impl Identity {
    /// The identity of the file that `metadata` is about, where the system tells it.
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

/// A file's bytes as they were read, with the path it is shown under.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SourceFile {
    /// As the user named it or as the walk found it below a named folder; never made absolute.
    pub path: PathBuf,
    /// Where it is replaced; `None` if it is no file on a disk.
    pub location: Option<FileLocation>,
    /// The whole content, untouched: byte order mark, line endings and all.
    pub bytes: Vec<u8>,
    /// How it came here.
    pub origin: Origin,
}

/// A SHA-256 in 64 lower-case hexadecimal digits, as `sha256sum` prints it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Digest(String);

/// The digest of `bytes`.
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
