//! Folders of fixtures, and copies of them that a test may change.

#![expect(clippy::disallowed_methods, reason = "tests work on the disk")]

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use tempfile::TempDir;

/// The repository.
pub(crate) fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// The demo project.
pub(crate) const FERRY: &str = "fixtures/projects/ferry";

/// A copy of the demo project.
pub(crate) fn ferry() -> TempDir {
    let folder = TempDir::new().expect("a temporary folder");
    copy(&root().join(FERRY), folder.path());
    folder
}

/// The demo project with several clusters.
pub(crate) const FLEET: &str = "fixtures/projects/fleet";

/// What the clusters of the demo projects have told.
pub(crate) const ANSWERS: &str = "fixtures/answers";

/// Copies what is in `from` to `to`, which is made if it is missing.
pub(crate) fn copy(from: &Path, to: &Path) {
    for entry in walkdir::WalkDir::new(from) {
        let entry = entry.expect("an entry");
        let path = to.join(entry.path().strip_prefix(from).expect("below the folder"));
        if entry.file_type().is_dir() {
            fs::create_dir_all(path).expect("a folder");
        } else {
            fs::copy(entry.path(), path).expect("a file");
        }
    }
}

/// Every file below `root`, by its relative path.
pub(crate) fn tree(root: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    let files = walkdir::WalkDir::new(root).into_iter().map(|entry| entry.expect("an entry"));
    let files = files.filter(|entry| entry.file_type().is_file());
    let local = |path: &Path| path.strip_prefix(root).expect("below the root").to_owned();
    files.map(|it| (local(it.path()), fs::read(it.path()).expect("a file"))).collect()
}

/// All entries, in the order of their names.
pub(crate) fn entries(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).unwrap_or_else(|error| panic!("{folder:?}: {error}"));
    let mut paths: Vec<_> = entries.map(|entry| entry.expect("an entry").path()).collect();
    paths.sort();
    paths
}

/// The command line of a case of `fixtures/rules/`: its `arguments`, and its files for `--images` and
/// `--live`.
pub(crate) fn arguments(case: &Path) -> Vec<String> {
    let arguments = fs::read_to_string(case.join("arguments")).unwrap_or_default();
    let mut arguments: Vec<String> = arguments.split_whitespace().map(str::to_owned).collect();
    for (name, option) in [("images.json", "--images"), ("live.json", "--live")] {
        let file = case.join(name);
        if file.exists() {
            arguments.extend([option.to_owned(), file.display().to_string()]);
        }
    }
    arguments
}
