//! Plans that are reviewed first and carried out later, perhaps elsewhere: what was planned is what
//! is written, and nothing else ever is.

#![expect(clippy::disallowed_methods, reason = "tests work on the disk")]

mod grammar;
mod hostile;
mod schema;
mod tampered;

use std::fs;
use std::path::{Path, PathBuf};

use serde_json::Value;
use tempfile::TempDir;

use crate::support::folder::{FERRY, copy, root, tree};
use crate::support::program::pullconfig;

/// A copy of the demo repository in a folder `repository`; plans are kept beside it.
fn demo() -> TempDir {
    let folder = TempDir::new().expect("a temporary folder");
    copy(&root().join(FERRY), &folder.path().join("repository"));
    folder
}

/// The demo repository and its plan.
fn planned() -> (TempDir, PathBuf, Value) {
    let folder = demo();
    let repository = folder.path().join("repository");
    let run = pullconfig(&repository, &["plan", "-o", "../plan.json"]);
    assert_eq!(run.code, Some(1), "{}", run.stderr);
    let plan = fs::read(folder.path().join("plan.json")).expect("a plan");
    (folder, repository, serde_json::from_slice(&plan).expect("JSON"))
}

#[test]
fn what_was_planned_is_what_is_written() {
    let (_kept, repository, _) = planned();
    let plain = demo();
    let plain = plain.path().join("repository");
    let diff = pullconfig(&repository, &["diff", "--plan", "../plan.json"]);
    assert_eq!(diff.stdout, pullconfig(&plain, &["diff"]).stdout);
    assert_eq!(diff.code, Some(1));
    let run = pullconfig(&repository, &["apply", "--plan", "../plan.json"]);
    assert_eq!(run.code, Some(0), "{}", run.stderr);
    assert_eq!(pullconfig(&plain, &["apply"]).code, Some(0));
    assert!(tree(&repository) == tree(&plain), "the two trees differ");
}

#[test]
fn a_plan_does_not_depend_on_the_options_of_the_day() {
    let folder = demo();
    let repository = folder.path().join("repository");
    let options = ["--secret-source", "/shared/{registry}", "--accept", "privileged"];
    let planned =
        pullconfig(&repository, &[&["plan", "-o", "../plan.json"], &options[..]].concat());
    assert_eq!(planned.code, Some(1), "{}", planned.stderr);
    let expected = pullconfig(&repository, &[&["diff"], &options[..]].concat());
    let diff = pullconfig(&repository, &["diff", "--plan", "../plan.json"]);
    assert_eq!(diff.stdout, expected.stdout);
}

#[test]
fn a_plan_is_carried_out_in_another_place() {
    let (kept, repository, _) = planned();
    let elsewhere = demo();
    let root = elsewhere.path().join("repository");
    let root = root.to_str().expect("UTF-8");
    let run = pullconfig(kept.path(), &["apply", "--plan", "plan.json", "--root", root]);
    assert_eq!(run.code, Some(0), "{}", run.stderr);
    assert_eq!(pullconfig(&repository, &["apply", "-q"]).code, Some(0));
    assert!(tree(Path::new(root)) == tree(&repository), "the two trees differ");
}

#[test]
fn paths_count_from_the_root_of_the_plan() {
    let (kept, _, plan) = planned();
    let again = pullconfig(kept.path(), &["plan", "repository", "--root", "repository"]);
    let again: Value = serde_json::from_str(&again.stdout).expect("JSON");
    assert_eq!(again["files"], plan["files"]);
}

#[test]
fn a_file_that_has_changed_is_refused_and_the_others_go_on() {
    let (_kept, repository, _) = planned();
    let before = tree(&repository);
    let (changed, gone) = ("payments/ledger.json", "payments/invoices.json");
    let mut text = before[Path::new(changed)].clone();
    text.push(b'\n');
    fs::write(repository.join(changed), &text).expect("a file");
    fs::remove_file(repository.join(gone)).expect("a file");
    for verb in ["diff", "apply"] {
        let run = pullconfig(&repository, &[verb, "--plan", "../plan.json"]);
        assert_eq!(run.code, Some(2));
        let said: Vec<&str> = run.stderr.lines().filter(|it| it.starts_with("error")).collect();
        let expected = [
            "error: payments/invoices.json: cannot find it: No such file or directory (os error 2)",
            "error: payments/ledger.json: changed since the plan was made; left as it is",
        ];
        assert_eq!(said, expected);
    }
    let after = tree(&repository);
    assert!(after[Path::new(changed)] == text);
    let written = after.iter().filter(|(path, bytes)| before.get(*path) != Some(*bytes)).count();
    assert!(written > 15, "{written}");
}

