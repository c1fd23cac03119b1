//! Where a check is, and what it says there: pointers and messages are written only where something
//! is wrong, which is nowhere in most definitions.

use super::super::version::Version;
use super::super::view::{dotted, push_member};
use super::super::{Reason, Violations};

/// The way from the definition to one of its values.
pub(super) enum Place<'p> {
    /// The definition itself.
    Definition,
    /// The member of that name of what is at the other place.
    Member(&'p Place<'p>, &'p str),
    /// The element of that index.
    Element(&'p Place<'p>, usize),
}

impl Place<'_> {
    fn write(&self, out: &mut String) {
        match self {
            Place::Definition => {}
            Place::Member(parent, name) => {
                parent.write(out);
                push_member(out, name);
            }
            Place::Element(parent, index) => {
                parent.write(out);
                out.push('/');
                out.push_str(&index.to_string());
            }
        }
    }
}

/// Who hears what is wrong.
pub(super) trait Complaints {
    /// The Marathon that is asked.
    fn version(&self) -> &Version;

    /// Hears that the value at `place` is refused; `message` is given the place as people write it.
    fn refuse(&mut self, reason: &Reason, place: &Place, message: impl FnOnce(&str) -> String);

    /// Hears that Marathon does not look at the value at `place`.
    fn warn(&mut self, reason: &Reason, place: &Place, message: impl FnOnce(&str) -> String);
}

impl Complaints for Violations<'_> {
    fn version(&self) -> &Version {
        self.version
    }

    fn refuse(&mut self, reason: &Reason, place: &Place, message: impl FnOnce(&str) -> String) {
        let mut pointer = String::new();
        place.write(&mut pointer);
        let message = message(&dotted(&pointer));
        self.add(reason, pointer, message);
    }

    fn warn(&mut self, reason: &Reason, place: &Place, message: impl FnOnce(&str) -> String) {
        let mut pointer = String::new();
        place.write(&mut pointer);
        let message = message(&dotted(&pointer));
        Violations::warn(self, reason, pointer, message);
    }
}

/// Wants to know only whether something is wrong.
pub(super) struct Doubt<'v> {
    pub(super) version: &'v Version,
    pub(super) is_refused: bool,
    pub(super) is_warned: bool,
}

impl Complaints for Doubt<'_> {
    fn version(&self) -> &Version {
        self.version
    }

    fn refuse(&mut self, _: &Reason, _: &Place, _: impl FnOnce(&str) -> String) {
        self.is_refused = true;
    }

    fn warn(&mut self, _: &Reason, _: &Place, _: impl FnOnce(&str) -> String) {
        self.is_warned = true;
    }
}
