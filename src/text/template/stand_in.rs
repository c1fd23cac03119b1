//! Stand-ins: the texts that take the place of expressions in readings and renderings, and the way back from them to
//! the expressions.
//!
//! A stand-in is made of characters that no text has: Unicode's noncharacters U+FDD0 … U+FDEF, the
//! C1 controls where there are two bytes only, and DEL to fill up. It is as long as the text
//! in whose place it stands, and has the number of the expression. A stand-in inside of a string begins with one of
//! the first sixteen of these characters; a stand-in that is a whole string begins with one of the others.

use std::borrow::Cow;
use std::collections::HashMap;

/// The kind of place in which an expression stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum PlaceKind {
    /// Inside of a string.
    InString,
    /// In the place of a value or a key. The stand-in stands in quotes that the expression does not have.
    Bare,
    /// In the place of a whole member.
    Member,
}

/// The expressions of a template and their stand-ins.
#[derive(Debug, Default)]
pub(super) struct StandIns {
    /// The numbers of each expression by its text, one for each [`PlaceKind`].
    by_text: HashMap<String, [Option<usize>; 3]>,
    /// The expressions by the length of their stand-ins, and by whether their stand-ins are whole strings. A
    /// stand-in of one byte counts as a whole string, because it cannot show that. The number of an expression
    /// is its index in the list.
    by_length: HashMap<(usize, bool), Vec<(String, PlaceKind)>>,
}

/// The character that fills a stand-in up to its length.
const FILL: char = '\u{7F}';

/// Returns the number of characters with which a stand-in of `length` bytes shows the number of its expression.
fn digits(length: usize) -> usize {
    (length / 3).min(3)
}

/// Returns the number of different stand-ins of `length` bytes.
fn capacity(length: usize) -> usize {
    match length {
        0 => 0,
        1 => 1,
        2 => 16,
        _ => 16_usize.pow(u32::try_from(digits(length)).unwrap_or(1)),
    }
}

/// Returns the stand-in of `length` bytes for the expression with this number. `is_whole` is whether the stand-in is a
/// whole string, not a part of one.
fn write(length: usize, is_whole: bool, number: usize) -> String {
    let whole = u32::from(is_whole) * 16;
    let character = |first: u32, offset: usize| {
        u32::try_from(offset).ok().and_then(|offset| char::from_u32(first + offset)).unwrap_or(FILL)
    };
    match length {
        0 => String::new(),
        1 => FILL.into(),
        2 => character(0x80 + whole, number).into(),
        _ => {
            let mut text = String::with_capacity(length);
            text.push(character(0xFDD0 + whole, number & 15));
            for digit in 1..digits(length) {
                text.push(character(0xFDE0, (number >> (4 * digit)) & 15));
            }
            text.extend(std::iter::repeat_n(FILL, length - text.len()));
            text
        }
    }
}

/// The length of the stand-ins of rendered texts.
pub(super) const LENGTH: usize = 9;

impl StandIns {
    /// Returns a new stand-in of [`LENGTH`] bytes for `expression`. `is_whole` is whether the stand-in is a whole
    /// string. Returns `None` if all stand-ins of this length are used.
    pub(super) fn another(&mut self, expression: &str, is_whole: bool) -> Option<String> {
        let alike = self.by_length.entry((LENGTH, is_whole)).or_default();
        if alike.len() >= capacity(LENGTH) {
            return None;
        }
        let place = if is_whole { PlaceKind::Bare } else { PlaceKind::InString };
        alike.push((expression.to_owned(), place));
        Some(write(LENGTH, is_whole, alike.len() - 1))
    }

    /// Returns the stand-in of `expression` with `length` bytes. Returns `None` if all stand-ins of this length are
    /// used by other expressions.
    pub(super) fn stand_in(
        &mut self,
        expression: &str,
        place: PlaceKind,
        length: usize,
    ) -> Option<String> {
        let is_whole = place != PlaceKind::InString;
        let known = self.by_text.get(expression).and_then(|numbers| numbers[place as usize]);
        if let Some(number) = known {
            return Some(write(length, is_whole, number));
        }
        let alike = self.by_length.entry((length, is_whole || length == 1)).or_default();
        if alike.len() >= capacity(length) {
            return None;
        }
        alike.push((expression.to_owned(), place));
        self.by_text.entry(expression.to_owned()).or_default()[place as usize] =
            Some(alike.len() - 1);
        Some(write(length, is_whole, alike.len() - 1))
    }

