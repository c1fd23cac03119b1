//! Chooses the definitions of a plan that a run is about, by the filters of the command line.
//!
//! Filters never change what becomes of a definition. If definitions of a file are left out, the
//! edits of the file are planned once more for its other definitions alone (see
//! [`PlanOptions::only`](super::PlanOptions)).

use std::collections::BTreeSet;

use serde::Serialize;

use super::{
    Fate, FileOptions, FilePlan, LocatedFinding, Migration, Others, PlanError, State, plan_for_all,
};
use crate::engine::Accept;
use crate::marathon::Pattern;
use crate::text::Position;

/// The definitions that a run is about. An empty list excludes none.
#[derive(Debug, Clone, Default)]
pub struct Filter {
    /// The states of which a definition must have one.
    pub states: Vec<State>,
    /// The rules of which a definition must have a finding.
    pub rules: Vec<Accept>,
    /// The globs of which one must match the id.
    pub ids: Vec<Pattern>,
}

/// The choice of the definitions of a report by filters.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Chosen {
    /// The number of definitions from which the filters chose.
    pub of: usize,
    /// The options with which the user filters, such as `--rule`.
    pub by: Vec<&'static str>,
    /// The names of the clusters that the user did not choose, but that chosen files are for, too.
    #[serde(skip)]
    pub also_for: BTreeSet<String>,
}

impl Chosen {
    /// Returns the choice by `--cluster` alone, from `of` definitions.
    #[must_use]
    pub fn by_cluster(of: usize) -> Self {
        Chosen { of, by: vec!["--cluster"], also_for: BTreeSet::new() }
    }
}

impl Filter {
    /// Returns the names of the filter options that are given.
    #[must_use]
    pub fn options(&self) -> Vec<&'static str> {
        let options = [
            ("--state", !self.states.is_empty()),
            ("--rule", !self.rules.is_empty()),
            ("--id", !self.ids.is_empty()),
        ];
        options.into_iter().filter(|(_, is_given)| *is_given).map(|(name, _)| name).collect()
    }

    /// Whether a definition is one of those that the run is about.
    #[must_use]
    pub fn takes(&self, definition: &Migration) -> bool {
        let is_state = || self.states.contains(&definition.state());
        let has_rule = |rule: &Accept| {
            let is_named = |it: &LocatedFinding| rule.is_about_family(&it.finding.rule);
            definition.findings.iter().any(is_named)
        };
        let is_id = |id: &str| self.ids.iter().any(|glob| glob.matches(id));
        (self.states.is_empty() || is_state())
            && (self.rules.is_empty() || self.rules.iter().any(has_rule))
            && (self.ids.is_empty() || definition.id.as_str().is_some_and(is_id))
    }
}

impl FilePlan {
    /// Removes the definitions for which `takes` is false, all mentions, and the apps without recognised
    /// credentials. The edits stay. Returns a plan of the definitions that are left out, without edits.
    pub fn choose(&mut self, takes: impl Fn(&Migration) -> bool) -> FilePlan {
        let all = std::mem::take(&mut self.definitions);
        let (taken, left_out) = all.into_iter().partition(takes);
        self.definitions = taken;
        self.mentions.clear();
        self.others.apps.clear();
        FilePlan {
            format: self.format,
            clusters: self.clusters.clone(),
            definitions: left_out,
            mentions: Vec::new(),
            others: Others::default(),
            compared: Vec::new(),
            rewrite: None,
        }
    }

    /// Plans the edits again, without those of definitions that are no longer in the plan.
    ///
    /// # Errors
    /// See [`plan_for_all`].
    pub fn leave_out(&mut self, options: &FileOptions) -> Result<(), PlanError> {
        let Some(rewrite) = &mut self.rewrite else { return Ok(()) };
        let is_convertible = |it: &&mut Migration| it.state() == State::Convertible;
        let places: BTreeSet<Position> =
            self.definitions.iter_mut().filter(is_convertible).map(|it| it.position).collect();
        if places.is_empty() {
            rewrite.edits.clear();
            return Ok(());
        }
        let mut options = options.clone();
        options.change_only(&places);
        let again = plan_for_all(rewrite.source.clone(), &options)?;
        // A definition that cannot be converted without the others is blocked in the new plan, and
        // gets the findings of that plan.
        for definition in self.definitions.iter_mut().filter(is_convertible) {
            let same = again.definitions.iter().find(|it| it.position == definition.position);
            match same {
                Some(same) if same.state() == State::Convertible => {}
                Some(blocked) => *definition = blocked.clone(),
                None => definition.fate = Fate::Left,
            }
        }
        self.rewrite = again.rewrite;
        Ok(())
    }

    /// Returns the positions at which the definitions begin.
    #[must_use]
    pub fn places(&self) -> BTreeSet<Position> {
        self.definitions.iter().map(|it| it.position).collect()
    }
}
