//! Plans → the plan document.

use std::path::Path;

use serde_json::{Value, json};

use super::{VERSION, place};
use crate::plan::{FilePlan, Migration};
use crate::report::{self, FileEntry, Summary, Verb, state_name};
use crate::source::{TextEdit, digest};

/// All plans as one JSON value. Files without a definition are left out.
///
/// `folder` is the (absolute) current folder, which the paths of `files` count from; `root` is the
/// folder that the paths in the document count from.
#[must_use]
pub fn document(files: &[FileEntry], summary: &Summary, folder: &Path, root: &Path) -> Value {
    let planned = files.iter().filter_map(|file| match &file.result {
        Ok(plan) if !plan.definitions.is_empty() => {
            Some(file_value(place::name(&file.path, folder, root), plan))
        }
        _ => None,
    });
    json!({
        "version": VERSION,
        "program": concat!("pullconfig ", env!("CARGO_PKG_VERSION")),
        "files": planned.collect::<Vec<_>>(),
        "summary": summary,
    })
}

fn file_value(path: String, plan: &FilePlan) -> Value {
    json!({
        "path": path,
        "sha256": digest(&plan.source.bytes),
        "result_sha256": digest(&plan.rewritten()),
        "edits": plan.edits.iter().map(edit_value).collect::<Vec<_>>(),
        "definitions": plan.definitions.iter().map(definition_value).collect::<Vec<_>>(),
    })
}

fn edit_value(edit: &TextEdit) -> Value {
    json!({ "start": edit.range.start, "end": edit.range.end, "text": edit.text })
}

fn definition_value(definition: &Migration) -> Value {
    json!({
        "id": definition.id.as_str(),
        "kind": definition.kind,
        "pointer": definition.pointer.as_str(),
        "line": definition.position.line,
        "column": definition.position.column,
        "envelope": definition.envelope,
        "state": state_name(definition.state, Verb::Scan),
        "image": definition.image,
        "uris": report::shown(&definition.uris),
        "patch": definition.patch,
        "findings": report::findings(definition),
        "secrets": report::secrets(definition),
    })
}
