//! Walks over every file below the arguments, and searches each where it is found.
//!
//! Does not know what a visitor makes of a file. Invariant: the files that are found do not depend
//! on the number of threads; only their order does, and the caller sorts.
//!
//! Each folder is one task: it lists itself, passes its subfolders to idle threads, and then reads
//! its own files.

use std::cell::OnceCell;
use std::collections::HashSet;
use std::ffi::OsString;
use std::fs::File;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::{fs, io};

use rayon::Scope;

use super::Visit;
use super::arguments::{Argument, Claims};
use super::aside::Collection;
use super::collected::Collected;
use super::error::Problem;
use super::error::ReadFailure;
use super::gitignore::IgnoreRules;
use super::globs::Filters;
use super::listing::list;
use super::mounts::Mounts;
use super::needles::Needles;
use super::open::{Named, SearchedFolder, open_named};
use super::read::{Contents, Wanted, load};
use crate::source::{FileLocation, Identity, Origin, SourceFile, is_temporary_name};

/// The number of files that one task reads. Large folders are shared among threads.
const BATCH: usize = 128;

/// The result of reading a file.
struct ReadFile {
    /// The file, if it is wanted.
    loaded: Option<LoadedFile>,
    /// The number of bytes that were searched.
    searched: u64,
}

/// A file that is passed to the visitor.
struct LoadedFile {
    bytes: Vec<u8>,
    identity: Option<Identity>,
}

/// The data that all tasks of a scan share.
pub(super) struct Walk<'a, T> {
    pub(super) needles: Needles,
    pub(super) filters: Filters,
    pub(super) mounts: Mounts,
    pub(super) claims: &'a Claims,
    pub(super) visit: &'a Visit<'a, T>,
    pub(super) collected: Collected<T>,
    /// The file that must not be searched.
    pub(super) except: Option<Identity>,
    pub(super) aside: Option<Collection>,
}

