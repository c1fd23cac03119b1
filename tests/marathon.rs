//! What `marathon` finds in JSON texts, as tables.

use pullconfig::marathon::{Definition, definitions};
use pullconfig::text::Document;

fn line(definition: &Definition) -> String {
    let Definition { kind, envelope, pointer, id, .. } = definition;
    let pointer = if pointer.is_root() { "(root)" } else { pointer.as_str() };
    format!("{kind} {envelope:?} {pointer} {id}")
}

/// The definitions of a text, one a line: kind, envelope, pointer, id.
fn found(json: &str) -> Vec<String> {
    let document = Document::parse(json.as_bytes()).expect("the text of a test is JSON");
    definitions(&document, &|_| true).iter().map(line).collect()
}

#[track_caller]
fn finds(json: &str, expected: &[&str]) {
    assert_eq!(found(json), expected, "{json}");
}

#[test]
fn the_envelopes_of_the_api() {
    finds(r#"{"id": "web", "container": {"docker": {"image": "x"}}}"#, &["app Single (root) /web"]);
    finds(r#"{"container": {"docker": {"image": "x"}}}"#, &["app Single (root) (no id)"]);
    finds(
        r#"[{"id": "/a", "cmd": "x"}, {"id": "b/c", "uris": ["x"]}]"#,
        &["app Array /0 /a", "app Array /1 /b/c"],
    );
    finds(r#"{"apps": [{"id": "/a", "cmd": "x"}]}"#, &["app AppsAnswer /apps/0 /a"]);
    finds(r#"{"app": {"id": "/a", "cmd": "x"}}"#, &["app AppAnswer /app /a"]);
    finds(r#"{"*": [{"id": "/a", "cmd": "x"}]}"#, &["app StarAnswer /*/0 /a"]);
}
