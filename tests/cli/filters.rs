//! Filters choose among what was planned: definitions that are converted one after the other end up as
//! if they had been converted at once.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use serde_json::Value;
use tempfile::TempDir;

use crate::support::folder::{copy, root, tree};
use crate::support::program::pullconfig;

/// Folders of definitions, among them templates with several in one file.
const FOLDERS: &[&str] = &[
    "fixtures/projects/ferry",
    "fixtures/odd-templates",
    "fixtures/templates",
    "tests/cli/filters.in",
    "tests/cli/embedded.in",
];

/// The ids of definitions that can be converted, by file.
fn convertible(folder: &Path) -> BTreeMap<String, BTreeSet<String>> {
    let run = pullconfig(folder, &["scan", "--embedded", "--format", "jsonl"]);
    let mut found: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for line in run.stdout.lines() {
        let line: Value = serde_json::from_str(line).expect("JSON");
        let data = &line["data"];
        if let ("definition", Some("convertible"), Some(path), Some(id)) = (
            line["type"].as_str().unwrap_or_default(),
            data["state"].as_str(),
            data["path"].as_str(),
            data["id"].as_str(),
        ) {
            found.entry(path.to_owned()).or_default().insert(id.to_owned());
        }
    }
    found
}

/// A glob that matches `id` alone.
fn exactly(id: &str) -> String {
    let is_special = |c: char| "*?[]{}\\".contains(c);
    id.chars().flat_map(|c| is_special(c).then_some('\\').into_iter().chain([c])).collect()
}

#[test]
fn one_after_the_other_is_all_at_once() {
    let mut files_with_several = 0;
    for name in FOLDERS {
        let (at_once, by_id) =
            (TempDir::new().expect("a folder"), TempDir::new().expect("a folder"));
        copy(&root().join(name), at_once.path());
        copy(&root().join(name), by_id.path());
        pullconfig(at_once.path(), &["apply", "--embedded"]);
        for (path, ids) in convertible(by_id.path()) {
            files_with_several += usize::from(ids.len() > 1);
            for id in ids {
                let run = pullconfig(
                    by_id.path(),
                    &["apply", "--embedded", "--id", &exactly(&id), &path],
                );
                assert!(run.stdout.contains("converted"), "{name}/{path} {id}: {run:?}");
            }
        }
        let (at_once, by_id) = (tree(at_once.path()), tree(by_id.path()));
        for (path, text) in &at_once {
            let (text, other) =
                (String::from_utf8_lossy(text), String::from_utf8_lossy(&by_id[path]));
            assert_eq!(text, other, "{name}/{}", path.display());
        }
    }
    assert!(files_with_several >= 5, "{files_with_several}");
}
