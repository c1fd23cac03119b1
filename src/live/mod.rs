//! The running definitions of a cluster, from answers of Marathon that people save in files → their
//! differences from the definitions in the files of a repository.
//!
//! [`Live`] reads the answers and finds an app or a pod by its id. [`compare()`] brings a definition of a
//! file and one that runs into the form in which Marathon keeps them (`canonical`), and names the
//! members in which they differ. [`lost`] names what an update would take away from what runs.
//! [`Info`] is the answer of `GET /v2/info`: what a cluster says about itself.
//!
//! Nothing here asks a cluster, and nothing knows of rules. Pure and total: whatever the bytes are, the
//! result is a value, or an error that quotes nothing of them.

mod answer;
mod canonical;
mod compare;
mod decide;
mod info;
mod losses;
mod pull_secrets;

pub use answer::{Answer, AnswerError, Live, LiveDefinition, Running};
pub use compare::{Standing, compare};
pub use decide::decide;
pub use info::Info;
pub use losses::lost;
pub use pull_secrets::remove_pull_secrets;

#[cfg(test)]
mod tests;
