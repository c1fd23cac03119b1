//! Any JSON text, with or without comments, and any patch that fits it. What stands behind a NUL
//! decides the patch; without one, the text itself does.

#![no_main]

#[path = "../support/oracle/editing.rs"]
mod editing;
#[allow(dead_code, reason = "shared with the random tests")]
#[allow(unused_imports, reason = "shared with the random tests")]
#[path = "../support/random/mod.rs"]
mod random;

use json_patch::PatchOperation;
use libfuzzer_sys::fuzz_target;
use pullconfig::edit::EditError;
use pullconfig::text::Document;
use random::patch::Seed;
use random::{patch_for, pointers};
use serde_json::{Value, json};

/// A patch that fits, of six bytes for each operation. Its names and values are those of the text
/// and a few others.
fn patch(value: &Value, choices: &[u8]) -> Vec<PatchOperation> {
    let places = pointers(value);
    let number = |bytes: &[u8]| usize::from(bytes[0]) << 8 | usize::from(bytes[1]);
    let seed = |bytes: &[u8]| {
        let place = &places[number(&bytes[3..]) % places.len()];
        let new = [json!(null), json!([]), json!({}), json!({"new": ["er", 1.50]})];
        Seed {
            verb: usize::from(bytes[0]) % 20,
            from: number(&bytes[1..]),
            to: number(&bytes[3..]),
            name: place.last().map_or("new".into(), |name| name.decoded().into_owned()),
            value: match new.get(usize::from(bytes[5])) {
                Some(value) => value.clone(),
                None => value.pointer(place.as_str()).cloned().unwrap_or_default(),
            },
        }
    };
    let seeds: Vec<Seed> = choices.chunks_exact(6).take(6).map(seed).collect();
    patch_for(value, &seeds)
}

fn run(bytes: &[u8]) -> Option<()> {
    let end = bytes.iter().position(|&byte| byte == 0).unwrap_or(bytes.len());
    let text = std::str::from_utf8(&bytes[..end]).ok()?;
    let choices = bytes.get(end + 1..).unwrap_or(bytes);
    let strict = Document::parse(text.as_bytes()).ok();
    let document = editing::commented(text).ok()?;
    let value = document.value(document.root()).expect("JSON");
    let patch = patch(&value, choices);
    let edited = match strict {
        Some(_) => editing::edits(text, &patch).map(drop),
        None => editing::edited_among_comments(text, &patch).map(drop),
    };
    match edited {
        Ok(()) | Err(EditError::DuplicateKey(_)) => Some(()),
        Err(error) => panic!("{error}\n{patch:?}\n{text}"),
    }
}

fuzz_target!(|bytes: &[u8]| {
    run(bytes);
});
