//! The definitions of a run in groups, each with its number of definitions in each state.
//!
//! `folders` cuts the paths of files short, so that they become names of groups. `split` adds rows for deeper folders
//! where there is room. `table` writes the groups for terminals. A definition may belong to several groups: to one for
//! each of its rules, or for each cluster that its file is for. It counts in each of them.

mod folders;
mod split;
mod table;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use super::owners::Owners;
use crate::engine::{Clusters, Severity};
use crate::marathon::Registry;
use crate::plan::{FilePlan, Migration, ReportedFile, State};

pub(super) use folders::Folders;

/// The property by which definitions are grouped.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Grouping {
    /// The folder of their file, cluster by cluster.
    Folder,
    /// The clusters that their file is for.
    Cluster,
    /// The rules of their warnings and blockers.
    Rule,
    /// The registry of their image.
    Registry,
    /// The owners of their file, by `CODEOWNERS`.
    Owner,
}

impl Grouping {
    /// All groupings, in the order in which the help text lists them.
    pub const ALL: &[Grouping] =
        &[Grouping::Folder, Grouping::Cluster, Grouping::Rule, Grouping::Registry, Grouping::Owner];

    /// Returns the name of the grouping, as it is typed.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Grouping::Folder => "folder",
            Grouping::Cluster => "cluster",
            Grouping::Rule => "rule",
            Grouping::Registry => "registry",
            Grouping::Owner => "owner",
        }
    }
}

/// The choices of the user about the overview and the summary.
#[derive(Debug)]
pub struct OverviewOptions {
    /// The property by which the definitions are grouped.
    pub grouping: Grouping,
    /// The owners of the files, if they are grouped by them.
    pub owners: Option<Owners>,
    /// Whether only the summary is written, without the definitions one by one.
    pub is_summary: bool,
}

impl Default for OverviewOptions {
    fn default() -> Self {
        OverviewOptions { grouping: Grouping::Folder, owners: None, is_summary: false }
    }
}

/// All states, in the order of the columns and of the parts of a bar.
const STATES: [State; 6] =
    [State::Migrated, State::Convertible, State::Left, State::Blocked, State::Kept, State::NoImage];

/// Numbers of definitions by their state.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub(super) struct StateCounts(BTreeMap<State, usize>);

impl StateCounts {
    /// Counts one more definition in `state`.
    pub(super) fn add(&mut self, state: State) {
        *self.0.entry(state).or_default() += 1;
    }

    /// Adds the numbers of `other`.
    pub(super) fn join(&mut self, other: &Self) {
        for (&state, count) in &other.0 {
            *self.0.entry(state).or_default() += count;
        }
    }

    /// Returns the number of definitions in `state`.
    pub(super) fn of(&self, state: State) -> usize {
        self.0.get(&state).copied().unwrap_or_default()
    }

    /// Returns the states that occur, in the order of [`STATES`], each with its number of definitions.
    pub(super) fn each(&self) -> impl Iterator<Item = (State, usize)> {
        STATES.iter().map(|&state| (state, self.of(state))).filter(|(_, count)| *count > 0)
    }

    /// Returns the number of definitions in all states together.
    pub(super) fn all(&self) -> usize {
        self.0.values().sum()
    }

    /// Divides a bar of the given `length`. Returns the states that occur, in the order of [`STATES`], each with the
    /// length of its part, which is at least 1. The lengths add up to `length`, unless there are more states than that.
    pub(super) fn bar(&self, length: usize) -> Vec<(State, usize)> {
        let all = self.all().max(1);
        let mut parts: Vec<(State, usize)> =
            self.each().map(|(state, count)| (state, (count * length / all).max(1))).collect();
        // The rounded parts may be longer or shorter than the bar together. The longest part makes up for that.
        let used: usize = parts.iter().map(|(_, part)| part).sum();
        if let Some((_, longest)) = parts.iter_mut().max_by_key(|(_, part)| *part) {
            *longest = (*longest + length).saturating_sub(used);
        }
        parts
    }
}

/// A group of definitions.
#[derive(Debug)]
pub(super) struct Group {
    /// The cluster of the definitions, if the groups are folders and the files are for several clusters.
    pub(super) cluster: Option<String>,
    /// The value that the definitions share: a folder, such as `./` or `web/`, a rule, a registry and the like.
    pub(super) name: String,
    pub(super) counts: StateCounts,
}

