//! The definitions of a run in groups: how many of each there are in which state.
//!
//! It writes the table for terminals and knows no other format. A definition counts in each group that it belongs
//! to: for each of its rules, and for each cluster that its file is for.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use unicode_width::UnicodeWidthStr as _;

use super::Verb;
use super::human::{BOLD, DIM, GREEN, RED, YELLOW};
use super::jsonl::state_name;
use super::owners::Owners;
use super::visible::visible;
use super::width::end_of;
use crate::engine::Severity;
use crate::marathon::Registry;
use crate::plan::{FileEntry, FilePlan, Migration, State};

/// The property by which definitions are grouped.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Grouping {
    /// The folder of their file, cluster by cluster.
    Folder,
    /// The cluster that their file is for.
    Cluster,
    /// A rule that has a warning or a blocker for them.
    Rule,
    /// The registry of their image.
    Registry,
    /// Whom `CODEOWNERS` names for their file.
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

/// The choices of the user about the summary.
#[derive(Debug)]
pub struct View {
    /// The property by which the definitions are grouped.
    pub grouping: Grouping,
    /// The owners of the files, if they are grouped by them.
    pub owners: Option<Owners>,
    /// Whether the summary is all that is wanted.
    pub is_summary: bool,
}

impl Default for View {
    fn default() -> Self {
        View { grouping: Grouping::Folder, owners: None, is_summary: false }
    }
}

/// The states, from what is done to what is not to be done, which is the order of columns and bars.
const STATES: [State; 6] =
    [State::Migrated, State::Convertible, State::Left, State::Blocked, State::Kept, State::NoImage];

/// Numbers of definitions by their state.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub(super) struct StateCounts(BTreeMap<State, usize>);

impl StateCounts {
    pub(super) fn add(&mut self, state: State) {
        *self.0.entry(state).or_default() += 1;
    }

    pub(super) fn of(&self, state: State) -> usize {
        self.0.get(&state).copied().unwrap_or_default()
    }

    /// Returns the numbers that are not zero, in the order of columns.
    pub(super) fn each(&self) -> impl Iterator<Item = (State, usize)> {
        STATES.iter().map(|&state| (state, self.of(state))).filter(|(_, count)| *count > 0)
    }

    pub(super) fn all(&self) -> usize {
        self.0.values().sum()
    }

    /// Returns the lengths of the parts of a bar of `length`: a part for each state, in the order of
    /// columns. A state that occurs gets at least one character, as long as there is room.
    pub(super) fn bar(&self, length: usize) -> Vec<(State, usize)> {
        let all = self.all().max(1);
        let mut parts: Vec<(State, usize)> =
            self.each().map(|(state, count)| (state, (count * length / all).max(1))).collect();
        // Rounding leaves cells over, or takes too many: the longest part makes up for them.
        let used: usize = parts.iter().map(|(_, part)| part).sum();
        if let Some((_, longest)) = parts.iter_mut().max_by_key(|(_, part)| *part) {
            *longest = (*longest + length).saturating_sub(used);
        }
        parts
    }
}

/// One group.
#[derive(Debug)]
pub(super) struct Group {
    /// The cluster, if folders are told cluster by cluster.
    pub(super) cluster: Option<String>,
    pub(super) name: String,
    pub(super) counts: StateCounts,
}

/// The groups of a run.
#[derive(Debug)]
pub struct Overview {
    /// The heading above the names of the groups.
    pub(super) heading: String,
    /// The folder that holds all files: names of folders count from there.
    above: PathBuf,
    pub(super) groups: Vec<Group>,
    /// The number of groups that are left out because there are too many.
    pub(super) hidden: usize,
    /// The states that there are, in the order of columns.
    pub(super) states: Vec<State>,
}

impl Overview {
    /// Groups the definitions of `files` into at most `most` groups. Folders are joined until they are
    /// few enough. If there are still too many groups, the smallest are left out.
    #[must_use]
    pub fn of(files: &[FileEntry], view: &View, most: usize) -> Self {
        let mut all = StateCounts::default();
        members(files).for_each(|it| all.add(it.definition.state()));
        let states = STATES.into_iter().filter(|&state| all.of(state) > 0).collect();
        let mut above = PathBuf::new();
        let heading = view.grouping.name();
        let (heading, mut groups) = match view.grouping {
            Grouping::Folder => {
                let folders = folders(files, most);
                above.clone_from(&folders.above);
                (folders.heading(), by_folder(files, &folders))
            }
            _ => (heading.to_owned(), grouped(members(files), |member| member.keys(view))),
        };
        if view.grouping != Grouping::Folder || groups.len() > most {
            groups.sort_by(|a, b| {
                b.counts.all().cmp(&a.counts.all()).then_with(|| a.name.cmp(&b.name))
            });
        }
        let hidden = groups.len().saturating_sub(most);
        groups.truncate(most);
        Overview { heading, above, groups, hidden, states }
    }

    /// Returns the path of a folder from where the run started, with a slash at the end.
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

