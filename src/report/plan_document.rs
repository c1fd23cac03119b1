//! The plan document: per file its digest and, per definition, patch, findings and secrets.

use serde_json::{Value, json};

use super::jsonl::{findings, secrets, state_name};
use super::{FileEntry, Summary, Verb};
use crate::plan::{FilePlan, Migration};
use crate::source::digest;

/// The version of the document.
const VERSION: u32 = 1;

/// All plans as one JSON value. Files without a definition are left out.
#[must_use]
pub fn plan_document(files: &[FileEntry], summary: &Summary) -> Value {
    let planned = files.iter().filter_map(|file| match &file.result {
        Ok(plan) if !plan.definitions.is_empty() => Some(file_value(file, plan)),
        _ => None,
    });
    json!({
        "version": VERSION,
        "program": concat!("pullconfig ", env!("CARGO_PKG_VERSION")),
        "files": planned.collect::<Vec<_>>(),
        "summary": summary,
    })
}

fn file_value(file: &FileEntry, plan: &FilePlan) -> Value {
    json!({
        "path": file.path.to_string_lossy(),
        "sha256": digest(&plan.source.bytes),
        "definitions": plan.definitions.iter().map(definition_value).collect::<Vec<_>>(),
    })
}

fn definition_value(definition: &Migration) -> Value {
    json!({
        "id": definition.id.as_str(),
        "kind": definition.kind,
        "pointer": definition.pointer.as_str(),
        "line": definition.position.line,
        "column": definition.position.column,
        "state": state_name(definition.state, Verb::Scan),
        "patch": definition.patch,
        "findings": findings(definition),
        "secrets": secrets(definition),
    })
}
