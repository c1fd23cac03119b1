//! SARIF logs: their fixes carried out, their fingerprints compared, their form validated.

use std::fs;
use std::path::Path;
use std::process::Command;

use serde_json::{Value, json};

use super::{demo, printed};
use crate::support::program::pullconfig;

fn log(folder: &Path) -> Value {
    serde_json::from_str(&printed(folder, &["scan", "--format", "sarif"])).expect("JSON")
}

fn results(log: &Value) -> &Vec<Value> {
    assert_eq!(log["runs"][0]["columnKind"], "unicodeCodePoints");
    log["runs"][0]["results"].as_array().expect("results")
}

/// Byte offset of a line and a column in code points.
fn offset(text: &str, line: &Value, column: &Value) -> usize {
    let line = line.as_u64().expect("a line") as usize;
    let column = column.as_u64().expect("a column") as usize;
    let start: usize = text.split_inclusive('\n').take(line - 1).map(str::len).sum();
    let mark = if start == 0 && text.starts_with('\u{feff}') { 3 } else { 0 };
    let rest = &text[start + mark..];
    start + mark + rest.char_indices().nth(column - 1).map_or(rest.len(), |(at, _)| at)
}

/// Carries out all fixes of a log in `folder`; how many there were.
fn fix(folder: &Path) -> usize {
    let log = log(folder);
    let mut replacements = Vec::new();
    let fixes = results(&log).iter().filter_map(|result| result.get("fixes")?.get(0));
    let mut count = 0;
    for change in fixes.map(|fix| &fix["artifactChanges"][0]) {
        count += 1;
        let uri = change["artifactLocation"]["uri"].as_str().expect("a URI").replace("%20", " ");
        for it in change["replacements"].as_array().expect("replacements") {
            replacements.push((uri.replace("%C3%A9", "é"), it.clone()));
        }
    }
    // From the end of each file, so that what is left keeps its place.
    for (path, it) in replacements.iter().rev() {
        let path = folder.join(path);
        let mut text = fs::read_to_string(&path).expect("a file");
        let region = &it["deletedRegion"];
        let start = offset(&text, &region["startLine"], &region["startColumn"]);
        let end = offset(&text, &region["endLine"], &region["endColumn"]);
        text.replace_range(start..end, it["insertedContent"]["text"].as_str().expect("a text"));
        fs::write(&path, text).expect("a file");
    }
    count
}

fn app(id: &str, extra: &str) -> String {
    format!(
        "{{\n  \"id\": \"{id}\",{extra}\n  \"container\": {{ \"type\": \"DOCKER\", \"docker\": \
         {{ \"image\": \"r.example/a\", \"network\": \"HOST\" }} }},\n  \"uris\": [\"file:///etc/docker.tar.gz\"]\n}}"
    )
}

/// Carried out, the fixes give what `apply` gives.
pub(super) fn fixes_are_byte_exact() {
    let (fixed, applied) =
        (tempfile::tempdir().expect("a folder"), tempfile::tempdir().expect("a folder"));
    for folder in [fixed.path(), applied.path()] {
        let crlf = app("/crlf", "").replace('\n', "\r\n");
        fs::write(folder.join("with space é.json"), format!("\u{feff}{crlf}\r\n")).expect("a file");
        let emoji = app("/emoji", " \"labels\": { \"🚢\": \"⛴ 🧭\" },").replace('\n', " ");
        fs::write(folder.join("one-line.json"), emoji).expect("a file");
        let many = format!("[{},\n{}, {}]\n", app("/a", ""), app("/b", ""), app("/c", ""));
        fs::write(folder.join("many.json"), many).expect("a file");
    }
    assert_eq!(fix(fixed.path()), 5);
    assert_eq!(pullconfig(applied.path(), &["apply", "-q"]).code, Some(0));
    for name in ["with space é.json", "one-line.json", "many.json"] {
        let read = |folder: &Path| fs::read_to_string(folder.join(name)).expect("a file");
        assert_eq!(read(fixed.path()), read(applied.path()), "{name}");
    }
}

pub(super) fn no_login_in_a_fix() {
    let folder = tempfile::tempdir().expect("a folder");
    // The other URI moves from `uris` to `fetch`, and with it its login.
    let text = app("/a", "").replace(
        "[\"file:///etc/docker.tar.gz\"]",
        "[\"file:///etc/docker.tar.gz\", \"https://u:hunter2@h.example/a.tgz\"]",
    );
    fs::write(folder.path().join("a.json"), text).expect("a file");
    let log = log(folder.path());
    assert_eq!(results(&log)[0]["ruleId"], "credential-uri");
    assert!(!log.to_string().contains("hunter2"));
}

pub(super) fn fingerprints_survive_a_move() {
    let folder = tempfile::tempdir().expect("a folder");
    let prints = |text: String| {
        fs::write(folder.path().join("a.json"), text).expect("a file");
        let log = log(folder.path());
        let print = |it: &Value| it["partialFingerprints"]["pullconfig/v1"].to_string();
        results(&log).iter().map(print).collect::<Vec<_>>()
    };
    let first = prints(format!("[{}, {}]", app("/a", ""), app("/b", " \"privileged\": true,")));
    let moved =
        prints(format!("\n\n[{},\n\n{}]", app("/a", ""), app("/b", " \"privileged\": true,")));
    assert_eq!(first, moved);
    let mut different = first.clone();
    different.sort();
    different.dedup();
    assert_eq!(different.len(), first.len());
}

