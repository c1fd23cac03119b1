//! The errors of a file, and of a scan as a whole.
//!
//! Does not know how they are shown. Invariant: a [`FileError`] is one line and never stops the
//! run; only a [`ScanError`] does.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

/// The size of the largest file that is read, in bytes: 4 GiB.
pub const LARGEST_FILE: u64 = 4 << 30;

/// The number of bytes beyond its announced size after which a file counts as endless.
pub(super) const ENDLESS: u64 = 64 << 20;

/// A file or folder that could not be searched. The search goes on with the others.
#[derive(Debug, thiserror::Error)]
#[error("{}: {problem}", path.display())]
pub struct FileError {
    /// The path, as it is shown everywhere.
    pub path: PathBuf,
    /// The problem with it.
    pub problem: Problem,
}

/// The problem with a file or folder.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Problem {
    /// The path leads to nothing.
    #[error("no such file or folder")]
    NotFound,
    /// The path is a symbolic link whose target does not exist.
    #[error("dangling symbolic link")]
    DanglingLink,
    /// The operating system denies access.
    #[error("permission denied")]
    PermissionDenied,
    /// The path is a folder, but a list of files may only name files.
    #[error("is a folder, not a file")]
    IsFolder,
    /// The path is a pipe, socket or device.
    #[error("not a regular file")]
    NotRegular,
    /// The folder is in `/proc`, `/sys` or another file system in which the kernel shows its state.
    #[error("a view of the kernel, not a folder of files")]
    KernelFileSystem,
    /// The file seems to have no end: far more bytes were read than its announced size.
    #[error("has no end: more than {most} MB were read of a file of {size} bytes", most = ENDLESS >> 20)]
    Endless {
        /// The announced size, in bytes.
        size: u64,
    },
    /// The file is an ignore file that is beyond a limit; the text tells the limit.
    #[error("{0}; no pattern of it is taken (--no-ignore searches without ignore files)")]
    IgnoreFile(String),
    /// The file is a text that may name credentials, in an encoding that is not read.
    #[error("looks like UTF-16 or UTF-32; only UTF-8 is read (save the file as UTF-8)")]
    Wide,
    /// The file has more than [`LARGEST_FILE`] bytes, or more than fit into memory.
    #[error("too large: only files up to 4 GiB are loaded")]
    TooLarge,
    /// The code that handles a file panicked, with this message.
    #[error("internal error ({0}): this is a bug, please report it")]
    Internal(String),
    /// Another error of the operating system.
    #[error("{0}")]
    Io(#[source] io::Error),
}

impl Problem {
    /// Returns the problem with `path` that `error` reports.
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

/// The reason why a scan cannot start.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ScanError {
    /// An `--include` or `--exclude` pattern is invalid.
    #[error("bad glob `{glob}` for --{option}: {reason}")]
    BadGlob {
        /// `include` or `exclude`.
        option: &'static str,
        /// The pattern, as the user wrote it.
        glob: String,
        /// The reason.
        reason: String,
    },
    /// The operating system gave no threads.
    #[error("cannot start {count} threads")]
    Threads {
        /// The number of threads.
        count: usize,
        /// The error of the thread pool.
        source: rayon::ThreadPoolBuildError,
    },
}

/// The reason why a file could not be read, from code that does not know its path.
pub(super) enum ReadFailure {
    /// An error whose meaning depends on the path.
    Io(io::Error),
    /// A problem that is the same for every path.
    Known(Problem),
}

impl From<io::Error> for ReadFailure {
    fn from(error: io::Error) -> Self {
        Self::Io(error)
    }
}

impl ReadFailure {
    /// Returns the problem with the file, which is at `path`.
    pub(super) fn at(self, path: &Path) -> Problem {
        match self {
            Self::Io(error) => Problem::new(error, path),
            Self::Known(problem) => problem,
        }
    }
}
