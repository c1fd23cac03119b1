//! `pullconfig secrets`: its script, run by a real shell against a stand-in for `dcos`, and its
//! suggestions, pasted and tried.

#![expect(clippy::disallowed_methods, reason = "tests work on the disk")]
#![expect(clippy::print_stdout, reason = "what is skipped must be seen")]

mod alternatives;
mod clusters;
mod dcos;
mod script;
mod suggest;

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use serde_json::Value;

/// The secrets that the `pullConfig`s in all JSON files below `folder` name, but for files that git
/// would ignore (`rendered`, `*.local.json`); without slashes at the ends.
fn referenced(folder: &Path) -> BTreeSet<String> {
    fn files(folder: &Path, found: &mut Vec<PathBuf>) {
        for path in fs::read_dir(folder).expect("a folder").flatten().map(|entry| entry.path()) {
            if path.is_dir() && path.file_name().is_some_and(|name| name != "rendered") {
                files(&path, found);
            } else if path.to_string_lossy().ends_with(".json")
                && !path.to_string_lossy().ends_with(".local.json")
            {
                found.push(path);
            }
        }
    }
    fn keys(value: &Value, found: &mut Vec<String>) {
        match value {
            Value::Object(members) => {
                found.extend(value["pullConfig"]["secret"].as_str().into_iter().map(str::to_owned));
                members.values().for_each(|value| keys(value, found));
            }
            Value::Array(elements) => elements.iter().for_each(|value| keys(value, found)),
            _ => {}
        }
    }
    fn collect(value: &Value, found: &mut BTreeSet<String>) {
        if value.get("secrets").is_some_and(Value::is_object) {
            let mut named = Vec::new();
            keys(value, &mut named);
            for key in named {
                let source = value["secrets"][&key]["source"].as_str().expect("a source");
                found.insert(source.trim_matches('/').to_owned());
            }
            return;
        }
        match value {
            Value::Object(members) => members.values().for_each(|value| collect(value, found)),
            Value::Array(elements) => elements.iter().for_each(|value| collect(value, found)),
            _ => {}
        }
    }
    let (mut paths, mut found) = (Vec::new(), BTreeSet::new());
    files(folder, &mut paths);
    for path in paths {
        let bytes = fs::read(&path).expect("a file");
        let text = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(&bytes);
        if let Ok(value) = serde_json::from_slice(text) {
            collect(&value, &mut found);
        }
    }
    found
}
