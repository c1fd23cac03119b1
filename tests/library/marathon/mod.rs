//! What `marathon` finds in JSON texts, as tables.

mod credentials;
mod patterns;
mod properties;
mod words;

use std::ops::Range;

use pullconfig::marathon::{Definition, Recognition, container, definitions, entries};
use pullconfig::text::{Choice, Document, Syntax, Template};

fn line(definition: &Definition) -> String {
    let Definition { kind, envelope, pointer, id, .. } = definition;
    let pointer = if pointer.is_root() { "(root)" } else { pointer.as_str() };
    format!("{kind} {envelope:?} {pointer} {id}")
}

fn document(json: &str) -> Document<'_> {
    Document::parse(json.as_bytes()).expect("the text of a test is JSON")
}

fn all(document: &Document) -> Vec<Definition> {
    definitions(document, &|_| true)
}

/// One definition a line: kind, envelope, pointer, id.
#[track_caller]
fn finds(json: &str, expected: &[&str]) {
    let found: Vec<_> = all(&document(json)).iter().map(line).collect();
    assert_eq!(found, expected, "{json}");
}

const APP: &str = r#"{"id": "web", "container": {"docker": {"image": "x"}}}"#;
const POD: &str = r#"{"id": "/p", "containers": [{"image": {"kind": "DOCKER", "id": "x"}}]}"#;
const JOB: &str = r#"{"id": "a.b", "run": {"cpus": 1, "docker": {"image": "x"}}}"#;

/// A text with `APP`, `POD` and `JOB` written out.
fn with_samples(json: &str) -> String {
    json.replace("APP", APP).replace("POD", POD).replace("JOB", JOB)
}

