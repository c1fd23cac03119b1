//! Writes diagnostics as SARIF 2.1.0, the format that code scanning reads.
//!
//! The types here have the names of the format, and those of its members that are used. Columns count characters, which
//! `columnKind` declares. A fix consists of the proved edits, byte for byte; it is left out if its text would show a
//! login.

use std::collections::BTreeMap;
use std::io::{self, Write};
use std::path::Path;

use serde::Serialize;
use serde_json::{Map, Value, json};

use super::diagnostic::{DEFINITION, Diagnostic, ERROR, Level, MENTION, Replacement};
use super::json::JsonWriter;
use super::jsonl::preparation_value;
use super::preparations::preparations;
use super::repository::Repository;
use crate::engine::Rule;
use crate::plan::{LiveSummary, ReportedFile, cluster};
use crate::rules::rule;
use crate::source::digest;
use crate::text::without_login;

/// The base that relative URIs count from.
const SOURCE_ROOT: &str = "%SRCROOT%";

/// A log: the whole document.
#[derive(Serialize)]
struct Log<'r> {
    #[serde(rename = "$schema")]
    schema: &'static str,
    version: &'static str,
    runs: [SarifRun<'r>; 1],
}

/// A run of this program, with its rules and results.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct SarifRun<'r> {
    tool: Value,
    invocations: [Invocation; 1],
    original_uri_base_ids: Value,
    column_kind: &'static str,
    #[serde(skip_serializing_if = "Value::is_null")]
    properties: Value,
    results: Vec<SarifResult<'r>>,
}

/// Whether the run has succeeded, and the errors about files.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Invocation {
    execution_successful: bool,
    tool_execution_notifications: Vec<Notification>,
}

/// An error about a file.
#[derive(Serialize)]
struct Notification {
    level: &'static str,
    message: Value,
    locations: [Value; 1],
    #[serde(skip_serializing_if = "Value::is_null")]
    properties: Value,
}

/// A diagnostic, except for errors about files.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct SarifResult<'r> {
    rule_id: &'r str,
    rule_index: usize,
    level: &'static str,
    message: Value,
    locations: [Value; 1],
    partial_fingerprints: BTreeMap<&'static str, String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    suppressions: Vec<Value>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    fixes: Vec<Value>,
    #[serde(skip_serializing_if = "Value::is_null")]
    properties: Value,
}

/// Writes one log with one run. The properties of the run are the preparations that `files` ask for, and the strays of
/// `live`.
pub(super) fn sarif(
    out: &mut dyn Write,
    diagnostics: &[Diagnostic],
    files: &[ReportedFile],
    live: Option<&LiveSummary>,
    repository: &Repository,
) -> io::Result<()> {
    let (errors, diagnostics): (Vec<&Diagnostic>, Vec<&Diagnostic>) =
        diagnostics.iter().partition(|diagnostic| &*diagnostic.rule == ERROR);
    let mut families: Vec<&str> =
        diagnostics.iter().map(|diagnostic| family(&diagnostic.rule)).collect();
    families.sort_unstable();
    families.dedup();
    let descriptors: Vec<Value> = families.iter().map(|name| descriptor(name)).collect();
    let driver = json!({
        "name": "pullconfig",
        "version": env!("CARGO_PKG_VERSION"),
        "semanticVersion": env!("CARGO_PKG_VERSION"),
        "rules": descriptors,
    });
    let log = Log {
        schema: "https://json.schemastore.org/sarif-2.1.0.json",
        version: "2.1.0",
        runs: [SarifRun {
            tool: json!({"driver": driver}),
            invocations: [Invocation {
                execution_successful: errors.is_empty(),
                tool_execution_notifications: notifications(&errors, repository),
            }],
            original_uri_base_ids: json!({
                SOURCE_ROOT: {"description": {"text": "The top of the repository, or the folder of the run."}}
            }),
            column_kind: "unicodeCodePoints",
            properties: properties(files, live),
            results: results(&diagnostics, &families, repository),
        }],
    };
    serde_json::to_writer_pretty(JsonWriter::new(&mut *out), &log)?;
    out.write_all(b"\n")
}

