//! Writes and reads plan documents: a plan that is reviewed today and carried out tomorrow, perhaps
//! on another machine.
//!
//! [`document()`] writes it, [`read()`] reads it, [`PlanFile::carry_out`] finds its files again.
//! The fields of a plan are described in `docs/formats.md` and `docs/plan.schema.json`.
//!
//! A plan that is read is not trusted: it may have been made by hand or by an enemy. A path that
//! leads out of the root folder is refused, and the changes are proved again before anybody writes
//! them (`plan::replay`). This module knows only the names of the fields of definitions, and writes
//! no file.

mod carry_out;
mod document;
mod operation;
mod place;
mod read;

pub use document::document;
pub use place::{Unportable, name, portable};
pub use read::{PlanFile, PlanFileError, RecordedFile, read};

/// A cluster as a plan knows it.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct ClusterUrl {
    /// The name of the cluster.
    pub name: String,
    /// Scheme, host and port of the cluster, if the configuration tells them.
    pub dcos: Option<String>,
}

/// The version of the document that is written and read.
const PLAN_VERSION: u64 = 1;
