//! The verbs, and modules that only one of them needs (`coverage`, `others`). The file `rules` also has the verb
//! `explain`, and `shell` has `completions` and `man`; each other verb has a file or folder of its own. A verb runs the
//! pipeline, prints the result, and returns how the run ended.

mod apply;
mod check;
mod config;
mod coverage;
mod diff;
mod extract;
mod others;
mod plan;
#[cfg(feature = "preflight")]
mod preflight;
mod rules;
mod scan;
mod secrets;
mod shell;

use super::args::Command;
use super::status::Status;
use super::terminal::output::Output;

/// Runs the verb that the command line names.
pub(super) fn run(command: &Command, output: &Output) -> anyhow::Result<Status> {
    match command {
        Command::Scan(arguments) => scan::run(arguments, output),
        Command::Plan(arguments) => plan::run(arguments, output),
        Command::Diff(arguments) => diff::run(arguments, output),
        Command::Apply(arguments) => apply::run(arguments, output),
        Command::Check(arguments) => check::run(arguments, output),
        #[cfg(feature = "preflight")]
        Command::Preflight(arguments) => preflight::run(arguments, output),
        Command::Config(arguments) => config::run(arguments, output),
        Command::Secrets(arguments) => secrets::run(arguments, output),
        Command::Completions { shell } => shell::completions(*shell, output),
        Command::Man { folder } => shell::man(folder.as_deref(), output),
        Command::Rules => rules::list(output),
        Command::Explain { rule } => rules::explain(rule, output),
    }
}
