//! `docs/plan.schema.json` describes plans as they are: each field that is written, and no other.

use std::collections::BTreeSet;
use std::fs;

use boon::{Compiler, Schemas};
use serde_json::{Value, json};

use crate::support::folder::root;
use crate::support::program::pullconfig;

fn schema() -> Value {
    let path = root().join("docs/plan.schema.json");
    serde_json::from_slice(&fs::read(path).expect("the schema")).expect("JSON")
}

/// Lets `schema` refuse what it does not name, except below names that are free.
fn close(schema: &mut Value) {
    match schema {
        Value::Object(members) => {
            if members.contains_key("properties") && !members.contains_key("oneOf") {
                members.insert("additionalProperties".into(), json!(false));
            }
            members.values_mut().for_each(close);
        }
        Value::Array(elements) => elements.iter_mut().for_each(close),
        _ => {}
    }
}

fn errors(schema: &Value, plan: &Value) -> Option<String> {
    let mut compiler = Compiler::new();
    compiler.add_resource("plan", schema.clone()).expect("a schema");
    let mut schemas = Schemas::new();
    let index = compiler.compile("plan", &mut schemas).expect("a schema");
    schemas.validate(plan, index).err().map(|error| format!("{error:#}"))
}

/// Plans of all fixtures: one of the projects, one of each rule, one with decisions to keep definitions,
/// and one with a filter.
fn plans() -> Vec<Value> {
    let plan = |arguments: &[&str]| {
        let run = pullconfig(root(), &[&["plan"], arguments].concat());
        serde_json::from_str(&run.stdout).unwrap_or_else(|error| panic!("{arguments:?}: {error}"))
    };
    let runs: [&[&str]; 5] = [
        &["fixtures/projects"],
        &["fixtures/rules"],
        &["fixtures/layouts"],
        &["tests/cli/keep.in"],
        &["tests/cli/keep.in", "--id", "/mail"],
    ];
    runs.into_iter().map(plan).collect()
}

#[test]
fn plans_are_as_the_schema_says() {
    let mut closed = schema();
    close(&mut closed);
    for plan in plans() {
        if let Some(errors) = errors(&closed, &plan) {
            panic!("{errors}");
        }
    }
}

#[test]
fn what_the_schema_refuses() {
    let mut plan = plans().swap_remove(0);
    for (pointer, value) in [
        ("/version", json!(2)),
        ("/files/0/sha256", json!("abc")),
        ("/files/0/definitions/0/state", json!("done")),
        ("/files/0/definitions/0/patch", json!([{"op": "add", "path": "/a"}])),
        ("/files/0/edits", json!([{"start": -1, "end": 0, "text": ""}])),
    ] {
        let place = plan.pointer_mut(pointer).unwrap_or_else(|| panic!("{pointer}"));
        let right = std::mem::replace(place, value);
        assert!(errors(&schema(), &plan).is_some(), "{pointer}");
        *plan.pointer_mut(pointer).expect("it was there") = right;
    }
    assert_eq!(errors(&schema(), &plan), None);
}

#[test]
fn every_field_of_the_schema_is_written() {
    fn described(schema: &Value, found: &mut BTreeSet<String>) {
        if let Some(properties) = schema.get("properties").and_then(Value::as_object) {
            found.extend(properties.keys().cloned());
        }
        match schema {
            Value::Object(members) => members.values().for_each(|it| described(it, found)),
            Value::Array(elements) => elements.iter().for_each(|it| described(it, found)),
            _ => {}
        }
    }
    fn written(value: &Value, found: &mut BTreeSet<String>) {
        match value {
            Value::Object(members) => members.iter().for_each(|(name, value)| {
                found.insert(name.clone());
                written(value, found);
            }),
            Value::Array(elements) => elements.iter().for_each(|it| written(it, found)),
            _ => {}
        }
    }
    let (mut in_schema, mut in_plans) = (BTreeSet::new(), BTreeSet::new());
    described(&schema(), &mut in_schema);
    plans().iter().for_each(|plan| written(plan, &mut in_plans));
    let stale: Vec<&String> = in_schema.difference(&in_plans).collect();
    assert!(stale.is_empty(), "{stale:?}");
}