/// Returns the preparations and the strays as properties; `null` if there are none.
fn properties(files: &[ReportedFile], live: Option<&LiveSummary>) -> Value {
    let mut properties = Map::new();
    let all = preparations(files);
    if !all.is_empty() {
        let values = all.iter().map(|(asked, asking)| preparation_value(asked, asking));
        properties.insert("preparations".into(), values.collect());
    }
    let strays = live.and_then(|live| live.strays.as_ref());
    if let Some(strays) = strays.filter(|strays| !strays.is_empty()) {
        properties.insert("strays".into(), json!(strays));
    }
    if properties.is_empty() { Value::Null } else { Value::Object(properties) }
}

/// Returns the errors about files, which SARIF tells apart from results.
fn notifications(errors: &[&Diagnostic], repository: &Repository) -> Vec<Notification> {
    let notification = |diagnostic: &&Diagnostic| Notification {
        level: "error",
        message: json!({"text": diagnostic.message}),
        locations: [json!({"physicalLocation": place(diagnostic, repository)})],
        properties: cluster_of(diagnostic),
    };
    errors.iter().map(notification).collect()
}

/// Returns the results, one for each diagnostic. `families` are the sorted names of the rules in the log.
fn results<'r>(
    diagnostics: &[&'r Diagnostic],
    families: &[&str],
    repository: &Repository,
) -> Vec<SarifResult<'r>> {
    let mut seen = BTreeMap::new();
    let result = |diagnostic: &&'r Diagnostic| {
        let print = fingerprint(diagnostic, repository);
        let times = seen.entry(print.clone()).and_modify(|times| *times += 1).or_insert(1_usize);
        SarifResult {
            rule_id: &diagnostic.rule,
            rule_index: families.binary_search(&family(&diagnostic.rule)).unwrap_or_default(),
            level: match diagnostic.level {
                Level::Error => "error",
                Level::Warning => "warning",
                Level::Note => "note",
            },
            message: message(diagnostic),
            locations: [location(diagnostic, repository)],
            partial_fingerprints: BTreeMap::from([("pullconfig/v1", format!("{print}:{times}"))]),
            suppressions: suppression(diagnostic).into_iter().collect(),
            fixes: fix(diagnostic, repository).into_iter().collect(),
            properties: cluster_of(diagnostic),
        }
    };
    diagnostics.iter().map(result).collect()
}

/// Returns the name of the rule without its detail. SARIF lets a result name a part of a rule after
/// a slash.
fn family(name: &str) -> &str {
    name.split('/').next().unwrap_or(name)
}

/// Returns the description of a rule, with the texts that code scanning shows in lists, above an alert, and below it.
fn descriptor(name: &str) -> Value {
    let (summary, description, help) = match rule(name) {
        Some(Rule { summary, page, .. }) => (*summary, opening(page), *page),
        None if name == MENTION => (
            "A file that is not converted names a credential file",
            "The file is no definition, or in a format that is not converted.".to_owned(),
            "Look whether what the file does is still needed once the definitions take their credentials from secrets.",
        ),
        None => (
            "Marathon would refuse the definition",
            "Marathon would answer with an error message if it were sent this definition."
                .to_owned(),
            "`pullconfig check -v` names the place in Marathon's sources behind every reason.",
        ),
    };
    json!({
        "id": name,
        "shortDescription": {"text": summary},
        "fullDescription": {"text": description},
        "help": {"text": help, "markdown": help},
    })
}

/// Returns the first paragraph after the title of a page.
fn opening(page: &str) -> String {
    let lines = page.lines().skip_while(|line| line.is_empty() || line.starts_with('#'));
    lines.take_while(|line| !line.is_empty()).collect::<Vec<_>>().join(" ")
}

