//! Guesses which place in the paths of a run names the cluster, from ids that stand in several
//! files.
//!
//! A path is cut into its folders and the parts of its file name. A split is one place at which all
//! files of an id differ, while the rest of their paths is equal. Reports show the split, and
//! nothing depends on it. The time to find it grows with the length of all paths.

use std::cmp::Reverse;
use std::collections::hash_map::HashMap;
use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use super::ReportedFile;
use super::cut::{Cut, PathPlace};
use super::duplicates::marathon_id;

/// The clusters that the paths of a run seem to name.
#[derive(Debug, Default, Clone, PartialEq, Eq, Serialize)]
pub struct Split {
    /// The clusters, in the order of their words.
    pub clusters: Vec<SplitCluster>,
    /// The number of ids whose files differ only at the place of the cluster.
    pub ids: usize,
    /// The ids that stand in several files and whose files differ in another way.
    pub not_separated: Vec<NotSeparated>,
}

/// A cluster that paths seem to name.
#[derive(Debug, Default, Clone, PartialEq, Eq, Serialize)]
pub struct SplitCluster {
    /// The word that stands for the cluster in paths.
    pub word: String,
    /// The globs for the files of the cluster, as in a `.gitignore`.
    pub paths: Vec<String>,
    /// The number of ids that stand in one file of the run only, a file of this cluster.
    pub alone: usize,
    /// The files of the cluster that have an id in common with another cluster.
    #[serde(skip)]
    pub files: BTreeSet<String>,
}

/// An id whose files differ in another way than by the cluster.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct NotSeparated {
    /// The id.
    pub id: String,
    /// The files that have it.
    pub paths: Vec<String>,
}

/// The ids whose files differ at one place.
#[derive(Default)]
struct PlaceTally<'p> {
    /// The number of these ids.
    ids: usize,
    /// The words that their files have at the place.
    words: BTreeSet<&'p str>,
    /// Whether whole file names differ at the place, and not a part of them.
    is_whole_name: bool,
}

impl PlaceTally<'_> {
    /// Whether files with different names may have the same id by chance: this is so for only one id,
    /// and whole file names differ.
    fn is_chance(&self) -> bool {
        self.is_whole_name && self.ids == 1
    }
}

/// Returns the split of the files of a run, if there is one. `name` returns the path of a file as it is
/// compared and shown. A file for which `name` returns `None` is left out.
#[must_use]
pub fn split(
    files: &[ReportedFile],
    name: impl Fn(&ReportedFile) -> Option<String>,
) -> Option<Split> {
    let with_ids = files.iter().filter_map(|file| {
        let definitions = &file.result.as_ref().ok()?.definitions;
        let ids: BTreeSet<&str> =
            definitions.iter().filter_map(|it| marathon_id(it.kind, &it.id)).collect();
        (!ids.is_empty()).then_some((name(file)?, ids))
    });
    Split::of(&with_ids.collect::<Vec<_>>())
}

/// The ids of some files, and for each id the place at which its files differ.
struct IdPlaces<'p> {
    /// The files: the path and the ids of each.
    files: &'p [(String, BTreeSet<&'p str>)],
    /// The path of each file, cut into pieces; empty if each id stands in one file only.
    cuts: Vec<Cut<'p>>,
    /// The indices of the files that have an id.
    by_id: BTreeMap<&'p str, Vec<usize>>,
    /// The place at which the files of an id differ, for each id that stands in several files;
    /// `None` if there is no such place.
    places: BTreeMap<&'p str, Option<PathPlace>>,
}

