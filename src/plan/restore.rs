//! Migrations of the readings of a template → one that says what the file says: expressions in the
//! place of their stand-ins, and what all readings have to tell.

use json_patch::PatchOperation;
use json_patch::jsonptr::PointerBuf;

use super::{Migration, State};
use crate::engine::{SecretNeed, Severity};
use crate::text::Document;

impl Migration {
    /// Puts the expressions of `document` in the place of their stand-ins.
    pub(super) fn restore(&mut self, document: &Document) {
        let text = |text: &mut String| *text = document.restored(text).into_owned();
        let pointer = |it: &mut PointerBuf| *it = document.restored_pointer(it);
        self.id.edit(text);
        pointer(&mut self.pointer);
        self.image.iter_mut().for_each(text);
        self.uris.iter_mut().for_each(text);
        for located in &mut self.findings {
            let finding = &mut located.finding;
            pointer(&mut finding.pointer);
            text(&mut finding.message);
            finding.help.iter_mut().chain(&mut finding.loss).for_each(text);
        }
        for need in self.secrets.iter_mut().chain(&mut self.wanted) {
            [&mut need.key, &mut need.source].into_iter().for_each(text);
            need.uris.iter_mut().chain(&mut need.images).for_each(text);
        }
        for operation in &mut self.patch {
            match operation {
                PatchOperation::Add(op) => {
                    pointer(&mut op.path);
                    document.restore_value(&mut op.value);
                }
                PatchOperation::Replace(op) => {
                    pointer(&mut op.path);
                    document.restore_value(&mut op.value);
                }
                PatchOperation::Test(op) => {
                    pointer(&mut op.path);
                    document.restore_value(&mut op.value);
                }
                PatchOperation::Remove(op) => pointer(&mut op.path),
                PatchOperation::Move(op) => {
                    pointer(&mut op.from);
                    pointer(&mut op.path);
                }
                PatchOperation::Copy(op) => {
                    pointer(&mut op.from);
                    pointer(&mut op.path);
                }
            }
        }
    }

    /// Takes over what another reading has to tell of the same definition.
    pub(super) fn join(&mut self, other: Migration) {
        let is_blocked = self.state == State::Blocked;
        for located in other.findings {
            let is_told = is_blocked && located.finding.severity == Severity::Note;
            if !is_told && !self.findings.contains(&located) {
                self.findings.push(located);
            }
        }
        for uri in other.uris {
            if !self.uris.contains(&uri) {
                self.uris.push(uri);
            }
        }
        let needs = if is_blocked { &mut self.wanted } else { &mut self.secrets };
        SecretNeed::gather(needs, other.secrets.into_iter().chain(other.wanted));
    }
}
