//! A plan as data: what of it stands in plan files and in reports for programs.

use std::borrow::Cow;
use std::path::PathBuf;

use serde_json::{Value, json};

use super::{FilePlan, Located, Migration, Rewrite};
use crate::engine::SecretNeed;
use crate::text::{Position, without_login};

/// The result of one file: its plan, unless something else was asked for.
#[derive(Debug)]
pub struct FileEntry<T = FilePlan> {
    /// As the user sees it.
    pub path: PathBuf,
    /// What was made of it, or why nothing was (or why it could not be written).
    pub result: Result<T, Failure>,
}

/// Something that went wrong with one file; the others go on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Failure {
    /// Where in the file, if it was read that far.
    pub position: Option<Position>,
    /// What went wrong: a clause without a final stop.
    pub message: String,
}

impl FileEntry {
    /// Returns the change of the file, if there is one.
    #[must_use]
    pub fn edited(&self) -> Option<&Rewrite> {
        self.result.as_ref().ok()?.edited()
    }
}

/// Returns the findings about a definition, as `docs/formats.md` describes it.
#[must_use]
pub fn findings(definition: &Migration) -> Vec<Value> {
    let value = |located: &Located| {
        json!({
            "rule": located.finding.rule,
            "severity": located.finding.severity,
            "line": located.position.line,
            "column": located.position.column,
            "pointer": located.finding.pointer.as_str(),
            "message": without_login(&located.finding.message),
            "help": located.finding.help,
            "loss": located.finding.loss,
        })
    };
    definition.findings.iter().map(value).collect()
}

/// Returns the secrets that a definition needs, as `docs/formats.md` describes it.
#[must_use]
pub fn secrets(definition: &Migration) -> Vec<Value> {
    let value = |need: &SecretNeed| json!({"key": need.key, "source": need.source, "uris": shown(&need.uris), "images": need.images});
    definition.secrets().iter().map(value).collect()
}

/// Returns `uris` without the logins in them.
#[must_use]
pub fn shown(uris: &[String]) -> Vec<Cow<'_, str>> {
    uris.iter().map(|uri| without_login(uri)).collect()
}
