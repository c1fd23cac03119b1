//! The text of a `config.json` or `.dockercfg` → the logins that Mesos can use, and the text of the
//! secret that holds them.
//!
//! Mesos reads `auths` of one JSON object, or the whole object if it has none, and of each entry
//! `auth` alone; it runs no credential helper and sends `auth` as it is (mesos:
//! src/docker/spec.cpp:162-200; src/uri/fetchers/docker.cpp:392-432). So the secret holds `auths`
//! with `auth` and nothing else. Docker reads that, too.
//!
//! Invariant: what comes out are logins that decode to `user:password` as they are sent, each under
//! a name of its own for Mesos; the same logins give the same text, in whatever order and layout
//! they came.

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

/// Something that is wrong with a text, and where. Never quotes what may be a credential.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// The place, if the text could be read at all.
    pub position: Option<Position>,
    /// What is wrong, as a clause without a final stop.
    pub message: String,
}

impl fmt::Display for Problem {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(Position { line, column }) = self.position {
            write!(out, "{line}:{column}: ")?;
        }
        out.write_str(&self.message)
    }
}
