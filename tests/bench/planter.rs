//! Writes the files of a tree and keeps count of them.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

/// What a tree consists of.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub(crate) struct Census {
    /// All files, whatever their kind.
    pub(crate) files: u64,
    /// Their bytes taken together.
    pub(crate) bytes: u64,
    /// Files that were given a credential URI, ignored ones included.
    pub(crate) mentions: u64,
}

/// Puts files below one root.
pub(crate) struct Planter {
    root: PathBuf,
    /// The folder of the last file: most neighbours share it.
    last: PathBuf,
    census: Census,
}

impl Planter {
    /// Starts with an empty `root`.
    pub(crate) fn new(root: &Path) -> io::Result<Self> {
        fs::create_dir_all(root)?;
        Ok(Self { root: root.to_owned(), last: root.to_owned(), census: Census::default() })
    }

    /// Makes a folder that may stay empty.
    pub(crate) fn folder(&self, path: &str) -> io::Result<()> {
        fs::create_dir_all(self.root.join(path))
    }

    /// Writes one file; `path` is relative to the root.
    pub(crate) fn file(&mut self, path: &str, bytes: &[u8]) -> io::Result<()> {
        let path = self.root.join(path);
        let folder = path.parent().expect("a file below the root");
        if folder != self.last {
            fs::create_dir_all(folder)?;
            self.last = folder.to_owned();
        }
        fs::write(&path, bytes)?;
        self.census.files += 1;
        self.census.bytes += bytes.len() as u64;
        Ok(())
    }

    /// Writes one file that holds a credential URI.
    pub(crate) fn mention(&mut self, path: &str, bytes: &[u8]) -> io::Result<()> {
        self.census.mentions += 1;
        self.file(path, bytes)
    }

    /// How many files were written so far.
    pub(crate) fn files(&self) -> u64 {
        self.census.files
    }

    /// The final count.
    pub(crate) fn census(self) -> Census {
        self.census
    }
}
