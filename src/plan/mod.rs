//! One file → its plan: every definition with its patch, findings and proved edits.
//!
//! The plan is all that reports, diffs, plan files and writing are made from; none of them computes
//! anything again. Pure: bytes in, plan out. A definition that is blocked leaves no edit, its
//! neighbours keep theirs.

mod alternatives;
mod check;
mod conflicts;
mod content;
mod embedded;
mod file_format;
mod foreign;
mod hand_edit;
mod migration;
mod options;
mod others;
mod planner;
mod record;
mod replay;
mod restore;
mod search;
mod summary;
mod template;
mod unrecognised;

use std::ops::Range;

use rayon::prelude::*;

use crate::marathon;
use crate::source::SourceFile;
use crate::text::{
    Disagreement, Document, Lines, Position, Shifts, Syntax, SyntaxError, TextEdit, splice,
};

pub use check::{Asked, Checked, FileCheck, check};
pub use conflicts::conflicts;
use content::{Content, read};
pub use file_format::FileFormat;
pub use hand_edit::{EditedError, edited};
pub use migration::{Fate, Located, Migration, State};
pub use options::{PlanOptions, Templates};
use others::Images;
pub use others::{Other, Others, may_hold_others, others};
use planner::{Depth, Migrated, Planner};
pub use record::{Failure, FileEntry, findings, secrets, shown};
pub use replay::{Recorded, ReplayError, replay};
use search::Search;
pub use summary::Summary;
pub use unrecognised::{Unrecognised, UnrecognisedPlace};

/// What is to happen to one file, and what there is to say about it.
#[derive(Debug)]
pub struct FilePlan {
    /// What it was taken for.
    pub format: FileFormat,
    /// Its definitions that have to do with pull credentials, in the order of the text.
    pub definitions: Vec<Migration>,
    /// Where credential files are named outside of what the definitions account for.
    pub mentions: Vec<Mention>,
    /// Its apps on Docker without recognised credentials, if they were asked for.
    pub others: Others,
    /// The change of the file; `None` in a [`survey`], and of a file that was not read as a whole.
    pub rewrite: Option<Rewrite>,
}

/// A file, and the edits that make its new text. Nothing else can be shown as a change or written.
#[derive(Debug)]
pub struct Rewrite {
    /// The file as it was read.
    pub source: SourceFile,
    /// The proved edits of all convertible definitions, sorted and disjoint.
    pub edits: Vec<TextEdit>,
}

impl Rewrite {
    /// Returns the file's new content.
    #[must_use]
    pub fn rewritten(&self) -> Vec<u8> {
        splice(&self.source.bytes, &self.edits)
    }
}

/// A place that names a credential file and is not converted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mention {
    /// Where.
    pub position: Position,
    /// The path or URI that has the name. Empty in binary files.
    pub line: String,
    /// Why it is not converted, where there is more to say than what the file is: a clause.
    pub reason: Option<String>,
}

/// Why there is no plan for a file.
#[derive(Debug, thiserror::Error)]
pub enum PlanError {
    /// Not strict JSON.
    #[error("{}", .error.message)]
    Syntax {
        /// What is wrong.
        error: SyntaxError,
        /// Where the file names credential files nevertheless, if it does.
        mentioned: Option<Box<FilePlan>>,
    },
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
    fn syntax(error: SyntaxError) -> Self {
        PlanError::Syntax { error, mentioned: None }
    }

    /// The place in the file.
    #[must_use]
    pub fn position(&self) -> Position {
        match self {
            PlanError::Syntax { error, .. } => error.position,
            PlanError::Disagreement(error) => error.position,
            PlanError::Unproved { position, .. } => *position,
        }
    }
}

impl PlanError {
    /// The same in a file of which what could not be planned is a part that begins at `start`. What
    /// could not be proved has the position of the file already.
    fn behind(mut self, start: Position) -> Self {
        match &mut self {
            PlanError::Syntax { error, .. } => error.position = error.position.behind(start),
            PlanError::Disagreement(error) => error.position = error.position.behind(start),
            PlanError::Unproved { .. } => {}
        }
        self
    }

    /// The same with another position.
    fn moved(mut self, to: impl Fn(Position) -> Position) -> Self {
        match &mut self {
            PlanError::Syntax { error, .. } => error.position = to(error.position),
            PlanError::Disagreement(error) => error.position = to(error.position),
            PlanError::Unproved { position, .. } => *position = to(*position),
        }
        self
    }
}

impl FilePlan {
    /// Whether there is anything to report.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.definitions.is_empty() && self.mentions.is_empty() && self.others.apps.is_empty()
    }

    /// Returns the change of the file, if there is one.
    #[must_use]
    pub fn edited(&self) -> Option<&Rewrite> {
        self.rewrite.as_ref().filter(|rewrite| !rewrite.edits.is_empty())
    }

    /// Leaves the file as it is.
    pub fn leave(&mut self) {
        if let Some(rewrite) = &mut self.rewrite {
            rewrite.edits.clear();
        }
        for definition in &mut self.definitions {
            if definition.state() == State::Convertible {
                definition.fate = Fate::Left;
            }
        }
    }

    /// Lets all positions tell where things stand after the edits.
    pub fn follow_edits(&mut self) {
        let Some(Rewrite { source, edits }) = &self.rewrite else { return };
        if edits.is_empty() {
            return;
        }
        let bytes = splice(&source.bytes, edits);
        let (old, new) = (Lines::new(&source.bytes), Lines::new(&bytes));
        let shifts = Shifts::new(edits);
        let moved = |position: &mut Position| {
            *position = new.position(shifts.of(old.offset(*position)));
        };
        for definition in &mut self.definitions {
            moved(&mut definition.position);
            definition.findings.iter_mut().for_each(|located| moved(&mut located.position));
        }
        self.mentions.iter_mut().for_each(|mention| moved(&mut mention.position));
    }
}

