//! pullconfig migrates Marathon definitions from the Docker containerizer with a credential URI to
//! the Mesos containerizer with a secrets-based `pullConfig`, in place and in bulk, without touching
//! a byte that need not change.
//!
//! # The pipeline
//!
//! ```text
//! disk ─scan→ SourceFile ─text→ Document ─marathon→ Definition ─rules→ patch + findings
//!      ─plan→ FilePlan (edits proved by edit) ─→ report | diff | write
//! ```
//!
//! Reports, diffs, written files and plan files are all made from one [`plan::FilePlan`], so that they cannot differ.
//!
//! # The layers
//!
//! A module may use the modules of layers with a smaller number, and nothing else of the crate. A test
//! reads the `use crate::…` lines and keeps it so.
//!
//! | layer | modules |
//! |---|---|
//! | 0 | [`source`], [`text`] |
//! | 1 | [`marathon`], [`edit`], [`diff`], [`images`] |
//! | 2 | [`validity`] |
//! | 3 | [`live`] |
//! | 4 | [`engine`] |
//! | 5 | [`rules`] |
//! | 6 | [`plan`] |
//! | 7 | [`secrets`] |
//! | 8, the edges | [`scan`], [`write`], [`preflight`] |
//! | 9 | [`plan_file`], [`config`], [`report`] |
//! | 10 | [`cli`], and then `main` |
//!
//! Disk, network and environment are touched in [`scan`], `write`, [`preflight`], [`config`] and [`cli`] only; printing
//! happens in [`report`] and [`cli`].
//!
//! [`write`]: mod@write

pub mod cli;
pub mod config;
pub mod diff;
pub mod edit;
pub mod engine;
pub mod images;
pub mod live;
pub mod marathon;
pub mod plan;
pub mod plan_file;
#[cfg(feature = "preflight")]
pub mod preflight;
pub mod report;
pub mod rules;
pub mod scan;
pub mod secrets;
pub mod source;
pub mod text;
pub mod validity;
pub mod write;
