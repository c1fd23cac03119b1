//! What `[[keep]]` means for reports that transcripts would show at too great a length, and what a plan that
//! keeps definitions does.

#![expect(clippy::disallowed_methods, reason = "tests work on the disk")]

use std::fs;
use std::path::Path;

use serde_json::Value;
use tempfile::TempDir;

use crate::support::folder::{copy, root, tree};
use crate::support::program::{Run, program};

fn folder() -> TempDir {
    let folder = TempDir::new().expect("a folder");
    copy(&root().join("tests/cli/keep.in"), folder.path());
    folder
}

fn run(folder: &Path, today: &str, arguments: &[&str]) -> Run {
    Run::of(program(folder, arguments).env("PULLCONFIG_TODAY", today))
}

#[test]
fn sarif_tells_of_kept_definitions_as_suppressed() {
    let folder = folder();
    let run = run(folder.path(), "2026-11-28", &["scan", "--format", "sarif"]);
    let log: Value = serde_json::from_str(&run.stdout).expect("JSON");
    let results = log["runs"][0]["results"].as_array().expect("results");
    for result in results {
        let text = result["message"]["text"].as_str().expect("a text");
        let justification = match text {
            _ if text.starts_with("/mail") => "is shut down in spring",
            _ if text.starts_with("/legacy/gauge") => "needs the tide gauge (until 2027-03-01)",
            _ => {
                assert_eq!(result["suppressions"], Value::Null, "{text}");
                continue;
            }
        };
        assert_eq!(result["suppressions"][0]["justification"], justification, "{text}");
    }
    assert!(results.iter().filter(|it| it["suppressions"].is_array()).count() >= 3, "{results:?}");
}

#[test]
fn a_decision_holds_up_to_its_last_day() {
    let folder = folder();
    for (today, state) in [("2027-03-01", "kept"), ("2027-03-02", "blocked")] {
        let run = run(folder.path(), today, &["scan", "legacy/gauge.json"]);
        assert!(run.stdout.contains(&format!("{state} /legacy/gauge")), "{today}: {run:?}");
        let is_told = run.stdout.contains("it ended on 2027-03-01");
        assert_eq!((is_told, run.code), (state == "blocked", Some(i32::from(state == "blocked"))));
    }
}

#[test]
fn what_is_kept_is_not_written_by_apply_nor_by_a_plan() {
    for arguments in [&["apply"][..], &["apply", "--plan", "plan.json"]] {
        let folder = folder();
        let plan = run(folder.path(), "2026-11-28", &["plan", "-o", "plan.json"]);
        assert_eq!(plan.code, Some(1), "{plan:?}");
        let before = tree(folder.path());
        let run = run(folder.path(), "2026-11-28", arguments);
        assert_eq!(run.code, Some(0), "{run:?}");
        assert!(run.stdout.contains("2 kept"), "{run:?}");
        for (path, text) in tree(folder.path()) {
            let is_converted =
                ["apps/billing.json", "apps/front.json"].map(Path::new).contains(&&*path);
            assert_eq!(before[&path] != text, is_converted, "{}", path.display());
        }
    }
}

#[test]
fn an_entry_that_makes_no_sense_is_refused() {
    let entries = [
        ("reason = \"x\"", "needs an `id` or `paths`"),
        ("id = \"/a\"", "missing field `reason`"),
        ("id = \"/a\"\nreason = \"\"", "must not be empty"),
        ("id = \"/a\"\nreason = \"x\"\nrule = \"nothing\"", "no rule has such a name"),
        ("id = \"/a\"\nreason = \"x\"\ncluster = \"nowhere\"", "nowhere"),
        ("id = \"/a\"\nreason = \"x\"\nuntil = 2027-03-01T10:00:00Z", "not a date"),
        ("id = \"/a\"\nreason = \"x\"\nuntil = \"soon\"", "not a date"),
    ];
    for (entry, message) in entries {
        let folder = folder();
        let config = folder.path().join("pullconfig.toml");
        fs::write(config, format!("[[keep]]\n{entry}\n")).expect("a file");
        let run = run(folder.path(), "2026-11-28", &["scan"]);
        assert_eq!(run.code, Some(2), "{entry}: {run:?}");
        assert!(run.stderr.contains(message), "{entry}: {}", run.stderr);
    }
}
