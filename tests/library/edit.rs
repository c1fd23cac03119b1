//! The edit engine as a specification: text, patch, new text; then the proofs on random input.

use json_patch::jsonptr::{Pointer, PointerBuf};
use json_patch::{Patch, PatchOperation};
use pullconfig::edit::{Anchor, Change, EditError, Placement, Scope, carry_out, edit_checked};
use pullconfig::text::{Choice, Document, NodeId, Style, Syntax, Template, TextEdit, splice};
use serde_json::{Value, json};

fn edited(
    document: &Document,
    scope: NodeId,
    base: &Pointer,
    patch: &[PatchOperation],
    placements: &[Placement],
) -> Result<Vec<TextEdit>, EditError> {
    let scope = Scope { document, node: scope, pointer: base };
    let change = Change::new(patch).placing(placements);
    let (mut text, mut said) = (Vec::new(), Value::Null);
    let edits = edit_checked(scope, change, |after, value| {
        (text, said) = (after.original().as_bytes().to_vec(), value);
        Ok(())
    })?;
    let new: Value = serde_json::from_slice(&text).expect("P1");
    assert_eq!(new, said);
    Ok(edits)
}

fn patched_with(text: &str, patch: serde_json::Value, placements: &[Placement]) -> String {
    let document = Document::parse(text.as_bytes()).expect("the example is JSON");
    document.cross_check(&|_| true).expect("P0");
    let patch: Patch = serde_json::from_value(patch).expect("the example is a patch");
    let edits = edited(&document, document.root(), Pointer::root(), &patch, placements);
    let edits = edits.unwrap_or_else(|error| panic!("{error}\n{text}"));
    String::from_utf8(splice(text.as_bytes(), &edits)).expect("UTF-8")
}

fn patched(text: &str, patch: serde_json::Value) -> String {
    patched_with(text, patch, &[])
}

fn add(path: &str, value: serde_json::Value) -> serde_json::Value {
    json!([{"op": "add", "path": path, "value": value}])
}

fn remove(path: &str) -> serde_json::Value {
    json!([{"op": "remove", "path": path}])
}

fn relocate(from: &str, path: &str) -> serde_json::Value {
    json!([{"op": "move", "from": from, "path": path}])
}

#[test]
fn the_documented_example() {
    let before = concat!(
        "{  \n  \"id\": \"/some/name/or/id\",\n  \"cpus\": 1,\n  \"container\": {\n",
        "    \"type\": \"DOCKER\",\n    \"docker\": {\n      \"image\": \"some.docker.host.com/namespace/repo\",\n",
        "      \"network\": \"HOST\"\n    }\n  },\n",
        "  \"uris\":  [\n      \"file:///etc/docker.tar.gz\"\n  ]\n}\n"
    );
    let after = concat!(
        "{  \n  \"id\": \"/some/name/or/id\",\n  \"cpus\": 1,\n  \"container\": {\n",
        "    \"type\": \"MESOS\",\n    \"docker\": {\n      \"image\": \"some.docker.host.com/namespace/repo\",\n",
        "      \"pullConfig\": {\n        \"secret\": \"pullConfigSecret\"\n      }\n    }\n  },\n",
        "  \"networks\": [{\"mode\": \"host\"}],\n",
        "  \"secrets\": {\n    \"pullConfigSecret\": {\n      \"source\": \"/some/name/or/id/pullConfig\"\n    }\n  },\n",
        "  \"fetch\": []\n}\n"
    );
    let place = |path: &str, names| Placement {
        path: PointerBuf::parse(path).expect("a pointer"),
        anchor: Anchor::After(names),
    };
    let placements = [
        place("/container/docker/pullConfig", &["image"]),
        place("/networks", &["container"]),
        place("/secrets", &["networks", "container"]),
        place("/fetch", &["uris"]),
    ];
    let patch = json!([
        {"op": "replace", "path": "/container/type", "value": "MESOS"},
        {"op": "remove", "path": "/container/docker/network"},
        {"op": "add", "path": "/networks", "value": [{"mode": "host"}]},
        {"op": "add", "path": "/container/docker/pullConfig", "value": {"secret": "pullConfigSecret"}},
        {"op": "add", "path": "/secrets", "value": {"pullConfigSecret": {"source": "/some/name/or/id/pullConfig"}}},
        {"op": "add", "path": "/fetch", "value": []},
        {"op": "remove", "path": "/uris"},
    ]);
    assert_eq!(patched_with(before, patch, &placements), after);
}

