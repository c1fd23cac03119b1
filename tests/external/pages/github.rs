//! The workflow in `docs/workflows.md`: its form, by the schema for workflows, and its steps, by bash.

use std::fs;

use serde_json::Value;

use super::{bash, demo, run, test};
use crate::support::folder::root;
use crate::test::Test;

/// The `yaml` block below a heading.
fn yaml(heading: &str) -> String {
    let page = fs::read_to_string(root().join("docs/workflows.md")).expect("the page");
    let section = page.split(heading).nth(1).expect("the heading");
    let block = section.split("```yaml\n").nth(1).expect("a block");
    block.split("```").next().unwrap_or_default().to_owned()
}

fn form() {
    let folder = tempfile::tempdir().expect("a folder");
    let workflow = yaml("## GitHub Actions");
    fs::write(folder.path().join("marathon.yml"), workflow).expect("a file");
    run("check-jsonschema --builtin-schema vendor.github-workflows marathon.yml", folder.path());
}

fn steps() {
    let workflow = yaml("## GitHub Actions");
    let scripts = workflow.lines().filter_map(|line| line.split_once("run: "));
    let scripts: Vec<&str> =
        scripts.map(|(_, script)| script).filter(|it| it.starts_with("pullconfig")).collect();
    assert_eq!(scripts.len(), 2, "{scripts:?}");
    let folder = demo();
    let ferry = folder.path().join("ferry");
    let step =
        |script: &str| bash(&format!("set -e; {script}"), &ferry).output().expect("bash runs");
    let annotated = step(scripts[0]);
    assert_eq!(annotated.status.code(), Some(1), "something is left to migrate");
    let lines = String::from_utf8_lossy(&annotated.stdout).into_owned();
    assert!(
        lines.lines().any(|line| line.starts_with("::error file=legacy/tide-gauge.json,line=")),
        "{lines}"
    );
    assert_eq!(step(scripts[1]).status.code(), Some(0));
    let sarif = fs::read(ferry.join("pullconfig.sarif")).expect("a report");
    let sarif: Value = serde_json::from_slice(&sarif).expect("JSON");
    assert_eq!(sarif["version"], "2.1.0");
    assert!(!sarif["runs"][0]["results"].as_array().expect("results").is_empty());
}

pub(super) fn tests() -> Vec<Test> {
    vec![
        test("the_workflow_has_the_form_of_one", &["check-jsonschema"], form),
        test("the_workflow_does_what_it_says", &[], steps),
    ]
}
