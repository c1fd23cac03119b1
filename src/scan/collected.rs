//! What the tasks of a scan find -> one place, from many threads.
//!
//! Refuses to know order: whoever takes it out sorts. Invariant: one item per visited file that
//! was not passed over, and one per error.

use std::path::PathBuf;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use super::Stats;
use super::arguments::Argument;
use super::error::{FileError, Problem};

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

    /// Everything, in no particular order.
    pub(super) fn finish(self) -> (Vec<Item<T>>, Stats) {
        let stats = Stats {
            files: self.files.into_inner(),
            folders: self.folders.into_inner(),
            bytes: self.bytes.into_inner(),
        };
        (self.items.into_inner().unwrap_or_else(PoisonError::into_inner), stats)
    }
}

/// A panic elsewhere leaves a list whole: pushing is all that is done under the lock.
fn lock<V>(list: &Mutex<V>) -> MutexGuard<'_, V> {
    list.lock().unwrap_or_else(PoisonError::into_inner)
}
