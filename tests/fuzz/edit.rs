//! Any JSON text, with or without comments, and any patch that fits it. What stands behind a NUL
//! decides the patch; without one, the text itself does.

#![no_main]

#[path = "../oracle/editing.rs"]
mod editing;
#[allow(dead_code, reason = "shared with the random tests")]
#[allow(unused_imports, reason = "shared with the random tests")]
#[path = "../random/mod.rs"]
mod random;

use json_patch::PatchOperation;
use libfuzzer_sys::fuzz_target;
use proptest::strategy::{Strategy, ValueTree};
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};
use pullconfig::edit::EditError;
use pullconfig::text::Document;
use serde_json::Value;

/// A patch that fits, made from `choices`.
fn patch(value: &Value, choices: &[u8]) -> Option<Vec<PatchOperation>> {
    let rng = TestRng::from_seed(RngAlgorithm::PassThrough, choices);
    let mut runner = TestRunner::new_with_rng(Config::default(), rng);
    let seeds = random::seeds().new_tree(&mut runner).ok()?.current();
    Some(random::patch_for(value, &seeds))
}

fn run(bytes: &[u8]) -> Option<()> {
    let end = bytes.iter().position(|&byte| byte == 0).unwrap_or(bytes.len());
    let text = std::str::from_utf8(&bytes[..end]).ok()?;
    let choices = bytes.get(end + 1..).unwrap_or(bytes);
    let strict = Document::parse(text.as_bytes()).ok();
    let document = editing::commented(text).ok()?;
    let value = document.value(document.root()).expect("JSON");
    let patch = patch(&value, choices)?;
    let edited = match strict {
        Some(_) => editing::edits(text, &patch).map(drop),
        None => editing::edited_among_comments(text, &patch).map(drop),
    };
    match edited {
        // Readers differ on what such an object says.
        Ok(()) | Err(EditError::DuplicateKey(_)) => Some(()),
        Err(error) => panic!("{error}\n{patch:?}\n{text}"),
    }
}

fuzz_target!(|bytes: &[u8]| {
    run(bytes);
});
