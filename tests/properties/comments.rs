//! Random values, layouts, comments and patches.

use json_patch::PatchOperation;
use json_patch::jsonptr::Pointer;
use proptest::prelude::*;
use pullconfig::text::comments;

use crate::support::oracle::editing::{commented, edited_among_comments};
use crate::support::random::{documents, fresh, layouts, patch, patch_for, seeds, values};
use crate::support::sprinkle::{name, sprinkle};

fn config() -> ProptestConfig {
    ProptestConfig { failure_persistence: None, ..ProptestConfig::default() }
}

/// The text with the patch carried out, which says what it should.
fn patched(text: &str, patch: &[PatchOperation]) -> String {
    edited_among_comments(text, patch).unwrap_or_else(|error| panic!("{error}\n{patch:?}\n{text}"))
}

/// What the fuzz targets have found, made small.
#[test]
fn a_comment_may_hold_control_characters() {
    let add = patch::add(Pointer::from_static("/-"), serde_json::json!(1));
    assert_eq!(patched("[\n  # a\u{C}\n]\n", &[add]), "[\n  # a\u{C}\n  1\n]\n");
    let member = serde_json::json!([{"op": "move", "from": "/a", "path": "/c/a"}]);
    let member: Vec<PatchOperation> = serde_json::from_value(member).expect("a patch");
    let text = "{\"a\": 1, // \u{B}\n\"c\": {\"d\": 2}}";
    assert_eq!(patched(text, &member), "{\n\"c\": {\"d\": 2, \"a\": 1 /* \u{B} */}}");
}

proptest! {
    #![proptest_config(config())]

    /// The reading is the text without its comments and last commas.
    #[test]
    fn comments_are_read_over(value in documents(), layout in layouts(), seed: u64) {
        let plain = layout.write(&value);
        let (text, count) = sprinkle(&plain, seed);
        let document = commented(&text).unwrap_or_else(|error| panic!("{error}\n{text}"));
        prop_assert_eq!(document.value(document.root()).expect("JSON"), value);
        prop_assert_eq!(comments(&text).len(), count);
    }

    /// Every patch that `json_patch` carries out is carried out, and no comment is lost that
    /// belongs to nothing that goes.
    #[test]
    fn every_patch_is_proved(value in documents(), layout in layouts(), seed: u64, seeds in seeds()) {
        let (text, _) = sprinkle(&layout.write(&value), seed);
        let patch = patch_for(&value, &seeds);
        patched(&text, &patch);
    }

    /// What only adds loses no comment, and adds none.
    #[test]
    fn adding_keeps_every_comment(value in documents(), layout in layouts(), seed: u64, at: usize, new in values()) {
        let (text, count) = sprinkle(&layout.write(&value), seed);
        let Some(path) = fresh(&value, at, "new") else { return Ok(()) };
        let after = patched(&text, &[patch::add(&path, new)]);
        prop_assert_eq!(comments(&after).len(), count, "\n{}\n{}", text, after);
        for index in 0..count {
            prop_assert_eq!(after.matches(&name(index)).count(), 1, "\n{}\n{}", text, after);
        }
    }

    /// What moves takes its comments along.
    #[test]
    fn moving_keeps_every_comment(value in documents(), layout in layouts(), seed: u64, from: usize, to: usize) {
        let (text, count) = sprinkle(&layout.write(&value), seed);
        let all = crate::support::random::pointers(&value);
        let Some(path) = fresh(&value, to, "new") else { return Ok(()) };
        let from = &all[from % all.len()];
        // A member that loses its name may lose what was said of the name.
        if from.split_back().is_none_or(|(_, name)| name.decoded().parse::<usize>().is_err()) {
            return Ok(());
        }
        let patch = [patch::relocate(from, &path)];
        if json_patch::patch_unsafe(&mut value.clone(), &patch).is_err() {
            return Ok(());
        }
        let after = patched(&text, &patch);
        prop_assert!(comments(&after).len() <= count);
    }
}

/// Patches that were carried out wrongly once.
#[test]
fn patches_are_carried_out_in_order() {
    let operations =
        |patch: &str| -> Vec<PatchOperation> { serde_json::from_str(patch).expect("a patch") };
    for (before, patch, after) in [
        // What arrives before the first that stays, and something in the place of one that goes.
        (
            "{ \"a\": [1, /* b */ [2]], \"c\": [3] }",
            r#"[{ "op": "move", "from": "/c", "path": "/a/0" },
                { "op": "add", "path": "/a/2", "value": 4 },
                { "op": "remove", "path": "/a/1" }]"#,
            "{ \"a\": [[3], 4, /* b */ [2]] }",
        ),
        // A comment in a value that is replaced before its member moves.
        (
            "{ \"a\": {}, \"b\": { /* c */ \"d\": 1 } }",
            r#"[{ "op": "replace", "path": "/b", "value": 2 },
                { "op": "move", "from": "/b", "path": "/a/b" }]"#,
            "{ \"a\": { \"b\": 2 } }",
        ),
        // A copy of what was changed before.
        (
            "{\n  \"a\": { \"b\": 1 }, // c\n  \"d\": 2\n}",
            r#"[{ "op": "add", "path": "/a/e", "value": 3 },
                { "op": "copy", "from": "/a", "path": "/f" }]"#,
            "{\n  \"a\": { \"b\": 1, \"e\": 3 }, // c\n  \"d\": 2,\n  \"f\": { \"b\": 1, \"e\": 3 }\n}",
        ),
    ] {
        assert_eq!(patched(before, &operations(patch)), after, "{before}");
    }
}