    /// Returns `text` with the expressions in place of their stand-ins.
    pub(super) fn restored<'t>(&self, text: &'t str) -> Cow<'t, str> {
        self.replaced(text, |_, _, expression| Some(expression.to_owned())).unwrap_or_default()
    }

    /// Returns a JSON text with the expressions in place of their stand-ins. If a stand-in is a whole
    /// string, its quotes are removed. Returns `None` if such a stand-in has become a part of a longer string,
    /// or stands for a whole member.
    pub(super) fn restored_json<'t>(&self, text: &'t str) -> Option<Cow<'t, str>> {
        let mut restored = self.replaced(text, |before, place, expression| match place {
            PlaceKind::InString => Some(expression.to_owned()),
            PlaceKind::Bare if before.ends_with('"') => Some(format!("\u{0}{expression}\u{0}")),
            PlaceKind::Bare | PlaceKind::Member => None,
        })?;
        if restored.contains('\u{0}') {
            let bare = restored.replace("\"\u{0}", "").replace("\u{0}\"", "");
            restored = Cow::Owned(bare);
        }
        (!restored.contains('\u{0}')).then_some(restored)
    }

    /// Returns `text` with each stand-in replaced. `replace` gets the new text so far, the kind of place and the
    /// expression, and returns the text that replaces the stand-in. Returns `None` if `replace` does.
    fn replaced<'t>(
        &self,
        text: &'t str,
        mut replace: impl FnMut(&str, PlaceKind, &str) -> Option<String>,
    ) -> Option<Cow<'t, str>> {
        if !has_expression(text) {
            return Some(Cow::Borrowed(text));
        }
        let mut out = String::with_capacity(text.len());
        let mut rest = text;
        while let Some(at) = find(rest) {
            out.push_str(&rest[..at]);
            let StandIn { length, is_whole, number } = read(&rest[at..]);
            match self.by_length.get(&(length, is_whole)).and_then(|alike| alike.get(number)) {
                Some((expression, place)) => {
                    let new = replace(&out, *place, expression)?;
                    out.push_str(&new);
                }
                None => out.push_str(&rest[at..at + length]),
            }
            rest = &rest[at + length..];
        }
        out.push_str(rest);
        Some(Cow::Owned(out))
    }
}

/// A stand-in that was found in a text.
struct StandIn {
    /// The length in bytes.
    length: usize,
    /// Whether the stand-in is a whole string, not a part of one.
    is_whole: bool,
    /// The number of its expression.
    number: usize,
}

/// Returns the stand-in with which `text` begins.
fn read(text: &str) -> StandIn {
    let first = text.chars().next().unwrap_or_default();
    let code = u32::from(first) as usize;
    match first {
        '\u{80}'..='\u{9F}' => StandIn { length: 2, is_whole: code >= 0x90, number: code & 15 },
        '\u{FDD0}'..='\u{FDEF}' => {
            let (mut length, mut number, mut shift) = (3, code & 15, 4);
            for next in text[3..].chars().take_while(|c| ('\u{FDE0}'..='\u{FDEF}').contains(c)) {
                number |= (u32::from(next) as usize & 15) << shift;
                (length, shift) = (length + 3, shift + 4);
            }
            length += text[length..].bytes().take_while(|&byte| byte == 0x7F).count();
            StandIn { length, is_whole: code >= 0xFDE0, number }
        }
        _ => StandIn { length: first.len_utf8(), is_whole: true, number: 0 },
    }
}

/// Whether a string of a document is a stand-in for an expression in place of a whole value, so that the type of the
/// value is unknown.
#[must_use]
pub fn is_expression(text: &str) -> bool {
    match text.chars().next() {
        Some('\u{90}'..='\u{9F}' | '\u{FDE0}'..='\u{FDEF}') => true,
        Some(FILL) => text.len() == 1,
        _ => false,
    }
}

/// Whether a text of a document holds a stand-in for an expression, so that the final text is unknown.
#[must_use]
pub fn has_expression(text: &str) -> bool {
    find(text).is_some()
}

/// Whether `offset` cuts a stand-in in two: the stand-in before `offset` goes on after it.
#[must_use]
pub fn cuts_expression(text: &str, offset: usize) -> bool {
    let before = text[..offset].chars().next_back();
    let after = text[offset..].chars().next();
    let is_part = |c: char| matches!(c, FILL | '\u{FDD0}'..='\u{FDEF}');
    before.is_some_and(is_part) && matches!(after, Some(FILL | '\u{FDE0}'..='\u{FDEF}'))
}

/// Returns the offset of the first character that only stand-ins have.
pub(super) fn find(text: &str) -> Option<usize> {
    let bytes = text.as_bytes();
    memchr::memchr3_iter(0x7F, 0xC2, 0xEF, bytes).find(|&at| match bytes[at] {
        0x7F => true,
        0xC2 => matches!(bytes.get(at + 1), Some(0x80..=0x9F)),
        _ => bytes.get(at + 1) == Some(&0xB7) && matches!(bytes.get(at + 2), Some(0x90..=0xAF)),
    })
}
