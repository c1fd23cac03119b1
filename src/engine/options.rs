//! What the user decides about the migration.

use crate::engine::{Accept, Conflicts, KnownCredential, KnownImage, SourceTemplate};
use crate::marathon::{Recognition, Targets};
use crate::text::Syntax;

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

/// How text is read that may be a template.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Templates {
    /// By name and content.
    #[default]
    Auto,
    /// As none, ever.
    None,
    /// Every file as a template of this language.
    As(Syntax),
}

/// Choices that hold for every definition of a run.
#[derive(Debug, Clone)]
pub struct Options {
    /// Where the secret is stored.
    pub secret_source: SourceTemplate,
    /// The key under `secrets`.
    pub secret_name: String,
    /// What becomes of an emptied list.
    pub clear: Clear,
    /// The Marathons that must take the definitions.
    pub targets: Targets,
    /// Names of blockers whose lossy way out is taken.
    pub accept: Vec<Accept>,
    /// What counts as a credential beyond what is built in.
    pub recognition: Recognition,
    /// What the user says about credentials; the first that matches counts.
    pub credentials: Vec<KnownCredential>,
    /// What the user says about images; the first that matches counts.
    pub images: Vec<KnownImage>,
    /// Secrets that two definitions of the run want for different credentials.
    pub conflicts: Conflicts,
    /// Whether converted apps lose the members that only Marathon writes.
    pub strip_read_only: bool,
    /// Which files are templates.
    pub templates: Templates,
    /// Whether JSON in scripts and Markdown is converted, too.
    pub embedded: bool,
    /// In how many images of a file the apps on Docker are looked for that have no credentials.
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
    /// Lets all secrets be stored at `source`, whatever was said of some credentials.
    pub fn store_at(&mut self, source: SourceTemplate) {
        self.secret_source = source;
        self.credentials.iter_mut().for_each(|known| known.source = None);
    }
}
