//! Where the secret goes: to a file for its owner alone, or to a pipe.

#![expect(clippy::disallowed_methods, reason = "tests work on the disk")]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use super::{auth, extract, secret};
use crate::support::program::Run;

fn config() -> Vec<u8> {
    format!(r#"{{"reg.example": {{"auth": "{}"}}}}"#, auth("ann:pass")).into_bytes()
}

/// Runs `secrets extract - -o FILE`, from a shell that lets everybody read new files.
fn write(file: &Path, more: &[&str]) -> Run {
    let mut command = Command::new("sh");
    command.args(["-c", "umask 0; exec \"$@\"", "sh", env!("CARGO_BIN_EXE_pullconfig")]);
    command.args(["secrets", "extract", "-", "-o"]).arg(file).args(more);
    Run::with_input(&mut command, &config())
}

fn names(folder: &Path) -> Vec<PathBuf> {
    let mut names: Vec<PathBuf> = fs::read_dir(folder)
        .expect("a folder")
        .map(|entry| entry.expect("an entry").path())
        .collect();
    names.sort();
    names
}

#[cfg(unix)]
fn mode(path: &Path) -> u32 {
    use std::os::unix::fs::MetadataExt as _;
    fs::symlink_metadata(path).expect("there").mode() & 0o7777
}

#[cfg(unix)]
#[test]
fn only_its_owner_may_read_it() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("config.json");
    let run = write(&file, &[]);
    assert_eq!((run.code, mode(&file)), (Some(0), 0o600));
    assert_eq!(
        run.stdout,
        format!("<stdin>: 1 login\n    `reg.example`\nwritten to {}\n", file.display())
    );
    assert_eq!(fs::read_to_string(&file).expect("text"), secret(&config()));
    assert_eq!(names(folder.path()), [file]);
}

#[cfg(unix)]
#[test]
fn what_is_there_is_replaced_only_by_force() {
    use std::os::unix::fs::{PermissionsExt as _, symlink};
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("config.json");
    fs::write(&file, "mine").expect("written");
    fs::set_permissions(&file, fs::Permissions::from_mode(0o644)).expect("set");
    let run = write(&file, &[]);
    let message = format!("error: {} is there already; --force replaces it\n", file.display());
    assert_eq!((run.code, run.stderr, run.stdout.as_str()), (Some(2), message, ""));
    assert_eq!(fs::read_to_string(&file).expect("text"), "mine");
    assert_eq!(write(&file, &["--force"]).code, Some(0));
    assert_eq!((fs::read_to_string(&file).expect("text"), mode(&file)), (secret(&config()), 0o600));
    // Of a link the link is replaced: what it leads to may be for everybody.
    let elsewhere = folder.path().join("elsewhere");
    fs::write(&elsewhere, "mine").expect("written");
    let link = folder.path().join("link");
    symlink(&elsewhere, &link).expect("a link");
    assert_eq!(write(&link, &[]).code, Some(2));
    assert_eq!(write(&link, &["--force"]).code, Some(0));
    assert_eq!(fs::read_to_string(&elsewhere).expect("text"), "mine");
    assert!(fs::symlink_metadata(&link).expect("there").is_file());
    assert_eq!(names(folder.path()), [file, elsewhere, link]);
}

#[test]
fn what_cannot_be_written() {
    let folder = tempfile::tempdir().expect("a folder");
    let run = write(&folder.path().join("no/config.json"), &[]);
    assert_eq!(run.code, Some(2));
    assert!(run.stderr.contains("cannot open its folder"), "{}", run.stderr);
    let run = write(folder.path(), &["--force"]);
    assert!(run.stderr.ends_with("not a regular file\n"), "{}", run.stderr);
    assert!(names(folder.path()).is_empty());
}

#[test]
fn nothing_is_written_unless_all_is_well() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("config.json");
    let bad = br#"{"auths": {"a": {}}}"#;
    let arguments = ["-".as_ref(), "-o".as_ref(), file.as_os_str()];
    assert_eq!(extract(&arguments, bad).code, Some(2));
    assert!(names(folder.path()).is_empty());
}

#[test]
fn stdout_has_the_secret_alone() {
    let run = extract(&["-", "-o", "-"], &config());
    assert_eq!(run.stderr, "<stdin>: 1 login\n    `reg.example`\n");
    assert!(serde_json::from_str::<serde_json::Value>(&run.stdout).is_ok());
}

#[test]
fn arguments_that_do_not_fit() {
    let cases: [&[&str]; 3] = [&[], &["a", "b"], &["a", "--force"]];
    for arguments in cases {
        assert_eq!(extract(arguments, b"").code, Some(2), "{arguments:?}");
    }
    let run = extract(&["no-such-file"], b"");
    assert_eq!(
        run.stderr,
        "error: cannot read no-such-file: No such file or directory (os error 2)\n"
    );
}
