//! Makes the plan of one file: every definition with its patch and findings, and the proved edits.
//!
//! Reports, diffs, plan files and writing are made from the plan; none of them computes anything
//! again. This module touches no disk: it turns bytes into a plan. A blocked definition has no
//! edits; its neighbours keep theirs.

mod alternatives;
mod check;
mod checked;
mod clusters;
mod compared;
mod conflicts;
mod content;
mod cut;
mod duplicates;
mod embedded;
mod error;
mod file_format;
mod filter;
mod foreign;
mod hand_edit;
mod hits;
mod keep;
mod live_summary;
mod migration;
mod options;
mod others;
mod planner;
mod record;
mod replay;
mod restore;
mod split;
mod stray;
mod summary;
mod template;
mod unrecognised;

use std::ops::Range;

use rayon::prelude::*;

use crate::engine::Clusters;
use crate::marathon;
use crate::source::SourceFile;
use crate::text::{Document, Lines, Position, Shifts, TextEdit, splice};

pub use check::{FileCheck, Marathons, check};
pub use checked::{Checked, CheckedKind, Positioned, warn_of_checked_duplicates};
pub use clusters::{FileOptions, plan_for_all, survey_for_all};
pub use compared::Compared;
pub use conflicts::{HeldBack, conflicts};
use content::{Content, ReadTemplate, read};
pub use duplicates::{Duplicate, duplicates};
pub use error::PlanError;
pub use file_format::FileFormat;
pub use filter::{Chosen, Filter};
pub use hand_edit::{HandEdit, HandEditError, edit_by_hand};
use hits::Hits;
pub use keep::{KeepTally, Outdated, OutdatedKeep};
pub use live_summary::{LiveSummary, OpenDefinition};
pub use migration::{Fate, Kept, LocatedFinding, Migration, State};
pub use options::{PlanOptions, Templates};
use others::Images;
pub use others::{Other, Others, may_hold_others, others};
use planner::{Depth, PlannedDefinition, Planner};
pub use record::{Failure, ReportedFile, cluster, findings, secrets, without_logins};
pub use replay::{FileRecord, ReplayError, replay};
pub use split::{NotSeparated, Split, SplitCluster, split};
pub use stray::{Stray, strays};
pub use summary::{FactsFile, Summary, WithoutFiles};
pub use unrecognised::{Unrecognised, UnrecognisedPlace};

/// The plan of one file: its definitions with their findings, and its change.
#[derive(Debug)]
pub struct FilePlan {
    /// The format that the file was taken for.
    pub format: FileFormat,
    /// The clusters that the file is for.
    pub clusters: Clusters,
    /// The definitions that have to do with pull credentials, in the order of the text.
    pub definitions: Vec<Migration>,
    /// The places that name credential files and belong to no credential URI of a definition.
    pub mentions: Vec<Mention>,
    /// The apps on Docker without recognised credentials, if the run looks for them.
    pub others: Others,
    /// The apps and pods of the file, each compared with what runs under its id; none if the run has no
    /// answers of clusters.
    pub compared: Vec<Compared>,
    /// The change of the file; `None` in a [`survey`], and for a file that was not read as a whole.
    pub rewrite: Option<Rewrite>,
}

/// A file, and the edits that make its new text. Nothing else can be shown as a change or written.
#[derive(Debug)]
pub struct Rewrite {
    /// The file as it was read.
    pub source: SourceFile,
    /// The edits of all convertible definitions, which are proved, sorted and disjoint.
    pub edits: Vec<TextEdit>,
}

impl Rewrite {
    /// Returns the file's new content.
    #[must_use]
    pub fn rewritten(&self) -> Vec<u8> {
        splice(&self.source.bytes, &self.edits)
    }

    /// Calls `work` with a function that moves a position to where its text stands after the edits.
    fn with_moves(&self, work: impl FnOnce(&dyn Fn(&mut Position))) {
        let bytes = self.rewritten();
        let (old, new) = (Lines::new(&self.source.bytes), Lines::new(&bytes));
        let shifts = Shifts::new(&self.edits);
        work(&|position| *position = new.position(shifts.of(old.offset(*position))));
    }
}

