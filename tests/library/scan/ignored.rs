//! What a walk leaves out, and what it does not.

use pullconfig::scan::{ScanError, Selection, scan};

use super::Tree;

#[test]
fn every_extension_and_hidden_files_are_searched() {
    let tree = Tree::new(
        "app.json
         apps/app.yml
         apps/Makefile
         .hidden/app.json
         .env
         apps/other.json: {}",
    );
    tree.finds(&[".env", ".hidden/app.json", "app.json", "apps/Makefile", "apps/app.yml"]);
}

#[test]
fn the_git_folder_is_never_entered_and_a_git_file_never_read() {
    let spec = ".git/config
                .git/hooks/app.json
                sub/.git
                sub/app.json
                .github/app.json";
    let tree = Tree::new(spec);
    tree.finds(&[".github/app.json", "sub/app.json"]);
    let all = Selection { no_ignore: true, ..tree.selection(&[""]) };
    assert_eq!(tree.found(&all), [".github/app.json", "sub/app.json"]);
}

#[test]
fn gitignore_works_without_a_repository_nested_negated_and_for_folders_only() {
    let tree = Tree::new(
        ".gitignore: *.log !keep.log build/ /top.json
         a.log
         keep.log
         top.json
         build/app.json
         inner/build
         inner/top.json
         inner/.gitignore: !a.log secret.*
         inner/a.log
         inner/b.log
         inner/secret.json
         inner/deep/secret.json
         inner/deep/.gitignore: !secret.json
         other/secret.json",
    );
    tree.finds(&[
        "inner/a.log",
        "inner/build",
        "inner/deep/secret.json",
        "inner/top.json",
        "keep.log",
        "other/secret.json",
    ]);
}

#[test]
fn an_ignored_folder_cannot_be_entered_again_by_negation_inside() {
    let tree = Tree::new(
        ".gitignore: out/
         out/.gitignore: !app.json
         out/app.json
         app.json",
    );
    tree.finds(&["app.json"]);
}

#[test]
fn dot_ignore_beats_gitignore_at_every_level() {
    let tree = Tree::new(
        ".ignore: !a.json b.json
         x/.gitignore: a.json
         x/a.json
         x/b.json
         x/c.json",
    );
    tree.finds(&["x/a.json", "x/c.json"]);
}

#[test]
fn info_exclude_of_repositories_and_of_linked_work_trees() {
    let tree = Tree::new(
        "repo/.git/info/exclude: local.json
         repo/.git/worktrees/w/commondir: ../..
         repo/local.json
         repo/x/local.json
         repo/app.json
         module/.git/info/exclude: m.json
         tree/local.json
         tree/app.json
         sub/m.json
         sub/app.json",
    );
    let target = tree.path("repo/.git/worktrees/w");
    tree.write("tree/.git", format!("gitdir: {}\n", target.display()).as_bytes());
    tree.write("sub/.git", b"gitdir: ../module/.git\n");
    tree.finds(&["repo/app.json", "sub/app.json", "tree/app.json"]);
}

#[test]
fn rules_of_the_folders_above_hold_up_to_the_root_of_the_repository() {
    let tree = Tree::new(
        ".gitignore: outside.json
         .ignore: everywhere.json
         repo/.git/info/exclude: excluded.json
         repo/.gitignore: inside.json /apps/one.json
         repo/apps/outside.json
         repo/apps/inside.json
         repo/apps/excluded.json
         repo/apps/everywhere.json
         repo/apps/one.json
         repo/apps/app.json",
    );
    let apps = tree.selection(&["repo/apps"]);
    let expected = ["repo/apps/app.json", "repo/apps/outside.json"];
    assert_eq!(tree.found(&apps), expected);
    tree.finds(&expected);
}

#[test]
fn no_ignore_switches_all_ignore_files_off() {
    let tree = Tree::new(
        ".gitignore: a.json
         .ignore: b.json
         .git/info/exclude: c.json
         a.json
         b.json
         c.json",
    );
    tree.finds(&[]);
    let all = Selection { no_ignore: true, ..tree.selection(&[""]) };
    assert_eq!(tree.found(&all), ["a.json", "b.json", "c.json"]);
}

#[test]
fn ignore_files_that_are_no_regular_files_do_no_harm() {
    let tree = Tree::new(
        ".gitignore/app.json
         .ignore -> rules
         rules: b.json
         a.json
         b.json",
    );
    tree.finds(&[".gitignore/app.json", "a.json"]);
}

