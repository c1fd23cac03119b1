//! Reads a `config.json` or `.dockercfg`, and returns the logins that Mesos can use and the text of
//! the secret that holds them.
//!
//! Mesos reads the member `auths` of the JSON object, or the whole object if there is no `auths`.
//! It reads only `auth` of each entry. It runs no credential helper, and sends `auth` unchanged
//! (mesos: src/docker/spec.cpp:162-200; src/uri/fetchers/docker.cpp:392-432). Therefore the secret
//! holds `auths` with `auth` and nothing else. Docker can read it, too.
//!
//! Invariant: each `auth` in the result decodes to `user:password`, and no two different logins are for
//! one registry. The same logins give the same text, whatever their order and layout in the file are.

mod auth;
mod logins;
mod read;
mod registry;
mod short_lived;

use std::fmt;

pub use logins::{Login, Logins};
pub use read::DockerConfig;
pub use registry::{DEFAULT_REGISTRY, is_for};

use crate::text::Position;

/// A mistake in a text, with its position. It never quotes a text that may be a credential.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CredentialProblem {
    /// The position; `None` if the mistake has no place, such as an empty text.
    pub position: Option<Position>,
    /// The mistake, as a clause without a full stop.
    pub message: String,
}

impl fmt::Display for CredentialProblem {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(Position { line, column }) = self.position {
            write!(out, "{line}:{column}: ")?;
        }
        out.write_str(&self.message)
    }
}
