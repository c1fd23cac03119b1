//! Files that the byte search passes over -> a few of them by what they name, for a second look.
//!
//! Refuses to know what is looked for. Invariant: what is kept does not depend on the threads: of
//! each key the first files in the order of their paths.

use std::collections::{BTreeMap, BinaryHeap};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

/// Which of the files that the byte search passes over are kept.
#[derive(Debug, Clone, Copy)]
pub struct Aside {
    /// Whether a file of this name is asked.
    pub is_asked: fn(&Path) -> bool,
    /// Adds the keys of a file with these bytes, each once.
    pub keys: fn(&[u8], &mut Vec<String>),
    /// How many files are kept of each key.
    pub most: usize,
}

/// The files of one key.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub struct Kept {
    /// The first ones.
    pub paths: Vec<PathBuf>,
    /// Whether there are more.
    pub is_cut: bool,
}

/// What was kept so far.
#[derive(Debug)]
pub(super) struct Collection {
    aside: Aside,
    found: Mutex<BTreeMap<String, Heap>>,
}

#[derive(Debug, Default)]
struct Heap {
    paths: BinaryHeap<PathBuf>,
    is_cut: bool,
}

impl Collection {
    pub(super) fn new(aside: Aside) -> Self {
        Self { aside, found: Mutex::default() }
    }

    pub(super) fn asks(&self, name: &Path) -> bool {
        (self.aside.is_asked)(name)
    }

    pub(super) fn add_keys(&self, bytes: &[u8], keys: &mut Vec<String>) {
        (self.aside.keys)(bytes, keys);
    }

    /// Keeps a file under its keys.
    pub(super) fn keep(&self, path: &Path, keys: &[String]) {
        let mut found = self.found.lock().unwrap_or_else(PoisonError::into_inner);
        for key in keys {
            match found.get_mut(key) {
                Some(heap) => heap.add(path, self.aside.most),
                None => found.entry(key.clone()).or_default().add(path, self.aside.most),
            }
        }
    }

    pub(super) fn finish(self) -> BTreeMap<String, Kept> {
        let found = self.found.into_inner().unwrap_or_else(PoisonError::into_inner);
        let kept = |Heap { paths, is_cut }| Kept { paths: paths.into_sorted_vec(), is_cut };
        found.into_iter().map(|(key, heap)| (key, kept(heap))).collect()
    }
}

impl Heap {
    fn add(&mut self, path: &Path, most: usize) {
        if self.paths.len() < most {
            self.paths.push(path.to_owned());
            return;
        }
        self.is_cut = true;
        if self.paths.peek().is_some_and(|last| path < last.as_path()) {
            self.paths.pop();
            self.paths.push(path.to_owned());
        }
    }
}
