//! What an edit looks like in the layouts that people and programs write: before, patch, after.

use json_patch::Patch;
use json_patch::jsonptr::Pointer;
use pullconfig::edit::edit;
use pullconfig::source::splice;
use pullconfig::text::Document;
use serde_json::{Value, json};

fn patched(lines: &[&str], patch: Value) -> String {
    let text = lines.join("\n");
    let document = Document::parse(text.as_bytes()).expect("the example is JSON");
    let patch: Patch = serde_json::from_value(patch).expect("the example is a patch");
    let edits = edit(&document, document.root(), Pointer::root(), &patch, &[]);
    let edits = edits.unwrap_or_else(|error| panic!("{error}\n{text}"));
    String::from_utf8(splice(text.as_bytes(), &edits)).expect("UTF-8")
}

fn check(before: &[&str], patch: Value, after: &[&str]) {
    assert_eq!(patched(before, patch), after.join("\n"), "\nbefore:\n{}", before.join("\n"));
}

fn add(path: &str, value: Value) -> Value {
    json!([{"op": "add", "path": path, "value": value}])
}

#[test]
fn cuddled_elements_stay_cuddled() {
    let before = ["{", "  \"v\": [{", "    \"a\": 1", "  }, {", "    \"b\": 1", "  }]", "}"];
    let new = ["  }, {", "    \"n\": {", "      \"x\": 1", "    }", "  }]", "}"];
    let last = [&before[..5], &new[..]].concat();
    check(&before, add("/v/-", json!({"n": {"x": 1}})), &last);
    let removed = ["{", "  \"v\": [{", "    \"b\": 1", "  }]", "}"];
    check(&before, json!([{"op": "remove", "path": "/v/0"}]), &removed);
    let another = ["  }],", "  \"w\": [{", "    \"x\": 1", "  }, {", "    \"y\": 2", "  }]", "}"];
    let both = [&before[..5], &another[..]].concat();
    check(&before, add("/w", json!([{"x": 1}, {"y": 2}])), &both);
}

#[test]
fn one_line_siblings_make_one_line_members() {
    let before = ["{", "  \"a\": { \"x\": 1 },", "  \"b\": 2", "}"];
    let small = ["{", "  \"a\": { \"x\": 1 },", "  \"b\": 2,", "  \"n\": { \"y\": 2 }", "}"];
    check(&before, add("/n", json!({"y": 2})), &small);
    let replaced = ["{", "  \"a\": { \"x\": 1 },", "  \"b\": { \"y\": 2 }", "}"];
    check(&before, json!([{"op": "replace", "path": "/b", "value": {"y": 2}}]), &replaced);
    let text = "far too long to stand on one line with the others, is it not?";
    let value = format!("    \"y\": \"{text}\"");
    let long = ["{", "  \"a\": { \"x\": 1 },", "  \"b\": 2,", "  \"n\": {", &value, "  }", "}"];
    check(&before, add("/n", json!({"y": text})), &long);
}

#[test]
fn empty_siblings_and_siblings_of_another_kind_tell_nothing() {
    let before = ["[", "  {},", "  [1]", "]"];
    let after = ["[", "  {},", "  [1],", "  {", "    \"x\": 1", "  }", "]"];
    check(&before, add("/-", json!({"x": 1})), &after);
}

#[test]
fn lists_follow_the_other_lists() {
    let spread = ["{", "  \"a\": [", "    1", "  ],", "  \"b\": []", "}"];
    let after = ["{", "  \"a\": [", "    1", "  ],", "  \"b\": [", "    2", "  ]", "}"];
    check(&spread, add("/b/-", json!(2)), &after);
    check(&["{", "  \"b\": []", "}"], add("/b/-", json!(2)), &["{", "  \"b\": [2]", "}"]);
    check(
        &["{", "  \"b\": [", "  ]", "}"],
        add("/b/-", json!(2)),
        &["{", "  \"b\": [", "    2", "  ]", "}"],
    );
}