#[test]
fn adding_follows_the_neighbours() {
    let cases = [
        // before, path, after; the new value is 1 or {"x": 1}
        ("{}", "/n", "{\n  \"n\": 1\n}"),
        ("{\"a\":0}", "/n", "{\"a\":0,\"n\":1}"),
        ("{ \"a\": 0 }", "/n", "{ \"a\": 0, \"n\": 1 }"),
        ("{\"a\": 0, \"b\": 1}", "/n", "{\"a\": 0, \"b\": 1, \"n\": 1}"),
        ("{\n\t\"a\": 0\n}", "/n", "{\n\t\"a\": 0,\n\t\"n\": 1\n}"),
        ("{\r\n   \"a\" : 0\r\n}", "/n", "{\r\n   \"a\" : 0,\r\n   \"n\" : 1\r\n}"),
        (
            "{\n    \"a\": 0\n  , \"b\": 1\n}",
            "/n",
            "{\n    \"a\": 0\n  , \"b\": 1\n  , \"n\": 1\n}",
        ),
        ("{\n  \"a\": 0,\n\n  \"b\": 1\n}", "/n", "{\n  \"a\": 0,\n\n  \"b\": 1,\n  \"n\": 1\n}"),
        ("[1,\n 2]", "/1", "[1,\n 1,\n 2]"),
        ("[\n  0\n]", "/0", "[\n  1,\n  0\n]"),
        ("[]", "/-", "[1]"),
        ("[\n]", "/-", "[\n  1\n]"),
        ("{ \"a\": 0,\n  \"b\": 1 }", "/n", "{ \"a\": 0,\n  \"b\": 1,\n  \"n\": 1 }"),
    ];
    for (before, path, after) in cases {
        assert_eq!(patched(before, add(path, json!(1))), after, "{before}");
    }
}

#[test]
fn new_containers_follow_the_file() {
    let cases = [
        ("{\"a\":0}", "{\"a\":0,\"n\":{\"x\":[]}}"),
        ("{\n    \"a\": 0\n}", "{\n    \"a\": 0,\n    \"n\": {\n        \"x\": []\n    }\n}"),
        (
            "{\n  \"a\":\n  {\n    \"b\": 0\n  }\n}",
            "{\n  \"a\":\n  {\n    \"b\": 0\n  },\n  \"n\":\n  {\n    \"x\": []\n  }\n}",
        ),
    ];
    for (before, after) in cases {
        assert_eq!(patched(before, add("/n", json!({"x": []}))), after, "{before}");
    }
    let arrays = [
        ("{\n  \"a\": 0\n}", "{\n  \"a\": 0,\n  \"n\": [{\"x\": 1}]\n}"),
        (
            "{\n  \"a\": [\n    { \"b\": 0 }\n  ]\n}",
            "{\n  \"a\": [\n    { \"b\": 0 }\n  ],\n  \"n\": [\n    { \"x\": 1 }\n  ]\n}",
        ),
        (
            "{\n  \"a\": [\n    {\n      \"b\": 0\n    }\n  ]\n}",
            "{\n  \"a\": [\n    {\n      \"b\": 0\n    }\n  ],\n  \"n\": [\n    {\n      \"x\": 1\n    }\n  ]\n}",
        ),
    ];
    for (before, after) in arrays {
        assert_eq!(patched(before, add("/n", json!([{"x": 1}]))), after, "{before}");
    }
}

