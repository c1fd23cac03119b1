//! Collects the results of all tasks of a scan, from many threads.
//!
//! Does not sort; the caller does. Invariant: there is one item for each visited file that was not
//! passed over, and one for each error.

use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use super::Stats;
use super::arguments::Argument;
use super::error::{FileError, Problem};
use super::temporaries::Temporaries;

/// The result for a file.
#[derive(Debug)]
pub(super) struct ScanItem<T> {
    /// The path as it is shown.
    pub(super) shown: PathBuf,
    /// The real path.
    pub(super) real: PathBuf,
    /// The result of the visitor, or the error of the file.
    pub(super) result: Result<T, FileError>,
}

/// The results of a scan so far.
#[derive(Debug)]
pub(super) struct Collected<T> {
    items: Mutex<Vec<ScanItem<T>>>,
    /// The links that are [postponed](Self::postpone).
    links: Mutex<Vec<Argument>>,
    /// The number of files that were searched.
    files: AtomicU64,
    /// The number of folders that were walked.
    folders: AtomicU64,
    /// The number of bytes that were searched.
    bytes: AtomicU64,
    /// A copy of `files` for a progress display.
    progress: Option<Arc<AtomicU64>>,
    temporaries: Mutex<Temporaries>,
    /// Whether the file that must not be searched was found.
    found_excepted: AtomicBool,
}

/// All results of a scan.
#[derive(Debug)]
pub(super) struct ScanResults<T> {
    /// The items, in no particular order.
    pub(super) items: Vec<ScanItem<T>>,
    /// The temporary files of this program, in no particular order.
    pub(super) temporaries: Vec<PathBuf>,
    /// Whether the file that must not be searched was found.
    pub(super) found_excepted: bool,
    pub(super) stats: Stats,
}

impl<T> Collected<T> {
    /// Creates an empty collection. Files are counted in `progress` too.
    pub(super) fn new(progress: Option<Arc<AtomicU64>>) -> Self {
        Self {
            items: Mutex::default(),
            links: Mutex::default(),
            files: AtomicU64::new(0),
            folders: AtomicU64::new(0),
            bytes: AtomicU64::new(0),
            progress,
            temporaries: Mutex::default(),
            found_excepted: AtomicBool::new(false),
        }
    }

    /// Adds the result of the visitor for a file.
    pub(super) fn push(&self, file: Argument, value: T) {
        let Argument { shown, real } = file;
        lock(&self.items).push(ScanItem { shown, real, result: Ok(value) });
    }

    /// Adds the error of a file or folder.
    pub(super) fn fail(&self, file: Argument, problem: Problem) {
        let Argument { shown, real } = file;
        let error = FileError { path: shown.clone(), problem };
        lock(&self.items).push(ScanItem { shown, real, result: Err(error) });
    }

    /// Postpones a link until all other files are searched. Of two links to one file only the first is
    /// searched, and which one that is must not depend on the threads.
    pub(super) fn postpone(&self, link: Argument) {
        lock(&self.links).push(link);
    }

    /// Removes the postponed links and returns them, sorted as they are shown.
    pub(super) fn postponed(&self) -> Vec<Argument> {
        let mut links = std::mem::take(&mut *lock(&self.links));
        links.sort_by(|a, b| a.shown.cmp(&b.shown));
        links
    }

    /// Returns the real paths of all items.
    pub(super) fn real_paths(&self) -> Vec<PathBuf> {
        lock(&self.items).iter().map(|item| item.real.clone()).collect()
    }

    pub(super) fn count_folder(&self) {
        self.folders.fetch_add(1, Ordering::Relaxed);
    }

    /// Adds to the numbers of files and bytes that were searched.
    pub(super) fn count_files(&self, files: u64, bytes: u64) {
        self.files.fetch_add(files, Ordering::Relaxed);
        self.bytes.fetch_add(bytes, Ordering::Relaxed);
        if let Some(progress) = &self.progress {
            progress.fetch_add(files, Ordering::Relaxed);
        }
    }

    /// Records a temporary file in a folder that is walked.
    pub(super) fn add_temporary(&self, file: &Argument) {
        lock(&self.temporaries).add(file);
    }

    /// Looks for temporary files in the folder of a named file.
    pub(super) fn add_temporaries_beside(&self, file: &Argument) {
        lock(&self.temporaries).look_beside(file);
    }

    /// Records that the file that must not be searched was found.
    pub(super) fn meet_excepted(&self) {
        self.found_excepted.store(true, Ordering::Relaxed);
    }

    /// Returns all results.
    pub(super) fn finish(self) -> ScanResults<T> {
        let stats = Stats {
            files: self.files.into_inner(),
            folders: self.folders.into_inner(),
            bytes: self.bytes.into_inner(),
        };
        let temporaries = self.temporaries.into_inner().unwrap_or_else(PoisonError::into_inner);
        ScanResults {
            items: self.items.into_inner().unwrap_or_else(PoisonError::into_inner),
            temporaries: temporaries.finish(),
            found_excepted: self.found_excepted.into_inner(),
            stats,
        }
    }
}

/// Locks a list. A panic in another thread leaves it intact, because nothing but a push happens
/// under the lock.
fn lock<V>(list: &Mutex<V>) -> MutexGuard<'_, V> {
    list.lock().unwrap_or_else(PoisonError::into_inner)
}
