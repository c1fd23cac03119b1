//! The types of members: the words in which the tables of this folder are written.

use super::form::Form;
use crate::marathon::Target;

/// The type that a value must have.
pub(in crate::validity) enum Type {
    /// A text of this form with at most `most` UTF-16 units. `least` is 1 if the text must not be
    /// empty, else 0.
    Text { least: usize, most: usize, form: Form },
    /// `true` or `false`.
    Flag,
    /// A whole number from `least` to `most`.
    Integer { least: i64, most: i64 },
    /// A number from `least` to `most`.
    Number { least: f64, most: f64 },
    /// One of these words, in letters of any case.
    Word(&'static [&'static str]),
    /// One of these words, in exactly these letters.
    Exactly(&'static [&'static str]),
    /// A value of this type. Marathon reads a value of any other type as the default of the member
    /// (marathon: FieldT.scala, `playReader`).
    OrDefault(&'static Type),
    /// A list of `least` to `most` values of the type `of`.
    List {
        of: &'static Type,
        least: usize,
        most: usize,
        /// Whether the order means nothing.
        is_set: bool,
    },
    /// Any value.
    Anything,
    /// An object whose members have names of the form `names` and values of the type `of`.
    Map { of: &'static Type, names: Form },
    /// An object with these members. If none of them is required, Marathon reads a value that is no
    /// object as an object without members (marathon: ObjectVisitor.scala:133-155).
    Object(&'static [Member]),
    /// An object with these members. Marathon refuses a value that is no object, because the
    /// library Play reads the value (marathon: ObjectVisitor.scala:214-216).
    StrictObject(&'static [Member]),
    /// A value of one of these kinds. Marathon takes the first kind that fits.
    Either(&'static [ValueKind]),
}

impl Type {
    /// Returns the names of the members that an object of this type has, in the order of the table;
    /// none if this is not the type of an object.
    pub(in crate::validity) fn names(&self) -> impl Iterator<Item = &'static str> {
        let members = match self {
            Type::Object(members) | Type::StrictObject(members) => *members,
            _ => &[],
        };
        members.iter().map(|member| member.name)
    }
}

/// One of the kinds that a value may be of; see [`Type::Either`].
pub(in crate::validity) struct ValueKind {
    /// The member by which a value of this kind is recognised; empty if there is no such member.
    pub(in crate::validity) sign: &'static str,
    /// The type that a value of this kind has.
    pub(super) value_type: &'static Type,
    /// The first version of Marathon that knows this kind.
    pub(super) since: Target,
}

/// A member of an object.
pub(in crate::validity) struct Member {
    pub(super) name: &'static str,
    pub(super) value_type: &'static Type,
    pub(super) is_required: bool,
    /// The first version of Marathon that knows this member.
    pub(super) since: Target,
    /// The values, as JSON, that Marathon has in the place of an absent member. There are several
    /// if they differ between versions, because an app keeps the default of the version that
    /// created it.
    pub(super) defaults: &'static [&'static str],
}

impl Member {
    /// Returns this member with `defaults`.
    pub(super) const fn or(self, defaults: &'static [&'static str]) -> Self {
        Member { defaults, ..self }
    }
}
