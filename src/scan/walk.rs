//! Arguments -> every file below them, searched where it is found.
//!
//! Refuses to know what a visitor makes of a file. Invariant: what is found does not depend on the
//! number of threads, only the order does; whoever calls sorts.
//!
//! Each folder is one task: it lists itself, hands its subfolders to whichever thread is idle, and
//! then reads its own files.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};
use std::{fs, io};

use rayon::Scope;

use super::arguments::{Argument, Claims};
use super::error::{FileError, Problem};
use super::globs::Globs;
use super::listing::list;
use super::needles::Needles;
use super::read::{Contents, Failure, Folder, Named, Wanted, load, open_named};
use super::rules::Rules;
use super::{Stats, Visit};
use crate::source::SourceFile;

/// Files that one task reads: large folders are shared among threads.
const BATCH: usize = 128;

/// What came of one file.
pub(super) struct Item<T> {
    pub(super) shown: PathBuf,
    pub(super) real: PathBuf,
    pub(super) result: Result<T, FileError>,
}

/// All that the tasks of one scan share.
pub(super) struct Walk<'a, T> {
    pub(super) needles: Needles,
    pub(super) globs: Globs,
    pub(super) claims: &'a Claims,
    pub(super) visit: &'a Visit<'a, T>,
    found: Mutex<Vec<Item<T>>>,
    links: Mutex<Vec<Argument>>,
    files: AtomicU64,
    folders: AtomicU64,
    bytes: AtomicU64,
}

impl<'a, T: Send> Walk<'a, T> {
    pub(super) fn new(
        needles: Needles,
        globs: Globs,
        claims: &'a Claims,
        visit: &'a Visit<'a, T>,
    ) -> Self {
        Self {
            needles,
            globs,
            claims,
            visit,
            found: Mutex::default(),
            links: Mutex::default(),
            files: AtomicU64::new(0),
            folders: AtomicU64::new(0),
            bytes: AtomicU64::new(0),
        }
    }

