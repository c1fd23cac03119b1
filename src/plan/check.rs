//! Checks the definitions of one file: returns for each the reasons for which Marathon would refuse
//! it, and the warnings.

use std::borrow::Cow;
use std::sync::Arc;

use json_patch::jsonptr::{Pointer, PointerBuf};
use memchr::memmem;
use serde_json::Value;

use super::checked::{Checked, CheckedKind, Positioned, warn_of_twins};
use super::content::{Content, read};
use super::duplicates::Credentials;
use super::planner::locate_below;
use super::{Failure, FileFormat, PlanError, Templates, embedded};
use crate::edit::EditError;
use crate::engine::{Context, Facts, Options, SecretNeed, Subject};
use crate::live::{Info, decide};
use crate::marathon::{
    self, Definition, DefinitionsAndGroups, Envelope, Group, Id, Recognition, Targets,
};
use crate::rules;
use crate::source::{Origin, SourceFile};
use crate::text::{Document, Lines, NodeId, Position, Reading, SyntaxError, without_login};
use crate::validity::{Judgement, Violation, Warning, judge, judge_group};

/// The Marathons that a file is checked for.
#[derive(Debug, Clone, Default)]
pub struct Marathons {
    /// The versions. A definition is refused if one of them refuses it.
    pub targets: Targets,
    /// The answers of the clusters of the file to `GET /v2/info`; empty if one answer is missing.
    pub infos: Vec<Arc<Info>>,
    /// The facts of images in each cluster of the file; empty if there are none.
    pub facts: Vec<Facts>,
    /// The user's additions to the credentials that are recognised.
    pub recognition: Arc<Recognition>,
}

impl From<Targets> for Marathons {
    fn from(targets: Targets) -> Self {
        Marathons { targets, ..Marathons::default() }
    }
}

/// The result of the check of one file.
#[derive(Debug, Default)]
pub struct FileCheck {
    /// The definitions and groups, in the order of the text.
    pub definitions: Vec<Checked>,
    /// The errors of embedded texts that have a container and could not be read as JSON.
    pub unread: Vec<Failure>,
}

/// Checks all definitions of one file. If `embedded` is true, this includes those inside of a script or
/// of Markdown.
///
/// # Errors
/// The file should be JSON and is not, or two JSON readers disagree about it.
pub fn check(
    source: &SourceFile,
    templates: Templates,
    embedded: bool,
    marathons: &Marathons,
) -> Result<FileCheck, PlanError> {
    let mut result = FileCheck::default();
    let lines = Lines::new(&source.bytes);
    match read(source, templates) {
        Ok(Content::Json(document)) => {
            result.definitions = check_document(&lines, &document, marathons)?;
        }
        Ok(Content::Template(read)) => {
            result.definitions = check_readings(&lines, &read.readings, marathons)?;
        }
        Ok(Content::Other(format, _)) if embedded => {
            check_embedded(source, format, templates, marathons, &mut result)?;
        }
        Ok(Content::Other(..)) => {}
        Err(PlanError::Syntax { error, mentioned }) => {
            let document = first_value(source, &error);
            let checked = document.map(|document| check_document(&lines, &document, marathons));
            let checked = checked.transpose()?.unwrap_or_default();
            if checked.is_empty() && is_error_reported(source) {
                return Err(PlanError::Syntax { error, mentioned });
            }
            result.definitions =
                warned(checked, error.position, "text-behind-json", TEXT_AFTER_JSON);
        }
        Err(error) => return Err(error),
    }
    Ok(result)
}

/// Checks the definitions that are embedded in a file that is no JSON itself, and adds what is found to
/// `result`.
fn check_embedded(
    source: &SourceFile,
    format: FileFormat,
    templates: Templates,
    marathons: &Marathons,
    result: &mut FileCheck,
) -> Result<(), PlanError> {
    for part in embedded::parts(source, format, templates) {
        match &part.read {
            Ok(read) => {
                let checked = check_readings(&part.lines(), &read.readings, marathons);
                result.definitions.extend(checked.map_err(|error| error.in_file(part.start))?);
            }
            Err(unread) if has_container(part.text.as_bytes()) => {
                let position = Some(unread.position().unwrap_or(part.start));
                result.unread.push(Failure { position, message: unread.reason("checked") });
            }
            Err(_) => {}
        }
    }
    Ok(())
}

