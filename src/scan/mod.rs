//! Finds the files on the disk that may hold definitions to migrate, and returns them whole as
//! [`SourceFile`].
//!
//! Does not know JSON and Marathon: a byte search selects files, and the visitor decides.
//! Invariant: no file that mentions a credential name and that git would not ignore is passed over
//! silently, whatever its extension, and the result does not depend on the number of threads.

mod arguments;
mod aside;
mod collected;
mod error;
mod file_list;
mod gitignore;
mod globs;
mod listing;
mod matched;
mod mounts;
mod needles;
mod open;
mod read;
mod temporaries;
mod walk;

use std::collections::BTreeMap;
use std::num::NonZeroUsize;
use std::path::{Component, Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::AtomicU64;
use std::thread;

use rayon::ThreadPoolBuilder;
use rayon::slice::ParallelSliceMut as _;

pub use self::aside::{Aside, SetAside};
pub use self::error::{FileError, LARGEST_FILE, Problem, ScanError};
pub use self::file_list::parse_file_list;
pub use self::globs::{PathSet, Within};
pub use self::matched::have_files;
pub use self::needles::Needles;
pub use self::temporaries::temporaries_in;

use self::arguments::SortedArguments;
use self::aside::Collection;
use self::collected::{Collected, ScanItem, ScanResults};
use self::gitignore::IgnoreRules;
use self::globs::Filters;
use self::mounts::Mounts;
use self::read::Wanted;
use self::walk::Walk;
use crate::source::{Identity, SourceFile};

/// The files to search.
#[derive(Debug, Clone, Default)]
pub struct Selection {
    /// The files, which are visited whatever they hold, and the folders, which are walked. A path that
    /// is a link is followed. If there is no path and no list, the current folder is walked.
    pub paths: Vec<PathBuf>,
    /// The entries of a list of files (see [`parse_file_list`]), which are visited if the byte
    /// search selects them. Like `paths` they are not filtered. A folder among them is an error; a link
    /// to a folder is passed over.
    pub files_from: Option<Vec<PathBuf>>,
    /// The globs of which a walked file must match one, if there are any.
    pub include: Vec<String>,
    /// The globs of which a walked file or folder must match none.
    pub exclude: Vec<String>,
    /// Further globs, for paths that count from a folder of their own.
    pub within: Option<Within>,
    /// Whether ignore files (`.gitignore`, `.ignore`, git's excludes) are disregarded.
    pub no_ignore: bool,
    /// Further strings that select a file. An empty one selects every file.
    pub also: Vec<Vec<u8>>,
    /// The number of threads. The default is more than the number of processors, because on a cold
    /// disk threads mostly wait.
    pub threads: Option<NonZeroUsize>,
    /// A counter of the searched files, for a progress display.
    pub progress: Option<Arc<AtomicU64>>,
    /// A file that must not be searched, under any name.
    pub except: Option<Identity>,
    /// The choice of the files that are put aside, among those that the byte search passes over.
    pub aside: Option<Aside>,
}

/// The results for the files, and how much was searched.
#[derive(Debug)]
pub struct Scanned<T> {
    /// The files that the visitor did not pass over, and those with an error. They are sorted by
    /// path, component by component.
    pub files: Vec<ScannedFile<T>>,
    /// The numbers of files, folders and bytes that were searched.
    pub stats: Stats,
    /// Whether the file [`Selection::except`] was found among the files to search.
    pub found_excepted: bool,
    /// The files with the name of a temporary file of this program, in the folders that were walked
    /// and in those of the visited files. They are sorted.
    pub temporaries: Vec<PathBuf>,
    /// The files that were put aside, by key.
    pub aside: BTreeMap<String, SetAside>,
}

/// A file that was searched.
#[derive(Debug)]
pub struct ScannedFile<T> {
    /// The path as the user sees it.
    pub path: PathBuf,
    /// The visitor's result.
    pub result: Result<T, FileError>,
}

/// The numbers of files, folders and bytes that were searched.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub struct Stats {
    /// The number of files that were searched. In a walked folder, files that cannot be read count, too.
    pub files: u64,
    /// The number of folders that were walked. Folders that cannot be listed count, too.
    pub folders: u64,
    /// The number of bytes that were searched. A selected file is searched up to the first hit, in steps of
    /// 64 KB.
    pub bytes: u64,
}

