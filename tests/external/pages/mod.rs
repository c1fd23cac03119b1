//! README.md and the pages in `docs/` that show commands at work: what they show is what happens.
//!
//! The `console` blocks of a page are run by bash, one after the other, as a reader would: in a fresh copy
//! of our own repository, as far as the pages use it, or in one of the demo project that is a git repository
//! already. A command stands behind `$ ` and goes on behind `> `; below it comes what it prints. None may fail:
//! exit codes 0 and 1 are no errors of ours.
//!
//! `PAGES=overwrite cargo test --test external pages::` writes what was seen; read the difference.

#![expect(clippy::disallowed_methods, reason = "tests work on the disk")]

mod bulk;
mod github;
mod page;
mod pre_commit;

use std::fs;
use std::path::Path;
use std::process::Command;

use libtest_mimic::Failed;
use tempfile::TempDir;

pub(crate) use page::Page;

use crate::support::folder::{ANSWERS, FERRY, FLEET, copy, root};
use crate::test::{Ending, Test};

/// Where a page begins.
#[derive(Clone, Copy)]
enum Start {
    /// In our own repository.
    Ours,
    /// In the demo project, a git repository with one commit.
    Project,
}

/// The pages, each with the programs that it needs beside `bash` and `git`.
const PAGES: &[(&str, Start, &[&str])] = &[
    ("README.md", Start::Ours, &[]),
    ("docs/tutorial.md", Start::Ours, &[]),
    ("docs/clusters.md", Start::Ours, &[]),
    ("docs/bulk.md", Start::Project, &["xargs"]),
    ("docs/formats.md", Start::Project, &["jq"]),
    ("docs/workflows.md", Start::Project, &[]),
];

/// bash, with nothing of the surroundings but the programs.
pub(crate) fn bash(script: &str, folder: &Path) -> Command {
    let mut command = Command::new("bash");
    command.args(["--norc", "-c", script]).current_dir(folder).env_clear();
    let ours = Path::new(env!("CARGO_BIN_EXE_pullconfig")).parent().expect("a folder");
    let theirs = std::env::var("PATH").unwrap_or_default();
    command.env("PATH", format!("{}:{theirs}", ours.display()));
    let home = folder.parent().unwrap_or(folder);
    command.env("HOME", home).env("LC_ALL", "C").env("TZ", "UTC").env("COLUMNS", "100");
    command.env("GIT_CONFIG_GLOBAL", "/dev/null").env("GIT_CONFIG_NOSYSTEM", "1");
    for role in ["AUTHOR", "COMMITTER"] {
        command
            .env(format!("GIT_{role}_NAME"), "Sam")
            .env(format!("GIT_{role}_EMAIL"), "sam@example");
        command.env(format!("GIT_{role}_DATE"), "2020-01-01T00:00:00Z");
    }
    command
}

/// The demo project as a git repository, in the folder `ferry` of a temporary one.
pub(crate) fn demo() -> TempDir {
    let folder = TempDir::new().expect("a temporary folder");
    let ferry = folder.path().join("ferry");
    copy(&root().join(FERRY), &ferry);
    run("git init -q -b main && git add -A && git commit -qm 'Before the migration'", &ferry);
    folder
}

/// The parts of our own repository that pages use, in the folder `pullconfig` of a temporary one.
fn ours() -> TempDir {
    let folder = TempDir::new().expect("a temporary folder");
    for project in [FERRY, FLEET, ANSWERS] {
        copy(&root().join(project), &folder.path().join("pullconfig").join(project));
    }
    folder
}

/// Runs a script that must succeed; what it printed.
pub(crate) fn run(script: &str, folder: &Path) -> String {
    let output = bash(script, folder).output().expect("bash runs");
    let text = |bytes| String::from_utf8_lossy(bytes).into_owned();
    let (stdout, stderr) = (text(&output.stdout), text(&output.stderr));
    assert!(output.status.success(), "{script}\n{stdout}{stderr}");
    stdout
}

fn play(name: &str, start: Start) -> Result<(), Failed> {
    let (folder, inside) = match start {
        Start::Ours => (ours(), "pullconfig"),
        Start::Project => (demo(), "ferry"),
    };
    compare(name, FENCE, |page| page.run(&folder.path().join(inside), ""))
}

/// The line that begins the blocks of a page that are run here.
const FENCE: &str = "```console";

/// Compares what a page shows in the blocks that begin with the line `fence` with what `run` sees.
pub(crate) fn compare(
    name: &str,
    fence: &str,
    run: impl FnOnce(&Page) -> Vec<String>,
) -> Result<(), Failed> {
    let path = root().join(name);
    let mut page = Page::read(&fs::read_to_string(&path)?, fence);
    assert!(!page.commands.is_empty(), "{name} shows nothing");
    let seen = run(&page);
    let mut wrong = String::new();
    for (command, seen) in page.commands.iter_mut().zip(seen) {
        if command.expected != seen {
            wrong +=
                &format!("$ {}\n{seen}\n--- instead of:\n{}\n\n", command.text, command.expected);
            command.expected = seen;
        }
    }
    if std::env::var("PAGES").is_ok_and(|it| it == "overwrite") {
        return Ok(fs::write(&path, page.written())?);
    }
    if wrong.is_empty() { Ok(()) } else { Err(wrong.into()) }
}

/// A test that runs `bash`, `git` and the programs that it needs beside them.
fn test<R: Ending>(name: &str, needs: &[&str], run: impl FnOnce() -> R + Send + 'static) -> Test {
    Test::new(name, run).needing([&["bash", "git"], needs].concat())
}

pub(crate) fn tests() -> Vec<Test> {
    let page = |&(name, start, needs): &(&'static str, Start, &[&str])| {
        test(name, needs, move || play(name, start))
    };
    let mut tests: Vec<Test> = PAGES.iter().map(page).collect();
    tests.extend(bulk::tests());
    tests.extend(github::tests());
    tests.extend(pre_commit::tests());
    tests
}
