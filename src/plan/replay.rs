//! What a plan recorded → the same plan of the same file, proved again.
//!
//! Nothing is planned anew: the result is, byte for byte, what was reviewed, whatever the options and
//! the version of the program are by now. And nothing is believed: the file must be the recorded one,
//! the edits must be what the patches say (P1, P2) and lie inside of definitions (P3), and the result
//! must have the recorded digest.

use std::ops::Range;

use super::{FileFormat, FilePlan, Migration, State};
use crate::edit;
use crate::marathon::{self, Definition};
use crate::source::{Digest, SourceFile, TextEdit, digest};
use crate::text::Document;

/// What a plan says about one file.
#[derive(Debug)]
pub struct Recorded {
    /// The file as it was planned.
    pub before: Digest,
    /// The file as it is to become.
    pub after: Digest,
    /// Its definitions, with their patches.
    pub definitions: Vec<Migration>,
    /// What is to be replaced in its bytes.
    pub edits: Vec<TextEdit>,
}

/// Why a recorded plan is not carried out. The file stays as it is.
#[derive(Debug, thiserror::Error)]
pub enum ReplayError {
    /// It is neither the file that was planned nor what it was to become.
    #[error("changed since the plan was made; left as it is")]
    Changed,
    /// The plan contradicts itself; it was not written by this program, or altered later.
    #[error("the plan for it is damaged ({0}); left as it is")]
    Damaged(String),
}

/// The plan of `source` that was recorded. If the file has become already what it was to become,
/// nothing is left to do and its definitions count as migrated.
///
/// # Errors
/// See [`ReplayError`].
pub fn replay(source: SourceFile, recorded: Recorded) -> Result<FilePlan, ReplayError> {
    let Recorded { before, after, mut definitions, mut edits } = recorded;
    let found = digest(&source.bytes);
    if found == after {
        edits.clear();
        for definition in definitions.iter_mut().filter(|it| it.state == State::Convertible) {
            definition.state = State::Migrated;
        }
    } else if found == before {
        prove(&source.bytes, &definitions, &edits).map_err(ReplayError::Damaged)?;
    } else {
        return Err(ReplayError::Changed);
    }
    let plan =
        FilePlan { source, format: FileFormat::Json, definitions, mentions: Vec::new(), edits };
    if digest(&plan.rewritten()) != after {
        return Err(ReplayError::Damaged("its edits do not lead to its result".into()));
    }
    Ok(plan)
}

/// That the patches of `definitions` and `edits` say the same about `bytes`.
fn prove(bytes: &[u8], definitions: &[Migration], edits: &[TextEdit]) -> Result<(), String> {
    let document = Document::parse(bytes).map_err(|error| error.to_string())?;
    let places = marathon::definitions(&document, &|_| true);
    if !edits.windows(2).all(|pair| pair[0].range.end <= pair[1].range.start) {
        return Err("its edits are out of order".into());
    }
    let mut planned: Vec<(&Migration, Definition)> = Vec::new();
    for migration in definitions.iter().filter(|it| !it.patch.is_empty()) {
        let is_same =
            |it: &&Definition| it.pointer == migration.pointer && it.kind == migration.kind;
        let Some(place) = places.iter().find(is_same) else {
            return Err(format!("there is no {} at `{}`", migration.kind, migration.pointer));
        };
        planned.push((migration, place.clone()));
    }
    let spans: Vec<Range<usize>> =
        planned.iter().map(|(_, place)| document.span(place.node)).collect();
    document
        .agree(&|span| spans.iter().any(|it| it.start < span.end && span.start < it.end))
        .map_err(|error| error.message)?;
    let mut proved = 0;
    for ((migration, place), span) in planned.iter().zip(&spans) {
        let inside: Vec<TextEdit> = edits.iter().filter(|it| lies_in(it, span)).cloned().collect();
        proved += inside.len();
        let value = document.value(place.node).map_err(|error| error.to_string())?;
        edit::prove(&document, place.node, &place.pointer, value, &migration.patch, &inside)
            .map_err(|error| error.to_string())?;
    }
    if proved != edits.len() {
        return Err("an edit lies outside of the definitions".into());
    }
    Ok(())
}

fn lies_in(edit: &TextEdit, span: &Range<usize>) -> bool {
    span.start <= edit.range.start
        && edit.range.start <= edit.range.end
        && edit.range.end <= span.end
}
