//! One file → its plan: every definition with its patch, findings and proved edits.
//!
//! The plan is all that reports, diffs, plan files and writing are made from; none of them computes
//! anything again. Pure: bytes in, plan out. A definition that is blocked leaves no edit, its
//! neighbours keep theirs.

mod check;
mod file_format;
mod migration;
mod reading;

use std::ops::Range;

use rayon::prelude::*;

use crate::edit::EditError;
use crate::marathon::{self, CredentialEntry, Definition};
use crate::rules::{Options, SecretNeed};
use crate::source::{SourceFile, TextEdit};
use crate::text::{Disagreement, Document, Lines, Position, SyntaxError};

pub use check::{Checked, check};
pub use file_format::FileFormat;
use migration::migrate;
pub use migration::{Located, Migration, State};

/// What is to happen to one file, and what there is to say about it.
#[derive(Debug)]
pub struct FilePlan {
    /// The file as it was read.
    pub source: SourceFile,
    /// What it was taken for.
    pub format: FileFormat,
    /// Its definitions that have to do with pull credentials, in the order of the text.
    pub definitions: Vec<Migration>,
    /// Where credential files are named outside of what the definitions account for.
    pub mentions: Vec<Mention>,
    /// The proved edits of all convertible definitions, sorted and disjoint.
    pub edits: Vec<TextEdit>,
}

/// A place that names a credential file and is not converted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mention {
    /// Where.
    pub position: Position,
    /// The line, without its indentation and cut to a readable length. Empty in binary files.
    pub line: String,
}

/// Why there is no plan for a file.
#[derive(Debug, thiserror::Error)]
pub enum PlanError {
    /// Not strict JSON.
    #[error("{}", .0.message)]
    Syntax(SyntaxError),
    /// P0 failed.
    #[error("{0}; the file is left alone")]
    Disagreement(Disagreement),
    /// P1, P2, P3 or P4 failed, or a rule made an invalid patch.
    #[error("{definition}: {cause}; the file is left alone")]
    Unproved {
        /// The definition's id.
        definition: String,
        /// Where it begins.
        position: Position,
        /// Which proof, and how.
        cause: String,
    },
}

impl PlanError {
    /// The place in the file.
    #[must_use]
    pub fn position(&self) -> Position {
        match self {
            PlanError::Syntax(error) => error.position,
            PlanError::Disagreement(error) => error.position,
            PlanError::Unproved { position, .. } => *position,
        }
    }
}

impl FilePlan {
    /// Whether there is anything to report.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.definitions.is_empty() && self.mentions.is_empty()
    }

    /// The file's new content.
    #[must_use]
    pub fn rewritten(&self) -> Vec<u8> {
        crate::source::splice(&self.source.bytes, &self.edits)
    }

    /// The secrets that the file's convertible definitions need.
    pub fn secrets(&self) -> impl Iterator<Item = &SecretNeed> {
        self.definitions.iter().flat_map(|definition| &definition.secrets)
    }
}

/// Plans one file.
///
/// # Errors
/// The file is broken or something could not be proved; nothing in it may be changed.
pub fn plan(source: SourceFile, options: &Options) -> Result<FilePlan, PlanError> {
    let format = FileFormat::of(&source);
    let (definitions, mentions, edits) = match format {
        FileFormat::Json => match Document::parse(&source.bytes) {
            Ok(document) => plan_document(&document, options)?,
            Err(error) => return unreadable(source, error),
        },
        _ => (
            Vec::new(),
            reading::mentions(&source.bytes, &Lines::new(&source.bytes), &[]),
            Vec::new(),
        ),
    };
    Ok(FilePlan { source, format, definitions, mentions, edits })
}

/// A file that looked like JSON and is not: a mention if it is something else after all.
fn unreadable(source: SourceFile, error: SyntaxError) -> Result<FilePlan, PlanError> {
    match FileFormat::without_json(&source) {
        Some(format) => {
            let mentions = reading::mentions(&source.bytes, &Lines::new(&source.bytes), &[]);
            Ok(FilePlan { source, format, definitions: Vec::new(), mentions, edits: Vec::new() })
        }
        None => Err(PlanError::Syntax(error)),
    }
}

/// From this size on, in bytes, a file's definitions are planned by several threads, while another
/// one proves the reading. Below, threads would cost more than they bring.
const LARGE: usize = 1 << 20;

type Planned = (Vec<Migration>, Vec<Mention>, Vec<TextEdit>);

fn plan_document(document: &Document, options: &Options) -> Result<Planned, PlanError> {
    let hits = reading::hits(document.original().as_bytes());
    let interesting = |span: Range<usize>| {
        let next = hits.partition_point(|&hit| hit < span.start);
        hits.get(next).is_some_and(|&hit| hit < span.end)
    };
    let prove = || document.agree(&interesting).map_err(PlanError::Disagreement);
    let plan = || plan_definitions(document, &interesting, options);
    if document.original().len() < LARGE {
        return prove().and_then(|()| plan());
    }
    let (proof, planned) = rayon::join(prove, plan);
    proof.and(planned)
}

fn plan_definitions(
    document: &Document,
    interesting: &(dyn Fn(Range<usize>) -> bool + Sync),
    options: &Options,
) -> Result<Planned, PlanError> {
    let bytes = document.original().as_bytes();
    let lines = Lines::new(bytes);
    let found: Vec<(Definition, Vec<CredentialEntry>)> =
        marathon::definitions(document, &interesting)
            .into_iter()
            .map(|definition| {
                let entries = marathon::entries(document, &definition);
                (definition, entries)
            })
            .collect();
    let entries = found.iter().flat_map(|(_, entries)| entries);
    let accounted: Vec<Range<usize>> = entries.map(|entry| document.span(entry.node)).collect();
    let migrate = |(definition, entries)| migrate(document, &lines, &definition, entries, options);
    let planned: Result<Vec<_>, PlanError> = if bytes.len() < LARGE {
        found.into_iter().map(migrate).collect()
    } else {
        found.into_par_iter().map(migrate).collect()
    };
    let (migrations, edits): (Vec<Migration>, Vec<Vec<TextEdit>>) =
        planned?.into_iter().flatten().unzip();
    let mentions = reading::mentions(bytes, &lines, &accounted);
    Ok((migrations, mentions, edits.concat()))
}

/// A failed proof of one definition.
fn unproved(definition: &Definition, position: Position, cause: &EditError) -> PlanError {
    PlanError::Unproved {
        definition: definition.id.to_string(),
        position,
        cause: cause.to_string(),
    }
}
