//! One file → its definitions with what Marathon would say against them.

use memchr::memmem;

use super::content::{Content, read};
use super::migration::locate;
use super::{FileFormat, PlanError, unproved};
use crate::edit::EditError;
use crate::marathon::{self, Definition, Kind, Target};
use crate::rules::Templates;
use crate::source::{Origin, SourceFile};
use crate::text::{Document, Lines, Position, SyntaxError};
use crate::validity::{Violation, violations};

/// A definition and Marathon's reasons to refuse it.
#[derive(Debug)]
pub struct Checked {
    /// What and where it is.
    pub definition: Definition,
    /// Where it begins.
    pub position: Position,
    /// The reasons, with their places.
    pub violations: Vec<(Position, Violation)>,
}

impl Checked {
    /// Whether Marathon is asked at all: jobs are Metronome's.
    #[must_use]
    pub fn is_marathons(&self) -> bool {
        self.definition.kind != Kind::Job
    }

    /// Whether Marathon would refuse it, whatever its settings are.
    #[must_use]
    pub fn is_refused(&self) -> bool {
        self.violations.iter().any(|(_, violation)| violation.unless.is_none())
    }
}

/// Checks all definitions of one file, in the order of the text.
///
/// # Errors
/// The file should be JSON and is not, or two JSON readers disagree about it.
pub fn check(
    source: &SourceFile,
    templates: Templates,
    target: Target,
) -> Result<Vec<Checked>, PlanError> {
    match read(source, templates) {
        Ok(Content::Json(document)) => check_document(source, &document, target),
        Ok(Content::Template(_, readings)) => {
            let mut found: Vec<Checked> = Vec::new();
            for reading in &readings {
                let checked = check_document(source, &reading.document, target)?;
                checked.into_iter().for_each(|it| join(&mut found, it));
            }
            found.sort_by_key(|checked| checked.position);
            Ok(found)
        }
        Ok(Content::Other(..)) => Ok(Vec::new()),
        Err(PlanError::Syntax(error)) => unreadable(source, error),
        Err(error) => Err(error),
    }
}

/// Adds what another reading of a template says of a definition.
fn join(found: &mut Vec<Checked>, checked: Checked) {
    match found.iter_mut().find(|known| known.position == checked.position) {
        None => found.push(checked),
        Some(known) => {
            let new = |it: &(Position, Violation)| !known.violations.contains(it);
            let new: Vec<_> = checked.violations.into_iter().filter(new).collect();
            known.violations.extend(new);
            known.violations.sort_by_key(|(position, _)| *position);
        }
    }
}

fn check_document(
    source: &SourceFile,
    document: &Document,
    target: Target,
) -> Result<Vec<Checked>, PlanError> {
    let definitions = marathon::definitions(document, &|_| true);
    if definitions.is_empty() {
        return Ok(Vec::new());
    }
    document.agree(&|_| true).map_err(PlanError::Disagreement)?;
    let lines = Lines::new(&source.bytes);
    definitions.into_iter().map(|it| check_one(document, &lines, it, target)).collect()
}

/// Broken JSON that a walk came across concerns us only if there is a container in it.
fn unreadable(source: &SourceFile, error: SyntaxError) -> Result<Vec<Checked>, PlanError> {
    let has_container = memmem::find(&source.bytes, b"\"container").is_some();
    let concerns = source.origin == Origin::Named || has_container;
    match FileFormat::without_json(source) {
        None if concerns => Err(PlanError::Syntax(error)),
        _ => Ok(Vec::new()),
    }
}

fn check_one(
    document: &Document,
    lines: &Lines,
    mut definition: Definition,
    target: Target,
) -> Result<Checked, PlanError> {
    let position = lines.position(document.span(definition.node).start);
    let value = document
        .value(definition.node)
        .map_err(|error| unproved(&definition, position, &EditError::Read(error)))?;
    let place = |mut violation: Violation| {
        violation.pointer.insert_str(0, definition.pointer.as_str());
        let pointer = json_patch::jsonptr::Pointer::parse(&violation.pointer);
        let at = pointer.map(|pointer| locate(document, lines, &definition, pointer));
        (at.unwrap_or(position), violation)
    };
    let violations = violations(definition.kind, &value, target).into_iter().map(place);
    let restored = |(at, mut violation): (Position, Violation)| {
        violation.message = document.restored(&violation.message).into_owned();
        violation.pointer = document.restored(&violation.pointer).into_owned();
        (at, violation)
    };
    let violations = violations.map(restored);
    let mut violations: Vec<(Position, Violation)> = violations.collect();
    violations.sort_by_key(|(position, _)| *position);
    definition.id.edit(|id| *id = document.restored(id).into_owned());
    definition.pointer = document.restored_pointer(&definition.pointer);
    Ok(Checked { definition, position, violations })
}
