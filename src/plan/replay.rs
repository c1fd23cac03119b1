//! Proves a recorded plan again, for its file as it is now, and returns it as the plan of that
//! file.
//!
//! Nothing is planned anew: the result is, byte for byte, what was reviewed, whatever the options
//! and the version of the program are now. Nothing is trusted either: the file must be the recorded
//! one, the edits must say the same as the patches (P1, P2) and lie inside of definitions (P3), and
//! the result must have the recorded digest.

use std::collections::HashMap;
use std::ops::Range;

use json_patch::PatchOperation;
use json_patch::jsonptr::PointerBuf;
use serde_json::Value;

use super::content::{Content, ReadTemplate, read};
use super::embedded::{self, Part};
use super::{Fate, FileFormat, FilePlan, Migration, Others, Rewrite, State, Templates};
use crate::edit;
use crate::engine::Clusters;
use crate::marathon::{self, Definition, DefinitionKind};
use crate::source::{Digest, SourceFile, digest};
use crate::text::{Document, Lines, Reading, Shifts, Syntax, TextEdit, splice, utf8};

/// The record of one file in a plan.
#[derive(Debug)]
pub struct FileRecord {
    /// The digest of the file for which the plan was made.
    pub before: Digest,
    /// The digest of the result.
    pub after: Digest,
    /// The clusters that the file is for.
    pub clusters: Clusters,
    /// The definitions, with their patches.
    pub definitions: Vec<Migration>,
    /// The edits of the file.
    pub edits: Vec<TextEdit>,
    /// Whether the state of a definition contradicts the rest of its record.
    pub is_contradictory: bool,
}

/// The reason why a recorded plan is not carried out. The file stays as it is.
#[derive(Debug, thiserror::Error)]
pub enum ReplayError {
    /// The file is neither the one that was planned nor the result.
    #[error("changed since the plan was made; left as it is")]
    Changed,
    /// The plan contradicts itself: this program did not write it, or somebody changed it
    /// afterwards.
    #[error("the plan for it is damaged ({0}); left as it is")]
    Damaged(String),
}

/// Returns the recorded plan of `source`. If the file is the result already, nothing is left to do
/// and its definitions count as migrated.
///
/// # Errors
/// See [`ReplayError`].
pub fn replay(source: SourceFile, recorded: FileRecord) -> Result<FilePlan, ReplayError> {
    let FileRecord { before, after, clusters, mut definitions, mut edits, .. } = recorded;
    let found = digest(&source.bytes);
    let mut format = FileFormat::Json;
    if found == after {
        edits.clear();
        for definition in definitions.iter_mut().filter(|it| it.state() == State::Convertible) {
            definition.fate = Fate::Migrated {
                secrets: std::mem::replace(&mut definition.fate, Fate::Left).into_needs(),
            };
            // The findings are about a change that was made before.
            definition.findings.clear();
        }
    } else if found == before {
        format = prove(&source, &definitions, &edits).map_err(ReplayError::Damaged)?;
    } else {
        return Err(ReplayError::Changed);
    }
    let rewrite = Rewrite { source, edits };
    if digest(&rewrite.rewritten()) != after {
        return Err(ReplayError::Damaged("its edits do not lead to its result".into()));
    }
    Ok(FilePlan {
        format,
        clusters,
        definitions,
        mentions: Vec::new(),
        others: Others::default(),
        compared: Vec::new(),
        rewrite: Some(rewrite),
    })
}

/// The bytes that a plan may add for each definition, beyond as many bytes as the file has. A
/// conversion adds a few lines, and the path of a secret may be long.
const ROOM_FOR_DEFINITION: usize = 16 << 10;

/// Returns the approximate number of bytes that an operation adds.
fn operand_size(operation: &PatchOperation) -> usize {
    match operation {
        PatchOperation::Add(op) => size(&op.value),
        PatchOperation::Replace(op) => size(&op.value),
        PatchOperation::Test(_)
        | PatchOperation::Remove(_)
        | PatchOperation::Move(_)
        | PatchOperation::Copy(_) => 0,
    }
}

/// Returns the approximate number of bytes of a value in JSON.
fn size(value: &Value) -> usize {
    match value {
        Value::String(text) => text.len(),
        Value::Array(elements) => 2 + elements.iter().map(size).sum::<usize>(),
        Value::Object(members) => {
            2 + members.iter().map(|(name, value)| name.len() + size(value)).sum::<usize>()
        }
        Value::Null | Value::Bool(_) | Value::Number(_) => 4,
    }
}

