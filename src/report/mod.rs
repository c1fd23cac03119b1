//! Plans → what people and programs read: a report for the terminal, JSON lines.
//!
//! Only formats and counts; whatever a report says was decided by `plan`. Writes to the stream it
//! is given, in the order it is given.

mod check;
mod human;
mod jsonl;
mod redact;
mod secrets;
mod summary;

use std::path::PathBuf;

use crate::plan::FilePlan;
use crate::text::Position;

pub use check::{CheckSummary, check, check_jsonl};
pub use human::{Human, Next, explain};
pub use jsonl::{findings, jsonl, secrets, shown, state_name};
pub use secrets::{secrets_document, secrets_table};
pub use summary::Summary;

/// What came of one file: its plan, unless something else was asked for.
#[derive(Debug)]
pub struct FileEntry<T = FilePlan> {
    /// As the user sees it.
    pub path: PathBuf,
    /// What was made of it, or why nothing was (or why it could not be written).
    pub result: Result<T, Failure>,
}

/// Something that went wrong with one file; the others go on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Failure {
    /// Where in the file, if it was read that far.
    pub position: Option<Position>,
    /// What went wrong: a clause without a final stop.
    pub message: String,
}

/// What the run was asked to do; the reports choose their words by it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verb {
    /// Look.
    Scan,
    /// Show the changes.
    Diff,
    /// Make them.
    Apply,
}
