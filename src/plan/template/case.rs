//! A definition of a template: its views, one for each reading that has it, and its case, which
//! unites the views.

use std::ops::Range;

use json_patch::PatchOperation;
use serde_json::Value;

use super::super::search::Search;
use super::super::{LocatedFinding, Migration};
use crate::edit::Placement;
use crate::engine::Severity;
use crate::marathon::Definition;
use crate::rules::blocked_by_template;
use crate::text::{Document, Style, TextEdit};

/// One definition as one reading has it.
pub(super) struct View<'r> {
    /// The index of the reading.
    pub(super) reading: usize,
    pub(super) document: &'r Document<'r>,
    pub(super) definition: Definition,
    /// The migration; `None` if the definition has nothing to do with pull credentials here.
    pub(super) migration: Option<Migration>,
    pub(super) edits: Vec<TextEdit>,
    /// The value that the new text must have, if the definition changes.
    pub(super) expected: Option<Value>,
    /// The offset of its first credential URI.
    pub(super) credential: Option<usize>,
    /// The patch that the edits carry out, if the definition changes.
    pub(super) applied: Option<AppliedPatch>,
}

/// One definition in all readings that have it.
pub(super) struct Case<'r> {
    /// The offset at which it begins.
    pub(super) start: usize,
    /// Its range in the file.
    pub(super) span: Range<usize>,
    pub(super) views: Vec<View<'r>>,
    pub(super) migration: Migration,
    pub(super) edits: Vec<TextEdit>,
}

/// A patch that the edits carry out in a reading.
pub(super) struct AppliedPatch {
    pub(super) patch: Vec<PatchOperation>,
    pub(super) placements: Vec<Placement>,
    pub(super) style: Style,
}

impl Case<'_> {
    /// Blocks the definition for `reason` if it changes.
    pub(super) fn block_if_changed(&mut self, search: &Search, at: usize, reason: &str) {
        if !self.edits.is_empty() {
            self.block(search, at, reason);
        }
    }

    /// Blocks the definition. The reason takes the place of earlier ones about the template.
    pub(super) fn block_instead(&mut self, search: &Search, at: usize, reason: &str) {
        self.block(search, at, reason);
        let findings = &mut self.migration.findings;
        if let Some(last) = findings.pop() {
            findings.retain(|located| located.finding.rule != last.finding.rule);
            findings.push(last);
        }
    }

    pub(super) fn block(&mut self, search: &Search, at: usize, reason: &str) {
        self.edits.clear();
        block(&mut self.migration, search, at, reason);
    }
}

/// Blocks a definition because of the text around it.
pub(in super::super) fn block(migration: &mut Migration, search: &Search, at: usize, reason: &str) {
    migration.make_blocked();
    migration.findings.retain(|located| located.finding.severity > Severity::Note);
    let finding = blocked_by_template(migration.pointer.clone(), reason.to_owned());
    migration.findings.push(LocatedFinding { position: search.lines.position(at), finding });
}
