//! The place in its JSON that a text has reached while it is composed: the token that must follow, and the brackets
//! that are open.
//!
//! A *place* is an offset in the file from which the text is composed. All other offsets count in the text.

use std::ops::Range;

use super::hole::Bracket;

/// The kind of token that must follow outside of strings.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) enum Next {
    /// A key, or the brace that closes the object.
    Key,
    /// The colon after a key.
    Colon,
    /// A value, or the bracket that closes the array.
    #[default]
    Value,
    /// A comma or a closing bracket; at the end of the JSON, nothing.
    Comma,
}

impl Next {
    /// Returns the kind of token that must follow `byte`, a bracket, comma or colon outside of strings. `in_object` is
    /// whether the innermost bracket that is open before `byte` is a brace. Returns `None` for any other byte.
    pub(super) fn after(byte: u8, in_object: bool) -> Option<Self> {
        match byte {
            b'{' => Some(Next::Key),
            b'}' | b']' => Some(Next::Comma),
            b',' if in_object => Some(Next::Key),
            b'[' | b',' | b':' => Some(Next::Value),
            _ => None,
        }
    }
}

/// A bracket that is open.
struct Open {
    /// The bracket itself.
    byte: u8,
    /// The place of the bracket in the file.
    place: usize,
    /// The offset of the bracket in the text.
    at: usize,
    /// The range in the text of the key whose value begins with the bracket; empty if there is no key.
    name: Range<usize>,
    /// The range in the text of the last key directly inside of the bracket; empty if there is none.
    key: Range<usize>,
    /// Whether the bracket stands in `env` or `labels`, which rules do not look at.
    is_quiet: bool,
}

/// The place that a composed text has reached. Functions that compare keys get the text itself.
#[derive(Default)]
pub(super) struct Nesting {
    /// The open brackets, outermost first.
    open: Vec<Open>,
    next: Next,
}

impl Nesting {
    /// Returns the kind of token that must follow.
    pub(super) fn next(&self) -> Next {
        self.next
    }

    /// Whether no bracket is open.
    pub(super) fn is_outside(&self) -> bool {
        self.open.is_empty()
    }

    /// Whether the innermost open bracket is one of an array.
    pub(super) fn in_array(&self) -> bool {
        self.open.last().is_some_and(|open| open.byte == b'[')
    }

    /// Whether the innermost open bracket stands in `env` or `labels`.
    pub(super) fn is_quiet(&self) -> bool {
        self.open.last().is_some_and(|open| open.is_quiet)
    }

    /// Whether rules look at the current place: it is not inside of the value of `env` or `labels`. `in_string` is
    /// whether the place is inside of a string.
    pub(super) fn counts(&self, text: &[u8], in_string: bool) -> bool {
        let Some(open) = self.open.last() else { return true };
        let is_value = self.next == Next::Value || in_string && self.next != Next::Key;
        !(open.is_quiet || is_value && is_quiet_name(text, &open.key))
    }

    /// Returns the ranges in the text of the brackets of all open arrays.
    pub(super) fn open_arrays(&self) -> impl Iterator<Item = Range<usize>> {
        let arrays = self.open.iter().filter(|open| open.byte == b'[');
        arrays.map(|open| open.at..open.at + 1)
    }

    /// Returns the open brackets with the names of their members, outermost first.
    pub(super) fn brackets(&self, text: &[u8]) -> Vec<Bracket> {
        let bracket = |open: &Open| {
            let name = String::from_utf8_lossy(&text[open.name.clone()]).into_owned();
            Bracket { place: open.place, name }
        };
        self.open.iter().map(bracket).collect()
    }

    /// Passes over `byte`, a bracket, comma or colon, which stands at the end of `text` and at `place` of the file. Any
    /// other byte changes nothing.
    pub(super) fn pass(&mut self, byte: u8, text: &[u8], place: usize) {
        let around = self.open.last();
        let in_object = around.is_some_and(|open| open.byte == b'{');
        self.next = Next::after(byte, in_object).unwrap_or(self.next);
        match byte {
            b'{' | b'[' => {
                let name = match around {
                    Some(open) if in_object => open.key.clone(),
                    _ => 0..0,
                };
                let is_quiet =
                    around.is_some_and(|open| open.is_quiet) || is_quiet_name(text, &name);
                let at = text.len() - 1;
                self.open.push(Open { byte, place, at, name, key: 0..0, is_quiet });
            }
            b'}' | b']' => _ = self.open.pop(),
            _ => {}
        }
    }

    /// Passes over a key. `inside` is its range in the text, without the quotes.
    pub(super) fn pass_key(&mut self, inside: Range<usize>) {
        if let Some(open) = self.open.last_mut() {
            open.key = inside;
        }
        self.next = Next::Colon;
    }

    /// Passes over a value that is no container.
    pub(super) fn pass_value(&mut self) {
        self.next = Next::Comma;
    }
}

/// Whether the key at this range of `text` is `env` or `labels`.
fn is_quiet_name(text: &[u8], key: &Range<usize>) -> bool {
    matches!(&text[key.clone()], b"env" | b"labels")
}