/// The groups of a run.
#[derive(Debug)]
pub struct Overview {
    /// The heading above the names of the groups.
    pub(super) heading: String,
    /// The deepest folder that all files are in. Names of folders are relative to it. It is empty if the groups are
    /// not folders.
    above: PathBuf,
    pub(super) groups: Vec<Group>,
    /// The number of groups that are left out because there are too many.
    pub(super) hidden: usize,
    /// The states of the definitions, in the order of [`STATES`].
    pub(super) states: Vec<State>,
}

impl Overview {
    /// Groups the definitions of `files` into at most `most` groups. If they are grouped by folder, the names of
    /// folders are cut short until there are few enough. If there are still too many groups, the smallest are left
    /// out.
    #[must_use]
    pub fn of(files: &[ReportedFile], options: &OverviewOptions, most: usize) -> Self {
        let mut all = StateCounts::default();
        members(files).for_each(|it| all.add(it.definition.state()));
        let states = STATES.into_iter().filter(|&state| all.of(state) > 0).collect();
        let mut above = PathBuf::new();
        let heading = options.grouping.name();
        let (heading, mut groups) = match options.grouping {
            Grouping::Folder => {
                let folders = folders(files, most);
                above.clone_from(&folders.above);
                (folders.heading(), by_folder(files, &folders))
            }
            _ => (heading.to_owned(), grouped(members(files), |member| member.keys(options))),
        };
        if options.grouping != Grouping::Folder || groups.len() > most {
            groups.sort_by(|a, b| {
                b.counts.all().cmp(&a.counts.all()).then_with(|| a.name.cmp(&b.name))
            });
        }
        let hidden = groups.len().saturating_sub(most);
        groups.truncate(most);
        Overview { heading, above, groups, hidden, states }
    }

    /// Groups the definitions of `files` as [`Overview::of`] does. If they are grouped by folder and there are fewer
    /// than `most` groups, the rest of the rows goes to the folders in these folders: after a folder come the largest
    /// folders in it, and one row for all its other folders.
    #[must_use]
    pub fn filling(files: &[ReportedFile], options: &OverviewOptions, most: usize) -> Self {
        let mut overview = Overview::of(files, options, most);
        if options.grouping == Grouping::Folder && overview.groups.len() < most {
            let below = by_folder(files, &folders(files, most).deeper());
            overview.groups = split::split(overview.groups, below, most);
        }
        overview
    }

    /// Returns the path of the folder that `group` stands for, as the paths of the files begin, with a slash at the
    /// end. It is empty for the folder where the run started.
    pub(super) fn full_name(&self, group: &Group) -> String {
        let path = match group.name.as_str() {
            "./" => self.above.clone(),
            name => self.above.join(name.trim_end_matches('/')),
        };
        match path.as_os_str().is_empty() {
            true => String::new(),
            false => format!("{}/", path.to_string_lossy()),
        }
    }
}

/// Returns the rules of the warnings and blockers of a definition, each once; `(no finding)` if there are none.
fn rules(definition: &Migration) -> Vec<String> {
    let told = definition.findings.iter().filter(|it| it.finding.severity != Severity::Note);
    let mut rules: Vec<String> = told.map(|it| it.finding.rule.clone()).collect();
    rules.sort_unstable();
    rules.dedup();
    if rules.is_empty() { vec!["(no finding)".into()] } else { rules }
}

/// Returns the registry of the image of a definition, as it is shown.
pub(super) fn registry(definition: &Migration) -> String {
    Registry::of(definition.image.as_deref().unwrap_or_default()).to_string()
}

/// A definition with its file.
struct Member<'p> {
    path: &'p Path,
    plan: &'p FilePlan,
    definition: &'p Migration,
}

/// Returns the definitions of all files.
fn members(files: &[ReportedFile]) -> impl Iterator<Item = Member<'_>> {
    let plans = files.iter().filter_map(|file| Some((&*file.path, file.result.as_ref().ok()?)));
    plans.flat_map(|(path, plan)| {
        plan.definitions.iter().map(move |definition| Member { path, plan, definition })
    })
}

/// Returns the folders that definitions are grouped by, if at most `most` groups are wanted.
fn folders(files: &[ReportedFile], most: usize) -> Folders {
    let is_split = has_clusters(files);
    let label = |plan: &FilePlan| if is_split { label(&plan.clusters) } else { String::new() };
    Folders::of(|| members(files).map(|it| (label(it.plan), it.path)), most)
}

