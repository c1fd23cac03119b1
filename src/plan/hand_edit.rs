//! Makes the plan that replaces a file by a text that the user has written.
//!
//! Invariant: the text is strict JSON or a template of it, and has the definitions that the file
//! had, no more and no fewer. The user decides about everything else. The fates of the definitions
//! tell what is still to be migrated.

use similar::{Algorithm, DiffOp, capture_diff_slices};

use super::content::{Content, ReadTemplate, read};
use super::template::prove_by_hand;
use super::{
    Checked, CheckedKind, Fate, FileFormat, FileOptions, FilePlan, Marathons, Migration, PlanError,
    PlanOptions, Positioned, Rewrite, State, check, plan_for_all,
};
use crate::engine::Severity;
use crate::marathon::Targets;
use crate::source::{Origin, SourceFile};
use crate::text::{Document, Position, Syntax, TextEdit, utf8};

/// The reason why the user's text is refused.
#[derive(Debug, thiserror::Error)]
pub enum HandEditError {
    /// The text is broken.
    #[error(transparent)]
    Broken(#[from] PlanError),
    /// Some rendering of the template would be broken, or have other definitions.
    #[error("{0}")]
    Rendered(String),
    /// The text has other definitions than the file.
    #[error("{0}")]
    OtherDefinitions(String),
    /// The format of the file is one that cannot be edited by hand.
    #[error("a {0} cannot be edited here")]
    Format(FileFormat),
}

impl HandEditError {
    /// Returns the position of the error in the text, if it has one.
    #[must_use]
    pub fn position(&self) -> Option<Position> {
        match self {
            HandEditError::Broken(error) => Some(error.position()),
            HandEditError::Rendered(_)
            | HandEditError::OtherDefinitions(_)
            | HandEditError::Format(_) => None,
        }
    }
}

/// A plan with a text that the user has written.
#[derive(Debug)]
pub struct HandEdit {
    /// The plan that replaces the file by the text.
    pub plan: FilePlan,
    /// The reasons for which Marathon would refuse definitions of the text.
    pub refused: Vec<Positioned<String>>,
}

/// Returns the plan that replaces the file of `old` by `text`.
///
/// # Errors
/// See [`HandEditError`].
pub fn edit_by_hand(
    old: &FilePlan,
    text: Vec<u8>,
    options: &FileOptions,
) -> Result<HandEdit, HandEditError> {
    let Some(Rewrite { source: file, .. }) = &old.rewrite else {
        return Err(HandEditError::Format(old.format));
    };
    let Some(first) = options.each.first() else { return Err(HandEditError::Format(old.format)) };
    let templates = first.templates;
    let targets = options.each.iter().map(|it| it.rules.targets);
    let marathons = Marathons::from(targets.fold(Targets::default(), Targets::union));
    check_readable(file, &text, first)?;
    let bytes = &file.bytes;
    let source = |bytes| {
        let (path, location) = (file.path.clone(), file.location.clone());
        SourceFile { path, location, bytes, origin: Origin::Named }
    };
    let new = source(text);
    let before = check(&source(bytes.clone()), templates, false, &marathons)?.definitions;
    let after = check(&new, templates, false, &marathons)?.definitions;
    check_same_definitions(&before, &after)?;
    let violations = after.iter().flat_map(|it| &it.violations);
    let refused = violations.filter(|violation| violation.item.unless.is_none());
    let refused = refused.map(|violation| Positioned {
        position: violation.position,
        item: violation.item.message.clone(),
    });
    let refused = refused.collect();
    let edits = line_edits(bytes, &new.bytes);
    let planned = plan_for_all(new, options)?;
    let migration = |migration: &Migration| after_the_edit(migration, &planned);
    let plan = FilePlan {
        clusters: old.clusters.clone(),
        format: old.format,
        definitions: old.definitions.iter().map(migration).collect(),
        mentions: old.mentions.clone(),
        others: old.others.clone(),
        compared: Vec::new(),
        rewrite: Some(Rewrite { source: source(bytes.clone()), edits }),
    };
    Ok(HandEdit { plan, refused })
}

/// Checks that `text` can be read as the old file was: as JSON, or as a template with the same
/// alternatives that renders to JSON with the same definitions. A text of another format could be
/// taken for a mere mention of a credential.
fn check_readable(
    old: &SourceFile,
    text: &[u8],
    options: &PlanOptions,
) -> Result<(), HandEditError> {
    let cross_checked = |document: Document| {
        document
            .cross_check(&|_| true)
            .map_err(|error| HandEditError::from(PlanError::Disagreement(error)))
    };
    match read(old, options.templates)? {
        Content::Json(_) => cross_checked(Document::parse(text).map_err(PlanError::syntax)?),
        Content::Template(ReadTemplate { template, readings }) => {
            let again = utf8(text).and_then(|text| template.again(text));
            let again = again.map_err(PlanError::syntax)?;
            readings.iter().try_for_each(|reading| {
                cross_checked(again.document(&reading.choice).map_err(PlanError::syntax)?)
            })?;
            // JSON with comments has one rendering, which was read.
            if template.syntax() == Syntax::Comments {
                return Ok(());
            }
            let edits = line_edits(&old.bytes, text);
            prove_by_hand(&template, &again, &edits).map_err(HandEditError::Rendered)
        }
        Content::Other(format, _) => Err(HandEditError::Format(format)),
    }
}

/// Checks that both texts have definitions of the same kinds and ids.
fn check_same_definitions(before: &[Checked], after: &[Checked]) -> Result<(), HandEditError> {
    let names = |checked: &[Checked]| {
        let name = |it: &Checked| format!("{} {}", it.kind, it.id);
        let definitions = checked.iter().filter(|it| it.kind != CheckedKind::Group);
        let mut names: Vec<String> = definitions.map(name).collect();
        names.sort();
        names
    };
    let (before, after) = (names(before), names(after));
    if before == after {
        return Ok(());
    }
    let only = |these: &[String], those: &[String]| {
        let mut rest = those.to_vec();
        let is_new = |name: &&String| match rest.iter().position(|it| it == *name) {
            Some(at) => {
                rest.remove(at);
                false
            }
            None => true,
        };
        these.iter().filter(is_new).cloned().collect::<Vec<_>>().join(", ")
    };
    let (gone, new) = (only(&before, &after), only(&after, &before));
    Err(HandEditError::OtherDefinitions(match (gone.is_empty(), new.is_empty()) {
        (false, false) => format!("{gone} is gone, and {new} is new"),
        (false, true) => format!("{gone} is gone"),
        _ => format!("{new} is new"),
    }))
}

/// Returns the migration of a definition after the edit by hand. `planned` is the plan of the new text.
/// If it finds nothing left to migrate, the user has converted the definition.
fn after_the_edit(old: &Migration, planned: &FilePlan) -> Migration {
    let is_same = |it: &&Migration| it.kind == old.kind && it.id == old.id;
    let new = planned.definitions.iter().find(is_same);
    let mut migration = old.clone();
    migration.fate = match new.map(|new| &new.fate) {
        Some(Fate::Blocked { .. }) => Fate::Blocked { wanted: old.needs().to_vec() },
        Some(Fate::Kept { by, .. }) => Fate::Kept { wanted: old.needs().to_vec(), by: by.clone() },
        Some(Fate::Convertible { .. } | Fate::Left) => Fate::Left,
        Some(Fate::Migrated { .. } | Fate::NoImage { .. }) | None => {
            let secrets = new.map(|new| new.secrets().to_vec()).unwrap_or_default();
            match old.state() {
                State::Convertible | State::Blocked | State::Kept => {
                    migration.findings.retain(|it| it.finding.severity != Severity::Blocker);
                    Fate::Convertible { patch: None, secrets }
                }
                State::Migrated => Fate::Migrated { secrets },
                State::NoImage => Fate::NoImage { secrets },
                State::Left => Fate::Left,
            }
        }
    };
    migration
}

/// Returns edits that replace each line of `old` that differs from `new`.
fn line_edits(old: &[u8], new: &[u8]) -> Vec<TextEdit> {
    let lines = |text| {
        String::from_utf8_lossy(text).split_inclusive('\n').map(str::to_owned).collect::<Vec<_>>()
    };
    let (old, new) = (lines(old), lines(new));
    let mut starts = vec![0];
    for line in &old {
        starts.push(starts[starts.len() - 1] + line.len());
    }
    let edit = |op: DiffOp| {
        let (kept, range, text) =
            (op.tag() == similar::DiffTag::Equal, op.old_range(), op.new_range());
        (!kept).then(|| TextEdit {
            range: starts[range.start]..starts[range.end],
            text: new[text].concat(),
        })
    };
    capture_diff_slices(Algorithm::Myers, &old, &new).into_iter().filter_map(edit).collect()
}

#[cfg(test)]
mod tests {
    use super::edit_by_hand;
    use crate::plan::{FileOptions, PlanOptions, plan_for_all};
    use crate::source::{Origin, SourceFile};

    /// Returns an app whose list `k` has these elements.
    fn app(elements: &str) -> Vec<u8> {
        let container = r#""container": {"docker": {"image": "x"}}"#;
        let uris = r#""uris": ["file:///etc/docker.tar.gz"]"#;
        format!("{{\"id\": \"/a\", {container}, {uris},\n\"k\": [{elements}]}}\n").into_bytes()
    }

    #[test]
    fn what_is_broken_in_two_rounds_only_is_not_taken() {
        let old = r#"{{#ports}}"x",{{/ports}}2"#;
        let (right, wrong) = (r#"{{#ports}}"x",{{/ports}}3"#, r#"{{#ports}}"x"{{/ports}}"#);
        let path = "app.json.mustache".into();
        let source = SourceFile { path, location: None, bytes: app(old), origin: Origin::Named };
        let options = FileOptions::alike(PlanOptions::default());
        let plan = plan_for_all(source, &options).expect("it is read");
        assert!(edit_by_hand(&plan, app(right), &options).is_ok());
        let error = edit_by_hand(&plan, app(wrong), &options).expect_err("it is broken");
        let error = error.to_string();
        assert_eq!(
            error,
            "the new text with two rounds of a section that may be a loop is not JSON"
        );
    }
}