/// Returns the message of a result: the id of the definition, what is there, and what to do.
fn message(diagnostic: &Diagnostic) -> Value {
    let id = diagnostic.id.as_deref().filter(|_| &*diagnostic.rule != DEFINITION);
    let id = id.map(|id| format!("{id}: ")).unwrap_or_default();
    let help =
        diagnostic.help.as_deref().map(|help| format!(". To do: {help}")).unwrap_or_default();
    json!({"text": format!("{id}{}{help}", diagnostic.message)})
}

fn location(diagnostic: &Diagnostic, repository: &Repository) -> Value {
    let mut location = json!({"physicalLocation": place(diagnostic, repository)});
    if let Some(id) = &diagnostic.id {
        location["logicalLocations"] = json!([{"fullyQualifiedName": id, "kind": "object"}]);
    }
    location
}

fn place(diagnostic: &Diagnostic, repository: &Repository) -> Value {
    let mut place = json!({"artifactLocation": artifact(diagnostic.path, repository)});
    if let Some(at) = diagnostic.position {
        place["region"] = json!({"startLine": at.line, "startColumn": at.column});
    }
    place
}

/// Returns the URI of a file: relative to the repository, or absolute.
fn artifact(path: &Path, repository: &Repository) -> Value {
    let path = repository.name(path);
    let uri = percent_encoded(&path.to_string_lossy());
    if path.is_absolute() {
        json!({"uri": format!("file://{uri}")})
    } else {
        json!({"uri": uri, "uriBaseId": SOURCE_ROOT})
    }
}

/// Returns `path` as a part of a URI. Slashes stay.
fn percent_encoded(path: &str) -> String {
    let mut uri = String::with_capacity(path.len());
    for byte in path.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' | b'/' => {
                uri.push(char::from(byte));
            }
            _ => uri.push_str(&format!("%{byte:02X}")),
        }
    }
    uri
}

/// Returns a text by which code scanning finds a diagnostic again in a later run: a digest of its rule, file,
/// definition and pointer. It does not change if the definition moves to another line, or if the message gets other
/// words.
fn fingerprint(diagnostic: &Diagnostic, repository: &Repository) -> String {
    let path = repository.name(diagnostic.path);
    let id = diagnostic.id.as_deref().unwrap_or_default();
    // A mention has no definition and no pointer, so that its message takes their place.
    let words = if &*diagnostic.rule == MENTION { &*diagnostic.message } else { "" };
    let parts =
        [&*diagnostic.rule, &path.to_string_lossy(), id, &diagnostic.pointer, words].join("\0");
    digest(parts.as_bytes()).to_string()[..32].to_owned()
}

/// Returns the clusters of the file as properties; `null` if none of them has a name.
fn cluster_of(diagnostic: &Diagnostic) -> Value {
    match cluster(diagnostic.clusters) {
        Value::Null => Value::Null,
        cluster => json!({ "cluster": cluster }),
    }
}

/// Returns the decision of the user to keep the definition, as a suppression of the diagnostic.
fn suppression(diagnostic: &Diagnostic) -> Option<Value> {
    let reason = diagnostic.kept.as_ref()?;
    Some(json!({ "kind": "external", "status": "accepted", "justification": reason }))
}

/// Returns the edits of a diagnostic as a fix; `None` if there are none, or if their text would show a login.
fn fix(diagnostic: &Diagnostic, repository: &Repository) -> Option<Value> {
    let shows_login = |it: &Replacement| without_login(it.text) != it.text;
    if diagnostic.fix.is_empty() || diagnostic.fix.iter().any(shows_login) {
        return None;
    }
    let replacement = |Replacement { start, end, text }: &Replacement| {
        json!({
            "deletedRegion": {
                "startLine": start.line, "startColumn": start.column,
                "endLine": end.line, "endColumn": end.column,
            },
            "insertedContent": {"text": text},
        })
    };
    Some(json!({
        "description": {"text": "Take the registry credentials from a secret"},
        "artifactChanges": [{
            "artifactLocation": artifact(diagnostic.path, repository),
            "replacements": diagnostic.fix.iter().map(replacement).collect::<Vec<_>>(),
        }],
    }))
}
