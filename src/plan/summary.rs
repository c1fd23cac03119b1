//! The numbers of a run: definitions by state, rules, registries and URIs.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use super::{
    Chosen, FilePlan, LiveSummary, Migration, OutdatedKeep, ReportedFile, Split, State,
    Unrecognised,
};
use crate::engine::{Cluster, Finding, Severity};
use crate::images::Date;
use crate::marathon::Registry;
use crate::rules::everywhere;
use crate::text::without_login;

/// The numbers at the end of a report. The comment of a number names what is counted. A number by a key,
/// such as a rule, is counted for each key. Findings of kept definitions are not counted.
#[derive(Debug, Default, Clone, PartialEq, Eq, Serialize)]
pub struct Summary {
    /// Files that were searched.
    pub files_searched: u64,
    /// The filters that chose the definitions that are counted here, if any did.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub chosen: Option<Chosen>,
    /// Files with a definition that is converted or can be.
    pub files_convertible: usize,
    /// Definitions that are converted or can be.
    pub convertible: usize,
    /// Definitions that could be converted and that the user left as they are.
    pub left: usize,
    /// Blocked definitions.
    pub blocked: usize,
    /// Definitions that the user has decided to keep as they are.
    pub kept: usize,
    /// Definitions that pull with a secret already.
    pub migrated: usize,
    /// Definitions that fetch credentials but pull no image.
    pub no_image: usize,
    /// Files that name a credential file where nothing is converted.
    pub files_mentioning: usize,
    /// Files with an error.
    pub failed: usize,
    /// Secrets that must exist before the converted definitions are deployed.
    pub secrets: usize,
    /// Definitions that a rule blocks, by that rule.
    pub blockers: BTreeMap<String, usize>,
    /// Blocked definitions with blockers of one rule only, by that rule.
    pub alone: BTreeMap<String, usize>,
    /// The rules with a blocker that the user may accept.
    #[serde(skip)]
    pub acceptable: BTreeSet<String>,
    /// Definitions that a rule warns about, by that rule.
    pub warnings: BTreeMap<String, usize>,
    /// Definitions that a rule has a caution for, by that rule. A caution is a warning that is neither an
    /// accepted blocker nor a preparation.
    #[serde(skip)]
    pub cautions: BTreeMap<String, usize>,
    /// Definitions for which the user accepted a blocker, by the rule of the blocker.
    pub accepted: BTreeMap<String, usize>,
    /// Definitions that a rule has a note for, by that rule. Only rules count whose note a report shows
    /// once, not at each definition.
    pub everywhere: BTreeMap<String, usize>,
    /// Definitions that are not migrated yet, by the registry that they pull from.
    pub registries: BTreeMap<String, usize>,
    /// Definitions that are not migrated yet, by credential URI.
    pub uris: BTreeMap<String, usize>,
    /// Files that only mention credentials, by format.
    pub mentions: BTreeMap<String, usize>,
    /// Decisions of the configuration that are out of date.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub outdated: Vec<OutdatedKeep>,
    /// The numbers that the answers of clusters give, if there are answers.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub live: Option<LiveSummary>,
    /// The files with facts that the run has decided by.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub facts: Vec<FactsFile>,
    /// The clusters of the configuration that have no file.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub without_files: Vec<WithoutFiles>,
    /// The clusters that the paths seem to name, if the configuration names none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub split: Option<Split>,
    /// Apps on Docker without recognised credentials.
    #[serde(skip_serializing_if = "Unrecognised::is_empty")]
    pub unrecognised: Unrecognised,
}

/// A file with facts, and their age.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct FactsFile {
    /// The path of the file.
    pub file: String,
    /// The day on which the oldest of the facts was told; `None` if there are none.
    pub oldest: Option<Date>,
    /// The days that have passed since then.
    #[serde(skip)]
    pub age: u64,
}

/// A cluster of the configuration whose paths match no file of the run.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct WithoutFiles {
    /// The name.
    pub cluster: String,
    /// The place in the configuration: file and line.
    pub place: String,
}

impl Summary {
    /// Counts `files`. `files_searched` is the number of files that the search opened.
    #[must_use]
    pub fn of(files: &[ReportedFile], files_searched: u64) -> Self {
        let mut summary = Summary { files_searched, ..Summary::default() };
        let mut counts = Counts::default();
        let plans = files.iter().filter_map(|file| file.result.as_ref().ok());
        let secrets: BTreeSet<(&Cluster, &str)> = plans.flat_map(secrets_of).collect();
        summary.secrets = secrets.len();
        for file in files {
            match &file.result {
                Ok(plan) => summary.add(plan, &mut counts),
                Err(_) => summary.failed += 1,
            }
        }
        summary.blockers = owned(counts.blockers);
        summary.alone = owned(counts.alone);
        summary.acceptable = counts.acceptable.into_iter().map(str::to_owned).collect();
        summary.warnings = owned(counts.warnings);
        summary.cautions = owned(counts.cautions);
        summary.accepted = owned(counts.accepted);
        summary.everywhere = owned(counts.everywhere);
        summary.registries = owned(counts.registries);
        for (uri, count) in counts.uris {
            // URIs that differ in their logins only are shown as one URI.
            *summary.uris.entry(without_login(uri).into_owned()).or_default() += count;
        }
        summary
    }

