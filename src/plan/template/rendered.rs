//! Plans a definition of a rendering, as it would be planned in a file of strict JSON.

use serde_json::Value;

use super::super::State;
use super::super::planner::{Depth, Draft, Planner};
use crate::edit;
use crate::engine::{Options, Severity};
use crate::marathon::{self, Definition};
use crate::text::{Document, Lines, Trial};

/// The planned fate of one definition in one rendering.
pub(super) enum RenderedFate {
    /// The definition stays as it is.
    Stays,
    /// The definition is converted to this value.
    Becomes(Value),
    /// The definition is blocked, for a reason about the text at the offset `at` of the template.
    Blocked { at: usize, reason: String },
}

/// Returns the fate that the rules plan for a definition of a rendering. `document` is the rendering before the
/// change, and `lines` are its lines; `trial` turns its offsets into offsets of the template.
pub(super) fn plan(
    (trial, lines): (&Trial, &Lines),
    document: &Document,
    definition: &Definition,
    options: &Options,
) -> RenderedFate {
    let entries = marathon::entries(document, definition, &options.recognition);
    let start = trial.old.place(document.span(definition.node).start).unwrap_or(0);
    let blocked = |at: usize, reason: String| RenderedFate::Blocked { at, reason };
    let planner = Planner { depth: Depth::Survey, document, lines, options, live: None };
    let drafted = match planner.draft(definition, entries) {
        Ok(drafted) => drafted,
        Err(error) => return blocked(start, error.to_string()),
    };
    let Some(Draft { migration, conversion }) = drafted else { return RenderedFate::Stays };
    if migration.state() == State::Blocked {
        let blocker = migration.findings.iter().find(|it| it.finding.severity == Severity::Blocker);
        let at = blocker.and_then(|it| trial.old.place(lines.offset(it.position)));
        let reason = blocker.map(|it| document.restored(&it.finding.message).into_owned());
        return blocked(at.unwrap_or(start), reason.unwrap_or_default());
    }
    if conversion.is_none() {
        return RenderedFate::Stays;
    }
    let value = serde_json::from_str(document.raw(definition.node));
    let patched = value
        .map_err(edit::EditError::Read)
        .and_then(|value| edit::patched(value, &definition.pointer, migration.patch()));
    match patched {
        Ok(value) => RenderedFate::Becomes(value),
        Err(error) => blocked(start, error.to_string()),
    }
}
