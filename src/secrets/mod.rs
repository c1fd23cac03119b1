//! The part of the migration that is not in the definition files: the secrets that they name.
//!
//! There are two inputs. The plans of the definitions give the list of secrets that must exist
//! before a deployment, with the URIs that each secret replaces ([`Manifest`]). The credential file that
//! agents download today gives the JSON that a secret must hold ([`archive`], then [`docker_config`]).
//!
//! This module works on plans and bytes in memory. It uses no disk and no environment, and prints nothing.
//!
//! Invariant: no error, warning or `Debug` text contains a credential, or a text that may be one, plain or
//! in base64. A value that contains one is [`Redacted`].

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
