//! Every single change of a plan leads to a refusal, or to the same files as before.
//!
//! Each member and each element of a plan is left out, doubled, moved, and given every other value of its
//! kind that means something to somebody.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use pullconfig::plan::State;
use pullconfig::plan_file;
use rayon::prelude::*;
use serde_json::{Value, json};
use tempfile::TempDir;

use crate::support::program::pullconfig;

const APP: &str = r#"{
  "id": "/ID",
  "container": { "type": "DOCKER", "docker": { "image": "r.example.com/a", "network": "HOST" } },
  "uris": [ "file:///etc/docker.tar.gz" ]
}
"#;

/// Words that mean something in the place of each other.
const WORDS: [&[&str]; 6] = [
    &["convertible", "blocked", "migrated", "no-image", "left"],
    &["blocker", "warning", "note"],
    &["app", "pod", "job"],
    &["single", "array", "group", "unknown"],
    &["test", "add", "remove", "replace", "move", "copy"],
    &["a.json", "two.json", "blocked.json", "migrated.json", "../a.json", "./a.json", "a.json/"],
];

/// A folder with files of all states, and its plan.
fn planned() -> (TempDir, Value) {
    let folder = TempDir::new().expect("a folder");
    let write = |name: &str, text: String| fs::write(folder.path().join(name), text).expect("one");
    let app = |id: &str| APP.replace("ID", id);
    write("a.json", app("a"));
    write("two.json", format!("[\n{},\n{}]\n", app("one").trim(), app("two").trim()));
    write("blocked.json", app("c").replace("\"HOST\"", "\"HOST\", \"privileged\": true"));
    write(
        "migrated.json",
        r#"{"id": "/d", "container": {"type": "MESOS", "docker": {"image": "i", "pullConfig": {"secret": "p"}}}, "secrets": {"p": {"source": "d/p"}}}"#.into(),
    );
    let plan = pullconfig(folder.path(), &["plan"]).stdout;
    (folder, serde_json::from_str(&plan).expect("a plan"))
}

/// The pointers to everything in a value but its root.
fn pointers(value: &Value, at: &str, found: &mut Vec<String>) {
    let members: Vec<(String, &Value)> = match value {
        Value::Object(members) => members.iter().map(|(name, it)| (name.clone(), it)).collect(),
        Value::Array(elements) => {
            elements.iter().enumerate().map(|(index, it)| (index.to_string(), it)).collect()
        }
        _ => return,
    };
    for (name, member) in members {
        let pointer = format!("{at}/{}", name.replace('~', "~0").replace('/', "~1"));
        found.push(pointer.clone());
        pointers(member, &pointer, found);
    }
}

/// What may stand in the place of a value.
fn others(value: &Value) -> Vec<Value> {
    let mut others =
        vec![json!(null), json!(0), json!(1), json!("x"), json!([]), json!({}), json!(true)];
    match value {
        Value::Number(number) => {
            let number = number.as_i64().unwrap_or(0);
            others.extend([json!(number + 1), json!(number - 1), json!(-1), json!(u64::MAX)]);
        }
        Value::String(text) => {
            let words = WORDS.iter().find(|words| words.contains(&text.as_str()));
            others.extend(words.into_iter().copied().flatten().map(|word| json!(word)));
            others.extend([json!(""), json!(format!("{text}x")), json!(format!(" {text}"))]);
            let mut characters: Vec<char> = text.chars().collect();
            characters.reverse();
            others.push(json!(characters.iter().collect::<String>()));
        }
        Value::Array(elements) => {
            others.push(elements.iter().rev().cloned().collect());
            others.push(elements.iter().chain(elements.last()).cloned().collect());
            others.push(elements.iter().skip(1).cloned().collect());
            others.push(elements.iter().take(1).cloned().collect());
        }
        _ => {}
    }
    others.retain(|other| other != value);
    others
}

/// The plans that differ in one place.
fn tampered(plan: &Value) -> Vec<(String, Value)> {
    let mut places = Vec::new();
    pointers(plan, "", &mut places);
    let mut plans = Vec::new();
    for place in places {
        let (parent, name) = place.rsplit_once('/').expect("below the root");
        let mut without = plan.clone();
        match without.pointer_mut(parent).expect("it is there") {
            Value::Object(members) => {
                members.remove(&name.replace("~1", "/").replace("~0", "~"));
            }
            Value::Array(elements) => {
                elements.remove(name.parse().expect("an index"));
            }
            _ => {}
        }
        plans.push((format!("{place} left out"), without));
        let value = plan.pointer(&place).expect("it is there");
        for other in others(value) {
            let mut changed = plan.clone();
            let what = format!("{place} = {other}");
            *changed.pointer_mut(&place).expect("it is there") = other;
            plans.push((what, changed));
        }
    }
    plans
}

/// What carrying a plan out makes of each file: its new text, nothing, or an error.
fn outcome(plan: &Value, root: &Path, what: &str) -> Option<BTreeMap<PathBuf, Option<Vec<u8>>>> {
    let plan = plan_file::read(plan.to_string().as_bytes()).ok()?;
    let mut outcome = BTreeMap::new();
    for entry in plan.carry_out(root).expect("the folder is there") {
        let Ok(plan) = entry.result else { continue };
        let is_converted = plan.definitions.iter().any(|it| it.state() == State::Convertible);
        assert_eq!(is_converted, plan.edited().is_some(), "{what}: {}", entry.path.display());
        let path = entry.path.strip_prefix(root).unwrap_or(&entry.path).to_owned();
        let text = is_converted.then(|| plan.rewrite.as_ref().expect("no survey").rewritten());
        assert!(outcome.insert(path, text).is_none(), "{what}: {} twice", entry.path.display());
    }
    Some(outcome)
}

#[test]
fn every_change_of_a_plan_is_refused_or_changes_nothing() {
    let (folder, plan) = planned();
    let root = folder.path();
    let expected = outcome(&plan, root, "as it is").expect("a plan");
    assert_eq!(expected.values().flatten().count(), 2, "{expected:?}");
    let plans = tampered(&plan);
    assert!(plans.len() > 1500, "{}", plans.len());
    let carried_out = plans.par_iter().filter(|(what, plan)| {
        let Some(outcome) = outcome(plan, root, what) else { return false };
        for (path, text) in &outcome {
            // A file in which nothing is done may be called otherwise.
            if text.is_some() || expected.contains_key(path) {
                let wanted = expected.get(path).and_then(Option::as_ref);
                assert_eq!(text.as_ref(), wanted, "{what}: {}", path.display());
            }
        }
        outcome == expected
    });
    let carried_out = carried_out.count();
    // What is only told, such as a message, may be changed.
    assert!(carried_out > 300 && carried_out * 2 < plans.len(), "{carried_out} of {}", plans.len());
}

#[cfg(unix)]
#[test]
fn hard_links_are_files_of_their_own() {
    let folder = TempDir::new().expect("a folder");
    let at = |name: &str| folder.path().join(name);
    fs::write(at("a.json"), APP.replace("ID", "a")).expect("a file");
    fs::hard_link(at("a.json"), at("b.json")).expect("a link");
    fs::write(at("plan"), pullconfig(folder.path(), &["plan"]).stdout).expect("a plan");
    let run = pullconfig(folder.path(), &["apply", "--plan", "plan"]);
    assert_eq!(run.code, Some(0), "{}", run.stderr);
    let text = fs::read_to_string(at("a.json")).expect("a file");
    assert!(text.contains("pullConfig"));
    assert_eq!(fs::read_to_string(at("b.json")).expect("a file"), text);
}