/// Groups definitions by folder, and first by cluster if there are several.
fn by_folder(files: &[ReportedFile], folders: &Folders) -> Vec<Group> {
    let is_split = has_clusters(files);
    let key = |it: &Member, cluster| GroupKey { cluster, name: folders.name(it.path) };
    let keys = |it: &Member| match is_split {
        true => it.clusters().map(|name| key(it, Some(name))).collect(),
        false => vec![key(it, None)],
    };
    grouped(members(files), keys)
}

impl Member<'_> {
    fn clusters(&self) -> impl Iterator<Item = String> {
        self.plan.clusters.iter().map(ToString::to_string)
    }

    /// Returns the keys of the groups that the definition belongs to.
    fn keys(&self, options: &OverviewOptions) -> Vec<GroupKey> {
        let one = |name: String| vec![GroupKey::of(name)];
        match options.grouping {
            Grouping::Folder => one(self.path.to_string_lossy().into_owned()),
            Grouping::Cluster => self.clusters().map(GroupKey::of).collect(),
            Grouping::Rule => rules(self.definition).into_iter().map(GroupKey::of).collect(),
            Grouping::Registry => one(registry(self.definition)),
            Grouping::Owner => {
                let owner = options.owners.as_ref().and_then(|owners| owners.of(self.path));
                one(owner.unwrap_or("(nobody)").to_owned())
            }
        }
    }
}

/// The values that the definitions of a group share, see [`Group`].
#[derive(PartialEq, Eq, PartialOrd, Ord)]
struct GroupKey {
    cluster: Option<String>,
    name: String,
}

impl GroupKey {
    /// Returns the key of a group that is not divided by cluster.
    fn of(name: String) -> Self {
        GroupKey { cluster: None, name }
    }
}

/// Whether the files are for more than one cluster. A file that is in no entry of the configuration is for a cluster
/// without a name, which counts as one.
pub(super) fn has_clusters(files: &[ReportedFile]) -> bool {
    let mut clusters =
        files.iter().filter_map(|file| file.result.as_ref().ok()).flat_map(|plan| &*plan.clusters);
    let first = clusters.next();
    clusters.any(|cluster| Some(cluster) != first)
}

/// Returns the names of the clusters that a file is for, as one text: `dev, prod`.
pub(super) fn label(clusters: &Clusters) -> String {
    clusters.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ")
}

/// Returns the clusters that a file is for. The plan of a file has only those that the user has chosen.
pub(super) fn clusters_of(file: &ReportedFile) -> &Clusters {
    file.result.as_ref().map_or(&file.clusters, |plan| &plan.clusters)
}

/// Puts definitions into groups and counts them. `keys` returns the keys of the groups of a definition.
fn grouped<'p>(
    members: impl Iterator<Item = Member<'p>>,
    keys: impl Fn(&Member) -> Vec<GroupKey>,
) -> Vec<Group> {
    let mut groups: BTreeMap<GroupKey, StateCounts> = BTreeMap::new();
    for member in members {
        for key in keys(&member) {
            groups.entry(key).or_default().add(member.definition.state());
        }
    }
    let group = |(GroupKey { cluster, name }, counts)| Group { cluster, name, counts };
    groups.into_iter().map(group).collect()
}

#[cfg(test)]
mod tests {
    use super::{State, StateCounts};

    #[test]
    fn a_bar_is_as_long_as_asked_and_shows_every_state() {
        for (migrated, convertible, blocked) in
            [(0, 1, 0), (1, 1, 1), (1, 500, 1), (3, 2, 2), (0, 136, 371)]
        {
            let mut counts = StateCounts::default();
            let of = [State::Migrated, State::Convertible, State::Blocked];
            for (state, count) in of.into_iter().zip([migrated, convertible, blocked]) {
                (0..count).for_each(|_| counts.add(state));
            }
            for length in [8, 10, 17, 40, 100] {
                let bar = counts.bar(length);
                assert_eq!(bar.iter().map(|(_, part)| part).sum::<usize>(), length);
                assert!(bar.iter().all(|(_, part)| *part > 0), "{bar:?}");
                assert_eq!(bar.len(), counts.each().count());
            }
        }
    }
}
