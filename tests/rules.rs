//! `fixtures/rules/RULE/CASE/`: every rule by example, through the real binary.
//!
//! A case is a `before.json`, an `after.json` unless the definition stays as it is, the
//! `findings.jsonl` that are to be reported (of other rules' notes nothing is said: some stand at
//! nearly every app), and, where needed, `arguments`: the command line. The rules, their pages and
//! their fixtures are kept in step.
//!
//! `FIXTURES=overwrite cargo test --test rules` writes what was found; read the difference before
//! committing it.

#![expect(clippy::disallowed_methods, reason = "tests work on the disk")]

#[path = "folder/entries.rs"]
mod entries;

use std::collections::BTreeSet;
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use entries::entries;
use pullconfig::rules::RULES;
use serde_json::{Value, json};

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

fn name(path: &Path) -> String {
    path.file_stem().unwrap_or_default().to_string_lossy().into_owned()
}

/// Runs a verb on stdin; stdout, and the exit code.
fn run(verb: &str, extra: &[&str], arguments: &[String], input: &[u8]) -> (Vec<u8>, Option<i32>) {
    let mut child = Command::new(env!("CARGO_BIN_EXE_pullconfig"))
        .args([verb, "-", "--stdin-filename", "before.json"])
        .args(extra)
        .args(arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .expect("the binary runs");
    child.stdin.take().expect("piped").write_all(input).expect("the binary reads");
    let output = child.wait_with_output().expect("the binary ends");
    (output.stdout, output.status.code())
}

/// The findings of a report, one a line, as the fixtures of `rule` keep them.
fn findings(rule: &str, report: &[u8]) -> String {
    let mut lines = String::new();
    for line in String::from_utf8_lossy(report).lines() {
        let event: Value = serde_json::from_str(line).expect("a JSON line");
        if event["type"] != "definition" {
            continue;
        }
        for finding in event["data"]["findings"].as_array().expect("a list") {
            let family = finding["rule"].as_str().and_then(|name| name.split('/').next());
            if finding["severity"] == "note" && family != Some(rule) {
                continue;
            }
            let mut kept = json!({
                "line": finding["line"],
                "severity": finding["severity"],
                "rule": finding["rule"],
                "message": finding["message"],
            });
            for optional in ["help", "loss"] {
                if !finding[optional].is_null() {
                    kept[optional] = finding[optional].clone();
                }
            }
            lines.push_str(&format!("{kept}\n"));
        }
    }
    lines
}

/// What is wrong with a case, if anything is.
fn check(case: &Path) -> Result<(), String> {
    let before = fs::read(case.join("before.json")).map_err(|error| error.to_string())?;
    let arguments = fs::read_to_string(case.join("arguments")).unwrap_or_default();
    let arguments: Vec<String> = arguments.split_whitespace().map(str::to_owned).collect();
    let (after, code) = run("apply", &[], &arguments, &before);
    if code != Some(0) {
        return Err(format!("apply ended with {code:?}"));
    }
    let (report, _) = run("scan", &["--format", "jsonl"], &arguments, &before);
    let rule = case.parent().map(name).unwrap_or_default();
    let found = findings(&rule, &report);
    let (after_path, findings_path) = (case.join("after.json"), case.join("findings.jsonl"));
    if std::env::var_os("FIXTURES").is_some_and(|word| word == "overwrite") {
        let write = |path: &Path, is_there: bool, bytes: &[u8]| {
            if is_there { fs::write(path, bytes) } else { fs::remove_file(path).or(Ok(())) }
        };
        write(&after_path, after != before, &after).map_err(|error| error.to_string())?;
        write(&findings_path, !found.is_empty(), found.as_bytes())
            .map_err(|error| error.to_string())?;
        return Ok(());
    }
    let expected = fs::read(&after_path).unwrap_or_else(|_| before.clone());
    if after != expected {
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        return Err(format!("expected\n{}\nfound\n{}", text(&expected), text(&after)));
    }
    let expected = fs::read_to_string(&findings_path).unwrap_or_default();
    if found != expected {
        return Err(format!("expected findings\n{expected}found\n{found}"));
    }
    let (again, _) = run("apply", &[], &arguments, &after);
    if again == after { Ok(()) } else { Err("a second run changes the result".into()) }
}

#[test]
fn every_case_comes_out_as_written() {
    let cases: Vec<PathBuf> =
        entries(&root().join("fixtures/rules")).iter().flat_map(|rule| entries(rule)).collect();
    assert!(!cases.is_empty(), "the fixtures are gone");
    let failures: Vec<String> = cases
        .iter()
        .filter_map(|case| check(case).err().map(|why| format!("== {}\n{why}", case.display())))
        .collect();
    assert!(failures.is_empty(), "{} of {}\n{}", failures.len(), cases.len(), failures.join("\n"));
}

#[test]
fn rules_pages_and_fixtures_are_in_step() {
    let rules: BTreeSet<String> = RULES.iter().map(|rule| rule.name.to_owned()).collect();
    assert_eq!(rules.len(), RULES.len(), "two rules have one name");
    let with_cases = entries(&root().join("fixtures/rules"));
    let with_cases: BTreeSet<String> =
        with_cases.iter().filter(|rule| !entries(rule).is_empty()).map(|path| name(path)).collect();
    assert_eq!(with_cases, rules, "fixtures/rules/RULE/CASE");
    let pages = fs::read_dir(root().join("docs/rules")).expect("the pages");
    let pages: BTreeSet<String> = pages.map(|page| name(&page.expect("a page").path())).collect();
    assert_eq!(pages, rules, "docs/rules/RULE.md");
    for rule in RULES {
        assert!(rule.page.starts_with(&format!("# {}\n", rule.name)), "{}: the title", rule.name);
        let mut rest = rule.page;
        for section in [
            "## What is in the file",
            "## Why it matters",
            "## What the tool does",
            "## What you should do",
            "## Source",
        ] {
            let at = rest.find(section);
            assert!(at.is_some(), "{}: `{section}` is missing or out of order", rule.name);
            rest = &rest[at.unwrap_or(0)..];
        }
    }
}
