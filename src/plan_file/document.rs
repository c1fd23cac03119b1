//! Writes plans as the plan document.
//!
//! The document is made while it is written, definition by definition, so that a document of many
//! megabytes is never held as a whole.

use std::io::{self, Write};
use std::path::Path;

use serde::{Serialize, Serializer};
use serde_json::{Value, json};

use super::{PLAN_VERSION, place};
use crate::plan::{self, FileEntry, FilePlan, Migration, Rewrite, Summary};
use crate::source::{Digest, digest};
use crate::text::TextEdit;

/// Writes all plans as one JSON document. Files without a definition are left out.
///
/// `folder` is the absolute current folder, which the paths of `files` count from. `root` is the
/// folder that the paths in the document count from.
///
/// # Errors
/// The stream cannot be written.
pub fn document(
    out: &mut dyn Write,
    files: &[FileEntry],
    summary: &Summary,
    folder: &Path,
    root: &Path,
) -> io::Result<()> {
    let planned = || {
        let plans = files.iter().filter_map(|file| Some((&file.path, file.result.as_ref().ok()?)));
        let plans = plans.filter(|(_, plan)| !plan.definitions.is_empty());
        let rewrites = plans.filter_map(|(path, plan)| Some((path, plan, plan.rewrite.as_ref()?)));
        rewrites.map(|(path, plan, rewrite)| file(place::name(path, folder, root), plan, rewrite))
    };
    let document = PlanDocument {
        version: PLAN_VERSION,
        program: concat!("pullconfig ", env!("CARGO_PKG_VERSION")),
        files: Each(planned),
        summary,
    };
    serde_json::to_writer_pretty(&mut *out, &document)?;
    out.write_all(b"\n")
}

#[derive(Serialize)]
struct PlanDocument<'p, F: Serialize> {
    version: u64,
    program: &'static str,
    files: F,
    summary: &'p Summary,
}

#[derive(Serialize)]
struct PlannedFile<E: Serialize, D: Serialize> {
    path: String,
    sha256: Digest,
    result_sha256: Digest,
    edits: E,
    definitions: D,
}

/// A list whose elements are made one by one while it is written.
struct Each<F>(F);

impl<I: Iterator<Item: Serialize>, F: Fn() -> I> Serialize for Each<F> {
    fn serialize<S: Serializer>(&self, out: S) -> Result<S::Ok, S::Error> {
        out.collect_seq(self.0())
    }
}

fn file<'p>(path: String, plan: &'p FilePlan, rewrite: &'p Rewrite) -> impl Serialize {
    PlannedFile {
        path,
        sha256: digest(&rewrite.source.bytes),
        result_sha256: digest(&rewrite.rewritten()),
        edits: Each(|| rewrite.edits.iter().map(edit)),
        definitions: Each(|| plan.definitions.iter().map(definition)),
    }
}

fn edit(edit: &TextEdit) -> Value {
    json!({ "start": edit.range.start, "end": edit.range.end, "text": edit.text })
}

fn definition(definition: &Migration) -> Value {
    json!({
        "id": definition.id.as_str(),
        "kind": definition.kind,
        "pointer": definition.pointer.as_str(),
        "line": definition.position.line,
        "column": definition.position.column,
        "envelope": definition.envelope,
        "state": definition.state().name(),
        "image": definition.image,
        "uris": plan::shown(&definition.uris),
        "patch": definition.patch(),
        "findings": plan::findings(definition),
        "secrets": plan::secrets(definition),
    })
}
