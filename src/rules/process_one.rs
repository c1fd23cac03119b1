//! `process-one`: a command that expects the app to be process 1.

use std::sync::LazyLock;

use memchr::memmem::Finder;

use super::app_fields::{self, TextField};
use super::shell::SimpleCommand;
use crate::engine::{Context, Rule};

pub(super) const RULE: Rule = Rule {
    name: "process-one",
    summary: "A command expects that process 1 is the app; with Mesos it is the launcher",
    page: include_str!("../../docs/rules/process-one.md"),
    check,
};

const FOLDER: &str = "/proc/1/";
const KILL: &str = "kill";
static FOLDER_FINDER: LazyLock<Finder> = LazyLock::new(|| Finder::new(FOLDER));
static KILL_FINDER: LazyLock<Finder> = LazyLock::new(|| Finder::new(KILL));

/// Process 1 is Mesos' launcher, which passes signals on to the executor (mesos: launch.cpp:180-197,
/// 1262-1295).
fn check(context: &mut Context) {
    if !context.leaves_docker() {
        return;
    }
    let is_in = |finder: &Finder, text: &str| finder.find(text.as_bytes()).is_some();
    for TextField { pointer, label, .. } in
        app_fields::commands_that(context, |text| is_in(&KILL_FINDER, text), signals_process_one)
    {
        context.warn(
            &pointer,
            format!("{label} sends a signal to process 1; that is Mesos' launcher now, and the signal reaches Mesos' executor instead of the app"),
            "send it to the app's own process, or let the health check fail: Marathon then restarts the app",
        );
    }
    for TextField { pointer, label, .. } in
        app_fields::commands_that(context, |text| is_in(&FOLDER_FINDER, text), names_process_one)
    {
        context.warn(
            &pointer,
            format!("{label} uses `{FOLDER}`; process 1 is Mesos' launcher now, not the app"),
            "use `/proc/self/`, or `/dev/stdout` and `/dev/stderr` for output",
        );
    }
}

/// Whether a command names a path in `/proc/1/`.
fn names_process_one(command: &SimpleCommand) -> bool {
    let words = command.words.iter().chain(&command.outputs);
    words.into_iter().any(|word| word.split(['=', ':', ',']).any(|part| part.starts_with(FOLDER)))
}

/// Whether a command sends a signal to process 1 with `kill`.
fn signals_process_one(command: &SimpleCommand) -> bool {
    command.arguments_of(KILL).any(|words| {
        let mut words = words.iter().map(String::as_str).peekable();
        match words.peek().copied() {
            Some("-s" | "-n" | "--signal") => drop(words.nth(1)),
            Some("-l" | "-L" | "--list" | "--table") => return false,
            Some(option) if option.starts_with('-') => drop(words.next()),
            _ => {}
        }
        words.any(|word| word == "1")
    })
}
