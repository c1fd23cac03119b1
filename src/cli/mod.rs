//! The command line: parses it, runs the pipeline, prints the result, and chooses the exit code.
//! It decides nothing about definitions.
//!
//! `args` has the arguments, and `verb` has one file or folder for each verb. `input` and `session` are shared
//! by several verbs: they read and plan the files. `interactive` is the dialogue of `apply -i`. `terminal` has stdout
//! and stderr.
//!
//! Data goes to stdout, messages go to stderr. The exit codes are 0 if nothing is left to do, 1 if
//! something is, and 2 after an error. When the reader of stdout closes the pipe early, a verb that
//! only reads ends with 141, as other tools do; a verb that writes files goes on, and ends with its
//! usual code.

mod args;
mod clusters;
mod destination;
mod facts;
mod input;
mod interactive;
mod leftovers;
mod live;
mod options;
mod report;
mod rewrite;
mod session;
mod status;
mod terminal;
mod verb;

use std::ffi::OsString;
use std::io::{self, Write as _};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::process::ExitCode;

use clap::FromArgMatches;

use args::{Arguments, examples, first, hints};
use terminal::output::{Output, error, is_broken_pipe};

pub use args::Arguments as CommandLine;

/// The exit code that shells report for a program that SIGPIPE has ended.
const CLOSED: u8 = 141;

/// Runs the program with a command line, whose first element is the program's name.
#[must_use]
pub fn main(arguments: impl IntoIterator<Item = OsString>) -> ExitCode {
    let command = first::command();
    let matches = match command.try_get_matches_from(arguments) {
        Ok(matches) => matches,
        Err(refused) => {
            return told(&hints::with_hint(refused, &first::command()));
        }
    };
    let mut arguments = match Arguments::from_arg_matches(&matches) {
        Ok(arguments) => arguments,
        Err(refused) => return told(&refused),
    };
    if let Some(option) = arguments.hand_down() {
        let refused = hints::without_option(option, &matches);
        return refused.print().map_or(ExitCode::from(2), |()| ExitCode::from(2));
    }
    let output = Output::new(arguments.color);
    let Some(command) = arguments.command else {
        // The text goes to stderr with the code of a usage error, so that a script that forgets the
        // verb notices.
        let _ = output.stderr().write_all(examples::WELCOME.as_bytes());
        return ExitCode::from(2);
    };
    // A panic at a file is caught there, and becomes an error about that file.
    terminal::panic::tell_no_data();
    let run = catch_unwind(AssertUnwindSafe(|| verb::run(&command, &output)));
    let run = run.unwrap_or_else(|_| {
        Err(anyhow::anyhow!("internal error: this is a bug (RUST_BACKTRACE=1 tells where)"))
    });
    match run {
        Ok(status) => status.into(),
        Err(failure) if is_broken_pipe(&failure) => ExitCode::from(CLOSED),
        Err(failure) => {
            error(&output, &format!("{failure:#}"));
            ExitCode::from(2)
        }
    }
}

/// Prints the message of clap, which is an error, or the help that the user wants. Returns the exit code.
fn told(said: &clap::Error) -> ExitCode {
    match said.print() {
        Ok(()) if !said.use_stderr() => ExitCode::SUCCESS,
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe && !said.use_stderr() => {
            ExitCode::from(CLOSED)
        }
        _ => ExitCode::from(2),
    }
}
