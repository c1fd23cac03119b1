//! The reason why there is no plan for a file, with its position.

use super::FilePlan;
use crate::engine::Cluster;
use crate::text::{Disagreement, Position, SyntaxError};

/// The reason why there is no plan for a file.
#[derive(Debug, thiserror::Error)]
pub enum PlanError {
    /// The file is not strict JSON.
    #[error("{}", .error.message)]
    Syntax {
        /// The error of the parser.
        error: SyntaxError,
        /// A plan with the mentions of the file, if it names credential files.
        mentioned: Option<Box<FilePlan>>,
    },
    /// Proof P0 failed: two JSON readers disagree about the file.
    #[error("{0}; the file is left alone")]
    Disagreement(Disagreement),
    /// Proof P1, P2, P3 or P4 failed, or a rule made an invalid patch.
    #[error("{definition}: {cause}; the file is left alone")]
    Unproved {
        /// The id of the definition.
        definition: String,
        /// The position at which the definition begins.
        position: Position,
        /// The failed proof, and what it found.
        cause: String,
    },
    /// The file is for several clusters, whose settings would change it in different ways.
    #[error(
        "it is for the clusters `{one}` and `{other}`, whose entries would change it in different ways ({}); let them say the same of it, or give each a file of its own",
        .differences.join(", ")
    )]
    Clusters {
        /// A cluster of the file.
        one: Cluster,
        /// Another cluster of the file, whose settings make another change.
        other: Cluster,
        /// The keys of the configuration in which the settings of the clusters differ.
        differences: Vec<&'static str>,
    },
}

impl PlanError {
    /// Returns the error of a file that is not strict JSON and of which no mentions are known.
    pub(super) fn syntax(error: SyntaxError) -> Self {
        PlanError::Syntax { error, mentioned: None }
    }

    /// Returns the position of the error in the file. An error about the whole file is at its start.
    #[must_use]
    pub fn position(&self) -> Position {
        match self {
            PlanError::Syntax { error, .. } => error.position,
            PlanError::Disagreement(error) => error.position,
            PlanError::Unproved { position, .. } => *position,
            PlanError::Clusters { .. } => Position { line: 1, column: 1 },
        }
    }
}

impl PlanError {
    /// Returns the error of a part as an error of the file in which the part begins at `start`. The
    /// position of `Unproved` counts from the start of the file already.
    pub(super) fn in_file(mut self, start: Position) -> Self {
        match &mut self {
            PlanError::Syntax { error, .. } => error.position = error.position.in_file(start),
            PlanError::Disagreement(error) => error.position = error.position.in_file(start),
            PlanError::Unproved { .. } | PlanError::Clusters { .. } => {}
        }
        self
    }

    /// Returns the error with its position changed by `to`.
    pub(super) fn moved(mut self, to: impl Fn(Position) -> Position) -> Self {
        match &mut self {
            PlanError::Syntax { error, .. } => error.position = to(error.position),
            PlanError::Disagreement(error) => error.position = to(error.position),
            PlanError::Unproved { position, .. } => *position = to(*position),
            PlanError::Clusters { .. } => {}
        }
        self
    }
}
