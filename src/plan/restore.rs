//! Joins the migrations of all readings of a template into one, and puts the expressions of the file back
//! where readings have stand-ins.
//!
//! A reading is the text of one choice of alternatives. The joined migration has the findings, URIs and
//! secrets of every reading.

use json_patch::PatchOperation;
use json_patch::jsonptr::PointerBuf;

use super::{Fate, Migration, State};
use crate::engine::{SecretNeed, Severity};
use crate::text::Document;

impl Migration {
    /// Puts the expressions of `document` in the place of their stand-ins.
    pub(super) fn restore(&mut self, document: &Document) {
        let text = |text: &mut String| *text = document.restored(text).into_owned();
        self.each_pointer(&mut |pointer| *pointer = document.restored_pointer(pointer));
        self.id.edit(text);
        self.image.iter_mut().for_each(text);
        self.uris.iter_mut().for_each(text);
        for located in &mut self.findings {
            let finding = &mut located.finding;
            text(&mut finding.message);
            finding.help.iter_mut().chain(&mut finding.loss).for_each(text);
            finding.asks.iter_mut().map(|it| &mut it.name).for_each(text);
        }
        for need in self.needs_mut() {
            [&mut need.key, &mut need.source].into_iter().for_each(text);
            need.uris.iter_mut().chain(&mut need.images).for_each(text);
        }
        let Fate::Convertible { patch: Some(patch), .. } = &mut self.fate else { return };
        for operation in patch {
            match operation {
                PatchOperation::Add(op) => document.restore_value(&mut op.value),
                PatchOperation::Replace(op) => document.restore_value(&mut op.value),
                PatchOperation::Test(op) => document.restore_value(&mut op.value),
                PatchOperation::Remove(_) | PatchOperation::Move(_) | PatchOperation::Copy(_) => {}
            }
        }
    }

    /// Replaces the pointer of the definition by `place`, also at the beginning of all pointers
    /// into it.
    pub(super) fn set_pointer(&mut self, place: &PointerBuf) {
        let from = self.pointer.clone();
        self.each_pointer(&mut |pointer| {
            if let Some(rest) = pointer.strip_prefix(&from) {
                *pointer = place.concat(rest);
            }
        });
    }

    /// Calls `change` with each pointer that the migration has.
    fn each_pointer(&mut self, change: &mut dyn FnMut(&mut PointerBuf)) {
        change(&mut self.pointer);
        self.findings.iter_mut().for_each(|it| change(&mut it.finding.pointer));
        let Fate::Convertible { patch: Some(patch), .. } = &mut self.fate else { return };
        for operation in patch {
            match operation {
                PatchOperation::Add(op) => change(&mut op.path),
                PatchOperation::Replace(op) => change(&mut op.path),
                PatchOperation::Test(op) => change(&mut op.path),
                PatchOperation::Remove(op) => change(&mut op.path),
                PatchOperation::Move(op) => {
                    change(&mut op.from);
                    change(&mut op.path);
                }
                PatchOperation::Copy(op) => {
                    change(&mut op.from);
                    change(&mut op.path);
                }
            }
        }
    }

    /// Adds the findings, URIs and secrets that another reading of the same definition has.
    pub(super) fn join(&mut self, other: Migration) {
        let is_blocked = self.state() == State::Blocked;
        for located in other.findings {
            let is_note_of_blocked = is_blocked && located.finding.severity == Severity::Note;
            let is_known = self.findings.iter().any(|known| known.says_the_same(&located));
            if !is_note_of_blocked && !is_known {
                self.findings.push(located);
            }
        }
        for uri in other.uris {
            if !self.uris.contains(&uri) {
                self.uris.push(uri);
            }
        }
        if let Some(needs) = self.fate.needs_mut() {
            SecretNeed::gather(needs, other.fate.into_needs());
        }
    }
}
