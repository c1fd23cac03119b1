//! What the user decides about the migration.

use std::fmt;
use std::str::FromStr;

use globset::GlobMatcher;

/// What becomes of a list of URIs whose last entry was the credential.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Clear {
    /// `"fetch": []`: a partial `PUT /v2/apps` keeps the live app's list unless told otherwise
    /// (marathon: AppsResource.scala:277, AppConversion.scala:197-214).
    #[default]
    Empty,
    /// The member goes.
    Remove,
}

/// The Marathon that the definitions are deployed to: 1.5 to 1.11.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Target(u8);

impl Target {
    /// The first with `pullConfig`.
    pub const V1_5: Target = Target(5);
    /// The first with `linuxInfo.seccomp`.
    pub const V1_8: Target = Target(8);
    /// The first with `linuxInfo.ipcInfo`.
    pub const V1_9: Target = Target(9);
    /// The first with `resourceLimits`.
    pub const V1_10: Target = Target(10);
}

/// Text that is no [`Target`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("expected a Marathon version from 1.5 to 1.11")]
pub struct UnknownTarget;

impl FromStr for Target {
    type Err = UnknownTarget;

    fn from_str(text: &str) -> Result<Self, UnknownTarget> {
        let minor = text.strip_prefix("1.").and_then(|minor| minor.parse().ok());
        minor.filter(|minor| (5..=11).contains(minor)).map(Target).ok_or(UnknownTarget)
    }
}

impl fmt::Display for Target {
    fn fmt(&self, out: &mut fmt::Formatter) -> fmt::Result {
        write!(out, "1.{}", self.0)
    }
}

/// Choices that hold for every definition of a run.
#[derive(Debug, Clone)]
pub struct Options {
    /// Where the secret is stored: a template with `{id}`, `{group}`, `{top}`, `{registry}`.
    pub secret_source: String,
    /// The key under `secrets`.
    pub secret_name: String,
    /// What becomes of an emptied list.
    pub clear: Clear,
    /// What the definitions may use.
    pub target: Target,
    /// Names of blockers whose lossy way out is taken.
    pub accept: Vec<GlobMatcher>,
    /// Whether converted apps lose the members that only Marathon writes.
    pub strip_read_only: bool,
}

impl Default for Options {
    fn default() -> Self {
        Options {
            secret_source: "/{id}/pullConfig".into(),
            secret_name: "pullConfigSecret".into(),
            clear: Clear::default(),
            target: Target::V1_5,
            accept: Vec::new(),
            strip_read_only: false,
        }
    }
}
