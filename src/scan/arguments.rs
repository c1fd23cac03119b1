//! Turns the paths of the user into folders to walk and files to open, each of them once.
//!
//! Does not know ignore files and contents. Invariant: no two roots and no two files have the same
//! real path, and [`Claims`] lists all of them, so that a walk leaves out what is searched as an
//! argument of its own. Each path is shown in the spelling of the first argument that is this path or
//! a folder above it.

use std::collections::{HashMap, HashSet};
use std::ffi::{OsStr, OsString};
use std::fs;
use std::io;
use std::path::{Component, Path, PathBuf};

use super::error::{FileError, Problem};

/// A file or folder that the user named.
#[derive(Debug, Clone)]
pub(super) struct Argument {
    /// The path as it is shown; empty for the current folder.
    pub(super) shown: PathBuf,
    /// The absolute path with all links resolved. Only the last name of a path from a list is not
    /// resolved.
    pub(super) real: PathBuf,
}

impl Argument {
    /// Returns `below`, the real path of something in this folder, as it is shown.
    pub(super) fn show(&self, below: &Path) -> PathBuf {
        let inner = self.inner(below);
        match inner.as_os_str().is_empty() {
            // The path is the folder itself. The current folder needs a name.
            true if self.shown.as_os_str().is_empty() => PathBuf::from("."),
            true => self.shown.clone(),
            false => self.shown.join(inner),
        }
    }

    /// Returns `real`, the real path of something in this folder, as an argument.
    pub(super) fn below(&self, real: PathBuf) -> Self {
        Self { shown: self.show(&real), real }
    }

    /// Returns `below`, the real path of something in this folder, counted from this folder.
    pub(super) fn inner<'p>(&self, below: &'p Path) -> &'p Path {
        below.strip_prefix(&self.real).unwrap_or(below)
    }
}

/// All arguments, sorted by what is done with them.
#[derive(Debug, Default)]
pub(super) struct SortedArguments {
    /// The folders to walk.
    pub(super) roots: Vec<Argument>,
    /// The files that were given as arguments.
    pub(super) named: Vec<Argument>,
    /// The files of a list. Links among them are not resolved yet, because that takes a system call
    /// for each file, and a list may have all files of a repository.
    pub(super) listed: Vec<Argument>,
    pub(super) claims: Claims,
    /// The errors of the paths that can be neither walked nor opened.
    pub(super) errors: Vec<FileError>,
}

/// The real paths of all arguments. A walk leaves these files and folders out, because they are searched
/// as arguments of their own.
#[derive(Debug, Default)]
pub(super) struct Claims {
    /// The folders, each with its index in the order of arguments.
    roots: HashMap<PathBuf, usize>,
    /// The file names by folder.
    files: HashMap<PathBuf, HashSet<OsString>>,
}

impl Claims {
    /// Whether this folder is an argument of its own, so that another walk leaves it out.
    pub(super) fn has_folder(&self, real: &Path) -> bool {
        self.roots.contains_key(real)
    }

    /// Returns the names of the files directly in a folder that are arguments of their own.
    pub(super) fn files_in(&self, folder: &Path) -> Option<&HashSet<OsString>> {
        self.files.get(folder)
    }

    /// Whether a file is an argument of its own.
    pub(super) fn has_file(&self, real: &Path) -> bool {
        let (folder, name) = split(real);
        self.files.get(folder).is_some_and(|names| names.contains(name))
    }

    /// Adds a file. Returns false if it was there before.
    fn claim_file(&mut self, real: &Path) -> bool {
        let (folder, name) = split(real);
        match self.files.get_mut(folder) {
            Some(names) => names.insert(name.to_owned()),
            None => {
                self.files.insert(folder.to_owned(), HashSet::from([name.to_owned()]));
                true
            }
        }
    }
}

/// Returns the folder and the name of a file.
fn split(real: &Path) -> (&Path, &OsStr) {
    (real.parent().unwrap_or(real), real.file_name().unwrap_or_default())
}

impl SortedArguments {
    /// Sorts the arguments, whose links are followed, and the entries of a list.
    pub(super) fn new(paths: &[PathBuf], listed: &[PathBuf]) -> Self {
        let mut arguments = Self::default();
        for (index, path) in paths.iter().enumerate() {
            arguments.add_path(index, path);
        }
        let mut folders = HashMap::new();
        for path in listed {
            let real = real_name(path, &mut folders);
            if arguments.claims.claim_file(&real) {
                let shown = arguments.spell(path, &real, usize::MAX);
                arguments.listed.push(Argument { shown, real });
            }
        }
        // The roots are compared only now, because a folder may be given before or after a folder above
        // it.
        for at in 0..arguments.roots.len() {
            let root = arguments.roots[at].clone();
            let index = arguments.claims.roots[&root.real];
            arguments.roots[at].shown = arguments.spell(&root.shown, &root.real, index);
        }
        arguments
    }

    /// Adds a file or folder that was given as an argument. `index` is its index in the order of
    /// arguments.
    fn add_path(&mut self, index: usize, path: &Path) {
        let path = if path.as_os_str().is_empty() { Path::new(".") } else { path };
        let (real, kind) = match resolve(path) {
            Ok(found) => found,
            Err(error) => {
                let problem = Problem::new(error, path);
                self.errors.push(FileError { path: tidy(path), problem });
                return;
            }
        };
        if kind.is_dir() {
            if !self.claims.has_folder(&real) {
                self.claims.roots.insert(real.clone(), index);
                self.roots.push(Argument { shown: tidy(path), real });
            }
        } else if !kind.is_file() {
            self.errors.push(FileError { path: tidy(path), problem: Problem::NotRegular });
        } else if self.claims.claim_file(&real) {
            let shown = self.spell(path, &real, index);
            self.named.push(Argument { shown, real });
        }
    }

    /// Returns `path` as it is shown. `index` is its index in the order of arguments. If a folder above
    /// it was given before it, the path is shown below the first such folder.
    fn spell(&self, path: &Path, real: &Path, index: usize) -> PathBuf {
        real.ancestors()
            .skip(1)
            .filter_map(|folder| Some((*self.claims.roots.get(folder)?, folder)))
            .filter(|(root_index, _)| *root_index < index)
            .min()
            .and_then(|(_, folder)| self.roots.iter().find(|root| root.real == folder))
            .map_or_else(|| tidy(path), |root| root.show(real))
    }
}

/// Returns the real path of a file or folder, and its type.
fn resolve(path: &Path) -> io::Result<(PathBuf, fs::FileType)> {
    let real = fs::canonicalize(path)?;
    let kind = fs::metadata(&real)?.file_type();
    Ok((real, kind))
}

/// Returns the real path of a listed file whose own name is not resolved. `folders` remembers the
/// real paths of folders, because lists name many files in few folders.
fn real_name(path: &Path, folders: &mut HashMap<PathBuf, PathBuf>) -> PathBuf {
    let Some(name) = path.file_name() else {
        return fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
    };
    let folder = match path.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    };
    if let Some(real) = folders.get(folder) {
        return real.join(name);
    }
    // A folder that does not exist is reported when its file is opened.
    let real = fs::canonicalize(folder).unwrap_or_else(|_| folder.to_owned());
    let joined = real.join(name);
    folders.insert(folder.to_owned(), real);
    joined
}

/// Returns a path as it is shown: without `.` components, so that the current folder is empty.
fn tidy(path: &Path) -> PathBuf {
    path.components().filter(|component| *component != Component::CurDir).collect()
}
