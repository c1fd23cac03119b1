//! What the rules work with: the definition on its way through them, what the user has decided, and
//! what comes out. Knows no rule.

pub(crate) mod accept;
pub(crate) mod conflicts;
pub(crate) mod contents;
pub(crate) mod context;
pub(crate) mod credentials;
pub(crate) mod finding;
pub(crate) mod options;
pub(crate) mod outcome;
pub(crate) mod pointers;
pub(crate) mod secret_path;
pub(crate) mod subject;

pub use accept::Accept;
pub use conflicts::Conflicts;
pub use contents::PossibleContent;
pub use context::Context;
pub use credentials::{KnownCredential, KnownImage, SecretContent};
pub use finding::{Finding, Severity};
pub use options::{Clear, Options, Templates};
pub use outcome::{Outcome, SecretNeed};
pub use secret_path::{BadTemplate, SourceTemplate, secret_path};
pub use subject::Subject;

/// One piece of knowledge about the migration.
#[derive(Debug)]
pub struct Rule {
    /// Its only identity: kebab-case, after what is in the file today.
    pub name: &'static str,
    /// What it is about, in one line.
    pub summary: &'static str,
    /// Its page, in Markdown.
    pub page: &'static str,
    pub(crate) check: fn(&mut Context<'_>),
}