    /// Walks a folder given as an argument. `rules`: those that hold in it but for its own ignore
    /// files; none: nothing is ignored.
    pub(super) fn root<'s>(&'s self, scope: &Scope<'s>, root: &'s Argument, rules: Option<&Rules>) {
        let rules = rules.map(|rules| rules.above(&root.real));
        self.folder(scope, root, root.real.clone(), rules);
    }

    /// Reads files that the user named, in batches.
    pub(super) fn named<'s>(&'s self, scope: &Scope<'s>, files: &'s [Argument], wanted: Wanted) {
        for batch in files.chunks(BATCH) {
            scope.spawn(move |_| batch.iter().for_each(|file| self.named_file(file, wanted)));
        }
    }

    fn folder<'s>(
        &'s self,
        scope: &Scope<'s>,
        root: &'s Argument,
        folder: PathBuf,
        rules: Option<Rules>,
    ) {
        let mut listing = list(&folder);
        if let Some(error) = listing.error {
            self.folder_failed(root, &folder, error);
        }
        self.folders.fetch_add(1, Ordering::Relaxed);
        let rules = rules.map(|rules| rules.inside(&folder, listing.markers));
        listing.folders.retain(|path| self.admits_folder(root, rules.as_ref(), path));
        self.retain_files(root, rules.as_ref(), &folder, &mut listing.files);
        // Subfolders first: others can start on them while this thread reads.
        for subfolder in listing.folders {
            let rules = rules.clone();
            scope.spawn(move |scope| self.folder(scope, root, subfolder, rules));
        }
        if !listing.files.is_empty() {
            self.files(scope, root, &folder, listing.files);
        }
    }

    /// A folder that vanished since its parent was listed is no error; one that was named is.
    fn folder_failed(&self, root: &Argument, folder: &Path, error: io::Error) {
        if folder == root.real || fs::symlink_metadata(folder).is_ok_and(|now| now.is_dir()) {
            self.fail(root.show(folder), folder.to_owned(), Problem::new(error, folder));
        }
    }

    fn admits_folder(&self, root: &Argument, rules: Option<&Rules>, path: &Path) -> bool {
        !self.claims.folder(path)
            && !rules.is_some_and(|rules| rules.ignores(path, true))
            && (self.globs.is_empty()
                || self.globs.admits_folder(root.inner(path), &root.show(path)))
    }

    fn retain_files(
        &self,
        root: &Argument,
        rules: Option<&Rules>,
        folder: &Path,
        files: &mut Vec<PathBuf>,
    ) {
        if let Some(claimed) = self.claims.files_in(folder) {
            files.retain(|path| path.file_name().is_none_or(|name| !claimed.contains(name)));
        }
        if !self.globs.is_empty() {
            files.retain(|path| self.globs.admits_file(root.inner(path), &root.show(path)));
        }
        if let Some(rules) = rules {
            files.retain(|path| !rules.ignores(path, false));
        }
    }

    /// Reads the files of one folder.
    fn files<'s>(
        &'s self,
        scope: &Scope<'s>,
        root: &'s Argument,
        folder: &Path,
        files: Vec<PathBuf>,
    ) {
        let open = match Folder::open(folder) {
            Ok(open) => std::sync::Arc::new(open),
            Err(error) => return self.folder_failed(root, folder, error),
        };
        let mut files = files;
        while files.len() > BATCH {
            let batch = files.split_off(files.len() - BATCH);
            let open = std::sync::Arc::clone(&open);
            scope.spawn(move |_| self.batch(root, &open, batch));
        }
        self.batch(root, &open, files);
    }

    fn batch(&self, root: &Argument, folder: &Folder, files: Vec<PathBuf>) {
        let mut bytes = 0;
        let count = files.len() as u64;
        for path in files {
            let opened = folder.file(&path).map_err(Failure::from);
            match opened.and_then(|file| load(&file, Wanted::OnHit, &self.needles)) {
                Ok(contents) => {
                    bytes += contents.searched;
                    if let Some(loaded) = contents.bytes {
                        self.hand_over(root.show(&path), path, loaded);
                    }
                }
                // What vanished, or became something else, since it was listed is passed over.
                Err(_)
                    if !fs::symlink_metadata(&path).map_or_else(still_there, |m| m.is_file()) => {}
                Err(failure) => {
                    let problem = failure.at(&path);
                    self.fail(root.show(&path), path, problem);
                }
            }
        }
        self.files.fetch_add(count, Ordering::Relaxed);
        self.bytes.fetch_add(bytes, Ordering::Relaxed);
    }

    fn named_file(&self, file: &Argument, wanted: Wanted) {
        let contents = match open_named(&file.real) {
            Ok(Named::Link) => return push(&self.links, file.clone()),
            Ok(Named::File(opened)) => load(&opened, wanted, &self.needles),
            Err(failure) => Err(failure),
        };
        match contents {
            Ok(Contents { bytes, searched }) => {
                self.files.fetch_add(1, Ordering::Relaxed);
                self.bytes.fetch_add(searched, Ordering::Relaxed);
                if let Some(loaded) = bytes {
                    self.hand_over(file.shown.clone(), file.real.clone(), loaded);
                }
            }
            Err(failure) => {
                self.fail(file.shown.clone(), file.real.clone(), failure.at(&file.real));
            }
        }
    }

    /// Shows the visitor a file; the thread's buffer is free again, so it may scan by itself.
    fn hand_over(&self, shown: PathBuf, real: PathBuf, bytes: Vec<u8>) {
        let source = SourceFile { path: shown.clone(), bytes };
        match catch_unwind(AssertUnwindSafe(|| (self.visit)(source))) {
            Ok(None) => {}
            Ok(Some(value)) => push(&self.found, Item { shown, real, result: Ok(value) }),
            Err(panic) => {
                let text = panic.downcast_ref::<&str>().map(|text| (*text).to_owned());
                let text = text.or_else(|| panic.downcast_ref::<String>().cloned());
                let text = text.unwrap_or_else(|| "panic".to_owned());
                self.fail(shown, real, Problem::Internal(text));
            }
        }
    }

    fn fail(&self, shown: PathBuf, real: PathBuf, problem: Problem) {
        let error = FileError { path: shown.clone(), problem };
        push(&self.found, Item { shown, real, result: Err(error) });
    }

    /// Reads the links among the listed files, one after the other: which of two links to one file
    /// wins must not depend on the threads.
    pub(super) fn links(&self) {
        let mut links = std::mem::take(&mut *lock(&self.links));
        if links.is_empty() {
            return;
        }
        links.sort_by(|a, b| a.shown.cmp(&b.shown));
        let mut seen: std::collections::HashSet<PathBuf> =
            lock(&self.found).iter().map(|item| item.real.clone()).collect();
        for link in links {
            match fs::canonicalize(&link.real) {
                Ok(real) if self.claims.file(&real) || !seen.insert(real.clone()) => {}
                Ok(real) => {
                    self.named_file(&Argument { shown: link.shown, real }, Wanted::OnHit);
                }
                Err(error) => {
                    let problem = Problem::new(error, &link.real);
                    self.fail(link.shown, link.real, problem);
                }
            }
        }
    }

    /// What was found, in no particular order.
    pub(super) fn finish(self) -> (Vec<Item<T>>, Stats) {
        let stats = Stats {
            files: self.files.into_inner(),
            folders: self.folders.into_inner(),
            bytes: self.bytes.into_inner(),
        };
        (self.found.into_inner().unwrap_or_else(std::sync::PoisonError::into_inner), stats)
    }
}

/// Whether a failed look at a path leaves open that it is there.
fn still_there(error: io::Error) -> bool {
    error.kind() != io::ErrorKind::NotFound
}

fn push<V>(list: &Mutex<Vec<V>>, value: V) {
    lock(list).push(value);
}

/// A panic elsewhere leaves a list whole: pushing is all that is done under the lock.
fn lock<V>(list: &Mutex<V>) -> std::sync::MutexGuard<'_, V> {
    list.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
}