#[test]
fn envelopes_of_the_api() {
    for (json, expected) in [
        ("APP", &["app Single (root) /web"][..]),
        ("[APP, APP]", &["app Array /0 /web", "app Array /1 /web"]),
        (r#"{"apps": [APP]}"#, &["app AppsAnswer /apps/0 /web"]),
        (r#"{"app": APP}"#, &["app AppAnswer /app /web"]),
        (r#"{"*": [APP]}"#, &["app StarAnswer /*/0 /web"]),
        ("POD", &["pod Single (root) /p"]),
        ("[POD]", &["pod Array /0 /p"]),
        (r#"{"id": "/p", "spec": POD, "status": "STABLE"}"#, &["pod PodStatus /spec /p"]),
        (r#"[{"spec": POD, "instances": []}]"#, &["pod PodStatus /0/spec /p"]),
        ("JOB", &["job Single (root) a.b"]),
        ("[JOB, JOB]", &["job Array /0 a.b", "job Array /1 a.b"]),
        (r#"{"id": "/g", "apps": [APP]}"#, &["app Group /apps/0 /g/web"]),
        (
            r#"{"id": "/", "apps": [], "groups": [{"id": "/g", "pods": [{"spec": POD}], "apps": [APP]}]}"#,
            &["pod GroupAnswer /groups/0/pods/0/spec /p", "app Group /groups/0/apps/0 /g/web"],
        ),
        (r#"{"version": "2017-02-09T00:00:00.000Z"}"#, &[]),
        (r#"{"id": "/g", "scaleBy": 2}"#, &[]),
    ] {
        finds(&with_samples(json), expected);
    }
}

#[test]
fn arrays_of_mixed_things() {
    finds(
        &with_samples(r#"[JOB, 1, POD, null, APP, [APP], {"id": "g", "apps": [APP]}, {}, "x"]"#),
        &[
            "job Array /0 a.b",
            "pod Array /2 /p",
            "app Array /4 /web",
            "app Unknown /5/0 /web",
            "app Group /6/apps/0 /g/web",
        ],
    );
    finds(&with_samples(r#"{"apps": [POD]}"#), &["pod AppsAnswer /apps/0 /p"]);
}

#[test]
fn nested_groups_and_their_ids() {
    for (ids, expected) in [
        (["/a", "b", "c"], "/a/b/c"),
        (["a", "/x/b/", "c"], "/x/b/c"),
        (["a", "b", "/c/d"], "/c/d"),
        (["a", "b", "../c"], "/a/c"),
        (["a", "b", "../../../../c"], "/c"),
        (["a//b", "./", "c/./d/"], "/a/b/c/d"),
        (["", "..", "c"], "/c"),
        (["a", "b", ".."], "/a"),
        (["a", "", "Web_1 ü"], "/a/Web_1 ü"),
        (["/", "/", "/"], "(its id resolves to `/`)"),
    ] {
        let [outer, inner, app] = ids;
        finds(
            &format!(
                r#"{{"id": "{outer}", "groups": [{{"id": "{inner}", "apps": [{{"id": "{app}", "cmd": "x"}}]}}]}}"#
            ),
            &[&format!("app Group /groups/0/apps/0 {expected}")],
        );
    }
}

#[test]
fn ids_that_are_missing_or_no_strings() {
    for (json, expected) in [
        (r#"{"uris": ["x"]}"#, "app Single (root) (no id)"),
        (r#"{"id": null, "uris": ["x"]}"#, "app Single (root) (no id)"),
        (r#"{"id": 5, "cmd": "x"}"#, "app Single (root) (its id is not a string)"),
        (r#"{"id": [], "run": {"cmd": "x"}}"#, "job Single (root) (its id is not a string)"),
        (r#"{"id": "A B/c", "cmd": "x"}"#, "app Single (root) /A B/c"),
        (r#"{"id": "\/a\/b", "cmd": "x"}"#, "app Single (root) /a/b"),
        (
            r#"{"groups": [{"apps": [APP]}]}"#,
            "app Group /groups/0/apps/0 (a group inside another has no id)",
        ),
        (r#"{"id": 1, "apps": [APP]}"#, "app Group /apps/0 (a group's id is not a string)"),
        (r#"{"id": 1, "apps": [{"id": "/a", "cmd": "x"}]}"#, "app Group /apps/0 /a"),
    ] {
        finds(&with_samples(json), &[expected]);
    }
}

#[test]
fn apps_without_a_proper_container() {
    for json in [
        r#"{"id": "a", "uris": ["file:///etc/docker.tar.gz"]}"#,
        r#"{"id": "a", "fetch": [{"uri": "file:///etc/docker.tar.gz"}], "container": null}"#,
        r#"{"id": "a", "uris": ["x"], "container": "y"}"#,
        r#"{"id": "a", "instances": 1, "container": []}"#,
        r#"{"id": "a", "args": ["x"]}"#,
    ] {
        finds(json, &["app Single (root) /a"]);
        assert_eq!(container(&document(json), document(json).root()), None);
    }
}

#[test]
fn apps_elsewhere_in_json() {
    for (json, expected) in [
        (r#"{"apps": {"web": APP}}"#, &["app Unknown /apps/web /web"][..]),
        (r#"{"queue": [{"app": APP, "count": 1}]}"#, &["app Unknown /queue/0/app /web"]),
        (
            r#"{"a/b": {"~": [POD, JOB]}}"#,
            &["pod Unknown /a~1b/~0/0 /p", "job Unknown /a~1b/~0/1 a.b"],
        ),
        (r#"{"dev": {"id": "g", "apps": [APP]}}"#, &["app Unknown /dev/apps/0 /g/web"]),
        (r#"{"id": "/g", "groups": [], "default": APP}"#, &["app Unknown /default /g/web"]),
        (
            r#"{"apps": [{"name": "x", "definition": APP}]}"#,
            &["app Unknown /apps/0/definition /web"],
        ),
    ] {
        finds(&with_samples(json), expected);
    }
}

#[test]
fn what_is_no_definition() {
    for json in [
        "1",
        "[]",
        "{}",
        r#"{"$schema": "x", "properties": {"id": {}, "container": {"type": "object", "properties": {"docker": {"image": {"type": "string"}}}}, "uris": {"type": "array"}}}"#,
        r#"{"apiVersion": "v1", "kind": "Pod", "spec": {"containers": [{"name": "a", "image": "x"}]}}"#,
        r#"{"data": {"uris": ["file:///etc/docker.tar.gz"]}}"#,
        r#"{"uris": [], "fetch": [{}]}"#,
        r#"{"run": {"x": 1}}"#,
        r#"{"assets": {"container": {"docker": {"image": "x:1"}}, "uris": {"jre": "https://x/y.tar.gz"}}}"#,
        r#"{"app": {"name": "x"}, "spec": {}, "*": {}}"#,
    ] {
        finds(json, &[]);
    }
}

#[test]
fn ambiguous_objects() {
    for (json, expected) in [
        // An app with a foreign member: Marathon ignores what it does not know.
        (r#"{"id": "a", "container": {}, "apps": [APP]}"#, "app Single (root) /a"),
        (r#"{"container": {"type": "MESOS"}, "containers": []}"#, "app Single (root) (no id)"),
        // Weak signs of an app give way to a list of apps.
        (r#"{"id": "g", "instances": 1, "apps": [APP]}"#, "app Group /apps/0 /g/web"),
        (r#"{"uris": ["x"], "apps": [APP]}"#, "app AppsAnswer /apps/0 /web"),
        (r#"{"apps": [APP], "pods": []}"#, "app Group /apps/0 /web"),
        (r#"{"containers": [], "uris": ["x"]}"#, "pod Single (root) (no id)"),
        // Of two members with one name the last counts.
        (r#"{"apps": [POD], "apps": [APP]}"#, "app AppsAnswer /apps/0 /web"),
        (r#"{"x": APP, "x": POD}"#, "pod Unknown /x /p"),
    ] {
        finds(&with_samples(json), &[expected]);
    }
}

#[test]
fn uninteresting_subtrees_are_not_entered() {
    let json = with_samples(r#"{"apps": [APP, APP, APP]}"#);
    let (document, asked) = (document(&json), std::cell::Cell::new(0));
    let second = all(&document)[1].pointer.clone();
    let span = document.find(document.root(), &second).map(|node| document.span(node));
    let offset = span.expect("found before").start + 1;
    let found = definitions(&document, &|span: Range<usize>| {
        asked.set(asked.get() + 1);
        span.contains(&offset)
    });
    assert_eq!(found.iter().map(line).collect::<Vec<_>>(), ["app AppsAnswer /apps/1 /web"]);
    assert_eq!(asked.get(), 5, "the root, the array and each of its elements");
}

#[test]
fn template_expressions_are_kept_in_ids_and_uris() {
    let json = r#"{"id": "/{{x}}", "apps": [{"id": "w-{{y}}", "uris": ["{{z}}/docker.tar.gz"]}]}"#;
    let template = Template::parse(json, Syntax::Mustache).expect("a template");
    let document = template.document(&Choice::default()).expect("the reading is JSON");
    let found = all(&document);
    assert_eq!(document.restored(&line(&found[0])), "app Group /apps/0 /{{x}}/w-{{y}}");
    assert_eq!(
        entries(&document, &found[0], &Recognition::default())[0].uri,
        "{{z}}/docker.tar.gz"
    );
}
