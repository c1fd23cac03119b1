//! Writes a plan file.
//!
//! The text is made while it is written, definition by definition, so that many megabytes of JSON
//! are never held as a whole.

use std::io::{self, Write};
use std::path::Path;

use serde::{Serialize, Serializer};
use serde_json::{Value, json};

use super::{ClusterUrl, PLAN_VERSION, place};
use crate::engine::{Cluster, PossibleContent, SecretContent, SecretNeed};
use crate::plan::{self, FilePlan, Migration, ReportedFile, Rewrite, Summary};
use crate::secrets::{LoginFiles, Manifest};
use crate::source::{Digest, digest};
use crate::text::{TextEdit, without_login};

/// Writes all plans as one JSON document. Files without a definition are left out.
///
/// `folder` is the absolute current folder, which the paths of `files` count from. `root` is the
/// folder that the paths in the document count from. `clusters` are those of the configuration.
///
/// # Errors
/// The stream cannot be written.
pub fn document(
    out: &mut dyn Write,
    files: &[ReportedFile],
    summary: &Summary,
    folder: &Path,
    root: &Path,
    clusters: &[ClusterUrl],
) -> io::Result<()> {
    let all = || files.iter().filter_map(|file| Some((&*file.path, file.result.as_ref().ok()?)));
    let logins = LoginFiles::of(&Manifest::of(all()));
    let logins = &logins;
    let planned = || {
        let plans = files.iter().filter_map(|file| Some((&file.path, file.result.as_ref().ok()?)));
        let plans = plans.filter(|(_, plan)| !plan.definitions.is_empty());
        let rewrites = plans.filter_map(|(path, plan)| Some((path, plan, plan.rewrite.as_ref()?)));
        rewrites.map(move |(path, plan, rewrite)| {
            file(place::name(path, folder, root), plan, rewrite, logins)
        })
    };
    let document = JsonPlan {
        version: PLAN_VERSION,
        program: concat!("pullconfig ", env!("CARGO_PKG_VERSION")),
        clusters,
        files: Each(planned),
        summary,
    };
    serde_json::to_writer_pretty(&mut *out, &document)?;
    out.write_all(b"\n")
}

/// A plan as its JSON has it.
#[derive(Serialize)]
struct JsonPlan<'p, F: Serialize> {
    version: u64,
    program: &'static str,
    clusters: &'p [ClusterUrl],
    files: F,
    summary: &'p Summary,
}

/// A file of a plan as its JSON has it. `cluster` is a name, a list of names or `null`; the digests are
/// those of the file before and after the change.
#[derive(Serialize)]
struct JsonFile<E: Serialize, D: Serialize> {
    path: String,
    cluster: Value,
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

/// Returns a file of the plan, whose name is `path`.
fn file<'p>(
    path: String,
    plan: &'p FilePlan,
    rewrite: &'p Rewrite,
    logins: &'p LoginFiles,
) -> impl Serialize {
    JsonFile {
        path,
        cluster: plan::cluster(&plan.clusters),
        sha256: digest(&rewrite.source.bytes),
        result_sha256: digest(&rewrite.rewritten()),
        edits: Each(|| rewrite.edits.iter().map(edit)),
        definitions: Each(|| plan.definitions.iter().map(|it| definition(plan, it, logins))),
    }
}

/// Returns an edit as the JSON has it.
fn edit(edit: &TextEdit) -> Value {
    json!({ "start": edit.range.start, "end": edit.range.end, "text": edit.text })
}

/// Returns a definition as the JSON has it.
fn definition(plan: &FilePlan, definition: &Migration, logins: &LoginFiles) -> Value {
    let mut value = json!({
        "id": definition.id.as_str(),
        "kind": definition.kind,
        "pointer": definition.pointer.as_str(),
        "line": definition.position.line,
        "column": definition.position.column,
        "envelope": definition.envelope,
        "state": definition.state().name(),
        "image": definition.image,
        "uris": plan::without_logins(&definition.uris),
        "patch": definition.patch(),
        "findings": plan::findings(definition),
        "secrets": secrets(plan, definition, logins),
    });
    if !definition.kept().is_empty() {
        value["kept"] = json!(definition.kept());
    }
    value
}

/// Returns the secrets that a definition needs, each with the contents that it has to hold in each
/// cluster.
fn secrets(plan: &FilePlan, definition: &Migration, logins: &LoginFiles) -> Vec<Value> {
    let mut values: Vec<Value> = Vec::new();
    let mut known: Vec<&SecretNeed> = Vec::new();
    for (need, mut value) in definition.secrets().iter().zip(plan::secrets(definition)) {
        // The needs of several clusters may be one entry of the definition.
        if known.iter().any(|other| other.names_same(need)) {
            continue;
        }
        let same = definition.secrets().iter().filter(|other| other.names_same(need));
        let contents = same.flat_map(|need| contents(plan, need, logins));
        value["contents"] = contents.collect();
        values.push(value);
        known.push(need);
    }
    values
}

/// Returns the contents that a secret may have to hold, for each cluster in which the need holds.
fn contents(plan: &FilePlan, need: &SecretNeed, logins: &LoginFiles) -> Vec<Value> {
    let value = |cluster: &Cluster, possible: &PossibleContent| {
        let PossibleContent { content, archive, condition, .. } = possible;
        let (uri, name) = match content {
            SecretContent::Known(name) => (None, Some(name)),
            SecretContent::Uri { uri, name } => (Some(without_login(uri)), name.as_ref()),
        };
        json!({
            "cluster": cluster.name(),
            "content": without_login(&content.to_string()),
            "uri": uri,
            "name": name,
            "condition": condition.as_ref().map(|it| without_login(it)),
            "archive": archive.as_ref().map(|it| it.path.to_string_lossy()),
            "archive_is_of_cluster": archive.as_ref().is_some_and(|it| it.is_of_clusters),
            "login_file": logins.known(cluster, content),
        })
    };
    let clusters = plan.clusters_of(need).iter();
    clusters.flat_map(|cluster| need.contents.iter().map(move |it| value(cluster, it))).collect()
}
