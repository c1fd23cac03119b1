//! The suggestions: narrow, readable, and fit to be pasted.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use proptest::prelude::*;
use serde_json::{Value, json};
use tempfile::TempDir;

use crate::support::folder::ferry;
use crate::support::program::pullconfig;

/// The state of each definition, and which rules hold back the blocked ones.
fn states(folder: &Path) -> BTreeMap<String, (String, Vec<String>)> {
    let report = pullconfig(folder, &["scan", "--format", "jsonl"]).stdout;
    let events = report.lines().map(|line| serde_json::from_str::<Value>(line).expect("JSON"));
    let definitions = events.filter(|event| event["type"] == "definition");
    let state = |event: Value| {
        let data = &event["data"];
        let findings = data["findings"].as_array().expect("a list").iter();
        let blockers = findings.filter(|finding| finding["severity"] == "blocker");
        let rules = blockers.map(|finding| finding["rule"].as_str().unwrap_or_default().to_owned());
        let place = format!("{}:{}", data["path"], data["line"]);
        (place, (data["state"].as_str().unwrap_or_default().to_owned(), rules.collect()))
    };
    definitions.map(state).collect()
}

fn secrets(folder: &Path) -> Vec<String> {
    let list = pullconfig(folder, &["secrets", "--format", "json"]).stdout;
    let list: Value = serde_json::from_str(&list).expect("JSON");
    let paths = list["secrets"].as_array().expect("a list").iter();
    paths.map(|secret| secret["secret"].as_str().expect("a path").to_owned()).collect()
}

/// Pastes what is suggested; what was suggested.
fn paste(folder: &Path) -> String {
    let suggested = pullconfig(folder, &["secrets", "--suggest"]);
    assert_eq!(suggested.code, Some(0), "{}", suggested.stderr);
    fs::write(folder.join("pullconfig.toml"), &suggested.stdout).expect("a file");
    suggested.stdout
}

#[test]
fn the_demo_repository_gets_by_with_fewer_secrets() {
    let demo = ferry();
    let (states_before, secrets_before) = (states(demo.path()), secrets(demo.path()));
    paste(demo.path());
    assert_eq!(states(demo.path()), states_before);
    let secrets = secrets(demo.path());
    assert!(secrets.len() < secrets_before.len() / 2, "{secrets:?}");
    for path in
        ["booking/etc-docker-tar-gz", "booking/search/pullConfig", "platform/metrics/pullConfig"]
    {
        assert!(secrets.contains(&path.to_owned()), "{path}: {secrets:?}");
    }
    let again = pullconfig(demo.path(), &["secrets", "--suggest"]).stdout;
    assert_eq!(again, "# nothing to suggest: no credential URI is left without a path\n");
}

