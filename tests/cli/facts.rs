//! What `--images` makes of the facts that registries have told.

#![expect(clippy::disallowed_methods, reason = "tests work on the disk")]

use std::fs;

use serde_json::{Value, json};
use tempfile::TempDir;

use crate::support::program::pullconfig;

/// The outcomes of pulls that the agents would not make.
const REFUSED: [&str; 15] = [
    "unauthorized",
    "not-found",
    "oci",
    "oci-index",
    "manifest-list",
    "media-type",
    "invalid-manifest",
    "other-schema",
    "invalid-config",
    "no-config",
    "invalid-challenge",
    "invalid-token",
    "http-only",
    "status",
    "invalid-name",
];

/// A definition of each kind that pulls with a login, and the name of its login file. `id` is the id without
/// the slash.
fn definitions(id: &str, image: &str) -> [(Value, String); 6] {
    let uris = json!([{ "uri": "file:///etc/docker.tar.gz" }]);
    let secrets = json!({ "s": { "source": format!("/{id}/pull") } });
    let (fetched, stored) = ("etc-docker-tar-gz.json".to_owned(), format!("{id}-pull.json"));
    let config = json!({ "secret": "s" });
    let id = format!("/{id}");
    let app = |kind: &str, image: &str| json!({ "id": id, "container": { "type": kind, "docker": { "image": image } } });
    let mut on_docker = app("DOCKER", image);
    on_docker["fetch"] = uris.clone();
    let mut on_hub = app("DOCKER", &format!("docker.io/{image}"));
    on_hub["fetch"] = uris.clone();
    let mut on_mesos = app("MESOS", image);
    on_mesos["fetch"] = uris.clone();
    let mut migrated = app("MESOS", image);
    migrated["secrets"] = secrets.clone();
    migrated["container"]["docker"]["pullConfig"] = config.clone();
    let mut pod = json!({
        "id": id,
        "containers": [{
            "name": "c", "resources": { "cpus": 1, "mem": 32 },
            "image": { "kind": "DOCKER", "id": image }, "artifacts": uris
        }]
    });
    let with_artifact = pod.clone();
    pod["secrets"] = secrets;
    pod["containers"][0]["image"]["pullConfig"] = config;
    pod["containers"][0]["artifacts"] = json!([]);
    [
        (on_docker, fetched.clone()),
        (on_hub, fetched.clone()),
        (on_mesos, fetched.clone()),
        (migrated, stored.clone()),
        (with_artifact, fetched),
        (pod, stored),
    ]
}

/// Whatever the definition is: if the agents would not pull its image, a warning or a blocker says so, and says
/// on which day the registry was asked.
#[test]
fn a_pull_that_fails_is_told() {
    let folder = TempDir::new().expect("a folder");
    let (mut apps, mut pulls) = (Vec::new(), Vec::new());
    for outcome in REFUSED {
        for (place, host) in
            ["", "registry.example.com/", "registry.example.com:5000/"].iter().enumerate()
        {
            for kind in 0..6 {
                let id = format!("{outcome}-{kind}-{place}");
                // Docker's name of Docker Hub does not stand before another host.
                let host = if kind == 1 { "" } else { host };
                let image = format!("{host}shop/{id}:1");
                let (definition, login) = definitions(&id, &image)[kind].clone();
                apps.push(definition);
                pulls.push(json!({
                    "image": image, "login": login, "outcome": outcome,
                    "message": "the reason", "asked": "2026-11-20T09:00:00Z"
                }));
            }
        }
    }
    let facts = json!({ "version": 1, "program": "pullconfig", "pulls": pulls, "images": {} });
    fs::write(folder.path().join("apps.json"), json!(apps).to_string()).expect("written");
    fs::write(folder.path().join("images.json"), facts.to_string()).expect("written");

    let run = pullconfig(folder.path(), &["scan", "--images", "images.json", "--format", "jsonl"]);
    let mut silent = Vec::new();
    let mut seen = 0;
    let events = run.stdout.lines().map(|line| serde_json::from_str::<Value>(line).expect("JSON"));
    for event in events.filter(|event| event["type"] == "definition") {
        let definition = &event["data"];
        let id = definition["id"].as_str().unwrap_or_default();
        seen += 1;
        let findings = definition["findings"].as_array().expect("a list");
        let told = findings.iter().any(|finding| {
            let message = finding["message"].as_str().unwrap_or_default();
            finding["severity"] != "note" && message.contains("was asked on 2026-11-20")
        });
        if !told {
            silent.push(id.to_owned());
        }
    }
    assert_eq!(seen, apps.len(), "{}", run.stderr);
    assert_eq!(silent, <[String; 0]>::default());
}
