//! Compares the definitions in the files of a repository with those that run in a cluster. What runs is told by answers
//! of Marathon that people have saved in files.
//!
//! [`Answer`] reads an answer, and [`Live`] finds an app or a pod of all answers by its id. [`compare()`]
//! brings a definition of a file and a running one into the form in which Marathon keeps them
//! (`canonical`), and returns the members in which they differ. [`removed_entries`] returns the entries
//! that an update would remove from the running definition. [`Info`] is the answer of `GET /v2/info`: what
//! a cluster says about itself.
//!
//! Nothing here sends a request to a cluster, and nothing knows of rules. Pure and total: whatever the
//! bytes are, the result is a value, or an error that quotes nothing of them.

mod answer;
mod canonical;
mod compare;
mod decide;
mod info;
mod pull_secrets;
mod removed;

pub use answer::{Answer, AnswerError, Live, LiveDefinition, Running};
pub use compare::{Standing, compare};
pub use decide::decide;
pub use info::Info;
pub use pull_secrets::remove_pull_secrets;
pub use removed::removed_entries;

#[cfg(test)]
mod tests;
