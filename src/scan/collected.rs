//! What the tasks of a scan find -> one place, from many threads.
//!
//! Refuses to know order: whoever takes it out sorts. Invariant: one item per visited file that
//! was not passed over, and one per error.

use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use super::Stats;
use super::arguments::Argument;
use super::error::{FileError, Problem};
use super::temporaries::Temporaries;

/// What came of one file.
#[derive(Debug)]
pub(super) struct Item<T> {
    pub(super) shown: PathBuf,
    pub(super) real: PathBuf,
    pub(super) result: Result<T, FileError>,
}

/// What was found so far.
#[derive(Debug)]
pub(super) struct Collected<T> {
    items: Mutex<Vec<Item<T>>>,
    links: Mutex<Vec<Argument>>,
    files: AtomicU64,
    folders: AtomicU64,
    bytes: AtomicU64,
    progress: Option<Arc<AtomicU64>>,
    temporaries: Mutex<Temporaries>,
    has_exception: AtomicBool,
}

/// All that was collected.
#[derive(Debug)]
pub(super) struct Found<T> {
    /// In no particular order.
    pub(super) items: Vec<Item<T>>,
    /// Temporary files of ours, in no particular order.
    pub(super) temporaries: Vec<PathBuf>,
    pub(super) has_exception: bool,
    pub(super) stats: Stats,
}

impl<T> Collected<T> {
    /// Nothing yet; files are counted in `progress` too.
    pub(super) fn new(progress: Option<Arc<AtomicU64>>) -> Self {
        Self {
            items: Mutex::default(),
            links: Mutex::default(),
            files: AtomicU64::new(0),
            folders: AtomicU64::new(0),
            bytes: AtomicU64::new(0),
            progress,
            temporaries: Mutex::default(),
            has_exception: AtomicBool::new(false),
        }
    }

    pub(super) fn push(&self, file: Argument, value: T) {
        let Argument { shown, real } = file;
        lock(&self.items).push(Item { shown, real, result: Ok(value) });
    }

    pub(super) fn fail(&self, file: Argument, problem: Problem) {
        let Argument { shown, real } = file;
        let error = FileError { path: shown.clone(), problem };
        lock(&self.items).push(Item { shown, real, result: Err(error) });
    }

    /// Keeps a link for later: which of two links to one file is searched must not depend on
    /// the threads.
    pub(super) fn postpone(&self, link: Argument) {
        lock(&self.links).push(link);
    }

    /// Takes out the postponed links, sorted as they are shown.
    pub(super) fn postponed(&self) -> Vec<Argument> {
        let mut links = std::mem::take(&mut *lock(&self.links));
        links.sort_by(|a, b| a.shown.cmp(&b.shown));
        links
    }

    /// The real paths of all items.
    pub(super) fn real_paths(&self) -> Vec<PathBuf> {
        lock(&self.items).iter().map(|item| item.real.clone()).collect()
    }

    pub(super) fn count_folder(&self) {
        self.folders.fetch_add(1, Ordering::Relaxed);
    }

    pub(super) fn count_files(&self, files: u64, bytes: u64) {
        self.files.fetch_add(files, Ordering::Relaxed);
        self.bytes.fetch_add(bytes, Ordering::Relaxed);
        if let Some(progress) = &self.progress {
            progress.fetch_add(files, Ordering::Relaxed);
        }
    }

    /// Keeps the path of a temporary file in a folder that is walked.
    pub(super) fn temporary(&self, file: &Argument) {
        lock(&self.temporaries).add(file);
    }

    /// Looks for temporary files beside a file that was named.
    pub(super) fn temporaries_beside(&self, file: &Argument) {
        lock(&self.temporaries).look_beside(file);
    }

    /// Keeps that the file which is not to be searched is there.
    pub(super) fn meet_exception(&self) {
        self.has_exception.store(true, Ordering::Relaxed);
    }

    /// Everything.
    pub(super) fn finish(self) -> Found<T> {
        let stats = Stats {
            files: self.files.into_inner(),
            folders: self.folders.into_inner(),
            bytes: self.bytes.into_inner(),
        };
        let temporaries = self.temporaries.into_inner().unwrap_or_else(PoisonError::into_inner);
        Found {
            items: self.items.into_inner().unwrap_or_else(PoisonError::into_inner),
            temporaries: temporaries.finish(),
            has_exception: self.has_exception.into_inner(),
            stats,
        }
    }
}

/// A panic elsewhere leaves a list whole: pushing is all that is done under the lock.
fn lock<V>(list: &Mutex<V>) -> MutexGuard<'_, V> {
    list.lock().unwrap_or_else(PoisonError::into_inner)
}
