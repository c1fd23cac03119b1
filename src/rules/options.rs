//! What the user decides about the migration.

use globset::GlobMatcher;

use crate::marathon::{Recognition, Target};

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
    /// What counts as a credential beyond what is built in.
    pub recognition: Recognition,
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
            recognition: Recognition::default(),
            strip_read_only: false,
        }
    }
}
