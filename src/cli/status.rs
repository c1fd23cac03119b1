//! How a run ends, and its exit code.

use std::process::ExitCode;

/// How a run ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Status {
    /// Nothing is left to do.
    Clean,
    /// Something is left to do.
    Work,
    /// Some file or the run itself failed.
    Failed,
    /// The run was told to stop, with this exit code.
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
