//! The engine of the rules: the definition that they work on, the user's options, and the outcome.
//! Knows no rule.

pub(crate) mod accept;
pub(crate) mod cluster;
pub(crate) mod contents;
pub(crate) mod context;
pub(crate) mod credentials;
pub(crate) mod facts;
pub(crate) mod finding;
pub(crate) mod keep;
pub(crate) mod options;
pub(crate) mod outcome;
pub(crate) mod pointers;
pub(crate) mod preparation;
pub(crate) mod secret_path;
pub(crate) mod subject;

pub use accept::Accept;
pub use cluster::{Cluster, Clusters};
pub use contents::{Archive, PossibleContent};
pub use context::Context;
pub use credentials::{KnownCredential, KnownImage, SecretContent};
pub use facts::{Facts, KnownImageConfig, KnownPull};
pub use finding::{Finding, Severity};
pub use keep::Keep;
pub use options::{Clear, Options};
pub use outcome::{Outcome, SecretNeed};
pub use preparation::{Preparation, PreparationKind};
pub use secret_path::{BadSecretSource, SecretSource, secret_path};
pub use subject::Subject;

/// A rule: one piece of knowledge about the migration.
#[derive(Debug)]
pub struct Rule {
    /// The name, which is the only identity of the rule. It is in kebab-case, and describes the
    /// file before the migration.
    pub name: &'static str,
    /// A description in one line.
    pub summary: &'static str,
    /// The documentation page, in Markdown.
    pub page: &'static str,
    /// The code of the rule: it reads and changes the definition, and reports findings about it.
    pub(crate) check: fn(&mut Context<'_>),
}
