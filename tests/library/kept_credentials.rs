//! Credential URIs that stay because the app reads them: once converted, such an app counts as
//! migrated, however often it is looked at.

#![expect(clippy::disallowed_methods, reason = "tests work on the disk")]

use std::fs;
use std::path::{Path, PathBuf};

use pullconfig::engine::Severity;
use pullconfig::plan::{FilePlan, State, plan};
use pullconfig::plan::{PlanOptions, ReportedFile, Summary};
use pullconfig::source::{Origin, SourceFile};

fn planned(bytes: Vec<u8>) -> FilePlan {
    let source = SourceFile {
        path: PathBuf::from("app.json"),
        location: None,
        bytes,
        origin: Origin::Named,
    };
    plan(source, &PlanOptions::default()).expect("a plan")
}

fn before(case: &str) -> Vec<u8> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/rules/credential-in-use");
    fs::read(root.join(case).join("before.json")).expect("before.json")
}

#[test]
fn converted_apps_that_keep_their_uri_are_migrated() {
    for case in
        ["docker-config-variable", "docker-socket", "folder-in-command", "uri-in-environment"]
    {
        let first = planned(before(case));
        assert_eq!(first.definitions[0].state(), State::Convertible, "{case}");
        let second = planned(first.rewrite.as_ref().expect("no survey").rewritten());
        let definition = &second.definitions[0];
        assert_eq!(definition.uris.len(), 1, "{case}: the URI stays");
        assert_eq!(definition.state(), State::Migrated, "{case}");
        assert!(second.edited().is_none(), "{case}");
        let is_note =
            |found: &pullconfig::plan::LocatedFinding| found.finding.severity == Severity::Note;
        assert!(definition.findings.iter().all(is_note), "{case}");
        let files = [ReportedFile {
            path: second.rewrite.as_ref().expect("no survey").source.path.clone(),
            clusters: second.clusters.clone(),
            result: Ok(second),
        }];
        assert!(!Summary::of(&files, 1).has_work(), "{case}: nothing is left to do");
    }
}

#[test]
fn a_blocker_beside_a_kept_uri_still_blocks() {
    let text = String::from_utf8(before("docker-socket")).expect("text");
    let privileged = text.replace("\"docker\": {", "\"docker\": {\"privileged\": true, ");
    let plan = planned(privileged.into_bytes());
    assert_eq!(plan.definitions[0].state(), State::Blocked);
    assert!(plan.edited().is_none());
}
