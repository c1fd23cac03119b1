//! Writes one JSON object per line, for programs: `{"type": …, "data": {…}}`.
//!
//! `docs/formats.md` describes the lines.

use std::io::{self, Write};

use serde::Serialize;
use serde_json::{Value, json};

use super::Verb;
use super::json::JsonWriter;
use super::preparations::{Asking, preparations};
use crate::engine::Preparation;
use crate::plan::{
    Compared, FilePlan, LiveSummary, Mention, Migration, OpenDefinition, ReportedFile, State,
    Summary, cluster, findings, secrets, without_logins,
};
use crate::text::without_login;
use crate::validity::{Difference, Presence};

/// The version of the format, in its first line.
pub(super) const VERSION: u32 = 1;

/// Writes a whole report. With `is_summary`, the lines about definitions, mentions and errors of files are left out.
///
/// # Errors
/// The stream cannot be written.
pub fn jsonl(
    out: &mut dyn Write,
    verb: Verb,
    files: &[ReportedFile],
    summary: &Summary,
    is_summary: bool,
) -> io::Result<()> {
    line(
        out,
        "begin",
        &json!({"version": VERSION, "program": "pullconfig", "verb": verb_name(verb)}),
    )?;
    for file in files.iter().filter(|_| !is_summary) {
        let (path, cluster) = (file.path.to_string_lossy(), cluster(&file.clusters));
        match &file.result {
            Ok(plan) => {
                for definition in &plan.definitions {
                    line(out, "definition", &definition_value(&path, &cluster, verb, definition))?;
                }
                for mention in &plan.mentions {
                    line(out, "mention", &mention_value(&path, &cluster, plan, mention))?;
                }
            }
            Err(failure) => {
                let position = failure.position;
                let data = json!({
                    "path": path,
                    "cluster": cluster,
                    "line": position.map(|position| position.line),
                    "column": position.map(|position| position.column),
                    "message": failure.message,
                });
                line(out, "error", &data)?;
            }
        }
    }
    for (asked, asking) in preparations(files) {
        line(out, "preparation", &preparation_value(asked, &asking))?;
    }
    compared(out, summary.live.as_ref())?;
    line(out, "summary", summary)
}

/// Writes a line for each definition that does not run as its file says, and for each stray.
pub(super) fn compared(out: &mut dyn Write, live: Option<&LiveSummary>) -> io::Result<()> {
    let Some(live) = live else { return Ok(()) };
    live.open.iter().try_for_each(|open| line(out, "compared", &compared_value(open)))?;
    live.strays.iter().flatten().try_for_each(|stray| line(out, "stray", stray))
}

/// Returns the data of a definition that does not run as its file says.
fn compared_value(OpenDefinition { path, compared }: &OpenDefinition) -> Value {
    let Compared { cluster, position, kind, id, standing } = compared;
    let member = |it: &Difference| {
        let has = match it.presence {
            Presence::Both => "both",
            Presence::First => "file",
            Presence::Second => "running",
        };
        json!({"member": it.member, "has": has})
    };
    json!({
        "path": path.to_string_lossy(),
        "line": position.line,
        "column": position.column,
        "cluster": cluster.name(),
        "kind": kind,
        "id": id.as_str(),
        "standing": standing.name(),
        "differences": standing.differences().iter().map(member).collect::<Vec<_>>(),
    })
}

/// Returns the data of a preparation, with the definitions that ask for it.
pub(super) fn preparation_value(asked: &Preparation, asking: &[Asking]) -> Value {
    let definition = |Asking { path, clusters, definition }: &Asking| {
        json!({
            "path": path.to_string_lossy(),
            "cluster": cluster(clusters),
            "line": definition.position.line,
            "column": definition.position.column,
            "kind": definition.kind,
            "id": definition.id.as_str(),
        })
    };
    json!({
        "kind": asked.kind,
        "name": without_login(&asked.name),
        "definitions": asking.iter().map(definition).collect::<Vec<_>>(),
    })
}

/// Writes one line, with `name` as its type.
pub(super) fn line(out: &mut dyn Write, name: &str, data: &impl Serialize) -> io::Result<()> {
    #[derive(Serialize)]
    struct JsonLine<'a, T> {
        r#type: &'a str,
        data: &'a T,
    }
    serde_json::to_writer(JsonWriter::new(&mut *out), &JsonLine { r#type: name, data })?;
    out.write_all(b"\n")
}

fn verb_name(verb: Verb) -> &'static str {
    match verb {
        Verb::Scan => "scan",
        Verb::Apply => "apply",
    }
}

/// Returns the word for a state in reports. In a report of `apply`, a convertible definition is `converted`.
pub(super) fn state_name(state: State, verb: Verb) -> &'static str {
    match (state, verb) {
        (State::Convertible, Verb::Apply) => "converted",
        _ => state.name(),
    }
}

fn definition_value(path: &str, cluster: &Value, verb: Verb, definition: &Migration) -> Value {
    let mut value = json!({
        "path": path,
        "cluster": cluster,
        "line": definition.position.line,
        "column": definition.position.column,
        "kind": definition.kind,
        "id": definition.id.as_str(),
        "pointer": definition.pointer.as_str(),
        "envelope": definition.envelope,
        "state": state_name(definition.state(), verb),
        "image": definition.image,
        "uris": without_logins(&definition.uris),
        "findings": findings(definition),
        "secrets": secrets(definition),
    });
    if !definition.kept().is_empty() {
        value["kept"] = json!(definition.kept());
    }
    value
}

fn mention_value(path: &str, cluster: &Value, plan: &FilePlan, mention: &Mention) -> Value {
    json!({
        "path": path,
        "cluster": cluster,
        "line": mention.position.line,
        "column": mention.position.column,
        "format": plan.format.to_string(),
        "text": without_login(&mention.text),
        "reason": mention.reason,
    })
}
