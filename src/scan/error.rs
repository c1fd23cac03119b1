//! What can go wrong with one file, and with a scan as a whole.
//!
//! Refuses to know how it is shown. Invariant: a [`FileError`] is one line, and it never stops
//! the run; only a [`ScanError`] does.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

/// The largest file that is loaded, in bytes: 4 GiB.
pub const LARGEST: u64 = 4 << 30;

/// So many bytes beyond its size make a file one without an end.
pub(super) const ENDLESS: u64 = 64 << 20;

/// One file or folder that could not be searched; the others were.
#[derive(Debug, thiserror::Error)]
#[error("{}: {problem}", path.display())]
pub struct FileError {
    /// As it is shown everywhere else.
    pub path: PathBuf,
    /// What is wrong with it.
    pub problem: Problem,
}

/// What is wrong with one file or folder.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Problem {
    /// Nothing has this name.
    #[error("no such file or folder")]
    NotFound,
    /// A symbolic link whose target does not exist.
    #[error("dangling symbolic link")]
    DanglingLink,
    /// The operating system refuses to let us read it.
    #[error("permission denied")]
    PermissionDenied,
    /// A folder where a list of files may name files only.
    #[error("is a folder, not a file")]
    IsFolder,
    /// A pipe, socket or device was named.
    #[error("not a regular file")]
    NotRegular,
    /// A folder in `/proc` or the like was named.
    #[error("a view of the kernel, not a folder of files")]
    Kernels,
    /// A file that goes on and on, whatever its size is said to be.
    #[error("has no end: more than {most} MB were read of a file of {size} bytes", most = ENDLESS >> 20)]
    Endless {
        /// How many bytes it is said to have.
        size: u64,
    },
    /// An ignore file that is too large to be taken.
    #[error("{0}; no pattern of it is taken (--no-ignore searches without ignore files)")]
    IgnoreFile(String),
    /// A text that may name credentials, in an encoding that is not read.
    #[error("looks like UTF-16 or UTF-32; only UTF-8 is read (save the file as UTF-8)")]
    Wide,
    /// More than [`LARGEST`] bytes, or more than the memory holds.
    #[error("too large: only files up to 4 GiB are loaded")]
    TooLarge,
    /// Whoever looked at the file panicked; the text is the panic's.
    #[error("internal error ({0}): this is a bug, please report it")]
    Internal(String),
    /// Anything else that the operating system had to say.
    #[error("{0}")]
    Io(#[source] io::Error),
}

impl Problem {
    /// Why `path` could not be read, told apart as far as the user can act on it.
    pub(super) fn new(error: io::Error, path: &Path) -> Self {
        match error.kind() {
            io::ErrorKind::NotFound if fs::symlink_metadata(path).is_ok() => Self::DanglingLink,
            io::ErrorKind::NotFound => Self::NotFound,
            io::ErrorKind::PermissionDenied => Self::PermissionDenied,
            io::ErrorKind::IsADirectory => Self::IsFolder,
            io::ErrorKind::OutOfMemory => Self::TooLarge,
            _ => Self::Io(error),
        }
    }
}

/// Why a scan cannot start.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ScanError {
    /// An `--include` or `--exclude` pattern that means nothing.
    #[error("bad glob `{glob}` for --{option}: {reason}")]
    BadGlob {
        /// `include` or `exclude`.
        option: &'static str,
        /// As the user wrote it.
        glob: String,
        /// What is wrong with it.
        reason: String,
    },
    /// The operating system gave no threads.
    #[error("cannot start {count} threads")]
    Threads {
        /// How many were asked for.
        count: usize,
        /// What the thread pool said.
        source: rayon::ThreadPoolBuildError,
    },
}

/// Why a file could not be loaded, before its path is known.
pub(super) enum Failure {
    Io(io::Error),
    Known(Problem),
}

impl From<io::Error> for Failure {
    fn from(error: io::Error) -> Self {
        Self::Io(error)
    }
}

impl Failure {
    pub(super) fn at(self, path: &Path) -> Problem {
        match self {
            Self::Io(error) => Problem::new(error, path),
            Self::Known(problem) => problem,
        }
    }
}
