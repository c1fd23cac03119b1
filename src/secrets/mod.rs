//! The side of the migration that is not in the files: the secrets that the definitions name.
//!
//! Two ways meet here. From the definitions: plans → which secrets must exist before anything is
//! deployed, what each stands for, and how they are made ([`Manifest`]). From the agents: the file
//! that delivers the credentials now → the JSON that a secret must hold ([`archive`], then
//! [`docker_config`]).
//!
//! Works on plans and bytes that it is given: no disk, no environment, nothing printed.
//!
//! Invariant: nothing that is a credential, or may be one, is in an error, a warning or a `Debug`
//! text, in clear or in base64. What holds one is [`Redacted`].

pub mod archive;
pub mod coverage;
pub mod docker_config;
mod manifest;
mod redacted;
mod suggest;

pub use manifest::{Manifest, Secret, Usage};
pub use redacted::Redacted;
pub use suggest::{Suggestion, suggest};
