//! Expressions that may be more, or less, than one value or key.

use std::ops::Range;

/// An expression in a place where it may be more, or less, than one value or key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hole {
    /// The range in the file.
    pub range: Range<usize>,
    /// The kind of text that it stands for.
    pub kind: HoleKind,
    /// The brackets around it, from the outermost one on: their offsets in the file, and the names
    /// of the members whose values they are. The name is empty in lists.
    pub around: Vec<(usize, String)>,
}

/// The kinds of text that a hole may give way to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum HoleKind {
    /// It stands where a comma or nothing can stand.
    Comma,
    /// It stands where members can stand.
    Members,
    /// It stands where elements can stand.
    Elements,
    /// It is a part of a key.
    KeyPart,
}
