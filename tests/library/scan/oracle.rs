//! Random trees with random ignore files: the same files as the walker of the `ignore` crate.
//!
//! Inside a repository as it walks by default; outside of one told not to ask for it, and without
//! nested repositories, whose borders it disregards then (git and we do not). And the same files as
//! git itself lists.

use std::io::Write;
use std::process::Command;

use ignore::WalkBuilder;
use proptest::prelude::*;
use pullconfig::scan::Selection;

use super::Tree;

const FOLDERS: &[&str] =
    &["", "a/", "b/", "a/b/", "a/a/", "a/b/c/", ".h/", "a/target/", "b/target/"];
const NAMES: &[&str] = &["x.json", "y.json", "x.log", ".x", "target", "a", "#x", "x y"];
const PATTERNS: &[&str] = &[
    "*.json",
    "!*.json",
    "x.*",
    "!x.json",
    "/x.json",
    "a/",
    "!a/",
    "/a",
    "a/b",
    "**/c",
    "a/**",
    "target",
    "target/",
    "!target/",
    "/target",
    "b/**/x.json",
    "*",
    "!*",
    ".*",
    "!.h",
    "# x",
    r"\#x",
    "[xy].json",
    "?",
    "x\\ y",
    "",
    "!/a/x.json",
    "*/",
];
const RULES: &[&str] = &[".gitignore", ".gitignore", ".ignore", ".git/info/exclude"];

fn pick(list: &'static [&'static str]) -> impl Strategy<Value = &'static str> {
    prop::sample::select(list)
}

type Entry = (&'static str, &'static str);

fn build(repository: bool, files: &[Entry], rules: &[(Entry, Vec<&str>)]) -> Tree {
    let tree = Tree::new(if repository { ".git/" } else { "" });
    // What is a file in one entry may be a folder in another: the first one stays.
    let write = |(folder, name): &Entry, text: String| {
        let path = tree.path(&format!("{folder}{name}"));
        if std::fs::create_dir_all(path.parent().unwrap()).is_ok() {
            let _ = std::fs::write(path, text);
        }
    };
    for (rule, patterns) in rules {
        if repository || !rule.1.starts_with(".git/") {
            write(rule, patterns.join("\n"));
        }
    }
    for file in files {
        write(file, String::new());
    }
    tree
}

fn oracle(repository: bool, tree: &Tree, folder: &str) -> Vec<String> {
    let walk = WalkBuilder::new(tree.path(folder))
        .hidden(false)
        .require_git(repository)
        .filter_entry(|entry| entry.file_name() != ".git")
        .build();
    let mut files: Vec<_> = walk
        .map(Result::unwrap)
        .filter(|entry| entry.file_type().is_some_and(|kind| kind.is_file()))
        .map(|entry| entry.path().strip_prefix(tree.root()).unwrap().to_owned())
        .collect();
    files.sort();
    files.into_iter().map(|path| path.display().to_string()).collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn the_same_files_as_the_reference_walker(
        repository in any::<bool>(),
        files in prop::collection::vec((pick(FOLDERS), pick(NAMES)), 1..40),
        rules in prop::collection::vec(
            ((pick(FOLDERS), pick(RULES)), prop::collection::vec(pick(PATTERNS), 1..5)),
            0..6,
        ),
        start in prop::sample::select(vec!["", "a", "a/b"]),
    ) {
        let tree = build(repository, &files, &rules);
        if tree.path(start).is_dir() {
            let everything = Selection { also: vec![Vec::new()], ..tree.selection(&[start]) };
            prop_assert_eq!(tree.found(&everything), oracle(repository, &tree, start));
        }
    }
}

/// The untracked files that git does not ignore; `None` without git.
fn git(tree: &Tree) -> Option<Vec<String>> {
    let run = |arguments: &[&str]| {
        let output = Command::new("git").current_dir(tree.root()).args(arguments).output().ok()?;
        assert!(output.status.success(), "{output:?}");
        String::from_utf8(output.stdout).ok()
    };
    run(&["init", "--quiet", "--template="])?;
    let listed = run(&["ls-files", "-z", "--others", "--exclude-standard"])?;
    let mut files: Vec<String> = listed.split_terminator('\0').map(str::to_owned).collect();
    files.sort_by(|a, b| std::path::Path::new(a).cmp(std::path::Path::new(b)));
    Some(files)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(60))]

    #[test]
    fn the_same_files_as_git(
        files in prop::collection::vec((pick(FOLDERS), pick(NAMES)), 1..40),
        rules in prop::collection::vec(
            (pick(FOLDERS), prop::collection::vec(pick(PATTERNS), 1..5)),
            0..6,
        ),
        excludes in prop::collection::vec(pick(PATTERNS), 0..3),
    ) {
        let mut all: Vec<(Entry, Vec<&str>)> = vec![(("", ".git/info/exclude"), excludes)];
        all.extend(rules.into_iter().map(|(folder, lines)| ((folder, ".gitignore"), lines)));
        let tree = build(true, &files, &all);
        let Some(expected) = git(&tree) else {
            // Past the test harness, which swallows what is merely printed.
            std::io::stderr().write_all(b"skipped: git cannot be run\n").unwrap();
            return Ok(());
        };
        let everything = Selection { also: vec![Vec::new()], ..tree.selection(&[""]) };
        prop_assert_eq!(tree.found(&everything), expected);
    }
}
