//! The process edge: arguments in, exit code out.

use std::process::ExitCode;

fn main() -> ExitCode {
    pullconfig::cli::main(std::env::args_os())
}
