//! One file → its definitions with what Marathon would say against them.

use memchr::memmem;

use super::content::{Content, read};
use super::migration::locate;
use super::{FileFormat, PlanError, embedded, unproved};
use crate::edit::EditError;
use crate::marathon::{self, Definition, Kind, Target};
use crate::rules::Templates;
use crate::source::{Origin, SourceFile};
use crate::text::{Document, Lines, Position, Reading};
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

/// What came of the check of one file.
#[derive(Debug, Default)]
pub struct FileCheck {
    /// Its definitions, in the order of the text.
    pub definitions: Vec<Checked>,
    /// Where JSON is embedded that has a container and cannot be read, and why.
    pub unread: Vec<(Position, String)>,
}

/// Checks all definitions of one file; with `embedded` also those that stand inside of a script or
/// of Markdown.
///
/// # Errors
/// The file should be JSON and is not, or two JSON readers disagree about it.
pub fn check(
    source: &SourceFile,
    templates: Templates,
    embedded: bool,
    target: Target,
) -> Result<FileCheck, PlanError> {
    let mut result = FileCheck::default();
    let lines = Lines::new(&source.bytes);
    match read(source, templates) {
        Ok(Content::Json(document)) => {
            result.definitions = check_document(&lines, &document, target)?;
        }
        Ok(Content::Template(_, readings)) => {
            result.definitions = check_readings(&lines, &readings, target)?;
        }
        Ok(Content::Other(format, _)) if embedded => {
            check_embedded(source, format, templates, target, &mut result)?;
        }
        Ok(Content::Other(..)) => {}
        Err(error @ PlanError::Syntax { .. }) if concerns_us(source) => return Err(error),
        Err(PlanError::Syntax { .. }) => {}
        Err(error) => return Err(error),
    }
    Ok(result)
}

/// Checks what is embedded in a file that is no JSON itself.
fn check_embedded(
    source: &SourceFile,
    format: FileFormat,
    templates: Templates,
    target: Target,
    result: &mut FileCheck,
) -> Result<(), PlanError> {
    for part in embedded::parts(source, format, templates) {
        match &part.read {
            Ok((_, readings)) => {
                let checked = check_readings(&part.lines(), readings, target);
                result.definitions.extend(checked.map_err(|error| error.behind(part.start))?);
            }
            Err(unread) if has_container(part.text.as_bytes()) => {
                let at = unread.position().unwrap_or(part.start);
                result.unread.push((at, unread.reason("checked")));
            }
            Err(_) => {}
        }
    }
    Ok(())
}

/// Checks what all readings of a template say, in the order of the text.
fn check_readings(
    lines: &Lines,
    readings: &[Reading],
    target: Target,
) -> Result<Vec<Checked>, PlanError> {
    let mut found: Vec<Checked> = Vec::new();
    for reading in readings {
        let checked = check_document(lines, &reading.document, target)?;
        checked.into_iter().for_each(|it| join(&mut found, it));
    }
    found.sort_by_key(|checked| checked.position);
    Ok(found)
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
    lines: &Lines,
    document: &Document,
    target: Target,
) -> Result<Vec<Checked>, PlanError> {
    let definitions = marathon::definitions(document, &|_| true);
    if definitions.is_empty() {
        return Ok(Vec::new());
    }
    document.agree(&|_| true).map_err(PlanError::Disagreement)?;
    definitions.into_iter().map(|it| check_one(document, lines, it, target)).collect()
}

/// Broken JSON that a walk came across concerns us only if there is a container in it.
fn concerns_us(source: &SourceFile) -> bool {
    let is_json = FileFormat::without_json(source).is_none() || FileFormat::becomes_json(source);
    is_json && (source.origin == Origin::Named || has_container(&source.bytes))
}

fn has_container(bytes: &[u8]) -> bool {
    memmem::find(bytes, b"\"container").is_some()
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