/// Apps with their credential URIs, and the paths that are suggested, by URI.
#[test]
fn paths_are_as_narrow_as_they_can_be() {
    let (a, b) = ("file:///etc/docker.tar.gz", "https://files.example.com/docker.tgz");
    for (apps, expected) in [
        (&[("/shop/web", a)][..], &[(a, "/shop/web/pullConfig")][..]),
        (&[("/shop/web", a), ("/shop/web", a)], &[(a, "/shop/web/pullConfig")]),
        (&[("/shop/web", a), ("/shop/cart/api", a)], &[(a, "/shop/pullConfig")]),
        (
            &[("/shop/web/a", a), ("/shop/web/b", a), ("/shop/web", a)],
            &[(a, "/shop/web/pullConfig")],
        ),
        (&[("/shop", a), ("/shop-test", a)], &[(a, "/{top}/pullConfig")]),
        (&[("/shop/web", a), ("/billing/web", a)], &[(a, "/{top}/pullConfig")]),
        (
            &[("/shop/web", a), ("/shop/cart", a), ("/shop/x", b), ("/shop/y", b)],
            &[(a, "/shop/etc-docker-tar-gz"), (b, "/shop/files-example-com-docker-tgz")],
        ),
        (
            &[("/shop/web", a), ("/billing/web", a), ("/shop/x", b), ("/shop/y", b)],
            &[(a, "/{top}/etc-docker-tar-gz"), (b, "/shop/files-example-com-docker-tgz")],
        ),
        (
            &[("/shop/web", a), ("/billing/x", b)],
            &[(a, "/shop/web/pullConfig"), (b, "/billing/x/pullConfig")],
        ),
        // Nobody knows what comes of an expression.
        (&[("/{{x}}/web", a)], &[(a, "/{top}/pullConfig")]),
        (
            &[("/{{x}}/web", a), ("/{{y}}/web", b)],
            &[(a, "/{top}/etc-docker-tar-gz"), (b, "/{top}/files-example-com-docker-tgz")],
        ),
        (
            &[("/shop/web", a), ("/{{x}}/web", b)],
            &[(a, "/shop/web/etc-docker-tar-gz"), (b, "/{top}/files-example-com-docker-tgz")],
        ),
        (
            &[("/shop/{{x}}", a), ("/shop/{{y}}", a), ("/billing/x", b)],
            &[(a, "/shop/pullConfig"), (b, "/billing/x/pullConfig")],
        ),
    ] {
        let folder = TempDir::new().expect("a folder");
        write(folder.path(), apps);
        let suggested = paste(folder.path());
        let value = |name: &str| -> Vec<String> {
            let lines = suggested.lines().filter_map(|line| line.strip_prefix(name));
            lines.map(|text| text.trim_matches('"').to_owned()).collect()
        };
        let found: Vec<(String, String)> =
            value("uri = ").into_iter().zip(value("secret-source = ")).collect();
        let expected: Vec<(String, String)> =
            expected.iter().map(|(uri, path)| ((*uri).to_owned(), (*path).to_owned())).collect();
        assert_eq!(found, expected, "{apps:?}");
    }
}

#[test]
fn a_path_that_is_named_already_is_left_to_others() {
    let folder = TempDir::new().expect("a folder");
    write(
        folder.path(),
        &[("/shop/web", "file:///etc/docker.tar.gz"), ("/shop/x", "file:///etc/docker.tar.gz")],
    );
    let migrated = json!({
        "id": "/shop/old",
        "container": { "type": "MESOS", "docker": {
            "image": "registry.example.com/old:1", "pullConfig": { "secret": "s" } } },
        "secrets": { "s": { "source": "shop/pullConfig" } },
    });
    fs::write(folder.path().join("old.json"), migrated.to_string()).expect("a file");
    let suggested = paste(folder.path());
    assert!(suggested.contains("\nsecret-source = \"/shop/etc-docker-tar-gz\"\n"), "{suggested}");
}

/// A blocked definition is converted one day. The path that is configured for it is then in use.
#[test]
fn a_path_that_is_configured_for_a_blocked_definition_is_left_to_it() {
    let folder = TempDir::new().expect("a folder");
    let (own, shared) = ("https://files.example.com/docker.tgz", "file:///etc/docker.tar.gz");
    write(folder.path(), &[("/shop/web", shared), ("/shop/cart", shared)]);
    let blocked = json!({
        "id": "/shop/build",
        "container": { "docker": { "image": "registry.example.com/b:1", "privileged": true } },
        "uris": [own],
    });
    fs::write(folder.path().join("build.json"), blocked.to_string()).expect("a file");
    let config = folder.path().join("pullconfig.toml");
    let entry = format!("[[credential]]\nuri = \"{own}\"\nsecret-source = \"/shop/pullConfig\"\n");
    fs::write(&config, &entry).expect("a file");
    let suggested = pullconfig(folder.path(), &["secrets", "--suggest"]).stdout;
    assert!(suggested.contains("\nsecret-source = \"/shop/etc-docker-tar-gz\"\n"), "{suggested}");
    fs::write(&config, entry + &suggested).expect("a file");
    for (place, (_, rules)) in states(folder.path()) {
        assert!(!rules.iter().any(|rule| rule == "several-credentials"), "{place} {rules:?}");
    }
}

#[test]
fn logins_in_uris_are_not_shown() {
    let folder = TempDir::new().expect("a folder");
    write(folder.path(), &[("/a", "https://user:hunter2@h/docker.tgz?token=hunter2")]);
    let suggested = paste(folder.path());
    assert!(suggested.contains("\nuri = \"https://*@h/docker.tgz\"\n"), "{suggested}");
    assert!(!suggested.contains("hunter2"));
    assert_eq!(secrets(folder.path()), ["a/pullConfig"]);
}

