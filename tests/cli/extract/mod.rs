//! `pullconfig secrets extract`: what delivers credentials now → what a secret must hold.

mod archives;
mod configs;
mod covered;
mod hostile;
mod mesos;
mod pack;
mod random;
mod written;

use std::ffi::OsStr;
use std::process::Command;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use crate::support::program::Run;

/// Runs `secrets extract` with `input` on stdin.
fn extract<S: AsRef<OsStr>>(arguments: &[S], input: &[u8]) -> Run {
    let mut command = Command::new(env!("CARGO_BIN_EXE_pullconfig"));
    command.args(["secrets", "extract"]).args(arguments);
    Run::with_input(&mut command, input)
}

/// The secret that is made of `input`.
fn secret(input: &[u8]) -> String {
    let run = extract(&["-", "-o", "-"], input);
    assert_eq!(run.code, Some(0), "{run:?}");
    run.stdout
}

/// Why nothing is made of `input`: the first line on stderr, without its head.
fn refusal(input: &[u8]) -> String {
    refusal_with(&[], input)
}

fn refusal_with(arguments: &[&str], input: &[u8]) -> String {
    let run = extract(&[&["-", "-o", "-"], arguments].concat(), input);
    assert_eq!((run.code, run.stdout.len()), (Some(2), 0), "{}", run.stderr);
    let first = run.stderr.lines().next().unwrap_or_default();
    first.trim_start_matches("error: <stdin>").trim_start_matches([':', ' ']).to_owned()
}

/// The value of `auth` for a login `user:password`.
fn auth(login: &str) -> String {
    STANDARD.encode(login)
}
