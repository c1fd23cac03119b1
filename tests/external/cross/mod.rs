//! Our patches and results in the hands of other people's code: all fixtures, through
//! `tests/external/cross/check.py`.
//!
//! Needs `python3` with the packages `jsonpatch` and `marathon`. Where they are missing the test
//! counts as ignored.

#![expect(clippy::disallowed_methods, reason = "tests work on the disk")]

use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};

use libtest_mimic::Completion;

use crate::support::folder::{arguments, entries, root};
use crate::support::program::{Run, program};
use crate::test::Test;

pub(crate) fn tests() -> Vec<Test> {
    vec![Test::new("others_apply_the_patches_and_load_the_results", || {
        if !has_packages() {
            let needs = "needs jsonpatch and marathon (`pip install jsonpatch marathon`)";
            return Ok(Completion::ignored_with(needs));
        }
        assert!(run(), "others do not agree");
        Ok(Completion::Completed)
    })]
}

fn has_packages() -> bool {
    let mut python = Command::new("python3");
    python.args(["-c", "import jsonpatch, marathon"]).stdout(Stdio::null()).stderr(Stdio::null());
    python.status().is_ok_and(|status| status.success())
}

/// Whether the case is about a template, which no library for JSON can patch before it is rendered.
fn is_template(case: &Path) -> bool {
    let before = fs::read(case.join("before.json")).expect("a file before");
    let is_json = serde_json::from_slice::<serde_json::Value>(&before).is_ok();
    !is_json && before.windows(2).any(|tag| tag == b"{{" || tag == b"{%")
}

/// Plans every case into `plans` and lets the script look at them.
fn run() -> bool {
    let plans = tempfile::tempdir().expect("a folder");
    let rules = entries(&root().join("fixtures/rules"));
    let cases = rules.iter().flat_map(|rule| entries(rule)).filter(|case| !is_template(case));
    let cases = cases.chain(entries(&root().join("fixtures/layouts")));
    let mut manifest = String::new();
    for (index, case) in cases.enumerate() {
        let before = case.join("before.json");
        let plan = plans.path().join(format!("{index}.json"));
        let mut command = program(root(), &["plan"]);
        command.arg(&before).args(arguments(&case));
        fs::write(&plan, Run::of(&mut command).stdout).expect("a plan");
        let after = Some(case.join("after.json")).filter(|after| after.exists());
        let files = [&before, after.as_ref().unwrap_or(&before), &plan];
        let files = files.map(|path| path.to_string_lossy().into_owned()).join("\t");
        let name = case.strip_prefix(root()).unwrap_or(&case).display();
        manifest.push_str(&format!("{name}\t{files}\n"));
    }
    let list = plans.path().join("manifest");
    fs::write(&list, manifest).expect("a manifest");
    let mut python = Command::new("python3");
    let status = python.arg(root().join("tests/external/cross/check.py")).arg(list).status();
    status.is_ok_and(|status| status.success())
}
