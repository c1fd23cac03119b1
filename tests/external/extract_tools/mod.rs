//! `pullconfig secrets extract` among other programs: what tar, zip and xz pack, what Docker reads,
//! what the system sees.
//!
//! Each case names the programs that it runs.

#![expect(clippy::disallowed_methods, reason = "tests work on the disk")]

mod docker;
mod packers;
mod system;

use std::fs;
use std::path::Path;
use std::process::{Command, Output, Stdio};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use crate::test::Test;

/// A case: its name, the programs that it runs, and itself, in an empty folder.
type Case = (&'static str, &'static [&'static str], fn(&Path));

const CASES: [Case; 5] = [
    ("real_archives_give_the_secret", &["tar", "gzip", "bzip2", "xz", "zip"], packers::archives),
    ("real_archives_that_mean_harm", &["tar", "gzip", "zip", "xz"], packers::harm),
    ("docker_sends_the_login", &["docker"], docker::sends),
    ("docker_parses_the_secret", &["docker"], docker::parses),
    ("nobody_else_sees_the_secret", &["strace", "script"], system::private),
];

pub(crate) fn tests() -> Vec<Test> {
    let test = |&(name, programs, case): &Case| {
        let run = move || case(tempfile::tempdir().expect("a folder").path());
        Test::new(name, run).needing(programs.iter().copied())
    };
    CASES.iter().map(test).collect()
}

/// What a shell makes of `line` in `folder`; `$PULLCONFIG` is the program.
fn shell(folder: &Path, line: &str) -> Output {
    let mut command = Command::new("sh");
    command.args(["-ec", line]).current_dir(folder).stdin(Stdio::null());
    command.env("PULLCONFIG", env!("CARGO_BIN_EXE_pullconfig"));
    // Neither a daemon nor a configuration of whoever runs the tests.
    command.env("DOCKER_HOST", "unix:///nowhere").env("HOME", folder);
    command.output().expect("a shell")
}

/// The same, which must succeed; stdout.
fn done(folder: &Path, line: &str) -> String {
    let output = shell(folder, line);
    let stderr = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(output.status.success(), "{line}: {stderr}");
    String::from_utf8(output.stdout).expect("UTF-8")
}

/// The same, which must fail in `secrets extract`; stderr.
fn refused(folder: &Path, line: &str) -> String {
    let output = shell(folder, line);
    let stderr = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!(output.status.code(), Some(2), "{line}: {stderr}");
    stderr
}

/// Writes `.docker/config.json` and `.dockercfg` with logins for `keys`, and gives the secret.
fn logins(folder: &Path, keys: &[&str]) -> String {
    let auth = STANDARD.encode("ann:one:two");
    let entries: Vec<String> =
        keys.iter().map(|key| format!("\"{key}\":{{\"auth\":\"{auth}\"}}")).collect();
    let table = format!("{{{}}}", entries.join(","));
    fs::create_dir_all(folder.join(".docker")).expect("a folder");
    fs::write(folder.join(".docker/config.json"), format!("{{\"auths\":{table}}}")).expect("done");
    fs::write(folder.join(".dockercfg"), table).expect("done");
    done(folder, "\"$PULLCONFIG\" secrets extract .dockercfg -o -")
}
