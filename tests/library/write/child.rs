//! The test binary run again as a child, for what would hurt the tests themselves: limits, other
//! users, other mounts, SIGKILL.

use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use pullconfig::write::Replaced;

use super::replace;

/// What the child shall do, and with which path.
const TASK: &str = "WRITE_TEST_TASK";
const PATH: &str = "WRITE_TEST_PATH";

/// A command that carries out `task` on `path` in a child.
pub(crate) fn command(task: &str, path: &Path) -> Command {
    wrapped(&[], task, path)
}

/// The same through other programs, such as `setpriv …`, that run the rest of their arguments.
pub(crate) fn wrapped(wrapper: &[&str], task: &str, path: &Path) -> Command {
    let this = std::env::current_exe().expect("a test binary knows itself");
    let mut words: Vec<OsString> = wrapper.iter().map(OsString::from).collect();
    words.push(this.into());
    words
        .extend(["write::child::carry_out_the_task", "--exact", "--nocapture"].map(OsString::from));
    let mut command = Command::new(&words[0]);
    command.args(&words[1..]).env(TASK, task).env(PATH, path);
    command
}

/// What the task answered, or why there is no answer.
pub(crate) fn run(command: &mut Command, folder: &Path) -> String {
    let output = match command.current_dir(folder).stdin(Stdio::null()).output() {
        Ok(output) => output,
        Err(error) => return format!("not run: {error}"),
    };
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    match text.rsplit_once("[answer: ").and_then(|(_, rest)| rest.split_once(']')) {
        Some((answer, _)) => answer.to_owned(),
        None => format!("not run: {}", String::from_utf8_lossy(&output.stderr).trim()),
    }
}

/// Does nothing in an ordinary test run.
#[test]
fn carry_out_the_task() {
    let (Some(task), Some(path)) = (std::env::var_os(TASK), std::env::var_os(PATH)) else {
        return;
    };
    let path = PathBuf::from(path);
    match task.to_str() {
        Some("replace") => answer(&path, &b"new"[..]),
        Some("replace by much") => answer(&path, &vec![b'x'; 1 << 20]),
        Some("replace for ever") => super::crash::replace_for_ever(&path),
        other => panic!("no such task: {other:?}"),
    }
}

#[expect(clippy::print_stdout, reason = "the parent reads the answer there")]
fn answer(path: &Path, new: &[u8]) {
    match replace(path, b"old", new) {
        Ok(Replaced { owner_kept: true, .. }) => println!("[answer: Ok]"),
        Ok(_) => println!("[answer: Ok, owner not kept]"),
        Err(error) => println!("[answer: {error}]"),
    }
}