/// The visitor that looks at a file. Many threads call it at once. It returns `None` to pass the
/// file over. A panic becomes the file's [`FileError`].
pub type Visit<'v, T> = dyn Fn(SourceFile) -> Option<T> + Sync + 'v;

/// Searches the selected files, and calls `visit` with those that may matter.
///
/// # Errors
/// A glob cannot be compiled, or there are no threads. The errors of single files are in
/// [`Scanned::files`].
pub fn scan<T: Send>(selection: &Selection, visit: &Visit<'_, T>) -> Result<Scanned<T>, ScanError> {
    let within = selection.within.as_ref();
    let filters = Filters::new(&selection.include, &selection.exclude, within)?;
    let count = selection.threads.map_or_else(default_threads, NonZeroUsize::get);
    let pool = ThreadPoolBuilder::new()
        .num_threads(count)
        .thread_name(|index| format!("scan-{index}"))
        .build()
        .map_err(|source| ScanError::Threads { count, source })?;
    let here = [PathBuf::from(".")];
    let paths = match selection.files_from {
        None if selection.paths.is_empty() => &here[..],
        _ => &selection.paths,
    };
    let listed = selection.files_from.as_deref().unwrap_or_default();
    let arguments = SortedArguments::new(paths, listed);
    let rules = (!selection.no_ignore).then(IgnoreRules::global);
    let walk = Walk {
        needles: Needles::new(&selection.also, selection.aside.map(|aside| aside.mark)),
        filters,
        mounts: Mounts::read(),
        claims: &arguments.claims,
        visit,
        collected: Collected::new(selection.progress.clone()),
        except: selection.except,
        aside: selection.aside.map(Collection::new),
    };
    pool.scope(|scope| {
        for root in &arguments.roots {
            let (walk, rules) = (&walk, rules.as_ref());
            scope.spawn(move |scope| walk.root(scope, root, rules));
        }
        walk.named(scope, &arguments.named, Wanted::Always);
        walk.named(scope, &arguments.listed, Wanted::OnHit);
    });
    pool.install(|| walk.search_links());
    let aside = walk.aside.map(Collection::finish).unwrap_or_default();
    let ScanResults { items, mut temporaries, found_excepted, stats } = walk.collected.finish();
    temporaries.sort();
    let file = |item: ScanItem<T>| ScannedFile { path: item.shown, result: item.result };
    let failed = |error: FileError| ScannedFile { path: error.path.clone(), result: Err(error) };
    let files = items.into_iter().map(file).chain(arguments.errors.into_iter().map(failed));
    let mut files: Vec<_> = files.collect();
    pool.install(|| files.par_sort_by_cached_key(|file| by_components(&file.path)));
    // Two walked folders may lie below the same ignore file, whose error is then reported twice.
    files.dedup_by(|one, other| match (&one.result, &other.result) {
        (Err(one), Err(other)) => one.to_string() == other.to_string(),
        _ => false,
    });
    Ok(Scanned { files, stats, found_excepted, temporaries, aside })
}

/// Returns a key of a path. The keys of paths sort like the paths sort by their components, but a
/// comparison of keys does not split the paths.
fn by_components(path: &Path) -> Vec<u8> {
    let mut key = Vec::with_capacity(path.as_os_str().len() + 16);
    for component in path.components() {
        key.push(match component {
            Component::Prefix(_) => 1,
            Component::RootDir => 2,
            Component::CurDir => 3,
            Component::ParentDir => 4,
            Component::Normal(_) => 5,
        });
        key.extend(component.as_os_str().as_encoded_bytes());
        // No name has this byte, and the byte sorts before all bytes that may follow in a longer name.
        key.push(0);
    }
    key
}

/// Returns four threads per processor, at least 8 and at most 32.
fn default_threads() -> usize {
    let processors = thread::available_parallelism().map_or(1, NonZeroUsize::get);
    (4 * processors).clamp(8, 32)
}
