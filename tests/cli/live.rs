//! Clusters as Marathon tells of them, compared with a large repository.

#![expect(clippy::disallowed_methods, reason = "tests work on the disk")]

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use pullconfig::marathon::{DefinitionKind, Id, definitions};
use pullconfig::text::Document;
use serde_json::{Value, json};
use tempfile::TempDir;

use crate::support::folder::tree;
use crate::support::program::pullconfig;
use crate::support::{estate, told};

/// The apps and pods of one cluster.
#[derive(Default)]
struct Cluster {
    apps: Vec<Value>,
    pods: Vec<Value>,
}

/// Returns the clusters of the estate, each running what its files, with their paths and texts, say.
fn clusters(files: &[(String, String)]) -> BTreeMap<&'static str, Cluster> {
    let mut clusters: BTreeMap<&str, Cluster> = BTreeMap::new();
    each_definition(files, |cluster, kind, id, value| {
        let running = clusters.entry(cluster).or_default();
        match kind {
            DefinitionKind::App => {
                let port = 10_000 + running.apps.len() as u64 * 2;
                running.apps.push(told::app(value, id, port));
            }
            DefinitionKind::Pod => running.pods.push(told::pod(value, id)),
            DefinitionKind::Job => {}
        }
    });
    clusters
}

/// Calls `look` with each definition of the estate that has an id and no expression.
fn each_definition(
    files: &[(String, String)],
    mut look: impl FnMut(&'static str, DefinitionKind, &str, &Value),
) {
    for (path, text) in files {
        let cluster = estate::CLUSTERS.into_iter().find(|name| path.contains(*name));
        let Some(cluster) = cluster else { continue };
        let document = Document::parse(text.as_bytes()).expect("JSON");
        for found in definitions(&document, &|_| true) {
            let Id::Absolute(id) = &found.id else { continue };
            let value = document.value(found.node).expect("JSON");
            look(cluster, found.kind, id, &value);
        }
    }
}

/// Writes what the clusters tell when they run what the files in `folder` say.
fn deploy(folder: &Path) {
    let files = tree(folder).into_iter().filter_map(|(path, text)| {
        let path = path.to_str()?.to_owned();
        path.ends_with(".json").then(|| (path, String::from_utf8(text).expect("UTF-8")))
    });
    let files: Vec<(String, String)> =
        files.filter(|(path, _)| !path.starts_with("answers")).collect();
    for (cluster, Cluster { apps, pods }) in clusters(&files) {
        let answers = folder.join("answers").join(cluster);
        fs::create_dir_all(&answers).expect("a folder");
        fs::write(answers.join("apps"), json!({ "apps": apps }).to_string()).expect("a file");
        fs::write(answers.join("pods"), json!(pods).to_string()).expect("a file");
    }
}

/// Plants the estate with a configuration that names its clusters and their answers.
fn planted() -> TempDir {
    let folder = TempDir::new().expect("a folder");
    estate::plant(folder.path());
    let clusters = estate::CLUSTERS.map(|name| {
        format!(
            "[[cluster]]\nname = \"{name}\"\n\
             paths = [\"{name}/\", \"teams/*/*-{name}.json\", \"exports/apps-{name}.json\"]\n\
             live = [\"answers/{name}/apps\", \"answers/{name}/pods\"]\n"
        )
    });
    let config = format!("exclude = [\"templates\", \"agents\"]\n{}", clusters.concat());
    fs::write(folder.path().join("pullconfig.toml"), config).expect("a file");
    deploy(folder.path());
    folder
}

/// Returns the events of a type in JSON lines.
fn events(text: &str, kind: &str) -> Vec<Value> {
    let values = text.lines().map(|line| serde_json::from_str::<Value>(line).expect("JSON"));
    values.filter(|it| it["type"] == kind).map(|it| it["data"].clone()).collect()
}

#[test]
fn a_migration_of_two_thousand_apps_is_followed_without_a_false_difference() {
    let folder = planted();
    let scan = || {
        let run = pullconfig(folder.path(), &["scan", "--format", "jsonl"]);
        assert_eq!(run.stderr, "");
        let summary = events(&run.stdout, "summary").remove(0);
        (events(&run.stdout, "compared"), summary)
    };
    let (compared, summary) = scan();
    assert_eq!(compared, Vec::<Value>::new());
    let count = |summary: &Value, name: &str| summary["live"][name].as_u64().expect("a number");
    let all = count(&summary, "same");
    assert!(all > 1_900, "{summary}");
    assert_eq!(count(&summary, "running"), all);
    assert_eq!(count(&summary, "strays"), 0);
    let convertible = summary["convertible"].as_u64().expect("a number");
    assert!(convertible > 1_000, "{summary}");

    let run = pullconfig(folder.path(), &["apply", "-q"]);
    assert_eq!((run.code, run.stderr.as_str()), (Some(0), ""));
    let (compared, summary) = scan();
    for it in &compared {
        assert_eq!(it["standing"], "not-deployed", "{it}");
        assert_eq!(it["differences"], json!([]), "{it}");
    }
    assert_eq!(count(&summary, "not_deployed"), convertible);
    assert_eq!(count(&summary, "same"), all - convertible);

    deploy(folder.path());
    let (compared, summary) = scan();
    assert_eq!(compared, Vec::<Value>::new());
    assert_eq!(count(&summary, "same"), all);
}

#[test]
fn what_is_compared_stands_at_its_place_in_the_written_file() {
    let folder = TempDir::new().expect("a folder");
    let app = |id: &str| {
        json!({
            "id": id, "container": { "type": "DOCKER", "docker": { "image": "example/press:1" } },
            "uris": ["file:///etc/docker.tar.gz"]
        })
    };
    let text = |value: &Value| serde_json::to_string_pretty(value).expect("JSON");
    fs::write(folder.path().join("live.json"), text(&json!({ "apps": [] }))).expect("a file");
    let places = |text: &str, kind: &str| {
        let place = |it: &Value| json!([it["path"], it["line"], it["column"], it["id"]]);
        events(text, kind).iter().map(place).collect::<Vec<_>>()
    };
    for name in ["a.json", "b.json"] {
        let two = json!([app(&format!("/{name}/one")), app(&format!("/{name}/two"))]);
        fs::write(folder.path().join(name), text(&two)).expect("a file");
    }
    let before = fs::read_to_string(folder.path().join("a.json")).expect("a file");
    let arguments = ["apply", "--format", "jsonl", "--live", "live.json", "a.json", "b.json"];
    let run = pullconfig(folder.path(), &arguments);
    let after = fs::read_to_string(folder.path().join("a.json")).expect("a file");
    assert!(after.lines().count() > before.lines().count());
    let compared = places(&run.stdout, "compared");
    assert_eq!(compared.len(), 4);
    assert_eq!(compared, places(&run.stdout, "definition"));
}

#[test]
fn the_page_lists_the_apps_that_stand_in_no_file() {
    let folder = TempDir::new().expect("a folder");
    let stray = json!({
        "id": "/attic/<press>", "container": { "type": "DOCKER", "docker": { "image": "example/press:1" } },
        "fetch": [{ "uri": "file:///etc/docker.tar.gz" }]
    });
    fs::write(folder.path().join("live.json"), json!({ "apps": [stray] }).to_string())
        .expect("a file");
    let run = pullconfig(folder.path(), &["scan", "--live", "live.json", "--format", "html", "."]);
    let row = "<tr><td><code>/attic/&lt;press&gt;</code><td>blocked<td><code>would-be-refused/wrong-form</code>";
    for part in ["<a href=\"#strays\">in no file</a>", "<section id=\"strays\"><h2>1 app runs", row]
    {
        assert!(run.stdout.contains(part), "{part} is not in {}", run.stdout);
    }
}