/// Checks the definitions in all readings of a template. Returns each definition once, in the order of
/// the text.
fn check_readings(
    lines: &Lines,
    readings: &[Reading],
    marathons: &Marathons,
) -> Result<Vec<Checked>, PlanError> {
    let mut found: Vec<Checked> = Vec::new();
    for reading in readings {
        let checked = check_document(lines, &reading.document, marathons)?;
        checked.into_iter().for_each(|it| join(&mut found, it));
    }
    found.sort_by_key(|checked| checked.position);
    let commented = readings.first().filter(|reading| reading.document.is_commented());
    let comment = commented.and_then(|reading| {
        let document = &reading.document;
        let first = document.opaque(document.span(document.root())).next()?;
        Some(lines.position(first.start))
    });
    Ok(match comment {
        Some(position) => warned(found, position, "comment", COMMENT),
        None => found,
    })
}

/// The message of the warning `text-behind-json`.
const TEXT_AFTER_JSON: &str = "Marathon reads only the JSON before this, and ignores the rest";
/// The message of the warning `comment`.
const COMMENT: &str = "Marathon reads neither comments nor a comma after the last member or element; it refuses the file as it is (HTTP 400)";

/// Returns the document that ends at the offset of `error`, if the file begins with one and other text
/// follows it.
fn first_value<'s>(source: &'s SourceFile, error: &SyntaxError) -> Option<Document<'s>> {
    Document::parse(source.bytes.get(..error.offset)?).ok()
}

/// Adds a warning about the whole file to its first definition that Marathon reads.
fn warned(
    mut checked: Vec<Checked>,
    position: Position,
    name: &'static str,
    message: &str,
) -> Vec<Checked> {
    if let Some(first) = checked.iter_mut().find(|it| it.is_for_marathon()) {
        let (pointer, message) = (first.pointer.to_string(), message.to_owned());
        // Both warnings are about Marathon's reader, play-json (marathon: AppsResource.scala:114).
        let source = "marathon: AppsResource.scala:114";
        let item = Warning { pointer, name, message, source };
        first.warnings.push(Positioned { position, item });
        first.warnings.sort_by_key(|warning| warning.position);
    }
    checked
}

/// Adds a definition that was checked in another reading of a template. If the definition is known, only
/// its new violations and warnings are added.
fn join(found: &mut Vec<Checked>, checked: Checked) {
    let key = |it: &Checked| (it.position, it.kind);
    match found.iter_mut().find(|known| key(known) == key(&checked)) {
        None => found.push(checked),
        Some(known) => {
            add(&mut known.violations, checked.violations);
            add(&mut known.warnings, checked.warnings);
            known.credentials.join(checked.credentials);
        }
    }
}

/// Adds to `known` those of `others` that are new, and sorts by position.
fn add<T: PartialEq>(known: &mut Vec<Positioned<T>>, others: Vec<Positioned<T>>) {
    let new: Vec<_> = others.into_iter().filter(|it| !known.contains(it)).collect();
    known.extend(new);
    known.sort_by_key(|it| it.position);
}