/// A place that names a credential file and is not converted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mention {
    /// The place of the name.
    pub position: Position,
    /// The path or URI that has the name of the credential file; empty for a binary file.
    pub text: String,
    /// The reason why the place is not converted, as a clause; `None` if the format of the file tells it.
    pub reason: Option<String>,
}

impl FilePlan {
    /// Whether there is anything to report.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.definitions.is_empty()
            && self.mentions.is_empty()
            && self.others.apps.is_empty()
            && self.compared.is_empty()
    }

    /// Returns the ids of apps and pods in the file, as far as they are known.
    pub fn ids(&self) -> impl Iterator<Item = &str> {
        let planned = self.definitions.iter().map(|it| &it.id);
        planned.chain(self.compared.iter().map(|it| &it.id)).filter_map(|id| match id {
            marathon::Id::Absolute(id) => Some(id.as_str()),
            _ => None,
        })
    }

    /// Returns the change of the file, if there is one.
    #[must_use]
    pub fn edited(&self) -> Option<&Rewrite> {
        self.rewrite.as_ref().filter(|rewrite| !rewrite.edits.is_empty())
    }

    /// Drops the edits: the user leaves the file as it is. Its convertible definitions count as left.
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

    /// Moves the positions of definitions, findings and mentions to where their texts stand after the
    /// edits.
    pub fn follow_edits(&mut self) {
        let Some(rewrite) = self.rewrite.as_ref().filter(|it| !it.edits.is_empty()) else { return };
        rewrite.with_moves(|moved| {
            for definition in &mut self.definitions {
                moved(&mut definition.position);
                definition.findings.iter_mut().for_each(|located| moved(&mut located.position));
            }
            self.mentions.iter_mut().for_each(|mention| moved(&mut mention.position));
        });
    }
}

/// Plans one file.
///
/// # Errors
/// The file is broken or something could not be proved; nothing in it may be changed.
pub fn plan(source: SourceFile, options: &PlanOptions) -> Result<FilePlan, PlanError> {
    plan_to(Depth::Rewrite, source, options)
}

/// Plans one file without its change. The plan has no patches and no edits, so that nothing can be
/// shown as a change or written from it. For strict JSON, edits and proofs are not made at all.
///
/// # Errors
/// The file is broken, or something in a template could not be proved.
pub fn survey(source: SourceFile, options: &PlanOptions) -> Result<FilePlan, PlanError> {
    plan_to(Depth::Survey, source, options)
}

/// Plans one file to the given depth.
fn plan_to(depth: Depth, source: SourceFile, options: &PlanOptions) -> Result<FilePlan, PlanError> {
    let hits = || Hits::of(&source.bytes, &options.rules.recognition);
    let (content, hits) = both(&source.bytes, || read(&source, options.templates), hits);
    let content = match content {
        Ok(content) => content,
        Err(error) => {
            let mentions = hits.mentions(&[]);
            drop(hits);
            return Err(mentioning(error, &source, options, mentions));
        }
    };
    let (format, planned) = match content {
        Content::Json(document) => {
            (FileFormat::Json, plan_document(depth, &document, &hits, options)?)
        }
        Content::Template(read) => {
            let format = read.format();
            let ReadTemplate { template, readings } = read;
            let others = others::of_readings(&readings, &hits.lines, options);
            let compared = compared::of_readings(&readings, &hits.lines, options);
            let planned = template::plan(&template, readings, &hits, options)?;
            (format, Planned { others, compared, ..planned })
        }
        Content::Other(format, error) => {
            (format, embedded::plan(&source, format, error, &hits, options)?)
        }
    };
    drop(hits);
    let Planned { mut definitions, mentions, others, compared, edits } = planned;
    let rewrite = match depth {
        Depth::Survey => None,
        Depth::Rewrite => Some(Rewrite { source, edits }),
    };
    compared::report_differences(&mut definitions, &compared);
    definitions.iter_mut().for_each(|it| keep::keep_blocked(it, &options.rules));
    if depth == Depth::Survey {
        definitions.iter_mut().for_each(Migration::forget_patch);
    }
    let clusters = options.clusters.clone();
    Ok(FilePlan { format, clusters, definitions, mentions, others, compared, rewrite })
}

