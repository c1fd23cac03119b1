//! What a scan finds: trees of files and the list that each must give.
//!
//! A tree is written one entry a line: `path` holds a credential URI, `path: a b` holds the lines
//! `a` and `b`, `path -> target` is a symbolic link and `path/` an empty folder.

#![expect(clippy::disallowed_methods, reason = "the trees lie on a real disk")]
#![expect(clippy::unwrap_used, reason = "a test that cannot set up its tree has failed")]

mod arguments;
mod contents;
mod failures;
mod ignored;
mod needles;
mod oracle;

use std::fs;
use std::path::{Path, PathBuf};

use pullconfig::scan::{ScannedFile, Selection, scan};
use tempfile::TempDir;

const CREDENTIAL: &str = r#"{"uris": ["file:///etc/docker.tar.gz"]}"#;

/// A tree on disk, gone when dropped.
struct Tree {
    folder: TempDir,
}

impl Tree {
    fn new(spec: &str) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let tree = Self { folder };
        for line in spec.lines().map(str::trim).filter(|line| !line.is_empty()) {
            tree.add(line);
        }
        tree
    }

    fn add(&self, line: &str) {
        if let Some((path, target)) = line.split_once(" -> ") {
            return link(target, &self.place(path));
        }
        match line.split_once(": ") {
            Some((path, lines)) => self.write(path, lines.replace(' ', "\n").as_bytes()),
            None if line.ends_with('/') => fs::create_dir_all(self.path(line)).unwrap(),
            None => self.write(line, CREDENTIAL.as_bytes()),
        }
    }

    fn write(&self, path: &str, bytes: &[u8]) {
        fs::write(self.place(path), bytes).unwrap();
    }

    /// The path of a new file, its folder made.
    fn place(&self, path: &str) -> PathBuf {
        let path = self.path(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        path
    }

    fn path(&self, path: &str) -> PathBuf {
        self.root().join(path)
    }

    fn root(&self) -> &Path {
        self.folder.path()
    }

    /// Scans these paths of the tree.
    fn selection(&self, paths: &[&str]) -> Selection {
        Selection {
            paths: paths.iter().map(|path| self.path(path)).collect(),
            ..Selection::default()
        }
    }

    /// What is found, one path or error a line, without the way to the tree.
    fn found(&self, selection: &Selection) -> Vec<String> {
        let way = format!("{}/", self.root().display());
        found(selection).into_iter().map(|line| line.replace(&way, "")).collect()
    }

    /// Asserts what a scan of the whole tree finds.
    #[track_caller]
    fn finds(&self, expected: &[&str]) {
        assert_eq!(self.found(&self.selection(&[""])), expected);
    }
}

/// Each visited path and each error, in the order of the result.
fn found(selection: &Selection) -> Vec<String> {
    visited(selection)
        .into_iter()
        .map(|ScannedFile { path, result }| match result {
            Ok(seen) => {
                assert_eq!(seen, path, "the visitor and the caller see one path");
                path.display().to_string()
            }
            Err(error) => {
                assert_eq!(error.path, path);
                format!("! {error}")
            }
        })
        .collect()
}

fn visited(selection: &Selection) -> Vec<ScannedFile<PathBuf>> {
    scan(selection, &|file| Some(file.path)).unwrap().files
}

#[cfg(unix)]
fn link(target: &str, path: &Path) {
    std::os::unix::fs::symlink(target, path).unwrap();
}

#[cfg(windows)]
fn link(target: &str, path: &Path) {
    std::os::windows::fs::symlink_file(target, path).unwrap();
}
