//! JSON with comments: `fixtures/comments/NAME/{before,after}.EXT`, as a careful person would
//! convert it, and the edit engine among random comments.
//!
//! `FIXTURES=overwrite cargo test --test comments` writes what was found; read the difference.

#![expect(clippy::disallowed_methods, reason = "tests work on the disk")]

#[expect(dead_code, reason = "shared with other tests")]
#[path = "../oracle/editing.rs"]
mod editing;
#[path = "../folder/entries.rs"]
mod entries;
mod properties;
#[expect(unused_imports, reason = "shared with other tests")]
#[path = "../random/mod.rs"]
mod random;
mod sprinkle;

use std::fs;
use std::path::{Path, PathBuf};

use entries::entries;
use pullconfig::plan::{FileFormat, State, plan};
use pullconfig::rules::Options;
use pullconfig::source::{Origin, SourceFile};
use pullconfig::text::{Choice, Syntax, Template};
use serde_json::Value;
use sprinkle::sprinkle;

/// The file before of a case, and the path of the one after.
fn files(case: &Path) -> (PathBuf, PathBuf) {
    let before = |path: &&PathBuf| path.file_stem().is_some_and(|stem| stem == "before");
    let before = entries(case).iter().find(before).expect("a file before").clone();
    let name = before.file_name().unwrap_or_default().to_string_lossy().replace("before", "after");
    (before, case.join(name))
}

#[test]
fn every_case_is_converted_with_care() {
    let cases = entries(&Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/comments"));
    let mut failures = Vec::new();
    for case in &cases {
        let (before, after) = files(case);
        let bytes = fs::read(&before).expect("a file");
        let expected = fs::read(&after).unwrap_or_else(|_| bytes.clone());
        let name = case.file_name().unwrap_or_default().display();
        let source =
            SourceFile { path: before, place: None, bytes: bytes.clone(), origin: Origin::Found };
        let plan = match plan(source, &Options::default()) {
            Ok(plan) => plan,
            Err(error) => {
                failures.push(format!("== {name}: {error}"));
                continue;
            }
        };
        assert_eq!(plan.format, FileFormat::CommentedJson, "{name}");
        let found = plan.rewritten();
        if std::env::var_os("FIXTURES").is_some_and(|word| word == "overwrite") {
            let is_left = found == bytes;
            let written =
                if is_left { fs::remove_file(after).or(Ok(())) } else { fs::write(after, found) };
            written.expect("a file");
        } else if found != expected {
            failures.push(format!("== {name}: found\n{}", String::from_utf8_lossy(&found)));
        }
    }
    assert!(failures.is_empty(), "{} of {}\n{}", failures.len(), cases.len(), failures.join("\n"));
}

/// All files before in a folder of fixtures.
fn befores(folder: &Path, found: &mut Vec<PathBuf>) {
    for path in entries(folder) {
        if path.is_dir() {
            befores(&path, found);
        } else if path.file_name().is_some_and(|name| name == "before.json") {
            found.push(path);
        }
    }
}

fn value(text: &str) -> Option<Value> {
    let template = Template::parse(text, Syntax::Comments).ok()?;
    let document = template.document(&Choice::default()).ok()?;
    document.value(document.root()).ok()
}

/// What becomes of a file called `path`: the new text, and the states of its definitions.
fn outcome(path: &Path, text: &str) -> Option<(String, Vec<State>)> {
    let source = SourceFile {
        path: path.to_owned(),
        place: None,
        bytes: text.into(),
        origin: Origin::Found,
    };
    let plan = plan(source, &Options::default()).ok()?;
    let states = plan.definitions.iter().map(|definition| definition.state).collect();
    Some((String::from_utf8(plan.rewritten()).ok()?, states))
}

/// Comments change nothing in what a definition becomes: all fixtures, with comments here and
/// there.
#[test]
fn every_fixture_is_converted_alike_among_comments() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures");
    let mut paths = Vec::new();
    befores(&root.join("rules"), &mut paths);
    befores(&root.join("layouts"), &mut paths);
    let (mut failures, mut converted) = (Vec::new(), 0);
    for path in paths {
        let text = fs::read_to_string(&path).expect("a file");
        // What is a template, or broken, is the business of others.
        let Some(before) = value(&text).filter(|_| !text.contains("{{")) else { continue };
        let Some((plain, states)) = outcome(&path, &text) else { continue };
        for seed in 0..2 {
            let (commented, count) = sprinkle(&text, seed);
            assert_eq!(value(&commented).as_ref(), Some(&before), "{path:?}");
            let found = outcome(&path, &commented);
            let is_alike = found.as_ref().is_some_and(|(new, new_states)| {
                value(new) == value(&plain) && *new_states == states
            });
            let is_changed = plain != text;
            converted += usize::from(is_changed && count > 0);
            if !is_alike {
                let new = found.map(|(new, _)| new).unwrap_or_default();
                failures.push(format!("== {path:?} {seed}\n{commented}\n{new}"));
            }
        }
    }
    assert!(converted > 500, "only {converted} were converted");
    assert!(failures.is_empty(), "{}\n{}", failures.len(), failures.join("\n"));
}
