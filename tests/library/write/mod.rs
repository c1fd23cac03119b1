//! Replacing files on disk: wholly or not at all, and only what has not changed meanwhile.

#![expect(
    clippy::disallowed_methods,
    reason = "the tests look at the disk, and tell their children what to do by environment"
)]

mod child;
mod crash;
mod refusals;

use std::fs::{self, Permissions};
use std::io::Write as _;
use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _, chown, symlink};
use std::path::{Path, PathBuf};

use pullconfig::source::digest;
use pullconfig::write::{Leftover, Replaced, WriteError, leftover};
use tempfile::TempDir;

/// Replaces the file that is at `path` now.
fn replace(path: &Path, expected: &[u8], new: &[u8]) -> Result<Replaced, WriteError> {
    let location = pullconfig::write::location(path).expect("a file");
    pullconfig::write::replace(Some(&location), expected, new)
}

/// Whether a replacement carried over everything, for good.
fn is_whole(replaced: &Replaced) -> bool {
    replaced.other_links == 0 && replaced.owner_kept && replaced.unflushed.is_none()
}

/// A folder with the file `web.json`, holding `old`.
fn folder() -> (TempDir, PathBuf) {
    let folder = TempDir::new().expect("a temporary folder");
    let path = folder.path().join("web.json");
    fs::write(&path, "old").expect("a file");
    (folder, path)
}

fn set_mode(path: &Path, mode: u32) {
    fs::set_permissions(path, Permissions::from_mode(mode)).expect("own file");
}

fn mode(path: &Path) -> u32 {
    path.metadata().expect("it exists").mode() & 0o7777
}

/// The names in a folder, sorted.
fn names(folder: &Path) -> Vec<String> {
    let entry = |entry: std::io::Result<fs::DirEntry>| entry.expect("readable").file_name();
    let names = fs::read_dir(folder).expect("readable").map(entry);
    let mut names: Vec<_> = names.map(|name| name.to_string_lossy().into_owned()).collect();
    names.sort();
    names
}

/// Told past the captured output, so that a test that cannot run is seen not to have run.
fn skipped(why: &str) {
    let _ = writeln!(std::io::stderr(), "skipped: {why}");
}

fn is_root() -> bool {
    let (_folder, path) = folder();
    path.metadata().expect("it exists").uid() == 0
}

#[test]
fn the_new_text_stands_alone_in_the_folder() {
    let (folder, path) = folder();
    assert!(is_whole(&replace(&path, b"old", b"new").unwrap()));
    assert_eq!(fs::read(&path).unwrap(), b"new");
    assert_eq!(names(folder.path()), ["web.json"]);
}

#[test]
fn any_size_is_compared_and_written() {
    let (_folder, path) = folder();
    let big: Vec<u8> = (0..300_000_u32).flat_map(u32::to_le_bytes).collect();
    for (old, new) in [(&b"old"[..], &b""[..]), (b"", &big), (&big, b"old")] {
        replace(&path, old, new).unwrap();
        assert_eq!(fs::read(&path).unwrap(), new);
    }
}

#[test]
fn a_bare_file_name_means_the_current_folder() {
    let (folder, path) = folder();
    let output = child::run(&mut child::command("replace", Path::new("web.json")), folder.path());
    assert_eq!(output, "Ok");
    assert_eq!(fs::read(&path).unwrap(), b"new");
}

#[test]
fn the_longest_file_name_leaves_room_for_the_temporary_one() {
    let (folder, _) = folder();
    for name in ["x".repeat(255), "ü".repeat(127), "€".repeat(85)] {
        let path = folder.path().join(name);
        fs::write(&path, "old").unwrap();
        replace(&path, b"old", b"new").unwrap();
        assert_eq!(fs::read(&path).unwrap(), b"new");
    }
}

#[test]
fn the_mode_is_kept_whatever_the_umask() {
    for wanted in [0o600, 0o644, 0o666, 0o755, 0o777, 0o2755, 0o200] {
        let (_folder, path) = folder();
        set_mode(&path, wanted);
        match replace(&path, b"old", b"new") {
            Ok(_) => assert_eq!(mode(&path), wanted, "{wanted:o}"),
            // Without a right to read, only root gets this far.
            Err(error) => assert!(wanted == 0o200 && !is_root(), "{wanted:o}: {error}"),
        }
    }
}

#[test]
fn the_owner_is_kept() {
    if !is_root() {
        return skipped("the_owner_is_kept: only root has files of other owners");
    }
    let (_folder, path) = folder();
    chown(&path, Some(1234), Some(5678)).unwrap();
    set_mode(&path, 0o4755);
    assert!(is_whole(&replace(&path, b"old", b"new").unwrap()));
    let metadata = path.metadata().unwrap();
    assert_eq!((metadata.uid(), metadata.gid(), mode(&path)), (1234, 5678, 0o4755));
}

#[test]
fn a_symbolic_link_stays_and_its_target_is_replaced() {
    let (folder, path) = folder();
    fs::create_dir(folder.path().join("links")).unwrap();
    let near = folder.path().join("links/near");
    let far = folder.path().join("links/far");
    symlink("../web.json", &near).unwrap();
    symlink("near", &far).unwrap();
    replace(&far, b"old", b"new").unwrap();
    assert_eq!(fs::read(&path).unwrap(), b"new");
    assert_eq!(fs::read_link(&far).unwrap(), Path::new("near"));
    assert_eq!(fs::read_link(&near).unwrap(), Path::new("../web.json"));
    assert_eq!(names(&folder.path().join("links")), ["far", "near"]);
}

#[test]
fn other_hard_links_keep_the_old_text_and_are_told() {
    let (folder, path) = folder();
    let snapshot = folder.path().join("snapshot.json");
    fs::hard_link(&path, &snapshot).unwrap();
    assert_eq!(replace(&path, b"old", b"new").unwrap().other_links, 1);
    assert_eq!(fs::read(&path).unwrap(), b"new");
    assert_eq!(fs::read(&snapshot).unwrap(), b"old");
}

#[test]
fn the_digest_is_that_of_sha256sum() {
    let abc = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
    assert_eq!(digest(b"abc").to_string(), abc);
    assert_eq!(serde_json::to_value(digest(b"abc")).unwrap(), abc);
    assert_ne!(digest(b"abc"), digest(b"abd"));
}

#[test]
fn a_temporary_file_in_a_folder_that_cannot_be_opened_is_told_with_the_reason() {
    let folder = TempDir::new().expect("a temporary folder");
    let folder = folder.path();
    let name = ".app.json.pullconfig-0123456789abcdef";
    let gone = folder.join("gone").join(name);
    for remove in [false, true] {
        assert!(matches!(leftover(&gone, remove), Leftover::Alive), "{remove}");
    }
    symlink("loop", folder.join("loop")).expect("creating a link");
    let behind = folder.join("loop").join(name);
    assert!(matches!(leftover(&behind, false), Leftover::Abandoned));
    assert!(matches!(leftover(&behind, true), Leftover::Stays(_)));
}
