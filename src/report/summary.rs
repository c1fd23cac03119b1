//! Puts the counts and hints of a run in order and into words, for all reports that people read.

use std::collections::{BTreeMap, BTreeSet};

use super::Verb;
use super::human::{counted, grouped, kept_in_words};
use crate::plan::{
    Chosen, FactsFile, Outdated, OutdatedKeep, ReportedFile, Split, SplitCluster, Summary,
    WithoutFiles,
};
use crate::rules::{EVERYWHERE, Everywhere};

/// A rule that blocks definitions.
pub(super) struct BlockerRow<'s> {
    pub(super) rule: &'s str,
    /// The number of definitions that nothing else blocks.
    pub(super) alone: usize,
    /// The number of all definitions that the rule blocks.
    pub(super) all: usize,
}

/// Returns the rules that block definitions, sorted by [`BlockerRow::alone`], the greatest number first.
pub(super) fn blockers(summary: &Summary) -> Vec<BlockerRow<'_>> {
    let alone = |rule: &str| summary.alone.get(rule).copied().unwrap_or_default();
    let rows = summary.blockers.iter();
    let mut rows: Vec<BlockerRow> =
        rows.map(|(rule, &all)| BlockerRow { rule, alone: alone(rule), all }).collect();
    rows.sort_by(|a, b| (b.alone, b.all, a.rule).cmp(&(a.alone, a.all, b.rule)));
    rows
}

/// A note that holds for many definitions, and is written once for all of them.
pub(super) struct EverywhereRow {
    /// The number of definitions that the note holds for.
    pub(super) count: usize,
    pub(super) rule: &'static str,
    pub(super) text: &'static str,
}

/// Returns the notes that are written once for all their definitions, the most frequent ones first.
pub(super) fn everywhere(summary: &Summary) -> Vec<EverywhereRow> {
    let row = |it: &Everywhere| {
        let count = *summary.everywhere.get(it.rule)?;
        Some(EverywhereRow { count, rule: it.rule, text: it.text })
    };
    let mut rows: Vec<EverywhereRow> = EVERYWHERE.iter().filter_map(row).collect();
    rows.sort_by_key(|row| usize::MAX - row.count);
    rows
}

/// Returns the reasons for which definitions are kept, each with the number of these definitions.
pub(super) fn kept(files: &[ReportedFile]) -> BTreeMap<String, usize> {
    let mut reasons = BTreeMap::new();
    let plans = files.iter().filter_map(|file| file.result.as_ref().ok());
    for definition in plans.flat_map(|plan| &plan.definitions) {
        let by: BTreeSet<String> = definition.kept().iter().map(kept_in_words).collect();
        by.into_iter().for_each(|reason| *reasons.entry(reason).or_default() += 1);
    }
    reasons
}

/// Returns the line that tells how many definitions filters have chosen: `12 of 2,088 by --rule`.
pub(super) fn chosen_in_words(count: usize, Chosen { of, by, also_for }: &Chosen) -> String {
    let also_for: Vec<String> = also_for.iter().map(|it| format!("`{it}`")).collect();
    let rest = match also_for.is_empty() {
        true => String::new(),
        false => format!("; some of the files are for {}, too", also_for.join(" and ")),
    };
    format!("{} of {} by {}{rest}", grouped(count), grouped(of), by.join(" and "))
}

impl Summary {
    /// Returns the line that tells how many definitions filters have chosen; `None` without filters.
    #[must_use]
    pub fn chosen_in_words(&self) -> Option<String> {
        Some(chosen_in_words(self.definitions(), self.chosen.as_ref()?))
    }

    /// Returns the number of definitions with two or more blockers.
    pub(super) fn blocked_by_several(&self) -> usize {
        self.blocked.saturating_sub(self.alone.values().sum())
    }

