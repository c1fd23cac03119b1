//! `--for`: whether the definitions' images have a login.

#![expect(clippy::disallowed_methods, reason = "tests work on the disk")]

use std::fs;

use serde_json::json;
use tempfile::TempDir;

use super::auth;
use crate::support::program::{Run, program};

const URI: &str = "file:///etc/docker.tar.gz";

fn app(id: &str, image: &str) -> serde_json::Value {
    json!({"id": id, "uris": [URI], "container": {"type": "DOCKER", "docker": {"image": image}}})
}

/// A folder with `definitions` and a config for the registries `keys`; runs there.
fn covered(keys: &[&str], definitions: &serde_json::Value) -> Run {
    let folder = TempDir::new().expect("a folder");
    fs::create_dir(folder.path().join("apps")).expect("a folder");
    fs::write(folder.path().join("apps/all.json"), definitions.to_string()).expect("written");
    let entries: serde_json::Map<String, serde_json::Value> =
        keys.iter().map(|key| ((*key).to_owned(), json!({"auth": auth("ann:pass")}))).collect();
    let config = json!({"auths": entries}).to_string();
    let mut command = program(folder.path(), &["secrets", "extract", "-", "-v", "--for", "apps"]);
    Run::with_input(&mut command, config.as_bytes())
}

/// Whether one image has a login.
fn is_covered(key: &str, image: &str) -> bool {
    let run = covered(&[key], &app("/a", image));
    match run.code {
        Some(0) => true,
        Some(1) => false,
        _ => panic!("{run:?}"),
    }
}

#[test]
fn names_are_compared_as_mesos_compares_them() {
    let cases = [
        ("reg.example", "reg.example/a:1", true),
        ("https://reg.example", "reg.example/a", true),
        ("http://reg.example/v1/", "reg.example/a", true),
        ("reg.example/team/x", "reg.example/other/a", true),
        ("reg.example:5000", "reg.example:5000/a@sha256:0123", true),
        ("reg.example:443", "reg.example/a", false),
        ("https://reg.example", "reg.example:443/a", false),
        ("Reg.example", "reg.example/a", false),
        ("reg.example", "sub.reg.example/a", false),
        ("https://index.docker.io/v1/", "library/redis", true),
        ("https://index.docker.io/v1/", "redis:7", true),
        ("https://index.docker.io/v1/", "docker.io/library/redis", true),
        ("https://index.docker.io/v1/", "registry-1.docker.io/library/redis", true),
        ("reg.example", "redis", false),
        ("localhost", "localhost/a", true),
        ("reg", "reg/a", false),
    ];
    for (key, image, expected) in cases {
        assert_eq!(is_covered(key, image), expected, "{key} for {image}");
    }
}

#[test]
fn every_image_is_told_once() {
    let pulled = json!({
        "id": "/new", "container": {"type": "MESOS", "docker": {"image": "reg.example/new", "pullConfig": {"secret": "k"}}},
        "secrets": {"k": {"source": "new/k"}}
    });
    let pod = json!({
        "id": "/pod", "containers": [
            {"name": "a", "image": {"kind": "DOCKER", "id": "reg.example/pod", "pullConfig": {"secret": "k"}}},
            {"name": "b", "image": {"kind": "DOCKER", "id": "public.example/pod"}}
        ],
        "secrets": {"k": {"source": "k"}}
    });
    let mut blocked = app("/blocked", "reg.example:443/blocked");
    blocked["container"]["docker"]["privileged"] = true.into();
    let none = json!({"id": "/none", "cmd": "sleep 1", "uris": [URI]});
    let public = json!({"id": "/public", "container": {"type": "DOCKER", "docker": {"image": "public.example/x"}}});
    let all = json!([
        app("/a", "reg.example/a"),
        app("/b", "reg.example/a"),
        app("/c", "quay.io/c"),
        app("/d", "REG.example/d"),
        pulled,
        pod,
        blocked,
        none,
        public
    ]);
    let run = covered(&["reg.example"], &all);
    let lines: Vec<&str> = run
        .stdout
        .lines()
        .skip(3)
        .map(|line| line.split_once(": ").map_or(line, |(_, rest)| rest))
        .collect();
    assert_eq!(
        lines,
        [
            "missing REG.example/d has no login for `REG.example`; the file has `reg.example`; Mesos compares the case of letters",
            "missing quay.io/c has no login for `quay.io`",
            "covered reg.example/a by `reg.example` and 1 more",
            "covered reg.example/new by `reg.example`",
            "covered reg.example/pod by `reg.example`",
            "missing reg.example:443/blocked has no login for `reg.example:443`; the file has `reg.example`; Mesos compares the port",
            "3 with a login, 3 without",
        ]
    );
    assert_eq!(run.code, Some(1));
}

/// What a template will say is not known, and what is not known is not covered.
#[test]
fn registries_that_a_template_tells_are_unknown() {
    for image in ["{{image}}", "{{registry}}/a", "{{a/b}}/c", "${IMAGE}"] {
        let run = covered(&["reg.example"], &app("/a", image));
        let mut lines = run.stdout.lines().rev();
        assert_eq!(lines.next(), Some("1 image: 0 with a login, 0 without, 1 unknown"));
        let line = lines.next().unwrap_or_default();
        let told = format!("unknown {image} pulls from a registry that the template tells");
        assert!(line.ends_with(&told), "{line}");
        assert_eq!(run.code, Some(1), "{image}");
    }
}

/// A blocked definition pulls with a secret one day: all of its images are asked for.
#[test]
fn every_image_of_what_is_blocked_is_told() {
    let container = |name: &str, image: &str, uri: &str| json!({"name": name, "image": {"kind": "DOCKER", "id": image}, "artifacts": [{"uri": uri}]});
    let containers = [
        container("a", "reg.example/a", URI),
        container("b", "quay.io/b", "https://files.example.com/docker.tar.gz"),
    ];
    let pod = json!({"id": "/pod", "containers": containers});
    let run = covered(&["reg.example"], &pod);
    let images: Vec<&str> = run.stdout.lines().filter_map(|line| line.split(' ').nth(2)).collect();
    assert!(images.contains(&"reg.example/a") && images.contains(&"quay.io/b"), "{}", run.stdout);
    assert_eq!(run.code, Some(1));
}

#[test]
fn what_cannot_be_read_is_an_error() {
    let run = covered(&["reg.example"], &json!("file:///etc/docker.tar.gz"));
    assert_eq!((run.code, run.stdout.lines().last()), (Some(0), Some("no images")));
    let folder = TempDir::new().expect("a folder");
    fs::write(folder.path().join("app.json"), "{\"uris\": [\"docker.tar.gz\"}").expect("written");
    let arguments = ["secrets", "extract", "-", "--for", "app.json", "none.json"];
    let mut command = program(folder.path(), &arguments);
    let config = json!({"reg.example": {"auth": auth("ann:pass")}}).to_string();
    let run = Run::with_input(&mut command, config.as_bytes());
    assert_eq!(run.code, Some(2));
    assert!(run.stderr.contains("app.json:1:"), "{}", run.stderr);
    assert!(run.stderr.contains("none.json: no such file"), "{}", run.stderr);
}
