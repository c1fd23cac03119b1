//! What Marathon asks of groups, told of the group and not of its apps.

use std::path::PathBuf;

use pullconfig::marathon::{Target, Targets};
use pullconfig::plan::{CheckedKind, PlanOptions, Templates, check, plan};
use pullconfig::source::{Origin, SourceFile};

fn source(text: &str) -> SourceFile {
    SourceFile {
        path: PathBuf::from("group.json"),
        location: None,
        bytes: text.as_bytes().to_vec(),
        origin: Origin::Named,
    }
}

/// What is said of groups: names with pointers.
fn said(text: &str, version: &str) -> Vec<String> {
    let targets = version.parse().map_or(Targets::ALL, |target: Target| target.into());
    let checked =
        check(&source(text), Templates::None, false, &targets.into()).expect("JSON").definitions;
    let mut said = Vec::new();
    for checked in checked {
        let is_group = checked.kind == CheckedKind::Group;
        assert!(is_group || checked.violations.is_empty(), "{text}: {:?}", checked.violations);
        let violations = checked.violations.iter().map(|it| (it.item.name, &it.item.pointer));
        let warnings = checked.warnings.iter().map(|it| (it.item.name, &it.item.pointer));
        said.extend(violations.chain(warnings).map(|(name, pointer)| format!("{name} {pointer}")));
    }
    said
}

#[test]
fn groups() {
    for (text, expected) in [
        (
            r#"{"id": "/g", "apps": [{"id": "a", "cmd": "x y"}, {"id": "/g/b", "cmd": "x y"}]}"#,
            &[][..],
        ),
        (
            r#"{"id": "/g", "apps": [{"id": "a", "cmd": "x y"}, {"id": "b", "uris": []}, {"id": "c"}]}"#,
            &["nothing-to-run /apps/1", "nothing-to-run /apps/2"],
        ),
        (
            r#"{"id": "/g", "apps": [{"id": "/h/a", "cmd": "x y"}]}"#,
            &["app-outside-of-group /apps/0/id"],
        ),
        (
            r#"{"id": "/g", "apps": [{"id": "a/b", "cmd": "x y"}]}"#,
            &["app-outside-of-group /apps/0/id"],
        ),
        (
            r#"{"id": "/g", "apps": [{"id": "h", "cmd": "x y"}], "groups": [{"id": "h"}]}"#,
            &["app-and-group /groups/0/id"],
        ),
        (
            r#"{"id": "/g", "groups": [{"id": "h", "apps": [{"id": "a", "cmd": "x y"}], "groups": [{"id": "/i"}]}, {"id": "/g/h"}]}"#,
            &["lost-group /groups/0/id"],
        ),
        (
            r#"{"id": "/g", "groups": [{"id": "/h", "groups": [{"id": "i", "apps": [{"id": "a", "cmd": "x y"}]}, {"id": "i"}]}]}"#,
            &["group-outside-of-group /groups/0/id", "lost-group /groups/0/groups/0/id"],
        ),
        (
            r#"{"id": "/g", "version": "2015-01-01T00:00:00Z", "apps": [{"id": "a", "cmd": "x y"}]}"#,
            &["group-version /version"],
        ),
        (
            r#"{"id": "/g", "scaleBy": 2, "apps": [{"id": "a", "cmd": "x y"}]}"#,
            &["group-version /scaleBy"],
        ),
        (
            r#"{"id": "/g", "groups": [{"apps": [{"id": "a", "cmd": "x y"}]}]}"#,
            &["missing-member /groups/0/id"],
        ),
        (
            r#"{"id": "/g", "apps": [{"id": "a", "cmd": "x y", "dependencies": ["b"]}, {"id": "b", "cmd": "x y", "dependencies": ["a"]}]}"#,
            &["circular-dependency /apps/0/dependencies"],
        ),
        (
            r#"{"id": "/g", "apps": [{"id": "a", "cmd": "x y", "dependencies": ["/g"]}]}"#,
            &["circular-dependency /apps/0/dependencies"],
        ),
        (
            r#"{"id": "/g", "groups": [
                {"id": "h", "dependencies": ["i"], "apps": [{"id": "a", "cmd": "x y"}]},
                {"id": "i", "apps": [{"id": "b", "cmd": "x y", "dependencies": ["/g/h"]}]}]}"#,
            &[],
        ),
        (
            r#"{"id": "/g", "groups": [
                {"id": "h", "dependencies": ["/g/i"], "apps": [{"id": "a", "cmd": "x y"}]},
                {"id": "i", "apps": [{"id": "b", "cmd": "x y", "dependencies": ["/g/h"]}]}]}"#,
            &["circular-dependency /groups/1/apps/0/dependencies"],
        ),
        (
            r#"{"id": "/g", "apps": [{"id": "a", "cmd": "x y"}, {"id": "a", "cmd": "y z"}]}"#,
            &["lost-app /apps/1/id"],
        ),
        (
            r#"{"id": "/g", "apps": [{"cmd": "x y"}, {"id": "a", "cmd": "x y"}]}"#,
            &["missing-member /apps/0/id"],
        ),
        // What templates make is not known.
        (r#"{"id": "/{{g}}", "apps": [{"id": "/h/a", "cmd": "x y"}]}"#, &[]),
        (r#"{"id": "/g", "apps": [{"id": "/{{a}}", "cmd": "x y"}]}"#, &[]),
    ] {
        assert_eq!(said(text, "1.11"), expected, "{text}");
    }
}

#[test]
fn versions() {
    let relative = r#"{"id": "g", "apps": [{"id": "a", "cmd": "x y"}]}"#;
    assert_eq!(said(relative, "1.5"), ["relative-group-id /apps/0/id"]);
    assert_eq!(said(relative, "1.6"), ["relative-group-id /apps/0/id"]);
    assert_eq!(said(relative, "1.7"), [""; 0]);
    let role = r#"{"id": "/g/h", "enforceRole": true, "apps": [{"id": "a", "cmd": "x y"}]}"#;
    assert_eq!(said(role, "1.8"), [""; 0]);
    assert_eq!(said(role, "1.9"), ["enforce-role /enforceRole"]);
    let outside = |apps: &str| {
        format!(
            r#"{{"id": "/g", "apps": [{{"id": "a", "cmd": "x y"}}], "groups": [{{"id": "/h"{apps}}}]}}"#
        )
    };
    assert_eq!(said(&outside(""), "1.11"), ["group-outside-of-group /groups/0/id"]);
    let apps = r#", "apps": [{"id": "b", "cmd": "x y"}]"#;
    assert_eq!(said(&outside(apps), "1.5"), ["group-outside-of-group /groups/0/id"]);
    assert_eq!(said(&outside(apps), "1.11"), [""; 0]);
}

/// A fault of the group is none of its apps'.
#[test]
fn a_group_blocks_no_app() {
    let text = r#"{"id": "/g", "version": "2015-01-01T00:00:00Z", "apps": [
        {"id": "/h/a", "dependencies": ["/g"], "uris": ["file:///etc/docker.tar.gz"],
         "container": {"docker": {"image": "r.example/x:1"}}}]}"#;
    let plan = plan(source(text), &PlanOptions::default()).expect("a plan");
    assert!(plan.edited().is_some(), "{:?}", plan.definitions[0].findings);
}
