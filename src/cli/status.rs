//! The ways in which a run ends, and their exit codes.

use std::process::ExitCode;

/// The way in which a run ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Status {
    /// Nothing is left to do.
    Clean,
    /// Something is left to do.
    Work,
    /// Some file or the run itself failed.
    Failed,
    /// A signal has ended the run, with this exit code.
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
