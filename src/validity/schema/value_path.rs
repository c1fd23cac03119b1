//! The path to a value that is checked, and the receivers of complaints about the value:
//! [`Violations`], which keeps them, and [`ComplainingVersions`], which keeps only the versions of
//! Marathon that complain. Pointers and messages are written only for a complaint, because most
//! definitions have none.

use super::super::view::{dotted, push_member};
use super::super::{Reason, Violations};
use crate::marathon::Targets;

/// The path from the definition to one of its values.
pub(super) enum ValuePath<'p> {
    /// The definition itself.
    Definition,
    /// The member with this name, of the value at this path.
    Member(&'p ValuePath<'p>, &'p str),
    /// The element with this index, of the value at this path.
    Element(&'p ValuePath<'p>, usize),
}

impl ValuePath<'_> {
    /// Appends this path to `out` as a pointer.
    pub(super) fn write(&self, out: &mut String) {
        match self {
            ValuePath::Definition => {}
            ValuePath::Member(parent, name) => {
                parent.write(out);
                push_member(out, name);
            }
            ValuePath::Element(parent, index) => {
                parent.write(out);
                out.push('/');
                out.push_str(&index.to_string());
            }
        }
    }
}

/// Receives the complaints of a check.
pub(super) trait Complaints: Sized {
    /// Returns the versions of Marathon for which the check runs at the moment: the asked versions.
    fn asked(&self) -> Targets;

    /// Runs `check` for those asked versions that are among `versions`, if there are any.
    fn within(&mut self, versions: Targets, check: impl FnOnce(&mut Self));

    /// Receives the complaint that the asked versions refuse the value at `place`. `message` is
    /// called with the place as people write it: `container.volumes[0].mode`.
    fn refuse(&mut self, reason: &Reason, place: &ValuePath, message: impl FnOnce(&str) -> String);

    /// Receives the complaint that the asked versions ignore the value at `place`. `message` is
    /// called with the place as people write it.
    fn warn(&mut self, reason: &Reason, place: &ValuePath, message: impl FnOnce(&str) -> String);
}

impl Complaints for Violations {
    fn asked(&self) -> Targets {
        self.asked.get()
    }

    fn within(&mut self, versions: Targets, check: impl FnOnce(&mut Self)) {
        Violations::within(self, versions, check);
    }

    fn refuse(&mut self, reason: &Reason, place: &ValuePath, message: impl FnOnce(&str) -> String) {
        let mut pointer = String::new();
        place.write(&mut pointer);
        let message = message(&dotted(&pointer));
        self.add(reason, pointer, message);
    }

    fn warn(&mut self, reason: &Reason, place: &ValuePath, message: impl FnOnce(&str) -> String) {
        let mut pointer = String::new();
        place.write(&mut pointer);
        let message = message(&dotted(&pointer));
        Violations::warn(self, reason, pointer, message);
    }
}

/// The versions that complain about a value. The complaints themselves are dropped.
pub(super) struct ComplainingVersions {
    asked: Targets,
    /// The versions that refuse the value.
    pub(super) refused: Targets,
    /// The versions that ignore the value or a part of it.
    pub(super) warned: Targets,
}

impl ComplainingVersions {
    pub(super) fn of(asked: Targets) -> Self {
        ComplainingVersions { asked, refused: Targets::default(), warned: Targets::default() }
    }

    /// Returns the asked versions that do not refuse the value.
    pub(super) fn taken(&self) -> Targets {
        self.asked.without(self.refused)
    }
}

impl Complaints for ComplainingVersions {
    fn asked(&self) -> Targets {
        self.asked
    }

    fn within(&mut self, versions: Targets, check: impl FnOnce(&mut Self)) {
        let before = self.asked;
        self.asked = before.intersection(versions);
        if !self.asked.is_empty() {
            check(self);
        }
        self.asked = before;
    }

    fn refuse(&mut self, _: &Reason, _: &ValuePath, _: impl FnOnce(&str) -> String) {
        self.refused = self.refused.union(self.asked);
    }

    fn warn(&mut self, _: &Reason, _: &ValuePath, _: impl FnOnce(&str) -> String) {
        self.warned = self.warned.union(self.asked);
    }
}
