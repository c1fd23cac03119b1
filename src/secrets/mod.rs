//! The side of the migration that is not in the files: the secrets that the definitions name.
//!
//! Plans → which secrets must exist before anything is deployed, what each stands for, and how they
//! are made. Never holds and never prints a credential.

mod manifest;

pub use manifest::{Manifest, Secret, Usage};
