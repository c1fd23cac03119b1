//! `pullconfig apply -i`: one file after the other is shown, asked about, and written or left.
//!
//! Decides what the user decides, and nothing else: plans come from `plan`, files are written by
//! `write`. Invariant: a file is written when its answer is given, as a whole, and only if it is what
//! was shown; an undone answer gives it its old bytes back, and only if it still has the new ones.

mod answer;
mod changes;
mod decide;
mod editor;
mod keys;
mod platform;
mod review;
mod screen;
mod terminal;

use terminal::Terminal;

use super::terminal::output::Output;

pub(super) use review::{Ending, Review};

/// The terminal to ask on.
///
/// # Errors
/// There is none.
pub(super) fn terminal(output: Output) -> anyhow::Result<Terminal> {
    Terminal::open(output)
        .map_err(|_| anyhow::anyhow!("-i asks on a terminal, and this process has none"))
}
