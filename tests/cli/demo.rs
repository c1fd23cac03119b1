//! The demo repository, end to end, with the real binary and the real git: what the diff promises,
//! `git apply` and `apply` both make, and then nothing is left to do.

#![expect(clippy::print_stdout, reason = "what is skipped must be seen")]

use std::io::Write;
use std::path::Path;
use std::process::{Command, Stdio};

use crate::support::folder::{ferry, tree};
use crate::support::program::{program, pullconfig};

/// Whether `git apply` could be run on `patch`.
fn git_apply(folder: &Path, patch: &[u8]) -> bool {
    let git = Command::new("git").arg("apply").current_dir(folder).stdin(Stdio::piped()).spawn();
    let Ok(mut git) = git else {
        println!("skipped: git is not installed");
        return false;
    };
    git.stdin.take().expect("piped").write_all(patch).expect("git reads");
    assert!(git.wait().expect("git ends").success(), "git refuses the diff");
    true
}

#[test]
fn the_diff_is_what_apply_does() {
    let (applied, patched) = (ferry(), ferry());
    let diff = pullconfig(patched.path(), &["diff"]);
    assert_eq!(diff.code, Some(1));
    assert_eq!(pullconfig(applied.path(), &["apply"]).code, Some(0));
    if git_apply(patched.path(), diff.stdout.as_bytes()) {
        assert!(tree(applied.path()) == tree(patched.path()), "the two trees differ");
    }
    let again = pullconfig(applied.path(), &["diff", "-q"]);
    assert_eq!((again.code, again.stdout.len()), (Some(0), 0), "a second run has work");
}

#[test]
fn files_outside_the_current_folder_are_named_from_the_nearest_common_one() {
    let folder = ferry();
    let files = ["../payments/ledger.json", "../payments/invoices.json"];
    let diff = pullconfig(&folder.path().join("deploy"), &["diff", files[0], files[1]]);
    let text = String::from_utf8_lossy(diff.stdout.as_bytes()).into_owned();
    assert!(text.contains("--- a/payments/ledger.json\n"), "{text}");
    if git_apply(folder.path(), diff.stdout.as_bytes()) {
        assert!(pullconfig(folder.path(), &["diff", "payments/ledger.json"]).stdout.is_empty());
    }
}

#[test]
fn only_definitions_change_and_blocked_ones_do_not() {
    let folder = ferry();
    let before = tree(folder.path());
    pullconfig(folder.path(), &["apply", "-q"]);
    let changed: Vec<String> = tree(folder.path())
        .iter()
        .filter(|(path, bytes)| before.get(*path) != Some(*bytes))
        .map(|(path, _)| path.display().to_string())
        .collect();
    assert!(changed.len() >= 17, "{changed:?}");
    let untouched =
        ["legacy/tide-gauge.json", "jobs/nightly-settlement.json", "platform/metrics.json"];
    for path in untouched.iter().chain(&["rendered/workers.json", "deploy/registry-login.sh"]) {
        assert!(!changed.iter().any(|changed| changed == path), "{path} was changed");
    }
    let is_definition = |path: &String| path.ends_with(".json") || path.ends_with(".json.mustache");
    assert!(changed.iter().all(is_definition), "{changed:?}");
}

#[test]
fn the_report_does_not_depend_on_the_threads() {
    let folder = ferry();
    let one = pullconfig(folder.path(), &["scan", "-v", "-j1"]);
    for threads in ["-j2", "-j7", "-j32"] {
        assert_eq!(pullconfig(folder.path(), &["scan", "-v", threads]).stdout, one.stdout);
    }
}

#[test]
fn a_reader_that_leaves_early_is_no_error() {
    let folder = ferry();
    let mut child = program(folder.path(), &["diff", "-q", "-U9999"])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the binary runs");
    drop(child.stdout.take());
    let output = child.wait_with_output().expect("the binary ends");
    assert!(output.stderr.is_empty(), "{}", String::from_utf8_lossy(&output.stderr));
    assert_ne!(output.status.code(), Some(2));
}