/// Proves that the patches of `definitions` and the edits say the same about the file. Returns the
/// format in which the file was read, or the reason why there is no proof, as a clause.
pub(super) fn prove(
    source: &SourceFile,
    definitions: &[Migration],
    edits: &[TextEdit],
) -> Result<FileFormat, String> {
    let mut at = 0;
    for edit in edits {
        let range = &edit.range;
        if range.start < at || range.end < range.start || range.end > source.bytes.len() {
            return Err("its edits are out of order".into());
        }
        at = range.end;
    }
    let added: usize = edits.iter().map(|edit| edit.text.len()).sum();
    let operands = definitions.iter().flat_map(Migration::patch).map(operand_size);
    let added = added.max(operands.sum());
    if added > source.bytes.len() + ROOM_FOR_DEFINITION * definitions.len() {
        return Err(format!("it adds {added} bytes to a file of {}", source.bytes.len()));
    }
    let text = splice(&source.bytes, edits);
    let text = utf8(&text).map_err(message)?;
    let proof = Proof { source, definitions, edits, text };
    let by_itself = proof.read_as(Templates::Auto);
    // The user may have chosen a template language when the plan was made; the plan does not record
    // it.
    let mut others = Syntax::LANGUAGES
        .iter()
        .map(|language| Templates::As(language.syntax))
        .filter_map(|templates| proof.read_as(templates).ok());
    by_itself.or_else(|why| others.next().ok_or(why))
}

/// The proof that the patches and the edits of a plan say the same about a file.
struct Proof<'p> {
    source: &'p SourceFile,
    definitions: &'p [Migration],
    edits: &'p [TextEdit],
    /// The text of the file after the edits.
    text: &'p str,
}

impl Proof<'_> {
    /// Makes the proof with the file read as `templates` says. Returns the format of the file.
    fn read_as(&self, templates: Templates) -> Result<FileFormat, String> {
        let all: Vec<&Migration> = self.definitions.iter().collect();
        match read(self.source, templates).map_err(message)? {
            Content::Json(before) => {
                let after = Document::parse(self.text.as_bytes()).map_err(message)?;
                prove_readings(&[BothTexts { before, after }], &all, self.edits)?;
                Ok(FileFormat::Json)
            }
            Content::Template(read) => {
                let format = read.format();
                let readings = both_texts(read, self.text)?;
                prove_readings(&readings, &all, self.edits)?;
                Ok(format)
            }
            Content::Other(format, _) => {
                self.prove_blocks(format)?;
                Ok(format)
            }
        }
    }

    /// Makes the proof for a file that is no JSON itself, block by block.
    fn prove_blocks(&self, format: FileFormat) -> Result<(), String> {
        let Proof { source, definitions, edits, .. } = self;
        let lines = Lines::new(&source.bytes);
        let mut places: Vec<(usize, &Migration)> =
            definitions.iter().map(|it| (lines.offset(it.position), it)).collect();
        places.sort_by_key(|(offset, _)| *offset);
        let (mut proved_definitions, mut proved_edits) = (0, 0);
        for part in embedded::parts(source, format, Templates::Auto) {
            let Part { block, text, read: Ok(read), .. } = part else { continue };
            let Range { start, end } = block.range;
            let first = edits.partition_point(|edit| edit.range.start < start);
            let inside = edits[first..].iter().take_while(|edit| edit.range.end <= end);
            let edits: Vec<TextEdit> = inside.cloned().map(|edit| edit.in_part(start)).collect();
            let first = places.partition_point(|(offset, _)| *offset < start);
            let here = places[first..].iter().take_while(|(offset, _)| *offset < end);
            let here: Vec<&Migration> = here.map(|(_, migration)| *migration).collect();
            if !edits.is_empty() && !embedded::can_hold(&block, text, &edits) {
                return Err("the change would end what is around it".into());
            }
            let after = splice(text.as_bytes(), &edits);
            let readings = both_texts(read, utf8(&after).map_err(message)?)?;
            prove_readings(&readings, &here, &edits)?;
            proved_definitions += here.len();
            proved_edits += edits.len();
        }
        if (proved_definitions, proved_edits) != (definitions.len(), edits.len()) {
            return Err(format!("{format} is not converted there"));
        }
        Ok(())
    }
}

/// One reading of a text, before and after the change.
struct BothTexts<'t> {
    before: Document<'t>,
    after: Document<'t>,
}

