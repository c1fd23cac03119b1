//! Clusters as Marathon tells of them, compared with a large repository.

use std::collections::BTreeMap;

use pullconfig::live::{Answer, Live, compare};
use pullconfig::marathon::{DefinitionKind, Id, Recognition, definitions};
use pullconfig::text::Document;
use serde_json::{Value, json};

use crate::support::{estate, told};

/// The apps and pods of one cluster.
#[derive(Default)]
struct Cluster {
    apps: Vec<Value>,
    pods: Vec<Value>,
}

/// Returns the clusters of the estate, each running what its files say.
fn clusters() -> BTreeMap<&'static str, Cluster> {
    let mut clusters: BTreeMap<&str, Cluster> = BTreeMap::new();
    each_definition(|cluster, kind, id, value, _| {
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
    mut look: impl FnMut(&'static str, DefinitionKind, &str, &Value, pullconfig::marathon::Envelope),
) {
    for file in estate::files() {
        let cluster = estate::CLUSTERS.into_iter().find(|name| file.path.contains(*name));
        let Some(cluster) = cluster.filter(|_| file.path.ends_with(".json")) else { continue };
        let document = Document::parse(file.text.as_bytes()).expect("JSON");
        for found in definitions(&document, &|_| true) {
            let Id::Absolute(id) = &found.id else { continue };
            let value = document.value(found.node).expect("JSON");
            look(cluster, found.kind, id, &value, found.envelope);
        }
    }
}

#[test]
fn a_cluster_of_two_thousand_apps_runs_as_the_files_say() {
    let mut lives = BTreeMap::new();
    for (cluster, Cluster { apps, pods }) in clusters() {
        let mut live = Live::default();
        for answer in [json!({ "apps": apps }), json!(pods)] {
            let bytes = answer.to_string().into_bytes();
            live.add(Answer::read(bytes, &Recognition::default()).expect("an answer"));
        }
        lives.insert(cluster, live);
    }
    let mut compared = 0;
    each_definition(|cluster, kind, id, value, envelope| {
        if kind == DefinitionKind::Job {
            return;
        }
        let running = lives[cluster].get(id).unwrap_or_else(|| panic!("{id} runs in {cluster}"));
        let found = compare(value, envelope, &running, &running.value(), None);
        assert!(found.is_empty(), "{cluster}: {id}: {found:?}\n{value:#}\n{}", running.text);
        compared += 1;
    });
    assert!(compared > 1_900, "{compared}");
}
