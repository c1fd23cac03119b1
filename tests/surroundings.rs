//! What surrounds a run may be hostile: names that a terminal would obey, a stream that is full.

#![cfg(unix)]
#![expect(clippy::disallowed_methods, reason = "tests work on the disk")]

use std::ffi::OsStr;
use std::fs;
use std::os::unix::ffi::OsStrExt as _;
use std::process::{Command, Stdio};

use tempfile::TempDir;

const APP: &str = r#"{"id": "/a\u001b[31m\nerror: b", "container": {"docker": {"image": "a\u001bb/c"}},
    "uris": ["file:///etc/docker.tar.gz"]}"#;

/// A folder with files of these names and this content.
fn folder(names: &[&[u8]], content: &str) -> TempDir {
    let folder = TempDir::new().expect("a temporary folder");
    for name in names {
        fs::write(folder.path().join(OsStr::from_bytes(name)), content).expect("a file");
    }
    folder
}

fn pullconfig(folder: &TempDir, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_pullconfig"));
    command.args(arguments).current_dir(folder.path());
    command
}

#[test]
fn no_name_in_a_report_is_obeyed_by_a_terminal() {
    let names = [&b"a\x1b[31m.json"[..], b"b\nerror: c.json", b"d\xff.json"];
    let hostile = folder(&names, APP);
    let broken = folder(&names, "{docker.tar.gz");
    let mentions = folder(&names[..1], "sh \x1b]0;title\x07 file:///etc/docker.tar.gz\r");
    for verb in ["scan", "diff", "apply", "check", "secrets"] {
        for folder in [&hostile, &broken, &mentions] {
            let run = pullconfig(folder, &[verb, "-v", "--color=never"]).output().expect("it runs");
            for stream in [run.stdout, run.stderr] {
                let text = String::from_utf8_lossy(&stream);
                let obeyed = text.find(|c: char| c.is_control() && c != '\n');
                assert_eq!(obeyed, None, "{verb}: {text:?}");
                assert!(!text.contains("\nerror: c.json"), "{verb}: {text}");
            }
        }
    }
    let run = pullconfig(&broken, &["scan"]).output().expect("it runs");
    let errors = String::from_utf8(run.stderr).expect("UTF-8");
    let expected = [
        r"error: a\u{1b}[31m.json:1:2:",
        r"error: b\nerror: c.json:1:2:",
        "error: d\u{fffd}.json:1:2:",
    ];
    for (line, start) in errors.lines().zip(expected) {
        assert!(line.starts_with(start), "{line}");
    }
    assert_eq!(errors.lines().count(), expected.len());
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_stream_is_an_error_that_names_it() {
    let folder = folder(&[b"a.json"], &APP.replace(r"\u001b", "").replace(r"[31m\nerror: ", ""));
    for arguments in
        [&["scan"][..], &["diff"], &["plan"], &["apply", "-"], &["rules"], &["secrets"]]
    {
        let full = fs::OpenOptions::new().write(true).open("/dev/full").expect("Linux has it");
        let input = fs::File::open(folder.path().join("a.json")).expect("it exists");
        let mut run = pullconfig(&folder, arguments);
        run.stdin(input).stdout(full).stderr(Stdio::piped());
        let run = run.output().expect("it runs");
        let error = String::from_utf8(run.stderr).expect("UTF-8");
        assert_eq!(run.status.code(), Some(2), "{arguments:?}: {error}");
        assert!(error.contains("cannot write to stdout: "), "{arguments:?}: {error}");
    }
}
