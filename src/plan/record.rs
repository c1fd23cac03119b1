//! The files of a run with their results, as all reports tell of them; and the parts of a plan in the JSON that plan
//! files and JSON lines share.

use std::borrow::Cow;
use std::path::PathBuf;

use serde_json::{Value, json};

use super::{FilePlan, LocatedFinding, Migration, Rewrite};
use crate::engine::{Cluster, Clusters, Preparation, SecretNeed};
use crate::text::{Position, without_login};

/// A file of the run, as the reports tell of it: where it is, and its plan or another result of the
/// verb. A file with several failures is reported several times.
#[derive(Debug)]
pub struct ReportedFile<T = FilePlan> {
    /// The path as the user sees it.
    pub path: PathBuf,
    /// The clusters that the file is for.
    pub clusters: Clusters,
    /// The result, or the reason why there is none, or why it could not be written.
    pub result: Result<T, Failure>,
}

/// An error of one file. The run goes on with the other files.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Failure {
    /// The position in the file; `None` if the error has no place in its text.
    pub position: Option<Position>,
    /// The message: a clause without a full stop.
    pub message: String,
}

impl ReportedFile {
    /// Returns the change of the file, if there is one.
    #[must_use]
    pub fn edited(&self) -> Option<&Rewrite> {
        self.result.as_ref().ok()?.edited()
    }
}

/// Returns the findings about a definition in the form that `docs/formats.md` describes.
#[must_use]
pub fn findings(definition: &Migration) -> Vec<Value> {
    let value = |located: &LocatedFinding| {
        let mut value = json!({
            "rule": located.finding.rule,
            "severity": located.finding.severity,
            "line": located.position.line,
            "column": located.position.column,
            "pointer": located.finding.pointer.as_str(),
            "message": without_login(&located.finding.message),
            "help": located.finding.help,
            "loss": located.finding.loss,
        });
        if located.finding.is_accepted {
            value["accepted"] = true.into();
        }
        if let Some(Preparation { kind, name }) = &located.finding.asks {
            value["asks"] = json!({"kind": kind, "name": name});
        }
        value
    };
    definition.findings.iter().map(value).collect()
}

/// Returns the clusters of a file in the form that `docs/formats.md` describes: a name, a list of
/// names if there are several, or `null` for the cluster without a name.
#[must_use]
pub fn cluster(clusters: &Clusters) -> Value {
    match &**clusters {
        [only] => Value::from(only.name()),
        several => several.iter().map(Cluster::name).collect(),
    }
}

/// Returns the secrets that a definition needs, in the form that `docs/formats.md` describes.
#[must_use]
pub fn secrets(definition: &Migration) -> Vec<Value> {
    let value = |need: &SecretNeed| json!({"key": need.key, "source": need.source, "uris": without_logins(&need.uris), "images": need.images});
    definition.secrets().iter().map(value).collect()
}

/// Returns `uris` as they may be shown: with `***` in the place of logins and queries.
#[must_use]
pub fn without_logins(uris: &[String]) -> Vec<Cow<'_, str>> {
    uris.iter().map(|uri| without_login(uri)).collect()
}