    /// Writes a table in at most `columns`, unless that is too narrow for any name.
    pub(super) fn write(&self, out: &mut dyn Write, verb: Verb, columns: usize) -> io::Result<()> {
        let titles: Vec<String> = self
            .states
            .iter()
            .map(|&state| format!("{} {}", state_name(state, verb), mark(state)))
            .collect();
        let clusters = self.groups.iter().filter_map(|group| group.cluster.as_deref());
        let cluster = clusters.map(|it| visible(it).width().max("cluster".len())).max();
        let columns = columns.saturating_sub(cluster.map_or(0, |width| width + 2));
        let numbers: usize = titles.iter().map(|title| title.width() + 2).sum::<usize>() + 6;
        let names = self.groups.iter().map(|group| visible(&group.name).width());
        let longest = names.chain([self.heading.width()]).max().unwrap_or(0);
        let room = columns.saturating_sub(numbers + 4);
        let name = longest.min(room.saturating_sub(SHORTEST_BAR + 2)).max(12);
        let bar = room.saturating_sub(name + 2).min(LONGEST_BAR);
        let heading = end_of(&self.heading, name);
        write!(out, "  {DIM}")?;
        if let Some(width) = cluster {
            write!(out, "{:width$}  ", "cluster")?;
        }
        write!(out, "{heading:name$}  {:>4}", "all")?;
        titles.iter().try_for_each(|title| write!(out, "  {title}"))?;
        writeln!(out, "{DIM:#}")?;
        let widths = Widths { cluster, name, bar };
        for group in &self.groups {
            self.row(out, group, &titles, widths)?;
        }
        if self.hidden > 0 {
            writeln!(out, "  {DIM}{} more (-v shows them){DIM:#}", self.hidden)?;
        }
        Ok(())
    }

    fn row(
        &self,
        out: &mut dyn Write,
        group: &Group,
        titles: &[String],
        widths: Widths,
    ) -> io::Result<()> {
        let Group { cluster: of, name: full, counts } = group;
        let Widths { cluster, name, bar } = widths;
        write!(out, "  ")?;
        if let Some(width) = cluster {
            let of = visible(of.as_deref().unwrap_or_default());
            write!(out, "{of}{:1$}", "", width.saturating_sub(of.width()) + 2)?;
        }
        let shown = end_of(&visible(full), name);
        let blank = " ".repeat(name.saturating_sub(shown.width()));
        write!(out, "{shown}{blank}  {:>4}", counts.all())?;
        for (&state, title) in self.states.iter().zip(titles) {
            let width = title.width();
            match counts.of(state) {
                0 => write!(out, "  {DIM}{:>width$}{DIM:#}", "-")?,
                count => write!(out, "  {count:>width$}")?,
            }
        }
        if bar >= SHORTEST_BAR {
            write!(out, "  ")?;
            for (state, length) in counts.bar(bar) {
                let (style, part) = (style(state), mark(state).to_string().repeat(length));
                write!(out, "{style}{part}{style:#}")?;
            }
        }
        writeln!(out)
    }
}

/// The widths of the columns of a table.
#[derive(Clone, Copy)]
struct Widths {
    /// `None` if the table has no such column.
    cluster: Option<usize>,
    name: usize,
    bar: usize,
}

const SHORTEST_BAR: usize = 8;
const LONGEST_BAR: usize = 40;

/// Returns the character of a state in bars.
fn mark(state: State) -> char {
    match state {
        State::Migrated => '#',
        State::Convertible => '+',
        State::Left => '-',
        State::Kept => '=',
        State::Blocked => '!',
        State::NoImage => '.',
    }
}

fn style(state: State) -> anstyle::Style {
    match state {
        State::Migrated => BOLD,
        State::Convertible => GREEN,
        State::Left => YELLOW,
        State::Blocked => RED,
        State::Kept | State::NoImage => DIM,
    }
}

fn rules(definition: &Migration) -> Vec<String> {
    let told = definition.findings.iter().filter(|it| it.finding.severity != Severity::Note);
    let mut rules: Vec<String> = told.map(|it| it.finding.rule.clone()).collect();
    rules.sort_unstable();
    rules.dedup();
    if rules.is_empty() { vec!["(no finding)".into()] } else { rules }
}

/// Returns the registry of the image of a definition.
pub(super) fn registry(definition: &Migration) -> String {
    Registry::of(definition.image.as_deref().unwrap_or_default()).to_string()
}

/// A definition with the file that it is in.
struct Located<'p> {
    path: &'p Path,
    plan: &'p FilePlan,
    definition: &'p Migration,
}

/// Returns the definitions of all files.
fn members(files: &[FileEntry]) -> impl Iterator<Item = Located<'_>> {
    let plans = files.iter().filter_map(|file| Some((&*file.path, file.result.as_ref().ok()?)));
    plans.flat_map(|(path, plan)| {
        plan.definitions.iter().map(move |definition| Located { path, plan, definition })
    })
}

