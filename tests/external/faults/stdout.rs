//! The reader of stdout has gone.

use std::fs::{self, Permissions};
use std::os::unix::fs::PermissionsExt as _;

use super::folder::{Folder, converted};

/// What a shell says of a program that SIGPIPE has ended.
const CLOSED: Option<i32> = Some(141);

const FORMATS: [&str; 6] = ["human", "jsonl", "sarif", "github", "markdown", "html"];

fn protect(folder: &Folder, name: &str) {
    fs::set_permissions(folder.at(name), Permissions::from_mode(0o444)).expect("own file");
}

/// The work is done, errors are told, and the exit code is what it would have been.
pub(crate) fn of_apply() {
    let after = converted();
    for format in FORMATS {
        let folder = Folder::with(&["a.json", "b.json"]);
        protect(&folder, "a.json");
        let run = folder.run_unread(&["apply", "--format", format, "a.json", "b.json"], None);
        assert_eq!(run.code, Some(2), "{format}: {}", run.stderr);
        let error = "error: a.json: read-only; left as it is";
        assert!(run.stderr.contains(error), "{format}: {}", run.stderr);
        assert_eq!(folder.read("b.json"), after, "{format}");
        let run = folder.run_unread(&["apply", "--format", format, "--strict", "b.json"], None);
        assert_eq!((run.code, &*run.stderr), (Some(0), ""), "{format}");
    }
}

/// Whatever only reads ends with the status of SIGPIPE, and what went wrong before is told.
pub(crate) fn of_readers() {
    let folder = Folder::with(&["a.json"]);
    folder.write("broken.json", r#"{"uris": ["docker.tar.gz"}"#);
    folder.write("c.json", r#"{"auths": {"registry.example": {"auth": "dTpw"}}}"#);
    let mut runs: Vec<Vec<&str>> =
        FORMATS.map(|format| vec!["scan", "--format", format, "broken.json", "a.json"]).into();
    runs.extend(
        ["human", "jsonl", "sarif", "github"]
            .map(|format| vec!["check", "--format", format, "-v", "broken.json", "a.json"]),
    );
    runs.extend(
        ["table", "json", "sh"]
            .map(|format| vec!["secrets", "--format", format, "broken.json", "a.json"]),
    );
    runs.extend([
        vec!["secrets", "--suggest", "broken.json", "a.json"],
        vec!["diff", "broken.json", "a.json"],
        vec!["diff", "--stat", "broken.json", "a.json"],
        vec!["plan", "broken.json", "a.json"],
    ]);
    for arguments in runs {
        let run = folder.run_unread(&arguments, None);
        assert_eq!(run.code, CLOSED, "{arguments:?}: {}", run.stderr);
        let is_told = run.stderr.contains("error: broken.json:1:");
        assert!(is_told, "{arguments:?}: {}", run.stderr);
    }
    let missing = folder.run_unread(&["scan", "nowhere"], None);
    assert_eq!(missing.code, CLOSED);
    assert!(missing.stderr.contains("error: nowhere: no such file"), "{}", missing.stderr);
    for arguments in [
        &["rules"][..],
        &["explain", "privileged"],
        &["config"],
        &["completions", "bash"],
        &["man"],
        &["--help"],
        &["--version"],
        &["scan", "--help"],
        &["secrets", "extract", "c.json"],
    ] {
        let run = folder.run_unread(arguments, None);
        assert_eq!((run.code, &*run.stderr), (CLOSED, ""), "{arguments:?}");
    }
}

/// Text that was to be used by another program is a result; a listing beside a file that was written
/// is not.
pub(crate) fn of_filters() {
    let folder = Folder::with(&["a.json"]);
    folder.write("c.json", r#"{"auths": {"registry.example": {"auth": "dTpw"}}}"#);
    assert_eq!(folder.run_unread(&["apply", "-"], Some("a.json")).code, CLOSED);
    assert_eq!(folder.run_unread(&["secrets", "extract", "c.json", "-o", "-"], None).code, CLOSED);
    let run = folder.run_unread(&["secrets", "extract", "c.json", "-o", "secret.json"], None);
    assert_eq!((run.code, &*run.stderr), (Some(0), ""));
    assert!(folder.read("secret.json").contains("registry.example"));
}
