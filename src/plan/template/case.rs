//! A definition of a template: its views, one for each reading that has the definition, and its case,
//! which unites the views.

use std::ops::Range;

use json_patch::PatchOperation;
use serde_json::Value;

use super::super::hits::Hits;
use super::super::{LocatedFinding, Migration};
use crate::edit::Placement;
use crate::engine::Severity;
use crate::marathon::Definition;
use crate::rules::blocked_by_template;
use crate::text::{Document, Style, TextEdit};

/// A definition as one reading has it.
pub(super) struct View<'r> {
    /// The index of the reading among those that are planned.
    pub(super) reading: usize,
    pub(super) document: &'r Document<'r>,
    pub(super) definition: Definition,
    /// The migration; `None` if the definition has nothing to do with pull credentials here.
    pub(super) migration: Option<Migration>,
    pub(super) edits: Vec<TextEdit>,
    /// The value that the definition must have in the new text, if it changes.
    pub(super) expected: Option<Value>,
    /// The offset of the definition's first credential URI.
    pub(super) credential: Option<usize>,
    /// The patch that the edits carry out, if the definition changes.
    pub(super) applied: Option<AppliedPatch>,
}

/// A definition in all readings that have it.
pub(super) struct Case<'r> {
    /// The offset at which the definition begins.
    pub(super) start: usize,
    /// The range of the definition in the text, with the text of all alternatives.
    pub(super) span: Range<usize>,
    pub(super) views: Vec<View<'r>>,
    /// The joined migration of all views.
    pub(super) migration: Migration,
    /// The merged edits of all views.
    pub(super) edits: Vec<TextEdit>,
}

/// A patch that the edits carry out in a reading.
pub(super) struct AppliedPatch {
    pub(super) patch: Vec<PatchOperation>,
    pub(super) placements: Vec<Placement>,
    pub(super) style: Style,
}

impl Case<'_> {
    /// Blocks the definition for `reason` if it changes. `at` is the offset that the finding names.
    pub(super) fn block_if_changed(&mut self, hits: &Hits, at: usize, reason: &str) {
        if !self.edits.is_empty() {
            self.block(hits, at, reason);
        }
    }

    /// Blocks the definition. The reason takes the place of earlier reasons about the template.
    pub(super) fn block_instead(&mut self, hits: &Hits, at: usize, reason: &str) {
        self.block(hits, at, reason);
        let findings = &mut self.migration.findings;
        if let Some(last) = findings.pop() {
            findings.retain(|located| located.finding.rule != last.finding.rule);
            findings.push(last);
        }
    }

    /// Blocks the definition, and drops its edits.
    pub(super) fn block(&mut self, hits: &Hits, at: usize, reason: &str) {
        self.edits.clear();
        block(&mut self.migration, hits, at, reason);
    }
}

/// Blocks a definition because of a template. `at` is the offset that the finding names.
pub(in super::super) fn block(migration: &mut Migration, hits: &Hits, at: usize, reason: &str) {
    migration.make_blocked();
    migration.findings.retain(|located| located.finding.severity > Severity::Note);
    let finding = blocked_by_template(migration.pointer.clone(), reason.to_owned());
    migration.findings.push(LocatedFinding { position: hits.lines.position(at), finding });
}