    /// Returns the numbers of definitions by state, in words. It is never empty.
    #[must_use]
    pub fn in_words(&self, verb: Verb) -> String {
        let done = if verb == Verb::Apply { "converted" } else { "convertible" };
        let files = counted(self.files_convertible, "file", "files");
        let failed = if self.failed == 1 { "error" } else { "errors" };
        let parts = [
            (self.convertible, format!("{done} in {files}")),
            (self.left, "left".into()),
            (self.blocked, "blocked".into()),
            (self.kept, "kept".into()),
            (self.migrated, "already migrated".into()),
            (self.no_image, "with nothing to pull".into()),
            (self.failed, failed.into()),
        ];
        let parts = parts.into_iter().filter(|(count, _)| *count > 0);
        let parts: Vec<String> =
            parts.map(|(count, text)| format!("{} {text}", grouped(count))).collect();
        if parts.is_empty() && self.chosen.is_some() {
            return "no definition matches".into();
        }
        if parts.is_empty() {
            return "no definition fetches registry credentials".into();
        }
        parts.join(", ")
    }
}

impl FactsFile {
    /// Returns the age of the facts, as a clause.
    #[must_use]
    pub fn age_in_words(&self) -> String {
        match (self.oldest, self.age) {
            (None, _) => "there are none in it".to_owned(),
            (Some(oldest), 0) => format!("the oldest is of today, {oldest}"),
            (Some(oldest), 1) => format!("the oldest is of yesterday, {oldest}"),
            (Some(oldest), days) => format!("the oldest is of {oldest}, {days} days ago"),
        }
    }
}

impl OutdatedKeep {
    /// Returns a clause that tells why the decision is out of date, and what follows.
    #[must_use]
    pub fn why(&self) -> String {
        match (self.why, self.until) {
            (Outdated::FindsNothing, _) => "it finds nothing any more; remove it".into(),
            (Outdated::Ended, until) => {
                let until = until.map(|until| format!(" on {until}")).unwrap_or_default();
                format!(
                    "it ended{until}; its definitions count as not migrated again ({})",
                    self.reason
                )
            }
        }
    }
}

impl WithoutFiles {
    /// Returns the clause about a cluster whose paths match no file.
    #[must_use]
    pub fn why(&self) -> String {
        format!("`[[cluster]]` {}: its paths match no file", self.cluster)
    }
}

impl Split {
    /// Returns what the paths show, as a clause: `dev/ and prod/ define the same 68 ids`.
    #[must_use]
    pub fn in_words(&self) -> String {
        let names: Vec<&str> = self.clusters.iter().map(SplitCluster::shown).collect();
        let ids =
            if self.ids == 1 { "id".to_owned() } else { format!("{} ids", grouped(self.ids)) };
        format!("{} define the same {ids}", joined(&names))
    }

    /// Returns the clause of [`Split::in_words`], with the command that helps if these are clusters.
    #[must_use]
    pub fn hint(&self) -> String {
        let fact = self.in_words();
        format!(
            "{fact}; if these are clusters, `pullconfig config --suggest` prints the entries for them"
        )
    }

    /// Returns clauses about what does not fit: ids that only one of the clusters has, and ids that several files of
    /// one cluster define.
    #[must_use]
    pub fn exceptions(&self) -> Vec<String> {
        let mut lines = Vec::new();
        let alone: usize = self.clusters.iter().map(|it| it.alone).sum();
        if alone > 0 {
            let with = self.clusters.iter().filter(|it| it.alone > 0);
            let each: Vec<String> = with.map(|it| format!("{} {}", it.shown(), it.alone)).collect();
            let (ids, each) = (counted(alone, "id is", "ids are"), each.join(", "));
            lines.push(format!("{ids} in one of them only ({each})"));
        }
        if !self.not_separated.is_empty() {
            let several = self.not_separated.len();
            let ids = counted(several, "id stands", "ids stand");
            let first = &self.not_separated[0];
            let such_as = if several == 1 { "" } else { "such as " };
            let paths = first.paths.join(" and ");
            lines.push(format!(
                "{ids} in several files of one of them: {such_as}{} in {paths}",
                first.id
            ));
        }
        lines
    }
}

impl SplitCluster {
    /// Returns the name of the cluster as it is shown: the part of the paths that tells it, such as `dev/`; or only the
    /// word in it, if there are several such parts.
    fn shown(&self) -> &str {
        match &*self.paths {
            [only] => only.trim_start_matches('/'),
            _ => &self.word,
        }
    }
}

/// Joins names with commas and `and`.
fn joined(names: &[&str]) -> String {
    match names.split_last() {
        Some((last, others)) if !others.is_empty() => format!("{} and {last}", others.join(", ")),
        _ => names.concat(),
    }
}
