//! What the user named: spelling, precedence and things named twice.

use std::num::NonZeroUsize;
use std::path::PathBuf;
use std::process::Command;

use pullconfig::scan::{Selection, parse_file_list};

use super::{Tree, found};

#[test]
fn a_list_of_files_is_split_at_newlines_or_nul() {
    let paths = |names: &[&str]| names.iter().map(PathBuf::from).collect::<Vec<_>>();
    assert_eq!(parse_file_list(b"a\nb c\r\n\n\r\nd", false), paths(&["a", "b c", "d"]));
    assert_eq!(parse_file_list(b"a\nb\0\0c\r\0", true), paths(&["a\nb", "c\r"]));
    assert_eq!(parse_file_list(b"", false), paths(&[]));
}

/// Runs with the tree as current folder: a test in a process of its own, since all threads share it.
fn inside(tree: &Tree, test: &str, run: impl FnOnce()) {
    const ALONE: &str = "SCAN_TEST_ALONE";
    if std::env::var_os(ALONE).is_some() {
        std::env::set_current_dir(tree.root()).unwrap();
        return run();
    }
    let mut child = Command::new(std::env::current_exe().unwrap());
    child.args(["--exact", &format!("scan::arguments::{test}")]).env(ALONE, "1");
    let output = child.output().unwrap();
    let text = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success() && text.contains(" 1 passed"), "{text}");
}

const NESTED: &str = "app.json
                      dir/app.json
                      dir/sub/app.json";

#[test]
fn paths_are_shown_as_they_were_given() {
    let tree = Tree::new(NESTED);
    let sub = tree.path("dir/sub").display().to_string();
    let file = format!("{sub}/app.json");
    let everything: &[&str] = &["app.json", "dir/app.json", "dir/sub/app.json"];
    let missing = ["! dir/none: no such file or folder", "! none: no such file or folder"];
    let table: &[(&[&str], &[&str])] = &[
        (&[], everything),
        (&["."], everything),
        (&["./"], everything),
        (&["./dir/sub/"], &["dir/sub/app.json"]),
        (&["dir/./sub"], &["dir/sub/app.json"]),
        (&["dir/../app.json"], &["dir/../app.json"]),
        (&[&sub], &[&file]),
        (&["none", "dir/none"], &missing),
        // The first argument that covers a file decides.
        (&["dir", &sub], &["dir/app.json", "dir/sub/app.json"]),
        (&[&sub, "dir"], &[&file, "dir/app.json"]),
        (&["dir", "./dir/sub/app.json"], &["dir/app.json", "dir/sub/app.json"]),
        (&["./app.json", "."], everything),
    ];
    inside(&tree, "paths_are_shown_as_they_were_given", || {
        for (paths, expected) in table {
            let paths = paths.iter().map(PathBuf::from).collect();
            let selection = Selection { paths, ..Selection::default() };
            assert_eq!(found(&selection), *expected, "{:?}", selection.paths);
        }
    });
}

#[test]
fn an_empty_list_does_not_stand_for_the_current_folder() {
    let listed = |files: &[&str]| Selection {
        files_from: Some(files.iter().map(PathBuf::from).collect()),
        ..Selection::default()
    };
    inside(&Tree::new(NESTED), "an_empty_list_does_not_stand_for_the_current_folder", || {
        assert_eq!(found(&listed(&[])), [""; 0]);
        assert_eq!(found(&listed(&["./app.json", "app.json"])), ["app.json"]);
    });
}

#[test]
fn globs_with_a_slash_match_below_the_given_folder_and_as_shown() {
    let table: &[(&str, &[&str])] = &[
        ("sub/*", &["dir/sub/app.json"]),
        ("dir/sub/*", &["dir/sub/app.json"]),
        ("/*/*.json", &["dir/app.json", "dir/sub/app.json"]),
        ("./dir/*.json", &["dir/app.json"]),
    ];
    inside(
        &Tree::new(NESTED),
        "globs_with_a_slash_match_below_the_given_folder_and_as_shown",
        || {
            for (glob, expected) in table {
                let include = vec![(*glob).to_owned()];
                let paths = vec![PathBuf::from("dir")];
                let selection = Selection { paths, include, ..Selection::default() };
                assert_eq!(found(&selection), *expected, "{glob}");
            }
        },
    );
}

#[test]
fn a_glob_means_the_same_beside_another_one() {
    let selection = |globs: &[&str]| Selection {
        paths: vec![PathBuf::from("dir")],
        include: globs.iter().map(|glob| (*glob).to_owned()).collect(),
        ..Selection::default()
    };
    inside(&Tree::new(NESTED), "a_glob_means_the_same_beside_another_one", || {
        // `dir` is the given folder itself, and no folder below it has this name.
        assert_eq!(found(&selection(&["dir"])), [""; 0]);
        assert_eq!(found(&selection(&["dir", "other/*.json"])), [""; 0]);
    });
}