#[test]
fn a_plan_that_was_carried_out_leaves_nothing_to_do() {
    let (_kept, repository, _) = planned();
    let apply = || pullconfig(&repository, &["apply", "--plan", "../plan.json"]);
    assert_eq!(apply().code, Some(0));
    let written = tree(&repository);
    let again = apply();
    assert_eq!((again.code, again.stderr.as_str()), (Some(0), ""));
    assert!(tree(&repository) == written);
    let diff = pullconfig(&repository, &["diff", "--plan", "../plan.json", "-q"]);
    assert_eq!((diff.code, diff.stdout.as_str()), (Some(0), ""));
}

#[test]
fn every_digit_of_a_number_survives() {
    let folder = TempDir::new().expect("a folder");
    let app = r#"{
  "id": "/a",
  "container": { "type": "DOCKER", "docker": { "image": "r.example.com/a", "network": "BRIDGE",
    "portMappings": [ { "containerPort": 80, "labels": {}, "x": 12345678901234567890123, "y": 16.0 } ] } },
  "uris": [ "file:///etc/docker.tar.gz" ]
}
"#;
    fs::write(folder.path().join("a.json"), app).expect("a file");
    pullconfig(folder.path(), &["plan", "-o", "plan"]);
    let plan = fs::read_to_string(folder.path().join("plan")).expect("a plan");
    assert!(plan.contains("12345678901234567890123") && plan.contains("16.0"), "{plan}");
    let run = pullconfig(folder.path(), &["apply", "--plan", "plan"]);
    assert_eq!(run.code, Some(0), "{}", run.stderr);
    let text = fs::read_to_string(folder.path().join("a.json")).expect("a file");
    assert!(text.contains("12345678901234567890123") && text.contains("16.0"), "{text}");
}

#[test]
fn templates_are_carried_out_too() {
    let folder = TempDir::new().expect("a folder");
    let app = r#"{
  "id": "/web/{{name}}",
  "cpus": {{cpus}},
  {{#labels}}"labels": { "a": "{{a}}" },{{/labels}}
  "container": {
    "type": "DOCKER",
    "docker": { "image": "r.example.com/web:{{version}}", "network": "HOST" }
  },
  "uris": [ "file:///etc/docker.tar.gz" ]
}
"#;
    for (name, options) in
        [("a.json.mustache", &[][..]), ("a.json", &["--template-syntax", "mustache"][..])]
    {
        fs::write(folder.path().join(name), app).expect("a file");
        let plan = pullconfig(folder.path(), &[&["plan", "-o", "plan", name], options].concat());
        assert_eq!(plan.code, Some(1), "{}", plan.stderr);
        let apply = pullconfig(folder.path(), &["apply", "--plan", "plan"]);
        assert_eq!(apply.code, Some(0), "{}", apply.stderr);
        let text = fs::read_to_string(folder.path().join(name)).expect("a file");
        assert!(text.contains("\"pullConfig\"") && text.contains("{{cpus}}"), "{text}");
    }
}

#[test]
fn comments_and_embedded_json_are_carried_out_too() {
    let folder = TempDir::new().expect("a temporary folder");
    let repository = folder.path().join("repository");
    fs::create_dir(&repository).expect("a folder");
    let copy = |from: &str, to: &str| {
        fs::copy(root().join(from), repository.join(to)).expect("a file");
    };
    copy("fixtures/comments/line-comments/before.json", "shop.json");
    copy("tests/cli/embedded.in/README.md", "README.md");
    copy("tests/cli/embedded.in/deploy.sh", "deploy.sh");
    let run = pullconfig(&repository, &["plan", "--embedded", "-o", "../plan.json"]);
    assert_eq!(run.code, Some(1), "{}", run.stderr);
    let run = pullconfig(&repository, &["apply", "--plan", "../plan.json"]);
    assert_eq!(run.code, Some(0), "{}", run.stderr);
    let same = |found: &str, expected: &str| {
        let found = fs::read_to_string(repository.join(found)).expect("a file");
        assert_eq!(found, fs::read_to_string(root().join(expected)).expect("a file"));
    };
    same("shop.json", "fixtures/comments/line-comments/after.json");
    same("README.md", "tests/cli/embedded.out/README.md");
    same("deploy.sh", "tests/cli/embedded.out/deploy.sh");
}

#[test]
fn whoever_shortens_a_plan_leaves_the_rest_out() {
    let (kept, repository, mut plan) = planned();
    let files = plan["files"].as_array_mut().expect("files");
    files.retain(|file| file["path"].as_str().is_some_and(|path| path.starts_with("payments/")));
    fs::write(kept.path().join("plan.json"), plan.to_string()).expect("a plan");
    let before = tree(&repository);
    assert_eq!(pullconfig(&repository, &["apply", "--plan", "../plan.json"]).code, Some(0));
    let after = tree(&repository);
    let changed: Vec<&PathBuf> =
        after.iter().filter(|(path, it)| before.get(*path) != Some(*it)).map(|it| it.0).collect();
    assert!(!changed.is_empty() && changed.iter().all(|path| path.starts_with("payments")));
}
