//! The command line: one file per verb. Parses, runs the pipeline, prints, and decides the exit
//! code; decides nothing about definitions.
//!
//! Data goes to stdout, talk to stderr. Exit codes: 0 nothing left to do, 1 something is, 2 an
//! error. When the reader of stdout closes the pipe early, a verb that only reads ends with 141, as
//! other tools do; one that writes files goes on, and ends as it would have ended.

mod apply;
mod args;
mod check;
mod config;
mod configuration;
mod coverage;
mod destination;
mod diff;
mod examples;
mod extract;
mod files;
mod hints;
mod interactive;
mod leftovers;
mod named;
mod nothing;
mod others;
mod output;
mod panic;
mod plan;
mod planned;
mod progress;
mod report;
mod rules;
mod scan;
mod secrets;
mod session;
mod shell;

use std::ffi::OsString;
use std::io::{self, Write as _};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::process::ExitCode;

use clap::{CommandFactory, FromArgMatches};

use args::{Arguments, Command};
use output::{Output, error, is_broken_pipe};

pub use args::Arguments as CommandLine;

/// How a run ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Status {
    /// Nothing is left to do.
    Clean,
    /// Something is left to do.
    Work,
    /// Some file or the run itself failed.
    Failed,
    /// The run was told to stop, and which exit code says so.
    Interrupted(u8),
}

impl From<Status> for ExitCode {
    fn from(status: Status) -> Self {
        ExitCode::from(match status {
            Status::Clean => 0,
            Status::Work => 1,
            Status::Failed => 2,
            Status::Interrupted(code) => code,
        })
    }
}

/// The exit code that shells give to a program that SIGPIPE has ended.
const CLOSED: u8 = 141;

/// Runs the program on a command line, its name first.
#[must_use]
pub fn main(arguments: impl IntoIterator<Item = OsString>) -> ExitCode {
    let command = CommandLine::command();
    let matches = match command.try_get_matches_from(arguments) {
        Ok(matches) => matches,
        Err(refused) => {
            return told(&hints::with_hint(refused, &CommandLine::command()));
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
    let Some(mut command) = arguments.command else {
        // stderr, and the code of a usage error: a script that forgets the verb should notice.
        let _ = output.stderr().write_all(examples::WELCOME.as_bytes());
        return ExitCode::from(2);
    };
    // A panic is caught per file and reported there.
    self::panic::tell_no_data();
    let run = catch_unwind(AssertUnwindSafe(|| run(&mut command, &output)));
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

/// Prints what clap has to say: an error, or the help that was asked for.
fn told(said: &clap::Error) -> ExitCode {
    match said.print() {
        Ok(()) if !said.use_stderr() => ExitCode::SUCCESS,
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe && !said.use_stderr() => {
            ExitCode::from(CLOSED)
        }
        _ => ExitCode::from(2),
    }
}

fn run(command: &mut Command, output: &Output) -> anyhow::Result<Status> {
    command.prepare()?;
    match command {
        Command::Scan(arguments) => scan::run(arguments, output),
        Command::Plan(arguments) => plan::run(arguments, output),
        Command::Diff(arguments) => diff::run(arguments, output),
        Command::Apply(arguments) => apply::run(arguments, output),
        Command::Check(arguments) => check::run(arguments, output),
        Command::Config(arguments) => config::run(arguments, output),
        Command::Secrets(arguments) => secrets::run(arguments, output),
        Command::Completions { shell } => shell::completions(*shell, output),
        Command::Man { folder } => shell::man(folder.as_deref(), output),
        Command::Rules => rules::list(output),
        Command::Explain { rule } => rules::explain(rule, output),
    }
}
