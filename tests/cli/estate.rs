//! The verbs on a large repository. `ESTATE=FOLDER cargo test --test cli estate::` leaves it in FOLDER.

#![expect(clippy::disallowed_methods, reason = "whoever runs the tests may name a folder")]

use std::path::Path;

use serde_json::Value;
use tempfile::TempDir;

use crate::support::estate;
use crate::support::program::pullconfig;

/// The events of a type in JSON lines.
fn events(text: &str, kind: &str) -> Vec<Value> {
    let values = text.lines().map(|line| serde_json::from_str::<Value>(line).expect("JSON"));
    values.filter(|it| it["type"] == kind).map(|it| it["data"].clone()).collect()
}

#[test]
fn it_has_two_thousand_definitions_and_no_broken_file() {
    let folder = TempDir::new().expect("a temporary folder");
    let kept = std::env::var_os("ESTATE");
    let place = kept.as_ref().map_or(folder.path(), Path::new);
    estate::plant(place);
    let run = pullconfig(place, &["scan", "--format", "jsonl"]);
    assert_eq!((run.code, run.stderr.as_str()), (Some(1), ""));
    let definitions = events(&run.stdout, "definition");
    assert!((1_900..2_100).contains(&definitions.len()), "{}", definitions.len());
}
