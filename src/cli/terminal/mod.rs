//! stdout and stderr, the progress line, and the message about a panic.

pub(super) mod output;
pub(super) mod panic;
pub(super) mod progress;
