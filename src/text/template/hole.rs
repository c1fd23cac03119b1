//! Expressions that may be more, or less, than one value or key.

use std::ops::Range;

/// An expression in a place where it may be more, or less, than one value or key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hole {
    /// The range in the file.
    pub range: Range<usize>,
    /// The kind of text that may take its place.
    pub kind: HoleKind,
    /// The brackets around it, outermost first.
    pub around: Vec<Bracket>,
}

/// A bracket that is open at a hole.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bracket {
    /// The offset of the bracket in the file.
    pub place: usize,
    /// The name of the member whose value begins with the bracket; empty if it is no member.
    pub name: String,
}

/// The kinds of text that may take the place of a hole.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum HoleKind {
    /// A comma, or nothing.
    Comma,
    /// Members.
    Members,
    /// Elements.
    Elements,
    /// A part of a key.
    KeyPart,
}