impl<'p> IdPlaces<'p> {
    fn of(files: &'p [(String, BTreeSet<&'p str>)]) -> Self {
        let mut by_id: HashMap<&str, Vec<usize>> = HashMap::new();
        for (file, (_, ids)) in files.iter().enumerate() {
            ids.iter().for_each(|id| by_id.entry(id).or_default().push(file));
        }
        if by_id.values().all(|files| files.len() < 2) {
            by_id.clear();
        }
        let of_files = || files.iter().map(|(path, _)| Cut::of(path));
        let cuts: Vec<Cut> = if by_id.is_empty() { Vec::new() } else { of_files().collect() };
        let several = by_id.iter().filter(|(_, files)| files.len() > 1);
        let places = several.map(|(id, files)| (*id, place_of(files, &cuts))).collect();
        IdPlaces { files, cuts, by_id: by_id.into_iter().collect(), places }
    }

    /// Returns for each place the ids whose files differ there, without places that may be chance.
    fn tallies(&self) -> BTreeMap<PathPlace, PlaceTally<'p>> {
        let mut tallies: BTreeMap<PathPlace, PlaceTally> = BTreeMap::new();
        for (id, place) in &self.places {
            let Some(place) = place else { continue };
            let cuts = || self.by_id[id].iter().map(|&file| &self.cuts[file]);
            let tally = tallies.entry(*place).or_default();
            tally.ids += 1;
            tally.is_whole_name |= cuts().any(|cut| cut.is_whole(*place));
            tally.words.extend(cuts().filter_map(|cut| cut.word(*place)));
        }
        tallies.retain(|_, tally| !tally.is_chance());
        tallies
    }

    /// Returns the clusters that `words` name at the `chosen` places.
    fn clusters(
        &self,
        chosen: &BTreeSet<PathPlace>,
        words: &BTreeSet<&'p str>,
    ) -> BTreeMap<&'p str, SplitCluster> {
        let is_clear = |word: &&str| is_clear(word, &self.cuts, chosen);
        let clear: BTreeSet<&str> = words.iter().copied().filter(is_clear).collect();
        let mut clusters: BTreeMap<&str, SplitCluster> = BTreeMap::new();
        for (id, place) in &self.places {
            let Some(place) = place.filter(|place| chosen.contains(place)) else { continue };
            for &file in &self.by_id[id] {
                let cut = &self.cuts[file];
                let Some(word) = cut.word(place) else { continue };
                let Some(glob) = cut.glob(place, clear.contains(word)) else { continue };
                let cluster = clusters.entry(word).or_default();
                word.clone_into(&mut cluster.word);
                cluster.files.insert(self.files[file].0.clone());
                if !cluster.paths.contains(&glob) {
                    cluster.paths.push(glob);
                }
            }
        }
        clusters.values_mut().for_each(|cluster| cluster.paths.sort());
        let single = self.by_id.values().filter(|files| files.len() == 1);
        for file in single.filter_map(|files| files.first()) {
            let mut words = chosen.iter().filter_map(|place| self.cuts[*file].word(*place));
            let word = words.find(|word| clusters.contains_key(word));
            if let Some(cluster) = word.and_then(|word| clusters.get_mut(word)) {
                cluster.alone += 1;
            }
        }
        clusters
    }
}

impl Split {
    /// Returns the split of some files, each given as its path and its ids.
    fn of(files: &[(String, BTreeSet<&str>)]) -> Option<Split> {
        let all = IdPlaces::of(files);
        let tallies = all.tallies();
        let rank = |(place, tally): &(&PathPlace, &PlaceTally)| {
            (tally.ids, Reverse(tally.words.len()), Reverse(**place))
        };
        let (_, PlaceTally { words, .. }) = tallies.iter().max_by_key(rank)?;
        // Another place may name the same clusters.
        let chosen = tallies.iter().filter(|(_, tally)| tally.words.is_subset(words));
        let chosen: BTreeSet<PathPlace> = chosen.map(|(place, _)| *place).collect();
        let is_separated = |place: &Option<PathPlace>| place.is_some_and(|it| chosen.contains(&it));
        let others = all.places.iter().filter(|(_, place)| !is_separated(place));
        let not_separated = others.map(|(id, _)| {
            let paths = all.by_id[id].iter().map(|&file| files[file].0.clone()).collect();
            NotSeparated { id: (*id).to_owned(), paths }
        });
        Some(Split {
            ids: all.places.values().filter(|place| is_separated(place)).count(),
            not_separated: not_separated.collect(),
            clusters: all.clusters(&chosen, words).into_values().collect(),
        })
    }
}

/// Returns the place at which all files of an id differ, if the rest of their paths is equal. `files` are
/// indices of `cuts`.
fn place_of(files: &[usize], cuts: &[Cut]) -> Option<PathPlace> {
    let (first, others) = files.split_first()?;
    let mut places = others.iter().map(|&other| cuts[*first].difference(&cuts[other]));
    let place = places.next()??;
    places.all(|other| other == Some(place)).then_some(place)
}