fn write(folder: &Path, apps: &[(&str, &str)]) {
    let app = |(id, uri): &(&str, &str)| {
        json!({
            "id": id,
            "container": { "docker": { "image": "registry.example.com/x:1" } },
            "uris": [uri],
        })
    };
    let apps: Vec<Value> = apps.iter().map(app).collect();
    fs::write(folder.join("apps.json"), Value::from(apps).to_string()).expect("a file");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    /// Whatever uses whatever: everybody may read, and nobody shares with somebody else.
    #[test]
    fn what_is_suggested_can_be_pasted(
        apps in prop::collection::vec(("(/([ab]|\\{\\{t\\}\\})){1,3}", prop::sample::select(vec![
            "file:///etc/docker.tar.gz", "file:///docker.tar.gz", "http://h/docker.tgz",
            "https://h/docker.tgz", "https://u:p@h/docker.tgz", "{{login}}/docker.tgz",
        ])), 1..8)
    ) {
        let folder = TempDir::new().expect("a folder");
        let apps: Vec<(&str, &str)> = apps.iter().map(|(id, uri)| (id.as_str(), *uri)).collect();
        write(folder.path(), &apps);
        let suggested = paste(folder.path());
        for (place, (state, rules)) in states(folder.path()) {
            prop_assert!(state == "convertible", "{} {:?}\n{}", place, rules, suggested);
        }
    }
}

#[test]
fn blocked_definitions_count_and_are_told() {
    let folder = TempDir::new().expect("a folder");
    let app = |id: &str, privileged: bool| {
        json!({
            "id": id,
            "container": { "docker": {
                "image": "registry.example.com/x:1", "privileged": privileged } },
            "uris": ["file:///etc/docker.tar.gz"],
        })
    };
    let apps = json!([app("/shop/web/a", false), app("/shop/web/b", false), app("/shop/x", true)]);
    fs::write(folder.path().join("apps.json"), apps.to_string()).expect("a file");
    let run = pullconfig(folder.path(), &["secrets", "--suggest"]);
    let heads: Vec<&str> = run.stdout.lines().filter(|line| line.contains(" in /")).collect();
    assert_eq!(heads, ["# 3 definitions (1 blocked) in /shop"]);
    assert_eq!(run.stderr, "");
}

/// However definitions spell a path, people read it in one form.
#[test]
fn all_that_people_read_has_one_form_of_paths() {
    let folder = TempDir::new().expect("a folder");
    let source = |id: &str, source: &str| {
        json!({
            "id": id,
            "container": { "docker": { "image": "registry.example.com/x:1" } },
            "uris": ["file:///etc/docker.tar.gz"],
            "secrets": { "other": { "source": source } },
        })
    };
    let apps =
        json!([source("/shop/a", "shop/a/pullConfig"), source("/shop/b", "/shop/b/pullConfig/")]);
    fs::write(folder.path().join("apps.json"), apps.to_string()).expect("a file");
    let formats: [&[&str]; 5] = [
        &["secrets"],
        &["scan", "-v"],
        &["scan", "--format", "markdown"],
        &["scan", "--format", "html"],
        &["scan", "--format", "markdown", "--secret-source", "shop/a/pullConfig"],
    ];
    for arguments in formats {
        let shown = pullconfig(folder.path(), arguments).stdout;
        // The whole page shows the text of the definitions as well.
        let shown = shown.split_once("<section id=\"secrets\">").map_or(&*shown, |(_, it)| it);
        let shown = shown.split("</section>").next().unwrap_or_default();
        let pieces = shown.split(|c: char| c.is_whitespace() || "<>`|\"".contains(c));
        let paths: Vec<&str> = pieces.filter(|piece| piece.ends_with("pullConfig")).collect();
        assert!(!paths.is_empty(), "{arguments:?}: {shown}");
        assert!(paths.iter().all(|path| path.starts_with("/shop/")), "{arguments:?}: {paths:?}");
        assert!(!shown.contains("pullConfig/"), "{arguments:?}: {shown}");
    }
    let suggested = pullconfig(folder.path(), &["secrets", "--suggest"]).stdout;
    assert!(suggested.contains("\nsecret-source = \"/shop/"), "{suggested}");
}
