//! The options with which a file is planned.

use std::collections::BTreeSet;

use crate::engine::{Clusters, Options};
use crate::text::{Position, Syntax};

/// The way to read a file that may be a template.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Templates {
    /// The name and the content of the file decide whether it is a template.
    #[default]
    Auto,
    /// The file is never read as a template.
    None,
    /// The file is always read as a template of this language.
    As(Syntax),
}

/// The options with which a file is planned: how it is read, and what the rules ask for.
#[derive(Debug, Clone, Default)]
pub struct PlanOptions {
    /// The choices that the rules ask for.
    pub rules: Options,
    /// The clusters that the file is for, and in which the options hold.
    pub clusters: Clusters,
    /// The way to read the file if it may be a template.
    pub templates: Templates,
    /// Whether JSON in scripts and Markdown is converted, too.
    pub embedded: bool,
    /// The positions at which the definitions begin that may be changed; `None` if all may be changed.
    /// A definition that may not be changed is planned too, but gets no edits.
    pub only: Option<BTreeSet<Position>>,
    /// The most images of a file that are examined to find apps on Docker without recognised
    /// credentials. If it is 0, no such apps are looked for.
    pub others: usize,
}

impl PlanOptions {
    /// Whether the definition at `position` may be changed.
    pub(super) fn may_change(&self, position: Position) -> bool {
        self.only.as_ref().is_none_or(|places| places.contains(&position))
    }
}
