//! Removes unchanged bytes from the ends of an edit.
//!
//! In a template, an edit still covers whole keys and values afterwards: two readings may ask for different
//! changes in one place, and each of these changes must be complete by itself.

use super::Layout;
use crate::text::TextEdit;

impl Layout<'_> {
    /// Returns `edit` without the bytes at its ends that do not change. Returns `edit` itself if the shorter one
    /// would cut a tag in two, and `None` if it changes nothing.
    pub(super) fn trimmed(self, edit: TextEdit) -> Option<TextEdit> {
        let old = &self.document.original()[edit.range.clone()];
        if old == edit.text {
            return None;
        }
        let covers_values = self.document.is_masked() && !self.document.is_commented();
        let same = old.bytes().zip(edit.text.bytes()).take_while(|(a, b)| a == b).count();
        let is_end =
            |&at: &usize| !covers_values || ends_value(old, at) && ends_value(&edit.text, at);
        let head = (0..=same).rev().filter(|&at| old.is_char_boundary(at)).find(is_end)?;
        let (rest, text) = (&old[head..], &edit.text[head..]);
        let same = rest.bytes().rev().zip(text.bytes().rev()).take_while(|(a, b)| a == b).count();
        let is_start = |&tail: &usize| {
            !covers_values
                || begins_value(rest, rest.len() - tail) && begins_value(text, text.len() - tail)
        };
        let is_whole = |tail: &usize| rest.is_char_boundary(rest.len() - tail);
        let tail = (0..=same).rev().filter(is_whole).find(is_start)?;
        let range = edit.range.start + head..edit.range.end - tail;
        if self.document.cuts_tag(range.start) || self.document.cuts_tag(range.end) {
            return Some(edit);
        }
        let text = text[..text.len() - tail].into();
        Some(TextEdit { range, text })
    }
}

/// The open string and the open brackets at a place in a text.
#[derive(PartialEq, Eq)]
struct Open {
    in_string: bool,
    /// The number of open brackets.
    depth: usize,
}

impl Open {
    const NOTHING: Self = Open { in_string: false, depth: 0 };
}

/// Whether a key or a value may end at `at`: no string and no bracket is open there, and `at` does not cut a
/// word in two. `text` begins between keys and values.
fn ends_value(text: &str, at: usize) -> bool {
    let bytes = text.as_bytes();
    !cuts_word(bytes, at) && open_at_end(&bytes[..at]) == Some(Open::NOTHING)
}

/// Whether a key or a value may begin at `at`: the text from there on closes no string and no bracket that was
/// opened before, and `at` does not cut a word in two.
fn begins_value(text: &str, at: usize) -> bool {
    let bytes = text.as_bytes();
    let is_in_string = open_at_end(&bytes[..at]).is_none_or(|open| open.in_string);
    !cuts_word(bytes, at) && !is_in_string && open_at_end(&bytes[at..]) == Some(Open::NOTHING)
}

/// Whether the bytes before and after `at` are of one word.
fn cuts_word(bytes: &[u8], at: usize) -> bool {
    let is_word = |byte: Option<&u8>| byte.is_some_and(|&byte| is_part_of_word(byte));
    at > 0 && is_word(bytes.get(at - 1)) && is_word(bytes.get(at))
}

/// Whether a byte may be a part of a number, of `null`, `true` or `false`, or of a name in a tag.
fn is_part_of_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"+-._".contains(&byte)
}

/// Returns the string and the brackets that are open at the end of `bytes`. Returns `None` if `bytes` closes a
/// bracket that it does not open.
fn open_at_end(bytes: &[u8]) -> Option<Open> {
    let (mut in_string, mut is_escaped, mut depth) = (false, false, 0_usize);
    for &byte in bytes {
        match byte {
            _ if is_escaped => is_escaped = false,
            b'\\' if in_string => is_escaped = true,
            b'"' => in_string = !in_string,
            b'{' | b'[' if !in_string => depth += 1,
            b'}' | b']' if !in_string => depth = depth.checked_sub(1)?,
            _ => {}
        }
    }
    Some(Open { in_string, depth })
}
