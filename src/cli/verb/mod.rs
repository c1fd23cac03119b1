//! The verbs, one file each, and what only one of them needs (`coverage`, `others`). Each runs the
//! pipeline, prints the result, and returns how the run ended.

pub(super) mod apply;
pub(super) mod check;
pub(super) mod config;
mod coverage;
pub(super) mod diff;
mod extract;
mod others;
pub(super) mod plan;
pub(super) mod rules;
pub(super) mod scan;
pub(super) mod secrets;
pub(super) mod shell;