/// Whether all folders with the name `word` stand at the chosen places.
fn is_clear(word: &str, cuts: &[Cut], chosen: &BTreeSet<PathPlace>) -> bool {
    let is_elsewhere =
        |(at, folder): (usize, &&str)| *folder == word && !chosen.contains(&PathPlace::Folder(at));
    !cuts.iter().any(|cut| cut.folders.iter().enumerate().any(is_elsewhere))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::Split;

    /// Returns the split of files, each with its path and its ids.
    fn split(files: &[(&str, &str)]) -> Option<Split> {
        let files: Vec<(String, BTreeSet<&str>)> = files
            .iter()
            .map(|(path, ids)| ((*path).to_owned(), ids.split(' ').collect()))
            .collect();
        Split::of(&files)
    }

    /// Returns the sentence about a split.
    fn told(files: &[(&str, &str)]) -> String {
        let Some(split) = split(files) else { return "-".into() };
        let clusters = split
            .clusters
            .iter()
            .map(|it| format!("{}={}{}", it.word, it.paths.join(","), "+".repeat(it.alone)));
        let left =
            split.not_separated.iter().map(|it| format!("{}: {}", it.id, it.paths.join(" ")));
        let texts = [format!("{}", split.ids)].into_iter().chain(clusters).chain(left);
        texts.collect::<Vec<_>>().join("; ")
    }

    /// Files with their ids, and what they tell.
    type Case = (&'static [(&'static str, &'static str)], &'static str);

    const CASES: [Case; 13] = [
        (&[("dev/a.json", "/a"), ("prod/a.json", "/a")], "1; dev=dev/; prod=prod/"),
        (&[("a-dev.json", "/a"), ("a-prod.json", "/a")], "1; dev=*-dev.json; prod=*-prod.json"),
        (&[("a/dev.json", "/a"), ("a/prod.json", "/a")], "-"),
        (
            &[
                ("a/dev.json", "/a"),
                ("a/prod.json", "/a"),
                ("b/dev.json", "/b"),
                ("b/prod.json", "/b"),
            ],
            "2; dev=dev.json; prod=prod.json",
        ),
        (&[("dev-a.json", "/a"), ("prod-a.json", "/a")], "1; dev=dev-*.json; prod=prod-*.json"),
        // From the end: names have any number of parts.
        (
            &[
                ("a-b-dev.json", "/a"),
                ("a-b-eu.json", "/a"),
                ("c_dev.json", "/c"),
                ("c_eu.json", "/c"),
            ],
            "2; dev=*-dev.json,*_dev.json; eu=*-eu.json,*_eu.json",
        ),
        (
            &[
                ("x/a/dev/w.json", "/a"),
                ("x/a/prod/w.json", "/a"),
                ("x/b/dev/w.json", "/b /c"),
                ("x/b/prod/w.json", "/b"),
            ],
            "2; dev=dev/+; prod=prod/",
        ),
        // The same words in another place are the same clusters.
        (
            &[
                ("dev/a.json", "/a"),
                ("prod/a.json", "/a"),
                ("t/b.dev.json", "/b"),
                ("t/b.prod.json", "/b"),
            ],
            "2; dev=*.dev.json,dev/; prod=*.prod.json,prod/",
        ),
        // A folder of the same name that means something else.
        (
            &[("dev/a.json", "/a"), ("prod/a.json", "/a"), ("prod/tools/dev/x.json", "/x")],
            "1; dev=/dev/; prod=prod/+",
        ),
        (&[("web.json", "/a"), ("web.json.old", "/a")], "-"),
        (
            &[
                ("dev/a.json", "/a"),
                ("prod/a.json", "/a"),
                ("dev/w.json", "/w"),
                ("dev/w.json.old", "/w"),
            ],
            "1; dev=dev/; prod=prod/; /w: dev/w.json dev/w.json.old",
        ),
        // One more copy, which is at no such place.
        (&[("dev/a.json", "/a"), ("prod/a.json", "/a"), ("old/x/a.json", "/a")], "-"),
        (&[("dev/a.json", "/a"), ("prod/b.json", "/b")], "-"),
    ];

    #[test]
    fn the_place_that_tells_most_ids_apart_is_found() {
        for (files, expected) in CASES {
            assert_eq!(told(files), expected, "{files:?}");
        }
    }

    #[test]
    fn most_ids_then_fewest_words_then_the_leftmost_place() {
        let most = [
            ("1/a.json", "/a"),
            ("2/a.json", "/a"),
            ("b-x.json", "/b"),
            ("b-y.json", "/b"),
            ("c-x.json", "/c"),
            ("c-y.json", "/c"),
        ];
        assert_eq!(told(&most), "2; x=*-x.json; y=*-y.json; /a: 1/a.json 2/a.json");
        let fewest = [
            ("1/a.json", "/a"),
            ("2/a.json", "/a"),
            ("3/a.json", "/a"),
            ("b-x.json", "/b"),
            ("b-y.json", "/b"),
        ];
        assert!(told(&fewest).starts_with("1; x="), "{}", told(&fewest));
        let leftmost =
            [("1/a.json", "/a"), ("2/a.json", "/a"), ("b-x.json", "/b"), ("b-y.json", "/b")];
        assert!(told(&leftmost).starts_with("1; 1=1/"), "{}", told(&leftmost));
    }
}
