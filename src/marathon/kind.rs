//! The three kinds of definitions.

use std::fmt;

/// The kind of a definition.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize,
)]
#[serde(rename_all = "lowercase")]
pub enum DefinitionKind {
    /// A Marathon app: `container` is one object (marathon: docs types/app.raml).
    App,
    /// A Marathon pod: `containers` is a list (marathon: docs types/pod.raml).
    Pod,
    /// A Metronome job: it has `run` (metronome: schema/jobspec.schema.json).
    Job,
}

impl fmt::Display for DefinitionKind {
    fn fmt(&self, out: &mut fmt::Formatter) -> fmt::Result {
        out.write_str(match self {
            DefinitionKind::App => "app",
            DefinitionKind::Pod => "pod",
            DefinitionKind::Job => "job",
        })
    }
}
