//! What an edit looks like in the layouts that people and programs write: before, patch, after.

use json_patch::Patch;
use json_patch::jsonptr::{Pointer, PointerBuf};
use pullconfig::edit::{Anchor, Change, Placement, Scope, edit};
use pullconfig::text::{Document, NodeId, splice};
use serde_json::{Value, json};

fn patched_at(
    document: &Document,
    scope: NodeId,
    base: &Pointer,
    patch: &Patch,
    placements: &[Placement],
) -> String {
    let text = document.original();
    let scope = Scope { document, node: scope, pointer: base };
    let edits = edit(scope, Change::new(patch).placing(placements));
    let edits = edits.unwrap_or_else(|error| panic!("{error}\n{text}"));
    String::from_utf8(splice(text.as_bytes(), &edits)).expect("UTF-8")
}

fn patched(lines: &[&str], patch: Value) -> String {
    let text = lines.join("\n");
    let document = Document::parse(text.as_bytes()).expect("the example is JSON");
    let patch: Patch = serde_json::from_value(patch).expect("the example is a patch");
    patched_at(&document, document.root(), Pointer::root(), &patch, &[])
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

#[test]
fn values_in_a_column_stay_in_it() {
    let colons = ["{", "  \"long\" : 1,", "  \"b\"    : 2", "}"];
    let after = ["{", "  \"long\" : 1,", "  \"b\"    : 2,", "  \"n\"    : 3", "}"];
    check(&colons, add("/n", json!(3)), &after);
    let values = ["{", "  \"long\": 1,", "  \"b\":    2", "}"];
    let after = ["{", "  \"long\": 1,", "  \"b\":    2,", "  \"longer\": 3", "}"];
    check(&values, add("/longer", json!(3)), &after);
}

#[test]
fn a_blank_line_stays_above_what_takes_the_place_below_it() {
    let before = ["{", "  \"a\": 1,", "", "  \"b\": 2,", "", "  \"c\": 3", "}"];
    let after = ["{", "  \"a\": 1,", "  \"m\": 4,", "", "  \"n\": 5,", "", "  \"c\": 3", "}"];
    let place = |path: &str, name: &'static [&'static str]| Placement {
        path: PointerBuf::parse(path).expect("a pointer"),
        anchor: Anchor::After(name),
    };
    let text = before.join("\n");
    let document = Document::parse(text.as_bytes()).expect("JSON");
    let patch: Patch = serde_json::from_value(json!([
        {"op": "add", "path": "/m", "value": 4},
        {"op": "add", "path": "/n", "value": 5},
        {"op": "remove", "path": "/b"},
    ]))
    .expect("a patch");
    let placements = [place("/m", &["a"]), place("/n", &["b"])];
    let new = patched_at(&document, document.root(), Pointer::root(), &patch, &placements);
    assert_eq!(new, after.join("\n"));
}

#[test]
fn small_objects_and_padded_lists_are_habits_of_the_file() {
    let before = ["{", "  \"a\": {", "    \"x\": { \"y\": 1 },", "    \"z\": [ 1, 2 ]", "  },"];
    let before = [&before[..], &["  \"b\": {", "    \"c\": 2", "  }", "}"]].concat();
    let tie = ["    \"c\": 2,", "    \"n\": {", "      \"y\": 3", "    }", "  }", "}"];
    check(&before, add("/b/n", json!({"y": 3})), &[&before[..6], &tie[..]].concat());
    let list = ["  },", "  \"n\": [ 3 ]", "}"];
    check(&before, add("/n", json!([3])), &[&before[..7], &list[..]].concat());
    let inline = ["{", "  \"a\": {", "    \"x\": { \"y\": 1 }", "  },", "  \"b\": {}", "}"];
    let filled = ["  \"b\": {", "    \"n\": { \"y\": 3 }", "  }", "}"];
    let patch = json!([{"op": "replace", "path": "/b", "value": {"n": {"y": 3}}}]);
    check(&inline, patch, &[&inline[..4], &filled[..]].concat());
}

#[test]
fn tabs_go_on_with_tabs() {
    let before = ["{", "    \"a\": {", "\t\t\"b\": 1", "    }", "}"];
    let new = ["\t\t\"b\": 1,", "\t\t\"n\": {", "\t\t\t\"x\": 2", "\t\t}", "    }", "}"];
    check(&before, add("/a/n", json!({"x": 2})), &[&before[..2], &new[..]].concat());
}

#[test]
fn items_beside_their_braces_stay_beside() {
    let before = ["{ \"o\": 0", ", \"a\":", "  { \"b\": 1", "  , \"c\": 2", "  }", "}"];
    let new = [", \"n\":", "  { \"x\": 1", "  , \"y\": 2", "  }", "}"];
    check(&before, add("/n", json!({"x": 1, "y": 2})), &[&before[..5], &new[..]].concat());
}

#[test]
fn an_element_that_begins_on_the_line_of_its_bracket_is_an_example() {
    let text = "{\n  \"v\": [{\n    \"a\": 1\n  }]\n}";
    let document = Document::parse(text.as_bytes()).expect("JSON");
    let base = Pointer::from_static("/v/0");
    let scope = document.find(document.root(), base).expect("an element");
    let patch: Patch = serde_json::from_value(add("/v/0/n", json!([{"x": 2}]))).expect("a patch");
    let after = "{\n  \"v\": [{\n    \"a\": 1,\n    \"n\": [{\n      \"x\": 2\n    }]\n  }]\n}";
    assert_eq!(patched_at(&document, scope, base, &patch, &[]), after);
}
