//! The two streams of the process, the progress line, and what is told of a panic.

pub(super) mod output;
pub(super) mod panic;
pub(super) mod progress;
