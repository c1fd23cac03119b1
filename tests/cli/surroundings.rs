//! What surrounds a run may be hostile: names that a terminal would obey, a stream that is full.

#![cfg(unix)]
#![expect(clippy::disallowed_methods, reason = "tests work on the disk")]

use std::ffi::OsStr;
use std::fs;
use std::os::unix::ffi::OsStrExt as _;
use std::process::{Command, Stdio};

use serde_json::{Value, json};
use tempfile::TempDir;

use crate::support::program::program;

const APP: &str = r#"{"id": "/a\u001b[31m\nerror: b", "container": {"docker": {"image": "a\u001bb/c"}},
    "uris": ["file:///etc/docker.tar.gz"]}"#;

/// A folder with files of these names and this content.
fn folder(names: &[&[u8]], content: &str) -> TempDir {
    let folder = TempDir::new().expect("a temporary folder");
    for name in names {
        fs::write(folder.path().join(OsStr::from_bytes(name)), content).expect("a file");
    }
    folder
}

fn pullconfig(folder: &TempDir, arguments: &[&str]) -> Command {
    program(folder.path(), arguments)
}

#[test]
fn no_name_in_a_report_is_obeyed_by_a_terminal() {
    let names = [&b"a\x1b[31m.json"[..], b"b\nerror: c.json", b"d\xff.json"];
    let hostile = folder(&names, APP);
    let broken = folder(&names, "{docker.tar.gz");
    let mentions = folder(&names[..1], "sh \x1b]0;title\x07 file:///etc/docker.tar.gz\r");
    for verb in ["scan", "diff", "apply", "check", "secrets"] {
        for folder in [&hostile, &broken, &mentions] {
            let run = pullconfig(folder, &[verb, "-v", "--color=never"]).output().expect("it runs");
            for stream in [run.stdout, run.stderr] {
                let text = String::from_utf8_lossy(&stream);
                let obeyed = text.find(|c: char| c.is_control() && c != '\n');
                assert_eq!(obeyed, None, "{verb}: {text:?}");
                assert!(!text.contains("\nerror: c.json"), "{verb}: {text}");
            }
        }
    }
    let run = pullconfig(&broken, &["scan"]).output().expect("it runs");
    let errors = String::from_utf8(run.stderr).expect("UTF-8");
    let expected = [
        r"error: a\u{1b}[31m.json:1:2:",
        r"error: b\nerror: c.json:1:2:",
        "error: d\u{fffd}.json:1:2:",
    ];
    for (line, start) in errors.lines().zip(expected) {
        assert!(line.starts_with(start), "{line}");
    }
    assert_eq!(errors.lines().count(), expected.len());
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_stream_is_an_error_that_names_it() {
    let folder = folder(&[b"a.json"], &APP.replace(r"\u001b", "").replace(r"[31m\nerror: ", ""));
    for arguments in
        [&["scan"][..], &["diff"], &["plan"], &["apply", "-"], &["rules"], &["secrets"]]
    {
        let full = fs::OpenOptions::new().write(true).open("/dev/full").expect("Linux has it");
        let input = fs::File::open(folder.path().join("a.json")).expect("it exists");
        let mut run = pullconfig(&folder, arguments);
        run.stdin(input).stdout(full).stderr(Stdio::piped());
        let run = run.output().expect("it runs");
        let error = String::from_utf8(run.stderr).expect("UTF-8");
        assert_eq!(run.status.code(), Some(2), "{arguments:?}: {error}");
        assert!(error.contains("cannot write to stdout: "), "{arguments:?}: {error}");
    }
}

/// The kernel's list of a process's pages has no size and is longer than anybody reads.
#[cfg(target_os = "linux")]
#[test]
fn a_file_that_goes_on_and_on_is_given_up() {
    let folder = folder(&[b"list"], "/proc/self/pagemap");
    let run = pullconfig(&folder, &["scan", "--files-from", "list"]).output().expect("it runs");
    let error = String::from_utf8(run.stderr).expect("UTF-8");
    let expected =
        "error: /proc/self/pagemap: has no end: more than 64 MB were read of a file of 0 bytes\n";
    assert_eq!((run.status.code(), &*error), (Some(2), expected));
}

/// The characters that names and texts are made of here: all below U+00A0, and some beyond.
fn characters() -> impl Iterator<Item = char> {
    ('\u{1}'..'\u{a0}').chain(['\u{ad}', '\u{2028}', '\u{202e}', '\u{feff}', '\u{fffd}', '😀'])
}

/// A folder with a definition for each character.
fn of_each_character() -> TempDir {
    let folder = folder(&[], "");
    for (index, c) in characters().enumerate() {
        let value = json!({
            "id": format!("/a{c}b"),
            "container": {
                "type": "DOCKER",
                "docker": {"image": format!("r.example/a{c}b:1"), "network": "HOST"}
            },
            "uris": [format!("file:///etc/a{c}b/docker.tar.gz")],
        });
        let path = folder.path().join(format!("{index:03}.json"));
        fs::write(path, value.to_string()).expect("a file");
    }
    folder
}

/// What a run prints, in which no character is bare that a terminal would obey.
fn document(folder: &TempDir, arguments: &[&str]) -> String {
    let run = pullconfig(folder, arguments).output().expect("it runs");
    let text = String::from_utf8(run.stdout).expect("UTF-8");
    let bare = text.find(|c: char| c.is_control() && c != '\n');
    assert_eq!(bare, None, "{arguments:?}");
    text
}

fn parsed(text: &str) -> Value {
    serde_json::from_str(text).expect("JSON")
}

#[test]
fn plans_and_json_lines_have_every_character() {
    let folder = of_each_character();
    let plan = parsed(&document(&folder, &["plan"]));
    let planned = plan["files"].as_array().expect("files").iter().map(|it| &it["definitions"][0]);
    let lines = document(&folder, &["scan", "--format", "jsonl"]);
    let lines: Vec<Value> =
        lines.lines().map(parsed).filter(|line| line["type"] == "definition").collect();
    assert_eq!(lines.len(), characters().count());
    for ((c, planned), line) in characters().zip(planned).zip(&lines) {
        for definition in [planned, &line["data"]] {
            assert_eq!(definition["id"], format!("/a{c}b"), "{c:?}");
            assert_eq!(definition["image"], format!("r.example/a{c}b:1"), "{c:?}");
            // What stands before an `@` and behind a `?` is hidden.
            let uri = format!("file:///etc/a{c}b/docker.tar.gz");
            assert!("@?".contains(c) || definition["uris"][0] == uri, "{c:?}");
        }
    }
}

#[test]
fn sarif_and_secrets_have_every_character() {
    let folder = of_each_character();
    let sarif = parsed(&document(&folder, &["scan", "--format", "sarif"]));
    let results = sarif["runs"][0]["results"].as_array().expect("results").iter();
    let name = |it: &Value| it["locations"][0]["logicalLocations"][0]["fullyQualifiedName"].clone();
    let ids: Vec<Value> = results.map(name).collect();
    for c in characters() {
        assert!(ids.contains(&json!(format!("/a{c}b"))), "{c:?}");
    }
    let plan = parsed(&document(&folder, &["plan"]));
    let secrets = parsed(&document(&folder, &["secrets", "--format", "json"]));
    let secrets = secrets["secrets"].as_array().expect("secrets");
    let definitions = plan["files"].as_array().expect("files").iter();
    let needs =
        definitions.flat_map(|it| it["definitions"][0]["secrets"].as_array().expect("a list"));
    for need in needs {
        let source = need["source"].as_str().expect("a path").trim_start_matches('/');
        assert!(secrets.iter().any(|it| it["secret"] == source), "{source:?}");
    }
}

/// A plan leads to the file that it was made of, whatever that is called.
#[test]
fn a_plan_leads_to_every_name() {
    const PLAIN: &str = r#"{"id": "/a", "container": {"type": "DOCKER", "docker": {"image": "a/b", "network": "HOST"}}, "uris": ["file:///etc/docker.tar.gz"]}"#;
    let names: Vec<String> = characters()
        .filter(|&c| c != '/' && c != '\u{fffd}')
        .map(|c| format!("a{c}b.json"))
        .collect();
    let bytes: Vec<&[u8]> = names.iter().map(String::as_bytes).collect();
    let folder = folder(&bytes, PLAIN);
    let plan = pullconfig(&folder, &["plan"]).output().expect("it runs");
    let document: Value = serde_json::from_slice(&plan.stdout).expect("JSON");
    let paths: std::collections::BTreeSet<&str> = document["files"]
        .as_array()
        .expect("files")
        .iter()
        .filter_map(|it| it["path"].as_str())
        .collect();
    assert_eq!(paths, names.iter().map(String::as_str).collect());
    fs::write(folder.path().join("plan"), &plan.stdout).expect("a plan");
    let run = pullconfig(&folder, &["apply", "--plan", "plan"]).output().expect("it runs");
    assert_eq!(run.status.code(), Some(0), "{}", String::from_utf8_lossy(&run.stderr));
    for name in &names {
        let text = fs::read_to_string(folder.path().join(name)).expect("a file");
        assert!(text.contains("pullConfig"), "{name:?}");
    }
}

/// A plan cannot tell a name that is no UTF-8, and says so.
#[test]
fn a_plan_tells_which_names_it_cannot_tell() {
    let app = APP
        .replace(r"\u001b", "")
        .replace(r"[31m\nerror: ", "")
        .replace("{\"docker\"", "{\"type\": \"DOCKER\", \"docker\"");
    let folder = folder(&[b"d\xff.json"], &app);
    let plan = pullconfig(&folder, &["plan"]).output().expect("it runs");
    let said = String::from_utf8_lossy(&plan.stderr).into_owned();
    let note = "note: d\u{fffd}.json: not UTF-8 in its path, which a plan cannot tell; `--plan` will refuse it";
    assert!(said.contains(note), "{said}");
    fs::write(folder.path().join("plan"), &plan.stdout).expect("a plan");
    let run = pullconfig(&folder, &["apply", "--plan", "plan"]).output().expect("it runs");
    let said = String::from_utf8_lossy(&run.stderr).into_owned();
    assert!(
        said.contains("the plan's path is not the file's, which is not UTF-8; left as it is"),
        "{said}"
    );
}

/// Globs from everywhere have one limit, and one error.
#[test]
fn a_glob_that_is_too_deep_is_an_error() {
    let glob = format!("{}a{}", "{".repeat(250), "}".repeat(250));
    let folder = folder(&[b"a.json"], APP);
    let deep = "its braces are nested more than 20 levels deep";
    for option in ["--accept", "--credential", "--include", "--exclude"] {
        let run = pullconfig(&folder, &["scan", option, &glob]).output().expect("it runs");
        let said = String::from_utf8_lossy(&run.stderr).into_owned();
        assert_eq!(run.status.code(), Some(2), "{option}: {said}");
        assert!(said.contains(deep), "{option}: {said}");
    }
    for text in [
        format!("accept = ['{glob}']"),
        format!("include = ['{glob}']"),
        format!("exclude = ['{glob}']"),
        format!("credential-names = ['{glob}']"),
        format!("[[override]]\npaths = ['{glob}']"),
        format!("[[credential]]\nname = 'a'\nuri = '{glob}'"),
    ] {
        fs::write(folder.path().join("pullconfig.toml"), &text).expect("a file");
        let run = pullconfig(&folder, &["scan"]).output().expect("it runs");
        let said = String::from_utf8_lossy(&run.stderr).into_owned();
        assert_eq!(run.status.code(), Some(2), "{text}: {said}");
        assert!(said.contains(deep) && said.contains("pullconfig.toml:"), "{text}: {said}");
    }
}

/// No value makes JSON of a file that is broken outside of its tags.
#[test]
fn broken_json_with_tags_in_its_strings_is_an_error() {
    let folder = folder(&[], "");
    let write = |name: &str, text: &str| fs::write(folder.path().join(name), text).expect("a file");
    let rest = r#""uris":["file:///etc/docker.tar.gz"],"container":{"docker":{"image":"a/b"}}"#;
    write("comma.json", &format!(r#"{{"id":"/a" "labels":{{"x":"{{{{ip}}}}"}},{rest}}}"#));
    write("late.json.j2", &format!("{{\"id\":\"/{{{{ a | default('x') }}}}\",\n{rest}]"));
    write("env.json", &format!(r#"{{"id":"/${{A}}",,{rest}}}"#));
    write("section.json", &format!(r#"{{{{#a}}}}{{"id":"/a" {rest}}}{{{{/a}}}}"#));
    write("outside.json", &format!(r#"{{"id":"/a" {{{{comma}}}} {rest}}}"#));
    write("quote.json", &format!("{{\"id\":\"/a, \"x\":\"{{{{ip}}}}\",{rest}}}"));
    for verb in ["scan", "check", "plan"] {
        let run = pullconfig(&folder, &[verb]).output().expect("it runs");
        let said = String::from_utf8_lossy(&run.stderr).into_owned();
        assert_eq!(run.status.code(), Some(2), "{verb}: {said}");
        for error in ["comma.json:1:12: ", "late.json.j2:2:76: ", "env.json:1:15: "] {
            assert!(said.contains(&format!("error: {error}")), "{verb}: {said}");
        }
        for name in ["section.json", "outside.json", "quote.json"] {
            assert!(!said.contains(name), "{verb}: {said}");
        }
    }
    let run = pullconfig(&folder, &["scan"]).output().expect("it runs");
    let said = String::from_utf8_lossy(&run.stdout).into_owned();
    let reasons = said.matches("not converted: 1:").count();
    assert_eq!(reasons, 3, "{said}");
}