impl<'a, T: Send> Walk<'a, T> {
    /// Walks a folder that was given as an argument. `rules` are the user's own excludes, to which the rules
    /// of the folders above are added here. If there are no `rules`, nothing is ignored.
    pub(super) fn root<'s>(
        &'s self,
        scope: &Scope<'s>,
        root: &'s Argument,
        rules: Option<&IgnoreRules>,
    ) {
        if self.mounts.is_in_kernel_view(&root.real) {
            return self.collected.fail(root.below(root.real.clone()), Problem::KernelFileSystem);
        }
        let rules = rules.map(|rules| rules.above(&root.real, &mut self.failed_below(root)));
        self.folder(scope, root, root.real.clone(), rules);
    }

    /// Reads the files that the user named or listed, in batches.
    pub(super) fn named<'s>(&'s self, scope: &Scope<'s>, files: &'s [Argument], wanted: Wanted) {
        for batch in files.chunks(BATCH) {
            scope.spawn(move |_| {
                batch.iter().for_each(|file| self.named_file(file.clone(), wanted))
            });
        }
    }

    /// Walks a folder below `root`. `rules` are those of the folders above it.
    fn folder<'s>(
        &'s self,
        scope: &Scope<'s>,
        root: &'s Argument,
        folder: PathBuf,
        rules: Option<IgnoreRules>,
    ) {
        let mut listing = list(&folder);
        if let Some(error) = listing.error {
            self.folder_failed(root, &folder, error);
        }
        self.collected.count_folder();
        let failed = &mut self.failed_below(root);
        let rules = rules.map(|rules| rules.inside(&folder, listing.markers, failed));
        listing.folders.retain(|path| self.admits_folder(root, rules.as_ref(), path));
        self.retain_files(root, rules.as_ref(), &folder, &mut listing.files);
        // Subfolders come first: other threads can start on them while this thread reads.
        for subfolder in listing.folders {
            let rules = rules.clone();
            scope.spawn(move |scope| self.folder(scope, root, subfolder, rules));
        }
        if !listing.files.is_empty() {
            match listing.opened.map_or_else(|| SearchedFolder::open(&folder), Ok) {
                Ok(opened) => self.files(scope, root, opened, listing.files),
                Err(error) => self.folder_failed(root, &folder, error),
            }
        }
    }

    /// Reports a folder that could not be listed. A folder that vanished after its parent was listed is no
    /// error, but a folder that the user named is.
    fn folder_failed(&self, root: &Argument, folder: &Path, error: io::Error) {
        let is_there = match fs::symlink_metadata(folder) {
            Ok(now) => now.is_dir(),
            // The path is too long, for example. The folder was not searched, which is reported.
            Err(error) => error.kind() != io::ErrorKind::NotFound,
        };
        if folder == root.real || is_there {
            let problem = Problem::new(error, folder);
            self.collected.fail(root.below(folder.to_owned()), problem);
        }
    }

    /// Returns a function that reports the problems of files below `root`, given by their real
    /// paths.
    fn failed_below(&self, root: &Argument) -> impl FnMut(PathBuf, Problem) {
        |file, problem| self.collected.fail(root.below(file), problem)
    }

    /// Whether a folder below `root` is walked with this root.
    fn admits_folder(&self, root: &Argument, rules: Option<&IgnoreRules>, path: &Path) -> bool {
        !self.claims.has_folder(path)
            && !self.mounts.is_kernel_view(path)
            && !rules.is_some_and(|rules| rules.ignores(path, true))
            && (self.filters.is_empty()
                || self.filters.admits_folder(path, root.inner(path), &root.show(path)))
    }

    /// Removes from `files`, the names in a folder below `root`, those that are not searched with this
    /// root. Records the temporary files among them.
    fn retain_files(
        &self,
        root: &Argument,
        rules: Option<&IgnoreRules>,
        folder: &Path,
        files: &mut Vec<OsString>,
    ) {
        if let Some(claimed) = self.claims.files_in(folder) {
            files.retain(|name| !claimed.contains(name));
        }
        files.retain(|name| {
            let is_temporary = is_temporary_name(name);
            if is_temporary {
                self.collected.add_temporary(&root.below(folder.join(name)));
            }
            !is_temporary
        });
        let rules = rules.filter(|rules| !rules.is_empty());
        if self.filters.is_empty() && rules.is_none() {
            return;
        }
        let is_admitted = |path: &Path| {
            self.filters.is_empty()
                || self.filters.admits_file(path, root.inner(path), &root.show(path))
        };
        let mut path = PathBuf::new();
        files.retain(|name| {
            path.clear();
            path.extend([folder.as_os_str(), name]);
            is_admitted(&path) && !rules.is_some_and(|rules| rules.ignores(&path, false))
        });
    }

    /// Reads the files with these names in a folder below `root`, in batches.
    fn files<'s>(
        &'s self,
        scope: &Scope<'s>,
        root: &'s Argument,
        folder: SearchedFolder,
        mut files: Vec<OsString>,
    ) {
        let folder = Arc::new(folder);
        while files.len() > BATCH {
            let batch = files.split_off(files.len() - BATCH);
            let folder = Arc::clone(&folder);
            scope.spawn(move |_| self.batch(root, &folder, batch));
        }
        self.batch(root, &folder, files);
    }

    /// Reads the files with these names in a folder below `root`, one after the other.
    fn batch(&self, root: &Argument, folder: &SearchedFolder, files: Vec<OsString>) {
        let mut bytes = 0;
        let count = files.len() as u64;
        let shown = OnceCell::new();
        let shown = || {
            shown.get_or_init(|| match root.show(folder.path()) {
                // The current folder is not part of its files' paths.
                shown if shown.as_os_str() == "." => PathBuf::new(),
                shown => shown,
            })
        };
        let mut keys = Vec::new();
        for name in files {
            keys.clear();
            let opened = folder.file(&name).map_err(ReadFailure::from);
            let path = || folder.path().join(&name);
            let read = |file| self.read(&file, Wanted::OnHit, Path::new(&name), &mut keys);
            match opened.and_then(read) {
                Ok(ReadFile { loaded, searched }) => {
                    bytes += searched;
                    match loaded {
                        Some(loaded) => {
                            self.call_visitor(root.below(path()), loaded, Wanted::OnHit);
                        }
                        None if keys.is_empty() => {}
                        None => self.put_aside(&keys, shown(), || shown().join(&name)),
                    }
                }
                Err(_) if vanished(&path()) => {}
                Err(failure) => {
                    let problem = failure.at(&path());
                    self.collected.fail(root.below(path()), problem);
                }
            }
        }
        self.collected.count_files(count, bytes);
    }

    /// Puts a file of `folder` aside under its keys, if it may be among the first files of a key.
    fn put_aside(&self, keys: &[String], folder: &Path, path: impl FnOnce() -> PathBuf) {
        if let Some(aside) = self.aside.as_ref()
            && aside.has_room(folder, keys)
        {
            aside.put(&path(), keys);
        }
    }

    /// Reads a file that the user named or listed. A link is postponed.
    fn named_file(&self, file: Argument, wanted: Wanted) {
        let mut keys = Vec::new();
        let contents = match open_named(&file.real) {
            Ok(Named::Link) => return self.collected.postpone(file),
            Ok(Named::File(opened)) => self.read(&opened, wanted, &file.real, &mut keys),
            Err(failure) => Err(failure),
        };
        match contents {
            Ok(ReadFile { loaded, searched }) => {
                self.collected.count_files(1, searched);
                match loaded {
                    Some(loaded) => {
                        if self.call_visitor(file.clone(), loaded, wanted) {
                            self.collected.add_temporaries_beside(&file);
                        }
                    }
                    None => self.put_aside(&keys, Path::new(""), || file.shown),
                }
            }
            Err(failure) => {
                let problem = failure.at(&file.real);
                self.collected.fail(file, problem);
            }
        }
    }

    /// Searches an opened file, unless it must not be searched. `name` is its path or its name alone. Adds to
    /// `keys` those under which the file is put aside if it is not wanted.
    fn read(
        &self,
        file: &File,
        wanted: Wanted,
        name: &Path,
        keys: &mut Vec<String>,
    ) -> Result<ReadFile, ReadFailure> {
        if self.except.is_some() && Identity::of(&file.metadata()?) == self.except {
            self.collected.meet_excepted();
            return Ok(ReadFile { loaded: None, searched: 0 });
        }
        let Contents { bytes, searched } = match self.aside.as_ref().filter(|it| it.considers(name))
        {
            None => load(file, wanted, &self.needles, &mut |_| {})?,
            Some(aside) => {
                load(file, wanted, &self.needles, &mut |bytes| aside.add_key(bytes, keys))?
            }
        };
        let Some(bytes) = bytes else { return Ok(ReadFile { loaded: None, searched }) };
        let identity = Identity::of(&file.metadata()?);
        Ok(ReadFile { loaded: Some(LoadedFile { bytes, identity }), searched })
    }

    /// Passes a file to the visitor. Returns true unless the visitor passed the file over. The buffer of
    /// the thread is not borrowed at this time, so the visitor may call [`load`], too.
    fn call_visitor(&self, file: Argument, loaded: LoadedFile, wanted: Wanted) -> bool {
        let origin = if wanted == Wanted::Always { Origin::Named } else { Origin::Found };
        let LoadedFile { bytes, identity } = loaded;
        let location = Some(FileLocation { real: file.real.clone(), identity });
        let source = SourceFile { path: file.shown.clone(), location, bytes, origin };
        match catch_unwind(AssertUnwindSafe(|| (self.visit)(source))) {
            Ok(None) => return false,
            Ok(Some(value)) => self.collected.push(file, value),
            Err(panic) => {
                // A message that was formatted may quote data of the file; a constant one cannot.
                let text = panic.downcast_ref::<&'static str>().copied();
                let text = text.unwrap_or("panic");
                self.collected.fail(file, Problem::Internal(text.to_owned()));
            }
        }
        true
    }

    /// Searches the targets of the links among the listed files, one after the other.
    pub(super) fn search_links(&self) {
        let links = self.collected.postponed();
        if links.is_empty() {
            return;
        }
        let mut seen: HashSet<PathBuf> = self.collected.real_paths().into_iter().collect();
        for link in links {
            match fs::canonicalize(&link.real) {
                Ok(real) if self.claims.has_file(&real) || !seen.insert(real.clone()) => {}
                // A list may have all that git tracks, including links to folders. These are not
                // followed.
                Ok(real) if real.is_dir() => {}
                Ok(real) => self.named_file(Argument { real, ..link }, Wanted::OnHit),
                Err(error) if error.kind() == io::ErrorKind::NotFound => {}
                Err(error) => {
                    let problem = Problem::new(error, &link.real);
                    self.collected.fail(link, problem);
                }
            }
        }
    }
}

/// Whether the listed file at `path` is gone, or something else has its name now. An error that it gave is
/// not reported then.
fn vanished(path: &Path) -> bool {
    match fs::symlink_metadata(path) {
        Ok(now) => !now.is_file(),
        Err(error) => error.kind() == io::ErrorKind::NotFound,
    }
}
