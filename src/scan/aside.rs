//! Puts aside some of the files that the byte search passes over, so that the caller can read them
//! later. They are sorted by keys: texts that follow a mark in the file.
//!
//! Does not know what is searched. Invariant: the result does not depend on the threads. For each
//! key, the first files are put aside, in the order of the bytes of their paths.

use std::borrow::Cow;
use std::collections::{BTreeMap, BinaryHeap};
use std::ffi::{OsStr, OsString};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

/// The choice of the files that are put aside, among those that the byte search passes over.
#[derive(Debug, Clone, Copy)]
pub struct Aside {
    /// Whether a file with this path is considered. The path may be just the name of the file.
    pub is_asked: fn(&Path) -> bool,
    /// The bytes that precede a key.
    pub mark: &'static [u8],
    /// Returns the key at the start of the bytes after a mark.
    pub key: fn(&[u8]) -> Option<Cow<'_, str>>,
    /// The most files that are put aside for each key.
    pub most: usize,
}

/// The files with a key that were put aside.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub struct SetAside {
    /// The first files, in the order of the bytes of their paths.
    pub paths: Vec<PathBuf>,
    /// Whether there are more files with this key.
    pub is_cut: bool,
}

/// The files that were put aside so far.
#[derive(Debug)]
pub(super) struct Collection {
    aside: Aside,
    found: Mutex<BTreeMap<String, Heap>>,
}

/// The files of one key that were put aside so far. The last path is on top.
#[derive(Debug, Default)]
struct Heap {
    paths: BinaryHeap<OsString>,
    /// Whether there are more files with this key.
    is_cut: bool,
}

impl Collection {
    pub(super) fn new(aside: Aside) -> Self {
        Self { aside, found: Mutex::default() }
    }

    /// Whether a file with this path or name may be put aside.
    pub(super) fn considers(&self, name: &Path) -> bool {
        (self.aside.is_asked)(name)
    }

    /// Adds the key at the start of `after`, the bytes after a mark, to the keys of the file. A key that
    /// is among them already is not added again.
    pub(super) fn add_key(&self, after: &[u8], keys: &mut Vec<String>) {
        if let Some(key) = (self.aside.key)(after).filter(|key| !keys.iter().any(|it| it == key)) {
            keys.push(key.into_owned());
        }
    }

    /// Whether a file below `folder` may be among the first files of one of its keys. Most files are not,
    /// and making the path of a file takes longer than this check.
    pub(super) fn has_room(&self, folder: &Path, keys: &[String]) -> bool {
        let mut found = self.found.lock().unwrap_or_else(PoisonError::into_inner);
        let mut has_room = false;
        for key in keys {
            has_room |= match found.get_mut(key) {
                Some(heap) => heap.has_room(folder.as_os_str(), self.aside.most),
                None => true,
            };
        }
        has_room
    }

    /// Puts a file aside under its keys.
    pub(super) fn put(&self, path: &Path, keys: &[String]) {
        let path = path.as_os_str();
        let mut found = self.found.lock().unwrap_or_else(PoisonError::into_inner);
        for key in keys {
            match found.get_mut(key) {
                Some(heap) => heap.add(path, self.aside.most),
                None => found.entry(key.clone()).or_default().add(path, self.aside.most),
            }
        }
    }

    /// Returns the files that were put aside, by key.
    pub(super) fn finish(self) -> BTreeMap<String, SetAside> {
        let found = self.found.into_inner().unwrap_or_else(PoisonError::into_inner);
        let kept = |Heap { paths, is_cut }: Heap| {
            let paths = paths.into_sorted_vec().into_iter().map(PathBuf::from).collect();
            SetAside { paths, is_cut }
        };
        found.into_iter().map(|(key, heap)| (key, kept(heap))).collect()
    }
}

impl Heap {
    /// Whether `path`, or a path that begins with it, may be among the first paths. If not, records
    /// that there are more files.
    fn has_room(&mut self, path: &OsStr, most: usize) -> bool {
        let has_room = self.paths.len() < most
            || self.paths.peek().is_some_and(|last| path < last.as_os_str());
        self.is_cut |= !has_room;
        has_room
    }

    /// Adds a path if it is among the first `most` paths. A path that is no longer among them is
    /// removed.
    fn add(&mut self, path: &OsStr, most: usize) {
        if !self.has_room(path, most) {
            return;
        }
        if self.paths.len() >= most {
            self.is_cut = true;
            self.paths.pop();
        }
        self.paths.push(path.to_owned());
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::{Aside, Collection};

    #[test]
    fn the_first_files_are_kept_in_whatever_order_they_come() {
        let names = ["a/1", "+x", "a/b/2", "b", "a-b/1", "z/9"];
        let keys = ["k".to_owned()];
        for first in 0..names.len() {
            let aside = Aside { is_asked: |_| true, mark: b"", key: |_| None, most: 3 };
            let collection = Collection::new(aside);
            for at in 0..names.len() {
                let path = Path::new(names[(first + at) % names.len()]);
                let folder = path.parent().unwrap_or(Path::new(""));
                if collection.has_room(folder, &keys) {
                    collection.put(path, &keys);
                }
            }
            let kept = &collection.finish()["k"];
            assert_eq!(kept.paths, ["+x", "a-b/1", "a/1"].map(Path::new));
            assert!(kept.is_cut);
        }
    }
}