#[test]
fn removing_leaves_no_trace() {
    let cases = [
        ("{\"a\": 0}", "/a", "{}"),
        ("{\n  \"a\": 0\n}", "/a", "{}"),
        ("{\"a\": 0, \"b\": 1, \"c\": 2}", "/a", "{\"b\": 1, \"c\": 2}"),
        ("{\"a\": 0, \"b\": 1, \"c\": 2}", "/b", "{\"a\": 0, \"c\": 2}"),
        ("{\"a\": 0, \"b\": 1, \"c\": 2}", "/c", "{\"a\": 0, \"b\": 1}"),
        ("{\n  \"a\": 0,\n  \"b\": 1, \"c\": 2\n}", "/b", "{\n  \"a\": 0,\n  \"c\": 2\n}"),
        ("{\n  \"a\": 0, \"b\": 1,\n  \"c\": 2\n}", "/b", "{\n  \"a\": 0,\n  \"c\": 2\n}"),
        ("{\n  \"a\": 0,\n\n  \"b\": 1,\n  \"c\": 2\n}", "/b", "{\n  \"a\": 0,\n\n  \"c\": 2\n}"),
        ("{\n  \"a\": 0,\n  \"b\": 1,\n\n  \"c\": 2\n}", "/b", "{\n  \"a\": 0,\n\n  \"c\": 2\n}"),
        ("{ \"a\": 0\n, \"b\": 1\n, \"c\": 2\n}", "/a", "{ \"b\": 1\n, \"c\": 2\n}"),
        ("{ \"a\": 0\n, \"b\": 1\n, \"c\": 2\n}", "/b", "{ \"a\": 0\n, \"c\": 2\n}"),
        ("{ \"a\": 0\n, \"b\": 1\n, \"c\": 2\n}", "/c", "{ \"a\": 0\n, \"b\": 1\n}"),
    ];
    for (before, path, after) in cases {
        assert_eq!(patched(before, remove(path)), after, "{before}");
    }
}

#[test]
fn moving_keeps_the_text() {
    let before = "{\n  \"a\": {\n    \"b\": [ 1.50,\n      12345678901234567890123, \"x\\/\\u00e9\" ]\n  },\n  \"z\": 0\n}";
    let after = "{\n  \"a\": {},\n  \"z\": 0,\n  \"b\": [ 1.50,\n    12345678901234567890123, \"x\\/\\u00e9\" ]\n}";
    assert_eq!(patched(before, relocate("/a/b", "/b")), after);
    let inline = "{\"a\": {\n  \"b\": [\n    1,\n    2\n  ]\n}, \"c\": { \"d\": 0 }}";
    assert_eq!(
        patched(inline, relocate("/a/b", "/c/b")),
        "{\"a\": {}, \"c\": { \"d\": 0, \"b\": [1, 2] }}"
    );
}

#[test]
fn what_moved_can_be_changed_before_and_after() {
    let before = "{\n  \"a\": {\n    \"b\": [\n      { \"c\": 1 }\n    ]\n  }\n}";
    let patch = json!([
        {"op": "add", "path": "/a/b/0/d", "value": 2},
        {"op": "move", "from": "/a/b", "path": "/b"},
        {"op": "replace", "path": "/b/0/c", "value": 3},
    ]);
    let after = "{\n  \"a\": {},\n  \"b\": [\n    { \"c\": 3, \"d\": 2 }\n  ]\n}";
    assert_eq!(patched(before, patch), after);
}

#[test]
fn a_patch_outside_its_scope_is_refused() {
    let text = "[{\"a\": 0}, {\"a\": 1}]";
    let document = Document::parse(text.as_bytes()).expect("JSON");
    let scope = document.elements(document.root()).nth(1).expect("two elements");
    let base = PointerBuf::parse("/1").expect("a pointer");
    let operations = |path: &str| -> Vec<PatchOperation> {
        serde_json::from_value(json!([{"op": "replace", "path": path, "value": 7}]))
            .expect("a patch")
    };
    assert!(edited(&document, scope, &base, &operations("/0/a"), &[]).is_err());
    assert!(edited(&document, scope, &base, &operations("/10/a"), &[]).is_err());
    let edits = edited(&document, scope, &base, &operations("/1/a"), &[]).expect("inside");
    assert_eq!(splice(text.as_bytes(), &edits), b"[{\"a\": 0}, {\"a\": 7}]");
}

#[test]
fn a_failing_test_operation_changes_nothing() {
    let document = Document::parse(b"{\"a\": 1}").expect("JSON");
    let patch: Patch = serde_json::from_value(json!([
        {"op": "test", "path": "/a", "value": 2},
        {"op": "remove", "path": "/a"},
    ]))
    .expect("a patch");
    let result = edited(&document, document.root(), Pointer::root(), &patch, &[]);
    assert!(result.expect_err("refused").to_string().contains("does not apply"));
}