#[test]
fn named_files_beat_every_filter_and_are_visited_whatever_they_hold() {
    let tree = Tree::new(
        ".gitignore: *.json
         a.json
         b.json: {}
         c.json
         dir/d.json
         dir/e.txt",
    );
    let selection = Selection {
        exclude: vec!["*".to_owned()],
        include: vec!["*.none".to_owned()],
        ..tree.selection(&["a.json", "b.json"])
    };
    assert_eq!(tree.found(&selection), ["a.json", "b.json"]);
}

#[test]
fn listed_files_beat_every_filter_but_are_searched_first() {
    let tree = Tree::new(
        ".gitignore: *.json
         a.json
         b.json: {}
         dir/c.json",
    );
    let listed = ["a.json", "b.json", "dir", "none.json"].map(|path| tree.path(path));
    let selection = Selection {
        files_from: Some(listed.into()),
        exclude: vec!["*".to_owned()],
        ..Selection::default()
    };
    let expected =
        ["a.json", "! dir: is a folder, not a file", "! none.json: no such file or folder"];
    assert_eq!(tree.found(&selection), expected);
}

#[test]
fn an_ignored_folder_that_is_named_is_walked() {
    let tree = Tree::new(
        ".gitignore: out/
         out/app.json
         app.json",
    );
    assert_eq!(tree.found(&tree.selection(&["out"])), ["out/app.json"]);
    assert_eq!(tree.found(&tree.selection(&["", "out"])), ["app.json", "out/app.json"]);
}

#[test]
fn what_is_named_twice_is_visited_once() {
    let tree = Tree::new(
        "a/b/x.json
         a/y.json
         z.json
         link.json -> a/b/x.json
         folder -> a",
    );
    let table: &[(&[&str], &[&str])] = &[
        (&["a", "a/", "a/b", "a/b/../b"], &["a/b/x.json", "a/y.json"]),
        (&["a/b", "a"], &["a/b/x.json", "a/y.json"]),
        (&["a/y.json", "a/y.json", "a"], &["a/b/x.json", "a/y.json"]),
        (&["link.json", "a/b/x.json"], &["link.json"]),
        (&["a", "link.json"], &["a/b/x.json", "a/y.json"]),
        (&["link.json", "a"], &["a/y.json", "link.json"]),
        (&["folder", "a"], &["folder/b/x.json", "folder/y.json"]),
        (&["", "folder"], &["a/b/x.json", "a/y.json", "z.json"]),
    ];
    for (paths, expected) in table {
        let selection = tree.selection(paths);
        assert_eq!(tree.found(&selection), *expected, "{paths:?}");
    }
    let all = tree.selection(&["", "a", "a/b", "a/y.json", "link.json"]);
    let stats = pullconfig::scan::scan(&all, &|_| Some(())).unwrap().stats;
    assert_eq!((stats.files, stats.folders), (3, 3));
}

#[test]
fn links_are_followed_where_they_are_named_and_nowhere_else() {
    let tree = Tree::new(
        "real/x.json
         tree/file.json -> ../real/x.json
         tree/folder -> ../real
         tree/loop -> .
         tree/dangling -> nowhere
         tree/own.json",
    );
    assert_eq!(tree.found(&tree.selection(&["tree"])), ["tree/own.json"]);
    assert_eq!(tree.found(&tree.selection(&["tree/folder"])), ["tree/folder/x.json"]);
    assert_eq!(tree.found(&tree.selection(&["tree/file.json"])), ["tree/file.json"]);
    let dangling = tree.found(&tree.selection(&["tree/dangling"]));
    assert_eq!(dangling, ["! tree/dangling: dangling symbolic link"]);
}

#[test]
fn listed_links_lead_to_each_file_once() {
    let tree = Tree::new(
        "a.json
         b.json
         a-link -> a.json
         b-link-1 -> b.json
         b-link-2 -> b.json
         dangling -> nowhere
         folder -> .",
    );
    let names = ["b-link-2", "a-link", "a.json", "b-link-1", "dangling", "folder"];
    for threads in [1, 8] {
        let selection = Selection {
            files_from: Some(names.map(|name| tree.path(name)).into()),
            threads: NonZeroUsize::new(threads),
            ..Selection::default()
        };
        // Git lists links too: those to folders and to nowhere are passed over, as in a walk.
        assert_eq!(tree.found(&selection), ["a.json", "b-link-1"]);
    }
}
