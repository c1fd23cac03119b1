//! `pullconfig secrets extract` among other programs: what tar, zip and xz pack, what Docker reads,
//! what the system sees.
//!
//! Each case names the programs that it runs. Where one is missing the case says so and counts as
//! ignored, which the standard harness cannot do at run time; hence a `main`.

#![expect(clippy::disallowed_methods, reason = "tests work on the disk")]
#![expect(clippy::print_stdout, reason = "this is a test harness of its own")]

mod docker;
mod packers;
mod system;

use std::fs;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::process::{Command, ExitCode, Output, Stdio};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

/// A case: its name, the programs that it runs, and itself, in an empty folder.
type Case = (&'static str, &'static [&'static str], fn(&Path));

const CASES: [Case; 5] = [
    ("real_archives_give_the_secret", &["tar", "gzip", "bzip2", "xz", "zip"], packers::archives),
    ("real_archives_that_mean_harm", &["tar", "gzip", "zip", "xz"], packers::harm),
    ("docker_sends_the_login", &["docker"], docker::sends),
    ("docker_parses_the_secret", &["docker"], docker::parses),
    ("nobody_else_sees_the_secret", &["strace", "script"], system::private),
];

fn main() -> ExitCode {
    // As the standard harness would: `cargo test NAME` runs what is called so.
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    if arguments.iter().any(|argument| argument == "--list") {
        CASES.iter().for_each(|(name, ..)| println!("{name}: test"));
        return ExitCode::SUCCESS;
    }
    let filters: Vec<&String> = arguments.iter().filter(|it| !it.starts_with('-')).collect();
    let is_wanted = |name: &str| filters.is_empty() || filters.iter().any(|it| name.contains(*it));
    let wanted: Vec<&Case> = CASES.iter().filter(|(name, ..)| is_wanted(name)).collect();
    println!("\nrunning {} tests", wanted.len());
    let (mut passed, mut failed, mut ignored) = (0, 0, 0);
    for (name, programs, case) in wanted {
        let missing: Vec<&&str> = programs.iter().filter(|program| !is_there(program)).collect();
        let word = if !missing.is_empty() {
            println!("skipped: {missing:?} cannot be run");
            ignored += 1;
            "ignored"
        } else if succeeds(*case) {
            passed += 1;
            "ok"
        } else {
            failed += 1;
            "FAILED"
        };
        println!("test {name} ... {word}");
    }
    let word = if failed == 0 { "ok" } else { "FAILED" };
    println!("\ntest result: {word}. {passed} passed; {failed} failed; {ignored} ignored\n");
    if failed == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

fn succeeds(case: fn(&Path)) -> bool {
    let folder = tempfile::tempdir().expect("a folder");
    catch_unwind(AssertUnwindSafe(|| case(folder.path()))).is_ok()
}

fn is_there(program: &str) -> bool {
    let mut command = Command::new("sh");
    command.args(["-c", "command -v \"$0\"", program]).stdout(Stdio::null());
    command.status().is_ok_and(|status| status.success())
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