/// Plans one file.
///
/// # Errors
/// The file is broken or something could not be proved; nothing in it may be changed.
pub fn plan(source: SourceFile, options: &PlanOptions) -> Result<FilePlan, PlanError> {
    plan_to(Depth::Rewrite, source, options)
}

/// Plans one file as far as it takes to say what would become of its definitions: as [`plan`], but
/// the patches of strict JSON are not kept and not carried out, and its proofs are not made; edits and
/// the bytes of the file are let go. Nothing may be shown as a change or written from it.
///
/// # Errors
/// The file is broken, or something in a template could not be proved.
pub fn survey(source: SourceFile, options: &PlanOptions) -> Result<FilePlan, PlanError> {
    plan_to(Depth::Survey, source, options)
}

fn plan_to(depth: Depth, source: SourceFile, options: &PlanOptions) -> Result<FilePlan, PlanError> {
    let search = || Search::of(&source.bytes, &options.rules.recognition);
    let (content, search) = both(&source.bytes, || read(&source, options.templates), search);
    let content = match content {
        Ok(content) => content,
        Err(error) => {
            let mentions = search.mentions(&[]);
            drop(search);
            return Err(mentioning(error, &source, mentions));
        }
    };
    let (format, planned) = match content {
        Content::Json(document) => {
            (FileFormat::Json, plan_document(depth, &document, &search, options)?)
        }
        Content::Template(template, readings) => {
            let format = match template.syntax() {
                Syntax::Comments => FileFormat::CommentedJson,
                _ => FileFormat::Template,
            };
            let others = others::of_readings(&readings, &search.lines, options);
            let planned = template::plan(&template, readings, &search, &options.rules)?;
            (format, Planned { others, ..planned })
        }
        Content::Other(format, error) => {
            (format, embedded::plan(&source, (format, error), &search, options)?)
        }
    };
    drop(search);
    let Planned { mut definitions, mentions, others, edits } = planned;
    let rewrite = match depth {
        Depth::Survey => None,
        Depth::Rewrite => Some(Rewrite { source, edits }),
    };
    if depth == Depth::Survey {
        definitions.iter_mut().for_each(Migration::forget_patch);
    }
    Ok(FilePlan { format, definitions, mentions, others, rewrite })
}

/// The error of a file that could not be read, with the mentions that a look at its bytes found.
fn mentioning(error: PlanError, source: &SourceFile, mentions: Vec<Mention>) -> PlanError {
    match error {
        PlanError::Syntax { error, .. } if !mentions.is_empty() => {
            let format = FileFormat::of(source);
            let (definitions, others) = (Vec::new(), Others::default());
            let plan = FilePlan { format, definitions, mentions, others, rewrite: None };
            PlanError::Syntax { error, mentioned: Some(Box::new(plan)) }
        }
        error => error,
    }
}

/// From this size on, in bytes, a file is worth several threads. Below, they would cost more than
/// they bring.
const LARGE: usize = 1 << 20;

/// Does both, at once if there is much to do.
fn both<A: Send, B: Send>(
    bytes: &[u8],
    one: impl FnOnce() -> A + Send,
    other: impl FnOnce() -> B + Send,
) -> (A, B) {
    if bytes.len() < LARGE { (one(), other()) } else { rayon::join(one, other) }
}

/// Holds what a [`FilePlan`] tells of a file's content.
#[derive(Default)]
struct Planned {
    definitions: Vec<Migration>,
    mentions: Vec<Mention>,
    others: Others,
    edits: Vec<TextEdit>,
}

fn plan_document(
    depth: Depth,
    document: &Document,
    search: &Search,
    options: &PlanOptions,
) -> Result<Planned, PlanError> {
    let interesting = |span: Range<usize>| search.hits(&span);
    let prove = || match depth {
        Depth::Survey => Ok(()),
        Depth::Rewrite => document.cross_check(&interesting).map_err(PlanError::Disagreement),
    };
    let plan = || plan_definitions(depth, document, search, options);
    let (proof, planned) = both(document.original().as_bytes(), prove, plan);
    proof.and(planned)
}

fn plan_definitions(
    depth: Depth,
    document: &Document,
    search: &Search,
    options: &PlanOptions,
) -> Result<Planned, PlanError> {
    let lines = &search.lines;
    let images = Images::of(document, options.others);
    let interesting = |span: Range<usize>| search.hits(&span) || images.are_in(&span);
    let mut found = marathon::found(document, &interesting, &options.rules.recognition);
    let others = images.others(&found, document, lines, &options.rules.recognition);
    found.retain(|found| search.hits(&document.span(found.definition.node)));
    let entries = found.iter().flat_map(|found| &found.entries);
    let accounted: Vec<Range<usize>> = entries.map(|entry| document.span(entry.node)).collect();
    let planner = Planner { depth, document, lines, options: &options.rules };
    let migrate = |found| planner.migrate(found);
    let planned: Result<Vec<_>, PlanError> = if document.original().len() < LARGE {
        found.into_iter().map(migrate).collect()
    } else {
        found.into_par_iter().map(migrate).collect()
    };
    let (mut definitions, mut edits) = (Vec::new(), Vec::new());
    for Migrated { migration, edits: own } in planned?.into_iter().flatten() {
        definitions.push(migration);
        edits.extend(own);
    }
    // One in most files, and kept until the report: what room the others would have is given back.
    definitions.shrink_to_fit();
    let mentions = search.mentions(&accounted);
    Ok(Planned { definitions, mentions, others, edits })
}
