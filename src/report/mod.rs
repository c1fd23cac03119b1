//! Plans → what people and programs read: a report for the terminal, JSON lines, the plan document.
//!
//! Only formats and counts; whatever a report says was decided by `plan`. Writes to the stream it
//! is given, in the order it is given.

mod human;
mod jsonl;
mod plan_document;
mod redact;
mod summary;

use std::path::PathBuf;

use crate::plan::FilePlan;
use crate::text::Position;

pub use human::{Human, Next, explain};
pub use jsonl::jsonl;
pub use plan_document::plan_document;
pub use summary::Summary;

/// What came of one file.
#[derive(Debug)]
pub struct FileEntry {
    /// As the user sees it.
    pub path: PathBuf,
    /// Its plan, or why there is none (or why it could not be written).
    pub result: Result<FilePlan, Failure>,
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
