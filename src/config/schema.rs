//! Proves that `docs/pullconfig.schema.json` describes the keys that the program reads.
//!
//! `SCHEMA=overwrite cargo test --lib schema` writes it; read the difference before committing it.

#![expect(clippy::disallowed_methods, reason = "tests work on the disk")]

use std::fs;
use std::path::Path;

use serde_json::{Map, Value};

use super::file::ConfigFile;

/// Removes `null` from the schema: TOML has no `null`, and an optional key is one that is not
/// required.
fn without_null(schema: &mut Value) {
    let is_null = |schema: &Value| schema.get("type").is_some_and(|kind| kind == "null");
    if let Some(kinds) = schema.get_mut("type").filter(|kinds| kinds[1] == "null") {
        *kinds = kinds[0].take();
    }
    if let Some(Value::Array(choices)) = schema.get_mut("anyOf") {
        choices.retain(|choice| !is_null(choice));
    }
    match schema {
        Value::Object(members) => members.values_mut().for_each(without_null),
        Value::Array(elements) => elements.iter_mut().for_each(without_null),
        _ => {}
    }
}

fn schema() -> Value {
    let mut members = schemars::schema_for!(ConfigFile).to_value();
    without_null(&mut members);
    let mut schema = Map::new();
    for name in ["$schema", "title", "description", "type", "additionalProperties", "properties"] {
        schema.insert(name.to_owned(), members[name].take());
    }
    Value::Object(schema)
}

#[test]
fn the_published_schema_is_current() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/pullconfig.schema.json");
    let text = format!("{:#}\n", schema());
    if std::env::var_os("SCHEMA").is_some_and(|word| word == "overwrite") {
        fs::write(&path, &text).expect("docs can be written");
    }
    let published = fs::read_to_string(&path).unwrap_or_default();
    assert!(text == published, "SCHEMA=overwrite cargo test --lib schema");
}