/// Adds `mentions` to the error of a file that could not be read.
fn mentioning(
    error: PlanError,
    source: &SourceFile,
    options: &PlanOptions,
    mentions: Vec<Mention>,
) -> PlanError {
    match error {
        PlanError::Syntax { error, .. } if !mentions.is_empty() => {
            let format = FileFormat::of(source);
            let (definitions, others, compared) = (Vec::new(), Others::default(), Vec::new());
            let (clusters, rewrite) = (options.clusters.clone(), None);
            let plan =
                FilePlan { format, clusters, definitions, mentions, others, compared, rewrite };
            PlanError::Syntax { error, mentioned: Some(Box::new(plan)) }
        }
        error => error,
    }
}

/// The size in bytes from which a file is planned in several threads. A smaller file would take
/// longer with them.
const LARGE_FILE: usize = 1 << 20;

/// Calls both functions, in two threads if `bytes` is large.
fn both<A: Send, B: Send>(
    bytes: &[u8],
    one: impl FnOnce() -> A + Send,
    other: impl FnOnce() -> B + Send,
) -> (A, B) {
    if bytes.len() < LARGE_FILE { (one(), other()) } else { rayon::join(one, other) }
}

/// The parts of a [`FilePlan`] that come from the content of the file.
#[derive(Default)]
struct Planned {
    definitions: Vec<Migration>,
    mentions: Vec<Mention>,
    others: Others,
    compared: Vec<Compared>,
    edits: Vec<TextEdit>,
}

/// Plans a file of strict JSON. If its change is planned, proves that two JSON readers agree about it.
fn plan_document(
    depth: Depth,
    document: &Document,
    hits: &Hits,
    options: &PlanOptions,
) -> Result<Planned, PlanError> {
    let interesting = |span: Range<usize>| hits.are_in(&span);
    let prove = || match depth {
        Depth::Survey => Ok(()),
        Depth::Rewrite => document.cross_check(&interesting).map_err(PlanError::Disagreement),
    };
    let plan = || plan_definitions(depth, document, hits, options);
    let (proof, planned) = both(document.original().as_bytes(), prove, plan);
    proof.and(planned)
}

/// Plans the definitions of a file of strict JSON.
fn plan_definitions(
    depth: Depth,
    document: &Document,
    hits: &Hits,
    options: &PlanOptions,
) -> Result<Planned, PlanError> {
    let lines = &hits.lines;
    let images = Images::of(document, options.others);
    let is_compared = options.rules.live.is_some();
    let interesting =
        |span: Range<usize>| is_compared || hits.are_in(&span) || images.are_in(&span);
    let mut found =
        marathon::definitions_with_entries(document, &interesting, &options.rules.recognition);
    let others = images.others(&found, document, lines, &options.rules.recognition);
    let compared = compared::of_document(&found, document, lines, options);
    found.retain(|found| hits.are_in(&document.span(found.definition.node)));
    let entries = found.iter().flat_map(|found| &found.entries);
    let accounted: Vec<Range<usize>> = entries.map(|entry| document.span(entry.node)).collect();
    let live = options.rules.live.as_deref();
    let planner = Planner { depth, document, lines, options: &options.rules, live };
    let migrate = |found| planner.migrate(found);
    let planned: Result<Vec<_>, PlanError> = if document.original().len() < LARGE_FILE {
        found.into_iter().map(migrate).collect()
    } else {
        found.into_par_iter().map(migrate).collect()
    };
    let (mut definitions, mut edits) = (Vec::new(), Vec::new());
    for PlannedDefinition { migration, edits: own } in planned?.into_iter().flatten() {
        if options.may_change(migration.position) {
            edits.extend(own);
        }
        definitions.push(migration);
    }
    // No two definitions of strict JSON exclude each other.
    duplicates::warn_within(&mut definitions, |_, _| true);
    // Most files have one definition. The plans are kept until the report, so spare memory is
    // freed.
    definitions.shrink_to_fit();
    let mentions = hits.mentions(&accounted);
    Ok(Planned { definitions, mentions, others, compared, edits })
}
