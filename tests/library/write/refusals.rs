//! What is refused, in which words, and that nothing has changed then.

use std::fs;
use std::os::unix::fs::chown;
use std::path::Path;

use pullconfig::write::WriteError;
use tempfile::TempDir;

use super::{child, folder, is_root, names, replace, set_mode, skipped};

/// Still the old file, and no other.
fn assert_untouched(folder: &TempDir) {
    assert_eq!(names(folder.path()), ["web.json"]);
    set_mode(&folder.path().join("web.json"), 0o600);
    assert_eq!(fs::read(folder.path().join("web.json")).expect("a file"), b"old");
}

#[test]
fn a_file_with_other_bytes_has_changed() {
    for expected in [&b""[..], b"ol", b"olD", b"old\n", b"\xef\xbb\xbfold"] {
        let (folder, path) = folder();
        let error = replace(&path, expected, b"new").unwrap_err();
        assert!(matches!(error, WriteError::Changed));
        assert_eq!(error.to_string(), "changed since it was read; left as it is");
        assert_untouched(&folder);
    }
}

/// Whether a temporary file is there that still lacks some of its `len` bytes.
fn is_at_work(folder: &TempDir, len: usize) -> bool {
    let temporary = names(folder.path()).into_iter().find(|name| name.starts_with('.'));
    let metadata = temporary.and_then(|name| folder.path().join(name).metadata().ok());
    metadata.is_some_and(|metadata| metadata.len() < len as u64)
}

#[test]
fn a_change_during_the_work_is_not_lost() {
    let (folder, path) = folder();
    let much = vec![b'x'; 64 << 20];
    let (result, in_time) = std::thread::scope(|scope| {
        let other = scope.spawn(|| {
            while names(folder.path()).len() == 1 && fs::read(&path).unwrap() == b"old" {}
            fs::write(&path, "theirs").unwrap();
            is_at_work(&folder, much.len())
        });
        (replace(&path, b"old", &much), other.join().unwrap())
    });
    if !in_time {
        return skipped("a change during the work: it came too late");
    }
    assert!(matches!(result, Err(WriteError::Changed)), "{result:?}");
    assert_eq!(fs::read(&path).unwrap(), b"theirs");
    assert_eq!(names(folder.path()), ["web.json"]);
}

#[test]
fn a_read_only_file_was_protected_on_purpose() {
    for mode in [0o444, 0o400, 0o464, 0o555] {
        let (folder, path) = folder();
        set_mode(&path, mode);
        let error = replace(&path, b"old", b"new").unwrap_err();
        assert!(matches!(error, WriteError::ReadOnly));
        let wanted = "read-only; left as it is (chmod u+w to have it converted)";
        assert_eq!(error.to_string(), wanted);
        assert_untouched(&folder);
    }
}

#[test]
fn what_is_no_file_is_not_replaced() {
    let (folder, _) = folder();
    let folder = folder.path();
    let table =
        [(folder.to_path_buf(), "not a regular file"), ("/dev/null".into(), "not a regular file")];
    for (path, wanted) in table {
        let error = replace(&path, b"", b"new").unwrap_err();
        assert_eq!(error.to_string(), wanted, "{}", path.display());
    }
}

/// The answer of a child without root's privileges, for a folder that it owns itself.
fn replace_as_nobody(folder: &TempDir, path: &Path) -> String {
    if !is_root() {
        return child::run(&mut child::command("replace", path), folder.path());
    }
    let user = ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"];
    child::run(&mut child::wrapped(&user, "replace", path), folder.path())
}

#[test]
fn a_folder_without_the_right_to_write_leaves_the_file_alone() {
    let (folder, path) = folder();
    if is_root() {
        chown(&path, Some(65534), None).unwrap();
        chown(folder.path(), Some(65534), None).unwrap();
    }
    set_mode(folder.path(), 0o555);
    let answer = replace_as_nobody(&folder, &path);
    set_mode(folder.path(), 0o755);
    if answer.starts_with("not run") {
        return skipped(&format!("no rights to the folder: {answer}"));
    }
    let wanted = "cannot create a temporary file in its folder: Permission denied (os error 13)";
    assert_eq!(answer, wanted);
    assert_untouched(&folder);
}

#[test]
fn a_file_that_others_own_is_not_replaced_through_an_open_folder() {
    if !is_root() {
        return skipped("a file of another owner: only root can make one");
    }
    let (folder, path) = folder();
    set_mode(folder.path(), 0o777);
    set_mode(&path, 0o644);
    let answer = replace_as_nobody(&folder, &path);
    if answer.starts_with("not run") {
        return skipped(&format!("a file of another owner: {answer}"));
    }
    assert_eq!(answer, "cannot open it for writing: Permission denied (os error 13)");
    assert_untouched(&folder);
}

#[test]
fn a_file_of_another_owner_changes_hands_if_it_may_be_written() {
    if !is_root() {
        return skipped("changing hands: only root can make a file of another owner");
    }
    let (folder, path) = folder();
    set_mode(folder.path(), 0o777);
    set_mode(&path, 0o4666);
    let answer = replace_as_nobody(&folder, &path);
    if answer.starts_with("not run") {
        return skipped(&format!("changing hands: {answer}"));
    }
    assert_eq!(answer, "Ok, owner not kept");
    assert_eq!(super::mode(&path), 0o666);
}

#[test]
fn a_full_disk_leaves_the_old_file_and_no_other() {
    let (folder, path) = folder();
    // A file system of 64 KB in a mount name space of its own, gone with the child.
    let script = "mount -t tmpfs -o size=64k none \"$PWD\" && cd \"$PWD\" || exit
                  printf old > web.json
                  \"$@\"
                  test \"$(ls -A) $(cat web.json)\" = 'web.json old' ||
                  echo \"[answer: left behind: $(ls -lA)]\"";
    let wrapper = ["unshare", "--mount", "--map-root-user", "sh", "-c", script, "sh"];
    let mut command = child::wrapped(&wrapper, "replace by much", &path);
    let answer = child::run(&mut command, folder.path());
    if answer.starts_with("not run") {
        return skipped(&format!("full disk: {answer}"));
    }
    let wanted = "cannot write its new text: No space left on device (os error 28)";
    assert_eq!(answer, wanted);
    assert_untouched(&folder);
}

#[test]
fn a_file_size_limit_leaves_the_old_file_and_no_other() {
    let (folder, path) = folder();
    let script = "trap '' XFSZ; ulimit -f 8; exec \"$@\"";
    let mut command = child::wrapped(&["sh", "-c", script, "sh"], "replace by much", &path);
    let answer = child::run(&mut command, folder.path());
    if answer.starts_with("not run") {
        return skipped(&format!("file size limit: {answer}"));
    }
    assert_eq!(answer, "cannot write its new text: File too large (os error 27)");
    assert_untouched(&folder);
}
