//! `fixtures/layouts/NAME/{before,after}.json`: the migration in every hand a file is written in.
//!
//! `after.json` is what a careful person would have made of `before.json`; the tool has to make the
//! same, byte for byte.

#![expect(clippy::disallowed_methods, reason = "tests work on the disk")]

#[path = "folder/entries.rs"]
mod entries;

use std::fs;
use std::path::Path;

use entries::entries;
use pullconfig::plan::plan;
use pullconfig::rules::Options;
use pullconfig::source::{Origin, SourceFile};

#[test]
fn every_layout_is_kept() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/layouts");
    let cases = entries(&root);
    assert!(cases.len() > 50, "the fixtures are gone");
    let mut failures = Vec::new();
    for case in &cases {
        let before = case.join("before.json");
        let source = SourceFile {
            bytes: fs::read(&before).expect("before.json"),
            path: before,
            place: None,
            origin: Origin::Named,
        };
        let after = fs::read(case.join("after.json")).expect("after.json");
        let name = case.file_name().unwrap_or_default().to_string_lossy().into_owned();
        match plan(source, &Options::default()) {
            Ok(plan) if plan.rewritten() == after => {}
            Ok(plan) => failures.push(format!(
                "== {name}\n{:?}\n--- expected\n{}\n--- found\n{}",
                plan.definitions.iter().flat_map(|d| &d.findings).collect::<Vec<_>>(),
                String::from_utf8_lossy(&after),
                String::from_utf8_lossy(&plan.rewritten())
            )),
            Err(error) => failures.push(format!("== {name}: {error}")),
        }
    }
    assert!(failures.is_empty(), "{} of {}\n{}", failures.len(), cases.len(), failures.join("\n"));
}
