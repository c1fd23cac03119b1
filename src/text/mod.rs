//! Bytes ⇄ tree: strict JSON read once into a flat tree of byte spans.
//!
//! A [`Document`] borrows the text that it was read from and never prints any of it anew: every node is a
//! span, so that all text that is not edited can be copied. It knows nothing of Marathon, patches or files.
//!
//! Invariant: the tree is the one that `serde_json` reads from the same text. [`Document::cross_check`]
//! proves it (proof P0). A text that the two read differently is not edited.

mod cross_check;
mod document;
mod duplicate;
mod edits;
mod embedded;
mod encoding;
mod error;
mod evidence;
pub mod glob;
mod index;
mod lines;
mod masked;
mod may_be;
mod node;
mod parse;
mod pointer;
mod string;
mod style;
mod template;
mod uri;
mod value;

pub use cross_check::Disagreement;
pub use document::Document;
pub use duplicate::DuplicateKey;
pub use edits::{Shifts, TextEdit, splice, splice_part};
pub use embedded::{Block, Host, blocks_of_markdown, blocks_of_script};
pub use encoding::utf8;
pub use error::SyntaxError;
pub use evidence::{ArrayLayout, indent_at};
pub use lines::{Lines, Position};
pub use may_be::{begins_with_expression, may_be_expression};
pub use node::{NodeId, NodeKind};
pub use pointer::{FirstToken, first_token, token};
pub use string::quote;
pub use style::Style;
pub use template::{
    ArmId, Assignment, Chain, Choice, Construct, Guard, Hole, HoleKind, Look, NoSection, Pair,
    Reading, Rendered, RenderedStandIns, Role, Syntax, Tag, Template, Trial, comments,
    cuts_expression, has_expression, is_expression,
};
pub use uri::without_login;
pub use value::member;