pub(super) fn validated() {
    let folder = tempfile::tempdir().expect("a folder");
    let (log, found) = (folder.path().join("log.sarif"), folder.path().join("found.sarif"));
    for arguments in [&["scan", "-v"][..], &["check"]] {
        let mut arguments = arguments.to_vec();
        let path = log.to_string_lossy();
        arguments.extend(["--format", "sarif", "-o", &path]);
        pullconfig(&demo(), &arguments);
        let mut tool = Command::new("sarif-multitool");
        tool.arg("validate")
            .arg(&log)
            .arg("--output")
            .arg(&found)
            .args(["--log", "ForceOverwrite"]);
        let output = tool.output().expect("the validator runs");
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stdout));
        let text = fs::read_to_string(&found).expect("its findings");
        let text = text.trim_start_matches('\u{feff}');
        let found: Value = serde_json::from_str(text).expect("JSON");
        let rules: Vec<&str> = found["runs"][0]["results"]
            .as_array()
            .map(|all| all.iter().filter_map(|it| it["ruleId"].as_str()).collect())
            .unwrap_or_default();
        // It wants a page on the web to be named, and there is none. Of a log that it cannot read it
        // says nothing at all.
        assert_eq!(rules, ["SARIF2005"]);
    }
}

/// The schema of the format's makers, from a package that ships it.
pub(super) const SCHEMA: &str =
    concat!(env!("CARGO_MANIFEST_DIR"), "/target/sarif/package/lib/schemas/sarif-2.1.0-rtm.5.json");

/// Changes one thing in a log so that it is no log any more.
type Break = fn(&mut Value);

const BROKEN: &[Break] = &[
    |log| _ = log.as_object_mut().and_then(|it| it.remove("version")),
    |log| log["version"] = "2.0.0".into(),
    |log| log["runs"][0]["tool"]["driver"] = json!({ "version": "1" }),
    |log| log["runs"][0]["results"][0]["message"] = Value::Null,
    |log| log["runs"][0]["results"][0]["level"] = "fatal".into(),
    |log| log["runs"][0]["results"][0]["colour"] = "red".into(),
    |log| log["runs"][0]["results"][0]["locations"] = json!({}),
    |log| place(log)["region"]["startLine"] = "seven".into(),
    |log| place(log)["region"]["startLine"] = 0.into(),
    |log| place(log)["artifactLocation"]["uri"] = "with space.json".into(),
    |log| log["runs"][0]["columnKind"] = "bytes".into(),
];

fn place(log: &mut Value) -> &mut Value {
    &mut log["runs"][0]["results"][0]["locations"][0]["physicalLocation"]
}

/// Code scanning shows these of a rule, the description above an alert.
fn shown(rule: &Value) {
    for text in ["shortDescription", "fullDescription", "help"] {
        assert!(rule[text]["text"].as_str().is_some_and(|text| !text.is_empty()), "{rule}");
    }
    let description = rule["fullDescription"]["text"].as_str().expect("a text");
    assert!(description.len() < 1024 && !description.starts_with('#'), "{description}");
}

/// Logs of all verbs, with fixes and with errors, and what the schema says to broken ones.
pub(super) fn against_the_schema() {
    let schema = fs::read_to_string(SCHEMA).expect("the schema");
    let schema = serde_json::from_str(&schema).expect("JSON");
    let mut compiler = boon::Compiler::new();
    compiler.enable_format_assertions();
    compiler.add_resource("mem:///sarif.json", schema).expect("a schema");
    let mut schemas = boon::Schemas::new();
    let index = compiler.compile("mem:///sarif.json", &mut schemas).expect("a schema");
    let valid = |log: &Value| schemas.validate(log, index).map_err(|error| error.to_string());

    let folder = tempfile::tempdir().expect("a folder");
    fs::write(folder.path().join("with space é.json"), app("/a", "")).expect("a file");
    fs::write(folder.path().join("broken.json"), "{ \"container\": .dockercfg").expect("a file");
    fs::write(folder.path().join("refused.json"), app("/b", " \"cmd\": 7,")).expect("a file");
    let log = |folder: &Path, verb: &[&str]| {
        let log = printed(folder, &[verb, &["--format", "sarif"]].concat());
        serde_json::from_str::<Value>(&log).expect("JSON")
    };
    for verb in [&["scan", "-v"][..], &["check", "-v"], &["apply", "-q"], &["scan", "-v"]] {
        let log = log(folder.path(), verb);
        valid(&log).unwrap_or_else(|error| panic!("{verb:?}: {error}"));
        log["runs"][0]["tool"]["driver"]["rules"].as_array().expect("rules").iter().for_each(shown);
        let told = &log["runs"][0]["invocations"][0]["toolExecutionNotifications"];
        assert!(told.as_array().is_some_and(|told| !told.is_empty()), "{verb:?}");
    }
    let good = log(&demo(), &["scan", "-v"]);
    valid(&good).unwrap_or_else(|error| panic!("{error}"));
    assert!(results(&good).iter().any(|it| it.get("fixes").is_some()));
    for (index, make) in BROKEN.iter().enumerate() {
        let mut broken = good.clone();
        make(&mut broken);
        assert!(valid(&broken).is_err(), "break {index} is taken");
    }
}
