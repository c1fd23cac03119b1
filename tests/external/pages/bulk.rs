//! What `docs/bulk.md` promises to programs that run over many repositories, with a stand-in that does
//! what they do: run a command in a clone, without a terminal, look at its exit code and its last line,
//! and take what has changed.

use std::fs;
use std::path::Path;
use std::process::Stdio;

use super::{bash, demo, run, test};
use crate::test::Test;

/// Exit code and last line of stderr.
fn runner(command: &str, clone: &Path) -> (Option<i32>, String) {
    let mut bash = bash(&format!("exec {command}"), clone);
    bash.env("REPOSITORY", "ferry/ferry").env("DRY_RUN", "true").stdin(Stdio::null());
    let output = bash.output().expect("bash runs");
    let stderr = String::from_utf8_lossy(&output.stderr).into_owned();
    (output.status.code(), stderr.lines().last().unwrap_or_default().to_owned())
}

fn changed(clone: &Path) -> usize {
    run("git status --porcelain", clone).lines().count()
}

fn a_repository_with_work() {
    let folder = demo();
    let clone = folder.path().join("ferry");
    let git = |path: &Path| run("find .git -type f | LC_ALL=C sort | xargs sha256sum", path);
    let before = git(&clone);
    let (code, said) = runner("pullconfig apply -q", &clone);
    assert_eq!((code, said.as_str()), (Some(0), ""), "what is blocked is no failure");
    assert_eq!(git(&clone), before, "`.git` was touched");
    assert!(changed(&clone) > 15, "DRY_RUN is the runner's own affair");
    run("git commit -qam 'Pull images with secrets'", &clone);
    assert_eq!(runner("pullconfig apply -q", &clone), (Some(0), String::new()));
    assert_eq!(changed(&clone), 0, "a second run changes nothing");
    assert_eq!(runner("pullconfig apply -q --strict", &clone).0, Some(1), "blocked ones are left");
}

fn a_repository_without_work() {
    let folder = tempfile::tempdir().expect("a folder");
    let clone = folder.path().join("clone");
    fs::create_dir(&clone).expect("a folder");
    run("git init -q && echo none > README && git add README && git commit -qm First", &clone);
    assert_eq!(runner("pullconfig apply -q", &clone), (Some(0), String::new()));
    assert_eq!(changed(&clone), 0);
}

fn a_broken_repository() {
    let folder = demo();
    let clone = folder.path().join("ferry");
    let broken = "{\n  \"uris\": [ \"file:///etc/docker.tar.gz\" ]\n  \"id\": \"/a\"\n}\n";
    fs::write(clone.join("broken.json"), broken).expect("a file");
    let (code, said) = runner("pullconfig apply -q", &clone);
    assert_eq!(code, Some(2));
    assert!(said.starts_with("error: broken.json:3:"), "{said}");
    run("git checkout -q .", &clone);
    assert_eq!(runner("pullconfig apply -q", &clone).1, said, "the same fault has the same words");
}

fn questions_are_errors() {
    let folder = demo();
    let clone = folder.path().join("ferry");
    let (code, said) = runner("setsid -w pullconfig apply -i", &clone);
    assert_eq!(code, Some(2));
    assert!(said.starts_with("error: -i asks on a terminal"), "{said}");
    assert_eq!(changed(&clone), 0);
}

pub(super) fn tests() -> Vec<Test> {
    vec![
        test("runner_with_work", &[], a_repository_with_work),
        test("runner_without_work", &[], a_repository_without_work),
        test("runner_with_a_broken_file", &[], a_broken_repository),
        test("runner_is_never_asked", &["setsid"], questions_are_errors),
    ]
}
