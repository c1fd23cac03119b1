//! `pullconfig apply -i`: shows one file after the other, asks about it, and writes it or leaves
//! it.
//!
//! This module collects the user's decisions and nothing else: plans come from `plan`, files are
//! written by `write`. Invariant: a file is written as soon as the user has decided, as a whole, and only
//! if it is still as it was shown. When an answer is undone, the file gets its old bytes
//! back, but only if it still has the new ones.

mod answer;
mod changes;
mod config_change;
mod decide;
mod editor;
mod keep;
mod keys;
mod platform;
mod review;
mod screen;
mod terminal;

pub(super) use review::{Ending, Review, ReviewResult};
pub(super) use terminal::Terminal;