/// Checks the definitions and groups of a document. Returns them in the order of the text.
fn check_document(
    lines: &Lines,
    document: &Document,
    marathons: &Marathons,
) -> Result<Vec<Checked>, PlanError> {
    let DefinitionsAndGroups { definitions, groups } = marathon::definitions_and_groups(document);
    if definitions.is_empty() {
        return Ok(Vec::new());
    }
    document.cross_check(&|_| true).map_err(PlanError::Disagreement)?;
    let mut checked = Vec::with_capacity(definitions.len() + groups.len());
    let mut definitions = definitions.into_iter().peekable();
    let start = |it: &Definition| document.span(it.node).start;
    for group in groups {
        let span = document.span(group.node);
        while let Some(definition) = definitions.next_if(|it| start(it) < span.start) {
            checked.push(check_one(document, lines, definition, marathons)?);
        }
        let value = value(document, lines, group.node, &group.id)?;
        while let Some(definition) = definitions.next_if(|it| start(it) < span.end) {
            let at = definition.pointer.strip_prefix(&group.pointer);
            checked.push(match at.and_then(|at| value.pointer(at.as_str())) {
                Some(part) => {
                    check_value(document, lines, definition, Cow::Borrowed(part), marathons)
                }
                None => check_one(document, lines, definition, marathons)?,
            });
        }
        checked.extend(check_group(document, lines, group, &value, marathons));
    }
    for definition in definitions {
        checked.push(check_one(document, lines, definition, marathons)?);
    }
    // A group stands before its definitions.
    checked.sort_by_key(|checked| checked.position);
    warn_of_twins(&mut checked);
    Ok(checked)
}

/// Whether the syntax error of a file is reported: the file should be JSON, and the user has named
/// it or it has a container.
fn is_error_reported(source: &SourceFile) -> bool {
    let is_json = FileFormat::without_json(source).is_none() || FileFormat::becomes_json(source);
    is_json && (source.origin == Origin::Named || has_container(&source.bytes))
}

/// Whether a text names a container, which definitions have and most other JSON does not.
fn has_container(bytes: &[u8]) -> bool {
    memmem::find(bytes, b"\"container").is_some()
}

/// Reads the value of a definition, and checks it.
fn check_one(
    document: &Document,
    lines: &Lines,
    definition: Definition,
    marathons: &Marathons,
) -> Result<Checked, PlanError> {
    let value = value(document, lines, definition.node, &definition.id)?;
    Ok(check_value(document, lines, definition, Cow::Owned(value), marathons))
}

/// Checks a definition whose value is `value`.
fn check_value(
    document: &Document,
    lines: &Lines,
    definition: Definition,
    value: Cow<Value>,
    marathons: &Marathons,
) -> Checked {
    let mut judgement = judge(definition.kind, definition.envelope, &value, marathons.targets);
    decide(&mut judgement, &value, &marathons.infos);
    let Review { warnings, secrets } = review(document, &definition, value, &marathons.facts);
    judgement.warnings.extend(warnings);
    let entries = marathon::entries(document, &definition, &marathons.recognition);
    let shown = |text: &str| without_login(&document.restored(text)).into_owned();
    let credentials = Credentials {
        fetched: entries.iter().map(|entry| shown(&entry.uri)).collect(),
        secrets: secrets.iter().map(|need| shown(&need.source)).collect(),
    };
    let Definition { kind, node, pointer, envelope, id, .. } = definition;
    let subject = Judged { kind: CheckedKind::Definition(kind), node, pointer, envelope, id };
    Checked { credentials, ..checked(document, lines, subject, judgement) }
}

/// The findings of [`rules::review`] that a check reports as warnings: the name of each, and its source.
const REVIEWED: [(&str, &str); 3] = [
    ("secret-space", "dcos-docs-site: 2.2/security/ent/index.md:187-203"),
    ("image-manifest", "mesos: src/uri/fetchers/docker.cpp:782-793, 841-947"),
    ("pull-config/login", "mesos: src/uri/fetchers/docker.cpp:395-430, 505, 841-843"),
];

/// The warnings and secrets that the rules find in a definition that pulls with a secret.
#[derive(Default)]
struct Review {
    /// The warnings that the definition may not read the secret's path, or that the agents cannot pull with it.
    /// Marathon accepts such a definition, and the pull fails.
    warnings: Vec<Warning>,
    /// The secrets that the definition names.
    secrets: Vec<SecretNeed>,
}