fn refusal(text: &str, patch: serde_json::Value) -> String {
    let document = Document::parse(text.as_bytes()).expect("JSON");
    let patch: Patch = serde_json::from_value(patch).expect("a patch");
    match edited(&document, document.root(), Pointer::root(), &patch, &[]) {
        Ok(edits) => format!("done: {edits:?}"),
        Err(error) => error.to_string(),
    }
}

#[test]
fn the_root_is_a_place_like_others() {
    let text = "\u{FEFF} {\"a\": [1.50]}\n";
    let replace = json!([{"op": "replace", "path": "", "value": [1]}]);
    assert_eq!(patched(text, replace), "\u{FEFF} [1]\n");
    assert_eq!(patched(text, relocate("/a", "")), "\u{FEFF} [1.50]\n");
    let copy = json!([{"op": "copy", "from": "", "path": "/b"}]);
    assert_eq!(patched(text, copy), "\u{FEFF} {\"a\": [1.50], \"b\": {\"a\": [1.50]}}\n");
}

#[test]
fn what_the_rfc_forbids_is_refused() {
    let text = "{\"a\": {\"b\": [1]}}";
    for patch in [
        remove(""),
        remove("/c"),
        remove("/a/b/-"),
        remove("/a/b/1"),
        remove("/a/b/00"),
        add("/c/d", json!(1)),
        add("/a/b/2", json!(1)),
        relocate("/a", "/a/c"),
        relocate("", "/c"),
        json!([{"op": "replace", "path": "/a/b/-", "value": 1}]),
    ] {
        let message = refusal(text, patch.clone());
        assert!(message.starts_with("the patch does not apply: "), "{patch}: {message}");
    }
}

/// `json_patch::patch` panics here, as it cannot undo the move.
#[test]
fn a_patch_that_fails_after_a_move_onto_the_parent_is_refused() {
    let patch = json!([
        {"op": "move", "from": "/a/b", "path": "/a"},
        {"op": "test", "path": "/a", "value": "no"},
    ]);
    assert!(refusal("{\"a\": {\"b\": [1]}}", patch).contains("value did not match"));
}

#[test]
fn duplicate_keys_are_refused_where_they_matter() {
    let text = "{\"a\": 1, \"b\": {\"c\": 2, \"c\": 3}}";
    assert_eq!(refusal(text, remove("/b/c")), "the key `c` occurs twice in one object");
    assert_eq!(patched(text, remove("/a")), "{\"b\": {\"c\": 2, \"c\": 3}}");
    assert_eq!(patched(text, remove("/b")), "{\"a\": 1}");
}

#[test]
fn a_long_line_has_no_indentation() {
    let text = format!("{{\"a\": \"{}\", \"b\": {{\"c\": [\n1\n]}}}}", "x".repeat(100_000));
    let after = text.replace("\n1\n", "\n1,\n2\n");
    assert_eq!(patched(&text, add("/b/c/-", json!(2))), after);
}

/// A reading hides the expressions of a template behind stand-ins of the same length.
#[test]
fn what_a_reading_masks_moves_with_its_text() {
    let original = "{\n  \"a\": {\n    \"b\": [{{x}}, \"{{y}}\"],\n    \"c\": {{z}}\n  }\n}\n";
    let template = Template::parse(original, Syntax::Mustache).expect("a template");
    let document = template.document(&Choice::default()).expect("JSON");
    let patch: Patch = serde_json::from_value(json!([
        {"op": "move", "from": "/a/b", "path": "/b"},
        {"op": "replace", "path": "/a/c", "value": 33334},
    ]))
    .expect("a patch");
    let style = Style::of(&document, document.root());
    let done = carry_out(Scope::whole(&document), &Change::new(&patch), &style);
    let edits = done.expect("carried out");
    let after = "{\n  \"a\": {\n    \"c\": 33334\n  },\n  \"b\": [{{x}}, \"{{y}}\"]\n}\n";
    assert_eq!(String::from_utf8(splice(original.as_bytes(), &edits)).expect("UTF-8"), after);
}
