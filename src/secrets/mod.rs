//! The part of the migration that is not in the definition files: the secrets that they name.
//!
//! There are two inputs. The plans of the definitions give the list of secrets that must exist
//! before a deployment, with what each replaces ([`Manifest`]). The credential file that is
//! delivered today gives the JSON that a secret must hold ([`archive`], then [`docker_config`]).
//!
//! Works on plans and bytes in memory: it touches no disk and no environment, and prints nothing.
//!
//! Invariant: no error, warning or `Debug` text holds a credential or what may be one, in clear or
//! in base64. A value that holds one is [`Redacted`].

pub mod archive;
pub mod coverage;
pub mod docker_config;
mod login_files;
mod manifest;
mod redacted;
mod suggest;

pub use login_files::{LoginFiles, masked_alike};
pub use manifest::{Manifest, Secret, Usage};
pub use redacted::Redacted;
pub use suggest::{Suggestion, suggest};
