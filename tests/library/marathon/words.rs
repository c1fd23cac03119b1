//! Image references, enum values and pull configurations.

use pullconfig::marathon::{
    ContainerType, Image, Registry, container, has_pull_config, registry_after_key,
};

use super::{JOB, POD, all, document};

#[test]
fn images_split_as_mesos_splits_them() {
    for (text, expected) in [
        ("nginx", (None, "nginx", None, None)),
        ("library/nginx:1.25", (None, "library/nginx", Some("1.25"), None)),
        ("docker.io/nginx", (Some("docker.io"), "nginx", None, None)),
        ("localhost/a/b", (Some("localhost"), "a/b", None, None)),
        ("localhost:5000", (None, "localhost", Some("5000"), None)),
        ("r:5000/a/b", (Some("r:5000"), "a/b", None, None)),
        ("r.x:5000/a:1@sha256:00", (Some("r.x:5000"), "a", Some("1"), Some("sha256:00"))),
        ("{{registry}}/a:1", (Some("{{registry}}"), "a", Some("1"), None)),
        ("", (None, "", None, None)),
    ] {
        let Image { registry, repository, tag, digest } = Image::parse(text);
        assert_eq!((registry, repository, tag, digest), expected, "{text}");
    }
}

#[test]
fn the_registry_after_a_key_is_that_of_the_image() {
    for image in [
        "nginx",
        "library/nginx:1.25",
        "r.x/a",
        "localhost/a/b",
        "localhost:5000",
        "r:5000/a/b@sha256:00",
        "/a.b/c",
        "a@b.c/d",
        "{{registry}}/a:1",
        "{{ a/b }}.x/y",
        "${REGISTRY}/a",
        "é.x/ä",
        "",
    ] {
        let expected = match Registry::of(image) {
            Registry::Host(host) => Some(host),
            Registry::Default | Registry::Rendered => None,
        };
        for text in [format!(" : \"{image}\"}}"), format!(":\"{}\"", image.replace('/', r"\/"))] {
            assert_eq!(registry_after_key(text.as_bytes()).as_deref(), expected, "{text}");
        }
    }
    for text in ["", ":", ": 1", ": [\"r.x/a\"]", "\"r.x/a\"", ": \"r.x", ": \"nginx\nr.x/a\""] {
        assert_eq!(registry_after_key(text.as_bytes()), None, "{text}");
    }
}

#[test]
fn enum_values_ignore_case() {
    for (container_json, expected) in [
        ("{}", Ok(ContainerType::Docker)),
        (r#"{"type": null}"#, Ok(ContainerType::Docker)),
        (r#"{"type": "docker"}"#, Ok(ContainerType::Docker)),
        (r#"{"type": "Mesos"}"#, Ok(ContainerType::Mesos)),
        (r#"{"type": "rkt"}"#, Err("unknown value `rkt`")),
        (r#"{"type": [1]}"#, Err("unknown value `[1]`")),
    ] {
        let json = format!(r#"{{"container": {container_json}}}"#);
        let found = container(&document(&json), document(&json).root()).expect("it is an object");
        let shown = found.container_type.map_err(|unknown| unknown.to_string());
        assert_eq!(shown, expected.map_err(String::from), "{json}");
    }
}

#[test]
fn definitions_that_have_a_pull_config() {
    for (json, expected) in [
        (r#"{"container": {"docker": {"image": "x", "pullConfig": {"secret": "s"}}}}"#, true),
        (r#"{"container": {"docker": {"image": "x", "pullConfig": null}}}"#, false),
        (r#"{"containers": [{}, {"image": {"id": "x", "pullConfig": {"secret": "s"}}}]}"#, true),
        (POD, false),
        (JOB, false),
    ] {
        let document = document(json);
        assert_eq!(has_pull_config(&document, &all(&document)[0]), expected, "{json}");
    }
}
