//! The nodes of the tree of a text.

/// The kind of a value or key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
pub enum NodeKind {
    /// `null`
    Null,
    /// `true` or `false`
    Bool,
    /// A number, kept as text.
    Number,
    /// A string; keys are strings too.
    String,
    /// `[…]`
    Array,
    /// `{…}`
    Object,
}

/// A value or a key. Nodes stand in the order of the text: the key of a member, then its value.
///
/// A node takes sixteen bytes.
#[derive(Debug, Clone, Copy)]
pub(super) struct Node {
    /// The offset of the first byte.
    pub(super) start: u32,
    /// The offset after the last byte.
    pub(super) end: u32,
    /// The index of the first node after the subtree of this one.
    pub(super) next: u32,
    pub(super) kind: NodeKind,
    /// Whether a string is written with escape sequences.
    pub(super) has_escapes: bool,
}

/// The index of a node in one [`Document`](super::Document). In any other it has no meaning.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct NodeId(pub(super) u32);
