//! `.pre-commit-hooks.yaml` with the real pre-commit: its form, and each hook on a repository.
//!
//! pre-commit would build the program anew for `language: rust`; here the hooks run as `system` ones,
//! with the program that is under test. All else is as in the file.

use std::fs;
use std::path::Path;

use super::{bash, demo, run, test};
use crate::support::folder::root;
use crate::test::Test;

/// The hooks of this project as a configuration that needs no build.
fn configuration(hook: &str) -> String {
    let hooks = fs::read_to_string(root().join(".pre-commit-hooks.yaml")).expect("the hooks");
    let hooks = hooks.replace("language: rust", "language: system");
    let entries = hooks.split("- id: ").skip(1);
    let entry = entries.filter(|entry| entry.lines().next() == Some(hook)).collect::<String>();
    assert!(!entry.is_empty(), "there is no hook {hook}");
    let entry = entry.trim_end().replace("\n  ", "\n        ");
    format!("repos:\n  - repo: local\n    hooks:\n      - id: {entry}\n")
}

/// Stages all and commits; whether the hook lets it pass, and what it says.
fn commit(ferry: &Path) -> (bool, String) {
    let output = bash("git add -A && git commit -qm Change", ferry).output().expect("bash runs");
    let text = String::from_utf8_lossy(&output.stdout).into_owned()
        + &String::from_utf8_lossy(&output.stderr);
    (output.status.success(), text)
}

/// The demo project with `hook`; nothing is staged.
fn with_hook(hook: &str) -> (tempfile::TempDir, std::path::PathBuf) {
    let folder = demo();
    let ferry = folder.path().join("ferry");
    fs::write(ferry.join(".pre-commit-config.yaml"), configuration(hook)).expect("a file");
    run("pre-commit install && git add .pre-commit-config.yaml", &ferry);
    (folder, ferry)
}

fn touch(ferry: &Path, name: &str) {
    let path = ferry.join(name);
    let text = fs::read_to_string(&path).expect("a file");
    fs::write(path, format!("{text}\n")).expect("a file");
}

fn form() {
    run("pre-commit validate-manifest .pre-commit-hooks.yaml", root());
    let folder = tempfile::tempdir().expect("a folder");
    let page = fs::read_to_string(root().join("docs/workflows.md")).expect("the page");
    for block in page.split("```yaml\n").skip(1).take(2) {
        let block = block.split("```").next().unwrap_or_default();
        fs::write(folder.path().join("config.yaml"), block).expect("a file");
        run("pre-commit validate-config config.yaml", folder.path());
    }
}

fn scan() {
    let (_kept, ferry) = with_hook("pullconfig");
    touch(&ferry, "README.md");
    let (passed, said) = commit(&ferry);
    assert!(passed, "no definition is staged: {said}");
    touch(&ferry, "payments/ledger.json");
    let (passed, said) = commit(&ferry);
    assert!(
        !passed && said.contains("payments/ledger.json:1:1: convertible /payments/ledger"),
        "{said}"
    );
    assert!(!said.contains("invoices"), "only what is staged counts: {said}");
    run("pullconfig apply -q payments/ledger.json", &ferry);
    let (passed, said) = commit(&ferry);
    assert!(passed, "{said}");
    touch(&ferry, "platform/templates/worker.json.mustache");
    let (passed, said) = commit(&ferry);
    assert!(!passed && said.contains("worker.json.mustache:1:1: convertible"), "{said}");
}

fn apply() {
    let (_kept, ferry) = with_hook("pullconfig-apply");
    touch(&ferry, "payments/ledger.json");
    let (passed, said) = commit(&ferry);
    assert!(!passed && said.contains("files were modified by this hook"), "{said}");
    let (passed, said) = commit(&ferry);
    assert!(passed, "what the hook has made passes: {said}");
    let text = run("git show HEAD:payments/ledger.json", &ferry);
    assert!(text.contains("\"pullConfig\""), "{text}");
    touch(&ferry, "legacy/tide-gauge.json");
    let (passed, said) = commit(&ferry);
    assert!(!passed && said.contains("blocked /legacy/tide-gauge"), "{said}");
}

fn check() {
    let (_kept, ferry) = with_hook("pullconfig-check");
    fs::write(ferry.join("new.json"), "{ \"id\": \"/new\", \"cmd\": \"true\", \"cpus\": -1 }\n")
        .expect("a file");
    let (passed, said) = commit(&ferry);
    assert!(!passed && said.contains("new.json:1:"), "{said}");
    fs::write(ferry.join("new.json"), "{ \"id\": \"/new\", \"cmd\": \"true\", \"cpus\": 1 }\n")
        .expect("a file");
    let (passed, said) = commit(&ferry);
    assert!(passed, "{said}");
}

pub(super) fn tests() -> Vec<Test> {
    let tests: [(&str, fn()); 4] = [
        ("pre_commit_takes_the_hooks", form),
        ("pre_commit_hook_that_scans", scan),
        ("pre_commit_hook_that_applies", apply),
        ("pre_commit_hook_that_checks", check),
    ];
    tests.into_iter().map(|(name, run)| test(name, &["pre-commit"], run)).collect()
}