#[test]
fn commas_that_lead_keep_their_column() {
    let before = [
        "{",
        "    \"a\" : 1",
        "  , \"b\" : {",
        "        \"c\" : 1",
        "      , \"d\" : 2",
        "    }",
        "}",
    ];
    let new = ["  , \"n\" : {", "        \"x\" : 1", "      , \"y\" : 2", "    }", "}"];
    check(&before, add("/n", json!({"x": 1, "y": 2})), &[&before[..6], &new[..]].concat());
    let aligned = ["{ \"a\": 1", ", \"b\": 2", "}"];
    let after = ["{ \"a\": {", "    \"x\": 1", "  }", ", \"b\": 2", "}"];
    check(&aligned, json!([{"op": "replace", "path": "/a", "value": {"x": 1}}]), &after);
}

#[test]
fn text_without_indentation_stays_without() {
    let before = ["{", "\"a\": {", "\"b\": 1", "}", "}"];
    let after = ["{", "\"a\": {", "\"b\": 1", "},", "\"n\": {", "\"x\": 1", "}", "}"];
    check(&before, add("/n", json!({"x": 1})), &after);
}

#[test]
fn moves_keep_lines_where_there_are_lines() {
    let before = [
        "{",
        "\t\"a\": {",
        "\t\t\"b\": {",
        "\t\t\t\"c\": [",
        "",
        "\t\t\t\t1.50",
        "\t\t\t]",
        "\t\t}",
        "\t}",
        "}",
    ];
    let after =
        ["{", "\t\"a\": {", "\t\t\"b\": {}", "\t},", "\t\"c\": [", "", "\t\t1.50", "\t]", "}"];
    check(&before, json!([{"op": "move", "from": "/a/b/c", "path": "/c"}]), &after);
    let rows =
        ["{", "  \"a\": {", "    \"x\": 1", "  },", "  \"b\": [", "    {\"y\": 2}", "  ]", "}"];
    let after =
        ["{", "  \"b\": [", "    {\"y\": 2},", "    {", "      \"x\": 1", "    }", "  ]", "}"];
    check(&rows, json!([{"op": "move", "from": "/a", "path": "/b/-"}]), &after);
    let inline = ["{", "  \"a\": {", "    \"x\": 1", "  },", "  \"b\": {\"c\": 1}", "}"];
    let after = ["{", "  \"b\": {\"c\": 1, \"a\": {\"x\": 1}}", "}"];
    check(&inline, json!([{"op": "move", "from": "/a", "path": "/b/a"}]), &after);
}

#[test]
fn empty_lines_are_not_indented_by_a_move() {
    let before = ["{", "", "  \"a\": {", "", "    \"b\": 1", "  }", "}"];
    let after = ["{", "", "  \"c\": {", "    \"d\": {", "", "      \"b\": 1", "    }", "  }", "}"];
    let patch = json!([
        {"op": "add", "path": "/c", "value": {}},
        {"op": "move", "from": "/a", "path": "/c/d"},
    ]);
    check(&before, patch, &after);
}

#[test]
fn a_removal_undoes_an_addition_among_trailing_blanks() {
    let before = ["[", "  1,  ", "  2", "]"];
    let there = patched(&before, add("/1", json!(0)));
    assert_eq!(there, "[\n  1,\n  0,  \n  2\n]");
    let lines: Vec<&str> = there.split('\n').collect();
    check(&lines, json!([{"op": "remove", "path": "/1"}]), &before);
}

#[test]
fn braces_below_their_keys_stay_below() {
    let before =
        ["{", "  \"a\":", "  {", "    \"x\": 1", "  },", "  \"b\": 2,", "  \"c\": {}", "}"];
    let replaced = ["  \"b\":", "  {", "    \"y\": 2", "  },", "  \"c\": {}", "}"];
    let patch = json!([{"op": "replace", "path": "/b", "value": {"y": 2}}]);
    check(&before, patch, &[&before[..5], &replaced[..]].concat());
    let filled = ["  \"c\":", "  {", "    \"z\": 3", "  }", "}"];
    check(&before, add("/c/z", json!(3)), &[&before[..6], &filled[..]].concat());
}
