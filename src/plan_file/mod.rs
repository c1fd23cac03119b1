//! The text of plan files. A plan file is reviewed after it is written, and carried out later, maybe on
//! another machine.
//!
//! [`document()`] makes the text and gives it to a writer of the caller, [`read()`] reads it,
//! [`PlanFile::carry_out`] finds the files of the plan again. The fields are described in `docs/formats.md` and `docs/plan.schema.json`.
//!
//! A plan file is not trusted: somebody may have made it by hand, or with bad intent. A file that the plan
//! changes must be in the root folder, or it is refused; and the changes are proved again before anybody writes
//! them (`plan::replay`). This module changes no file on the disk, and knows no rule.

mod carry_out;
mod document;
mod operation;
mod place;
mod read;

pub use document::document;
pub use place::{Unportable, name, portable};
pub use read::{PlanFile, PlanFileError, RecordedFile, read};

/// A cluster in a plan file.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct ClusterUrl {
    /// The name of the cluster.
    pub name: String,
    /// Scheme, host and port of the cluster, if the configuration tells them.
    pub dcos: Option<String>,
}

/// The version of plan files that is written and read.
const PLAN_VERSION: u64 = 1;