    /// Returns the number of definitions.
    #[must_use]
    pub fn definitions(&self) -> usize {
        self.convertible + self.left + self.blocked + self.kept + self.migrated + self.no_image
    }

    /// Whether a definition of a file or of a cluster still has to be migrated, or a decision about one is
    /// out of date.
    #[must_use]
    pub fn has_work(&self) -> bool {
        self.convertible + self.left + self.blocked > 0
            || !self.outdated.is_empty()
            || self.live.as_ref().is_some_and(LiveSummary::has_work)
    }

    /// Whether nothing is left to do, and all definitions run as their files say.
    #[must_use]
    pub fn is_deployed(&self) -> bool {
        self.live.as_ref().is_some_and(LiveSummary::is_done) && !self.has_work()
    }

    /// Counts the definitions and mentions of a file.
    fn add<'f>(&mut self, plan: &'f FilePlan, counts: &mut Counts<'f>) {
        let is_convertible = |it: &Migration| it.state() == State::Convertible;
        self.files_convertible += usize::from(plan.definitions.iter().any(is_convertible));
        if !plan.mentions.is_empty() {
            self.files_mentioning += 1;
            *self.mentions.entry(plan.format.to_string()).or_default() += 1;
        }
        for definition in &plan.definitions {
            self.add_definition(definition, counts);
        }
    }

    fn add_definition<'f>(&mut self, definition: &'f Migration, counts: &mut Counts<'f>) {
        match definition.state() {
            State::Convertible => self.convertible += 1,
            State::Blocked => self.blocked += 1,
            State::Migrated => self.migrated += 1,
            State::NoImage => self.no_image += 1,
            State::Left => self.left += 1,
            State::Kept => self.kept += 1,
        }
        if matches!(definition.state(), State::Convertible | State::Left | State::Blocked) {
            let registry = Registry::of(definition.image.as_deref().unwrap_or_default());
            *counts.registries.entry(registry).or_default() += 1;
            let mut uris: Vec<&String> = definition.uris.iter().collect();
            uris.sort();
            uris.dedup();
            for uri in uris {
                *counts.uris.entry(uri).or_default() += 1;
            }
        }
        if definition.state() == State::Kept {
            return;
        }
        let findings = || definition.findings.iter().map(|located| &located.finding);
        let of = |severity| move |finding: &&Finding| finding.severity == severity;
        let blockers = rules(findings().filter(of(Severity::Blocker)));
        if let ([rule], State::Blocked) = (&*blockers, definition.state()) {
            count(&mut counts.alone, [*rule]);
        }
        count(&mut counts.blockers, blockers);
        let acceptable = findings().filter(|it| it.loss.is_some()).map(|it| it.rule.as_str());
        counts.acceptable.extend(acceptable);
        let warnings = || findings().filter(of(Severity::Warning));
        count(&mut counts.warnings, rules(warnings()));
        count(&mut counts.cautions, rules(warnings().filter(|it| it.is_caution())));
        count(&mut counts.accepted, rules(warnings().filter(|it| it.is_accepted)));
        let is_told_once = |it: &&Finding| everywhere(&it.rule).is_some();
        let notes = findings().filter(of(Severity::Note));
        count(&mut counts.everywhere, rules(notes.filter(is_told_once)));
    }
}

/// Returns the secrets of convertible definitions: cluster and path.
fn secrets_of(plan: &FilePlan) -> impl Iterator<Item = (&Cluster, &str)> {
    let is_convertible = |it: &&Migration| it.state() == State::Convertible;
    let needs = plan.definitions.iter().filter(is_convertible).flat_map(|it| it.secrets());
    needs.flat_map(|need| {
        plan.clusters_of(need).iter().map(|cluster| (cluster, need.source.trim_matches('/')))
    })
}

/// The numbers of a [`Summary`] that have keys. The keys are borrowed from the plans, because making a
/// text for each finding takes long.
#[derive(Default)]
struct Counts<'f> {
    blockers: BTreeMap<&'f str, usize>,
    alone: BTreeMap<&'f str, usize>,
    acceptable: BTreeSet<&'f str>,
    warnings: BTreeMap<&'f str, usize>,
    cautions: BTreeMap<&'f str, usize>,
    accepted: BTreeMap<&'f str, usize>,
    everywhere: BTreeMap<&'f str, usize>,
    registries: BTreeMap<Registry<'f>, usize>,
    uris: BTreeMap<&'f str, usize>,
}

/// Returns the rules of `findings`, each once.
fn rules<'f>(findings: impl Iterator<Item = &'f Finding>) -> Vec<&'f str> {
    let mut rules: Vec<&str> = findings.map(|finding| finding.rule.as_str()).collect();
    rules.sort_unstable();
    rules.dedup();
    rules
}

/// Adds one to the number of each rule.
fn count<'f>(counts: &mut BTreeMap<&'f str, usize>, rules: impl IntoIterator<Item = &'f str>) {
    for rule in rules {
        *counts.entry(rule).or_default() += 1;
    }
}

/// Returns the numbers with keys of their own.
fn owned<K: ToString>(counts: BTreeMap<K, usize>) -> BTreeMap<String, usize> {
    counts.into_iter().map(|(name, count)| (name.to_string(), count)).collect()
}
