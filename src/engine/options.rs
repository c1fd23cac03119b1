//! The user's options for the migration.

use crate::engine::{Accept, Conflicts, KnownCredential, KnownImage, SourceTemplate};
use crate::marathon::{Recognition, Targets};
use crate::text::Syntax;

/// What becomes of a list of URIs whose last entry was the credential.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Clear {
    /// The list stays as `"fetch": []`. A partial `PUT /v2/apps` keeps the live app's list unless
    /// told otherwise (marathon: AppsResource.scala:277, AppConversion.scala:197-214).
    #[default]
    Empty,
    /// The list is removed.
    Remove,
}

/// How a file is read that may be a template.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Templates {
    /// Its name and content decide.
    #[default]
    Auto,
    /// Never as a template.
    None,
    /// Always as a template of this language.
    As(Syntax),
}

/// The options that apply to every definition of a run.
#[derive(Debug, Clone)]
pub struct Options {
    /// The template for the paths of secrets.
    pub secret_source: SourceTemplate,
    /// The key under `secrets`.
    pub secret_name: String,
    /// What becomes of a list of URIs that has become empty.
    pub clear: Clear,
    /// The Marathon versions that must accept the definitions.
    pub targets: Targets,
    /// The names of blockers that are accepted with their loss.
    pub accept: Vec<Accept>,
    /// The further URIs that count as credentials.
    pub recognition: Recognition,
    /// The credentials that the user has described; the first that matches counts.
    pub credentials: Vec<KnownCredential>,
    /// The images that the user has described; the first that matches counts.
    pub images: Vec<KnownImage>,
    /// The secrets that two definitions of the run want for different credentials.
    pub conflicts: Conflicts,
    /// Whether converted apps lose the members that only Marathon writes.
    pub strip_read_only: bool,
    /// How a file is read that may be a template.
    pub templates: Templates,
    /// Whether JSON in scripts and Markdown is converted, too.
    pub embedded: bool,
    /// The most images of each file for which apps on Docker without known credentials are looked
    /// for.
    pub others: usize,
}

impl Default for Options {
    fn default() -> Self {
        Options {
            secret_source: SourceTemplate::per_definition(),
            secret_name: "pullConfigSecret".into(),
            clear: Clear::default(),
            targets: Targets::ALL,
            accept: Vec::new(),
            recognition: Recognition::default(),
            credentials: Vec::new(),
            images: Vec::new(),
            conflicts: Conflicts::default(),
            strip_read_only: false,
            templates: Templates::default(),
            embedded: false,
            others: 0,
        }
    }
}

impl Options {
    /// Stores all secrets at `source`, also those of credentials that have a path of their own.
    pub fn store_at(&mut self, source: SourceTemplate) {
        self.secret_source = source;
        self.credentials.iter_mut().for_each(|known| known.source = None);
    }
}