/// Returns the folders that definitions are grouped by.
fn folders(files: &[FileEntry], most: usize) -> Folders {
    let is_split = has_clusters(files);
    let label = |plan: &FilePlan| if is_split { label(plan) } else { String::new() };
    Folders::of(|| members(files).map(|it| (label(it.plan), it.path)), most)
}

/// Groups definitions by folder, and first by cluster if there are several.
fn by_folder(files: &[FileEntry], folders: &Folders) -> Vec<Group> {
    let is_split = has_clusters(files);
    let key = |it: &Located, cluster| GroupKey { cluster, name: folders.name(it.path) };
    let keys = |it: &Located| match is_split {
        true => it.clusters().map(|name| key(it, Some(name))).collect(),
        false => vec![key(it, None)],
    };
    grouped(members(files), keys)
}

impl Located<'_> {
    fn clusters(&self) -> impl Iterator<Item = String> {
        self.plan.clusters.iter().map(ToString::to_string)
    }

    /// Returns the groups of the definition.
    fn keys(&self, view: &View) -> Vec<GroupKey> {
        let one = |name: String| vec![GroupKey::of(name)];
        match view.grouping {
            Grouping::Folder => one(self.path.to_string_lossy().into_owned()),
            Grouping::Cluster => self.clusters().map(GroupKey::of).collect(),
            Grouping::Rule => rules(self.definition).into_iter().map(GroupKey::of).collect(),
            Grouping::Registry => one(registry(self.definition)),
            Grouping::Owner => {
                let owner = view.owners.as_ref().and_then(|owners| owners.of(self.path));
                one(owner.unwrap_or("(nobody)").to_owned())
            }
        }
    }
}

/// The property that the definitions of a group share.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
struct GroupKey {
    cluster: Option<String>,
    name: String,
}

impl GroupKey {
    fn of(name: String) -> Self {
        GroupKey { cluster: None, name }
    }
}

/// Whether the files are for more than one cluster.
pub(super) fn has_clusters(files: &[FileEntry]) -> bool {
    let mut clusters =
        files.iter().filter_map(|file| file.result.as_ref().ok()).flat_map(|plan| &*plan.clusters);
    let first = clusters.next();
    clusters.any(|cluster| Some(cluster) != first)
}

/// Returns the clusters of a file as one text.
pub(super) fn label(plan: &FilePlan) -> String {
    plan.clusters.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ")
}

/// Counts definitions by what they have in common.
fn grouped<'p>(
    members: impl Iterator<Item = Located<'p>>,
    keys: impl Fn(&Located) -> Vec<GroupKey>,
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

/// The folders of some files, cut at one depth.
pub(super) struct Folders {
    /// The folder that holds them all.
    above: PathBuf,
    /// The number of parts of a path, counted from there, that make a name.
    depth: usize,
}

impl Folders {
    /// Finds the greatest depth, at least one, at which there are at most `most` names. A folder counts once
    /// for each text that `files` gives with it.
    pub(super) fn of<'p, P: Iterator<Item = (String, &'p Path)>>(
        files: impl Fn() -> P,
        most: usize,
    ) -> Self {
        let folders = || files().filter_map(|(_, path)| path.parent());
        let mut above = folders().next().unwrap_or(Path::new("")).to_owned();
        while !folders().all(|folder| folder.starts_with(&above)) && above.pop() {}
        let start = above.components().count();
        let deepest = folders().map(|folder| folder.components().count() - start).max();
        let mut cut = Folders { above, depth: 1 };
        for depth in 2..=deepest.unwrap_or(0) {
            let deeper = Folders { above: cut.above.clone(), depth };
            let names: BTreeSet<(String, String)> =
                files().map(|(label, path)| (label, deeper.name(path))).collect();
            if names.len() > most {
                break;
            }
            cut = deeper;
        }
        cut
    }

    fn heading(&self) -> String {
        match self.above.as_os_str().is_empty() {
            true => "folder".into(),
            false => format!("folder in {}/", self.above.display()),
        }
    }

    /// Returns the name of the folder of a file, below the folder that holds all.
    pub(super) fn name(&self, path: &Path) -> String {
        let folder = path.parent().unwrap_or(Path::new(""));
        let below = folder.strip_prefix(&self.above).unwrap_or(folder);
        let name: PathBuf = below.components().take(self.depth).collect();
        match name.as_os_str().is_empty() {
            true => "./".into(),
            false => format!("{}/", name.to_string_lossy()),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::{Folders, State, StateCounts};

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

    #[test]
    fn folders_are_as_deep_as_there_is_room() {
        let paths = ["x/dev/a/1.json", "x/dev/b/2.json", "x/prod/a/c/3.json", "x/4.json"];
        let names = |most| {
            let files = || paths.iter().map(|path| (String::new(), Path::new(*path)));
            let folders = Folders::of(files, most);
            paths.map(|path| folders.name(Path::new(path)))
        };
        assert_eq!(names(1), ["dev/", "dev/", "prod/", "./"]);
        assert_eq!(names(3), ["dev/", "dev/", "prod/", "./"]);
        assert_eq!(names(4), ["dev/a/", "dev/b/", "prod/a/c/", "./"]);
    }
}