const FILTERED: &str = "app.json
                        app.yml
                        apps/app.json
                        apps/web/app.json
                        apps/web/test/app.json
                        test/app.json
                        vendor/lib/app.json";

#[test]
fn globs_mean_what_they_mean_in_a_gitignore() {
    let table: &[(&[&str], &[&str], &[&str])] = &[
        (&["*.yml"], &[], &["app.yml"]),
        (&["*.y{a,}ml", "test/"], &[], &["app.yml", "apps/web/test/app.json", "test/app.json"]),
        (&["apps/*.json"], &[], &["apps/app.json"]),
        (&["/app.*"], &[], &["app.json", "app.yml"]),
        (&["./app.yml"], &[], &["app.yml"]),
        (&["apps/**/app.json"], &["test"], &["apps/app.json", "apps/web/app.json"]),
        (&["**/web/**"], &[], &["apps/web/app.json", "apps/web/test/app.json"]),
        (&["vendor"], &[], &["vendor/lib/app.json"]),
        (&["*.json"], &["/apps", "vendor/", "test/**"], &["app.json"]),
        (&[], &["*.json"], &["app.yml"]),
        (&[], &["app.json/", "apps", "test", "vendor/lib"], &["app.json", "app.yml"]),
    ];
    let tree = Tree::new(FILTERED);
    let owned = |globs: &[&str]| globs.iter().map(ToString::to_string).collect::<Vec<_>>();
    for (include, exclude, expected) in table {
        let selection =
            Selection { include: owned(include), exclude: owned(exclude), ..tree.selection(&[""]) };
        assert_eq!(tree.found(&selection), *expected, "+{include:?} -{exclude:?}");
    }
}

#[test]
fn an_excluded_folder_is_not_even_listed() {
    let tree = Tree::new(FILTERED);
    let exclude = vec!["apps".to_owned()];
    let selection = Selection { exclude, ..tree.selection(&[""]) };
    let folders = |selection: &Selection| scan(selection, &|_| Some(())).unwrap().stats.folders;
    assert_eq!(folders(&tree.selection(&[""])), 7);
    assert_eq!(folders(&selection), 4);
}

#[test]
fn a_bad_glob_is_an_error_of_the_run_that_names_it() {
    for (glob, text) in [
        ("a[b", "bad glob `a[b` for --exclude: unclosed character class; missing ']'"),
        ("", "bad glob `` for --exclude: it matches nothing"),
        ("/", "bad glob `/` for --exclude: it matches nothing"),
    ] {
        let selection = Selection { exclude: vec![glob.to_owned()], ..Selection::default() };
        let error: ScanError = scan(&selection, &|_| Some(())).unwrap_err();
        assert_eq!(error.to_string(), text);
    }
}

/// Patterns take a thousand times as much memory as their text.
#[test]
fn an_ignore_file_beyond_a_limit_is_an_error_and_ignores_nothing() {
    let many = |count: usize| (0..count).map(|at| format!("x{at}\n")).collect::<String>();
    for (text, what) in [
        (
            format!("a.json\n\n{}\n", "*".repeat(1025)),
            "line 3: a pattern of 1025 bytes; 1024 are the most",
        ),
        (format!("a.json\n# no pattern\n{}", many(10_000)), "line 10002: more than 10000 patterns"),
        (
            format!("a.json\n{}", "#\n".repeat(1 << 17)),
            "an ignore file of 262151 bytes; 262144 are the most",
        ),
    ] {
        let tree = Tree::new("a.json\nb/c.json\nb/.gitignore: c.json");
        tree.write(".gitignore", text.as_bytes());
        let why = "no pattern of it is taken (--no-ignore searches without ignore files)";
        tree.finds(&[&format!("! .gitignore: {what}; {why}"), "a.json"]);
        let told_once = [format!("! .gitignore: {what}; {why}"), "a.json".into()];
        assert_eq!(tree.found(&tree.selection(&["b", "a.json"])), told_once);
        let without = Selection { no_ignore: true, ..tree.selection(&[""]) };
        assert_eq!(tree.found(&without), ["a.json", "b/c.json"]);
    }
    let tree = Tree::new("a.json\nb.json");
    tree.write(".gitignore", format!("{}a.json\n{}", many(9998), "*/".repeat(512)).as_bytes());
    tree.finds(&["b.json"]);
}
