//! The program, and how its runs end.

use std::io::Write as _;
use std::path::Path;
use std::process::{Command, Output, Stdio};

/// A run of the program in `folder`, with no colours asked for by whoever runs the tests.
pub(crate) fn program(folder: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_pullconfig"));
    command.args(arguments).current_dir(folder).env_remove("CLICOLOR_FORCE");
    command
}

pub(crate) fn pullconfig(folder: &Path, arguments: &[&str]) -> Run {
    Run::of(&mut program(folder, arguments))
}

/// How a run ended.
#[derive(Debug)]
pub(crate) struct Run {
    pub(crate) code: Option<i32>,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

impl Run {
    pub(crate) fn of(command: &mut Command) -> Run {
        command.output().expect("it runs").into()
    }

    /// A run with `input` on stdin, of which the program may leave a part unread.
    pub(crate) fn with_input(command: &mut Command, input: &[u8]) -> Run {
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().expect("it runs");
        let _ = child.stdin.take().expect("piped").write_all(input);
        child.wait_with_output().expect("it ends").into()
    }
}

impl From<Output> for Run {
    fn from(Output { status, stdout, stderr }: Output) -> Run {
        let text = |bytes| String::from_utf8(bytes).expect("UTF-8");
        Run { code: status.code(), stdout: text(stdout), stderr: text(stderr) }
    }
}
