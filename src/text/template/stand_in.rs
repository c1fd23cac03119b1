//! Stand-ins: the texts that take the place of expressions in a reading, and the way back.
//!
//! A stand-in is made of characters that no text has: Unicode's noncharacters U+FDD0 … U+FDEF, the
//! C1 controls where there are two bytes only, and DEL to fill up. It is as long as what it stands
//! for and says which expression that is. One inside a string begins with one of the first sixteen
//! characters, one that is a whole string with one of the others.

use std::borrow::Cow;
use std::collections::HashMap;

/// The kind of place that an expression has in the text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Place {
    /// Inside a string.
    InString,
    /// In the place of a value or a key; the stand-in has quotes that the text does not have.
    Bare,
    /// In the place of a whole member.
    Member,
}

/// The expressions of a template and their stand-ins.
#[derive(Debug, Default)]
pub(super) struct Names {
    /// The numbers of each expression by its text, one for each kind of place.
    by_text: HashMap<String, [Option<usize>; 3]>,
    /// The expressions by the length of the stand-in, and whether it is a whole string.
    by_length: HashMap<(usize, bool), Vec<(String, Place)>>,
}

const FILL: char = '\u{7F}';

/// Returns how many leading characters a stand-in of `length` bytes has.
fn leads(length: usize) -> usize {
    (length / 3).min(3)
}

fn capacity(length: usize) -> usize {
    match length {
        0 => 0,
        1 => 1,
        2 => 16,
        _ => 16_usize.pow(u32::try_from(leads(length)).unwrap_or(1)),
    }
}

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
            for digit in 1..leads(length) {
                text.push(character(0xFDE0, (number >> (4 * digit)) & 15));
            }
            text.extend(std::iter::repeat_n(FILL, length - text.len()));
            text
        }
    }
}

/// The length of the stand-ins of rendered texts.
pub(super) const LENGTH: usize = 9;

impl Names {
    /// Returns a new stand-in, which is shown as `expression`; `None` if there are too many
    /// already.
    pub(super) fn another(&mut self, expression: &str, is_whole: bool) -> Option<String> {
        let alike = self.by_length.entry((LENGTH, is_whole)).or_default();
        if alike.len() >= capacity(LENGTH) {
            return None;
        }
        let place = if is_whole { Place::Bare } else { Place::InString };
        alike.push((expression.to_owned(), place));
        Some(write(LENGTH, is_whole, alike.len() - 1))
    }

    /// Returns the stand-in of `expression` in `length` bytes; `None` if that is too short to tell
    /// it from others.
    pub(super) fn stand_in(
        &mut self,
        expression: &str,
        place: Place,
        length: usize,
    ) -> Option<String> {
        let is_whole = place != Place::InString;
        let known = self.by_text.get(expression).and_then(|numbers| numbers[place as usize]);
        if let Some(number) = known {
            return Some(write(length, is_whole, number));
        }
        let alike = self.by_length.entry((length, is_whole)).or_default();
        if alike.len() >= capacity(length) {
            return None;
        }
        alike.push((expression.to_owned(), place));
        self.by_text.entry(expression.to_owned()).or_default()[place as usize] =
            Some(alike.len() - 1);
        Some(write(length, is_whole, alike.len() - 1))
    }

    /// Returns `text` with the expressions in the place of their stand-ins.
    pub(super) fn restored<'t>(&self, text: &'t str) -> Cow<'t, str> {
        self.replaced(text, |_, _, expression| Some(expression.to_owned())).unwrap_or_default()
    }

    /// Returns JSON text with the expressions in the place of their stand-ins. Those that stand
    /// alone lose their quotes. Returns `None` if one of these got into a longer string.
    pub(super) fn restored_json<'t>(&self, text: &'t str) -> Option<Cow<'t, str>> {
        let mut restored = self.replaced(text, |before, place, expression| match place {
            Place::InString => Some(expression.to_owned()),
            Place::Bare if before.ends_with('"') => Some(format!("\u{0}{expression}\u{0}")),
            Place::Bare | Place::Member => None,
        })?;
        if restored.contains('\u{0}') {
            let bare = restored.replace("\"\u{0}", "").replace("\u{0}\"", "");
            restored = Cow::Owned(bare);
        }
        (!restored.contains('\u{0}')).then_some(restored)
    }

    fn replaced<'t>(
        &self,
        text: &'t str,
        mut replace: impl FnMut(&str, Place, &str) -> Option<String>,
    ) -> Option<Cow<'t, str>> {
        if !has_expression(text) {
            return Some(Cow::Borrowed(text));
        }
        let mut out = String::with_capacity(text.len());
        let mut rest = text;
        while let Some(at) = find(rest) {
            out.push_str(&rest[..at]);
            let (length, is_whole, number) = read(&rest[at..]);
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

/// The stand-in that `text` begins with: its length, whether it is a whole string, its number.
fn read(text: &str) -> (usize, bool, usize) {
    let first = text.chars().next().unwrap_or_default();
    let code = u32::from(first) as usize;
    match first {
        '\u{80}'..='\u{9F}' => (2, code >= 0x90, code & 15),
        '\u{FDD0}'..='\u{FDEF}' => {
            let (mut length, mut number, mut shift) = (3, code & 15, 4);
            for next in text[3..].chars().take_while(|c| ('\u{FDE0}'..='\u{FDEF}').contains(c)) {
                number |= (u32::from(next) as usize & 15) << shift;
                (length, shift) = (length + 3, shift + 4);
            }
            length += text[length..].bytes().take_while(|&byte| byte == 0x7F).count();
            (length, code >= 0xFDE0, number)
        }
        _ => (first.len_utf8(), true, 0),
    }
}

/// Whether a string stands for an expression in the place of a whole value, so that its type is
/// unknown.
#[must_use]
pub fn is_expression(text: &str) -> bool {
    match text.chars().next() {
        Some('\u{90}'..='\u{9F}' | '\u{FDE0}'..='\u{FDEF}') => true,
        Some(FILL) => text.len() == 1,
        _ => false,
    }
}

/// Whether a value of a document holds an expression of a template, so that its text is unknown.
#[must_use]
pub fn has_expression(text: &str) -> bool {
    find(text).is_some()
}

/// Whether the expression before the byte at `offset` goes on after it, so that the text there is a
/// part of another expression's stand-in.
#[must_use]
pub fn cuts_expression(text: &str, offset: usize) -> bool {
    let before = text[..offset].chars().next_back();
    let after = text[offset..].chars().next();
    let is_part = |c: char| matches!(c, FILL | '\u{FDD0}'..='\u{FDEF}');
    before.is_some_and(is_part) && matches!(after, Some(FILL | '\u{FDE0}'..='\u{FDEF}'))
}

/// Returns the offset of the first character that stand-ins are made of.
pub(super) fn find(text: &str) -> Option<usize> {
    let bytes = text.as_bytes();
    memchr::memchr3_iter(0x7F, 0xC2, 0xEF, bytes).find(|&at| match bytes[at] {
        0x7F => true,
        0xC2 => matches!(bytes.get(at + 1), Some(0x80..=0x9F)),
        _ => bytes.get(at + 1) == Some(&0xB7) && matches!(bytes.get(at + 2), Some(0x90..=0xAF)),
    })
}