/// Reviews a definition that pulls with a secret. Returns an empty review of any other definition.
fn review(
    document: &Document,
    definition: &Definition,
    value: Cow<Value>,
    facts: &[Facts],
) -> Review {
    if !marathon::has_pull_config(document, definition) {
        return Review::default();
    }
    let subject =
        Subject { definition, document, entries: Vec::new(), duplicate: None, live: None };
    let with = |facts: Option<&Facts>| Options { facts: facts.cloned(), ..Options::default() };
    let each: Vec<Options> = match facts {
        [] => vec![with(None)],
        facts => facts.iter().map(|facts| with(Some(facts))).collect(),
    };
    let mut review = Review::default();
    for options in &each {
        let value = value.clone().into_owned();
        let mut work = Context::new(&subject, value, options).without_tests().for_review();
        rules::review(&mut work);
        let outcome = work.finish();
        for finding in outcome.findings {
            let known = REVIEWED.iter().find(|(name, _)| finding.rule == *name);
            let pointer = finding.pointer.strip_prefix(&definition.pointer);
            let (Some((name, source)), Some(pointer)) = (known, pointer) else { continue };
            let pointer = pointer.as_str().to_owned();
            let warning = Warning { pointer, name, message: finding.message, source };
            if !review.warnings.contains(&warning) {
                review.warnings.push(warning);
            }
        }
        review.secrets = outcome.secrets;
    }
    review
}

/// Checks a group whose value is `value`. Returns `None` if Marathon accepts it without a warning.
fn check_group(
    document: &Document,
    lines: &Lines,
    group: Group,
    value: &Value,
    marathons: &Marathons,
) -> Option<Checked> {
    let Group { node, pointer, envelope, id } = group;
    let judgement = judge_group(value, marathons.targets);
    if judgement == Judgement::default() {
        return None;
    }
    let group = Judged { kind: CheckedKind::Group, node, pointer, envelope, id };
    Some(checked(document, lines, group, judgement))
}

/// Returns the value of the definition or group at `node`.
fn value(document: &Document, lines: &Lines, node: NodeId, id: &Id) -> Result<Value, PlanError> {
    document.value(node).map_err(|error| PlanError::Unproved {
        definition: id.to_string(),
        position: lines.position(document.span(node).start),
        cause: EditError::Read(error).to_string(),
    })
}

/// A definition or group that was judged.
struct Judged {
    kind: CheckedKind,
    node: NodeId,
    pointer: PointerBuf,
    envelope: Envelope,
    id: Id,
}

/// Returns a definition or group with its judgement: with the position of each violation and warning,
/// and with the expressions of a template in the place of stand-ins.
fn checked(document: &Document, lines: &Lines, judged: Judged, judgement: Judgement) -> Checked {
    let Judged { kind, node, pointer, envelope, mut id } = judged;
    let position = lines.position(document.span(node).start);
    let place = |at: &mut String, message: &mut String| {
        let found = Pointer::parse(at).map(|at| locate_below(document, lines, node, at));
        at.insert_str(0, pointer.as_str());
        *message = document.restored(message).into_owned();
        *at = document.restored(at).into_owned();
        found.unwrap_or(position)
    };
    let Judgement { violations, warnings } = judgement;
    let violation = |mut item: Violation| {
        let position = place(&mut item.pointer, &mut item.message);
        Positioned { position, item }
    };
    let mut violations: Vec<_> = violations.into_iter().map(violation).collect();
    violations.sort_by_key(|violation| violation.position);
    let warning = |mut item: Warning| {
        let position = place(&mut item.pointer, &mut item.message);
        Positioned { position, item }
    };
    let mut warnings: Vec<_> = warnings.into_iter().map(warning).collect();
    warnings.sort_by_key(|warning| warning.position);
    id.edit(|id| *id = document.restored(id).into_owned());
    let pointer = document.restored_pointer(&pointer);
    let credentials = Credentials::default();
    Checked { kind, id, pointer, envelope, position, violations, warnings, credentials }
}
