//! Plans ⇄ the plan document: what is reviewed today and carried out tomorrow, perhaps elsewhere.
//!
//! [`document()`] writes it, [`read()`] reads it, [`PlanFile::carry_out`] finds its files again. What is in a plan
//! is told by `docs/formats.md` and `docs/plan.schema.json`.
//!
//! A plan that is read is not trusted: it may have been made by hand or by an enemy. Its paths lead
//! to nothing outside of the root folder, and what it asks for is proved again before anybody writes
//! it (`plan::replay`). Knows no definitions beyond the names of their fields; writes nothing.

mod carry_out;
mod document;
mod operation;
mod place;
mod read;

pub use document::document;
pub use place::{Unportable, name, portable};
pub use read::{PlanFile, PlanFileError, read};

/// The version of the document that is written and read.
const VERSION: u64 = 1;