/// Returns each reading of a template together with the same reading of `text`, the template after
/// the change.
fn both_texts<'t>(read: ReadTemplate<'t>, text: &'t str) -> Result<Vec<BothTexts<'t>>, String> {
    let ReadTemplate { template, readings } = read;
    let again = template.again(text).map_err(message)?;
    let both = |Reading { choice, document: before, .. }: Reading<'t>| {
        let after = again.document(&choice).map_err(message)?;
        Ok(BothTexts { before, after })
    };
    readings.into_iter().map(both).collect()
}

/// Proves that the patches and the edits say the same about all readings of a text.
///
/// A patch was made for one reading. The other readings may need other operations; for them the
/// proof is that they are still JSON.
fn prove_readings(
    readings: &[BothTexts<'_>],
    definitions: &[&Migration],
    edits: &[TextEdit],
) -> Result<(), String> {
    for document in readings.iter().flat_map(|both| [&both.before, &both.after]) {
        document.cross_check(&|_| true).map_err(message)?;
    }
    let shifts = Shifts::new(edits);
    let places: Vec<DefinitionIndex> = readings.iter().map(DefinitionIndex::of).collect();
    let mut spans: Vec<Range<usize>> = Vec::new();
    for migration in definitions.iter().filter(|it| !it.patch().is_empty()) {
        let mut outcomes = Vec::new();
        for (BothTexts { before, after }, places) in readings.iter().zip(&places) {
            let Some(place) = places.before.get(&(migration.kind, migration.pointer.clone()))
            else {
                continue;
            };
            let span = before.span(place.node);
            let became = places.after.get(&shifts.of(span.start));
            spans.push(span);
            outcomes.push(match became {
                None => Err("a definition is lost".into()),
                Some(became) => value(before, place)
                    .and_then(|old| prove_one(migration, old, &value(after, became)?)),
            });
        }
        match outcomes.iter().find(|outcome| outcome.is_ok()).or(outcomes.first()) {
            Some(outcome) => outcome.clone()?,
            None => {
                return Err(format!("there is no {} at `{}`", migration.kind, migration.pointer));
            }
        }
    }
    spans.sort_unstable_by_key(|span| (span.start, span.end));
    // Each span is extended to the farthest end among the spans up to it. Then an edit lies in a
    // span if it lies in the last one that begins before the edit.
    let mut reach = 0;
    spans.iter_mut().for_each(|span| {
        reach = reach.max(span.end);
        span.end = reach;
    });
    let is_inside = |edit: &TextEdit| {
        let begun = spans.partition_point(|span| span.start <= edit.range.start);
        spans[..begun].last().is_some_and(|span| edit.range.end <= span.end)
    };
    if edits.iter().all(is_inside) {
        return Ok(());
    }
    Err("an edit lies outside of the definitions".into())
}

/// The definitions of one reading, before and after the change.
struct DefinitionIndex {
    /// The definitions before the change, by kind and pointer as the plan has them.
    before: HashMap<(DefinitionKind, PointerBuf), Definition>,
    /// The definitions after the change, by the offset at which they begin.
    after: HashMap<usize, Definition>,
}

impl DefinitionIndex {
    /// Finds the definitions of a reading.
    fn of(BothTexts { before: old, after: new }: &BothTexts) -> Self {
        let definitions = |document| marathon::definitions(document, &|_| true).into_iter();
        let key = |it: &Definition| (it.kind, old.restored_pointer(&it.pointer));
        let mut before = HashMap::new();
        for definition in definitions(old) {
            // Two names of a template may have the same text; then the first one counts.
            before.entry(key(&definition)).or_insert(definition);
        }
        let begins = |it: &Definition| new.span(it.node).start;
        DefinitionIndex { before, after: definitions(new).map(|it| (begins(&it), it)).collect() }
    }
}

/// Returns the value of a definition, with the expressions of a template.
fn value(document: &Document, definition: &Definition) -> Result<Value, String> {
    let mut value = document.value(definition.node).map_err(message)?;
    document.restore_value(&mut value);
    Ok(value)
}

/// Proves that the value of a definition became what its patch makes of it.
fn prove_one(migration: &Migration, before: Value, after: &Value) -> Result<(), String> {
    let expected = edit::patched(before, &migration.pointer, migration.patch()).map_err(message)?;
    if *after == expected {
        return Ok(());
    }
    Err("the new text does not say what the patch asks for".into())
}

fn message(error: impl std::fmt::Display) -> String {
    error.to_string()
}
