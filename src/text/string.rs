//! Functions that check, decode and write JSON string literals.

use std::borrow::Cow;

/// Eight bytes, each with its lowest bit.
const ONES: u64 = 0x0101_0101_0101_0101;
/// Eight bytes, each with its highest bit.
const HIGH: u64 = 0x8080_8080_8080_8080;

/// Whether two names are equal. Names are short, and most names of the same length differ at the beginning. So a
/// call that compares many bytes at once takes longer.
#[inline]
#[must_use]
pub(super) fn same_name(one: &str, other: &str) -> bool {
    let (one, other) = (one.as_bytes(), other.as_bytes());
    one.len() == other.len() && one.iter().zip(other).all(|(one, other)| one == other)
}

/// Returns the eight bytes from `at` on as one number, the first byte lowest; `None` if there are fewer.
#[inline]
fn word(bytes: &[u8], at: usize) -> Option<u64> {
    Some(u64::from_le_bytes(*bytes.get(at..)?.first_chunk()?))
}

/// Returns the offset of the first byte at or after `at` that is not plain text in a string literal: a quote, a
/// backslash or a control character. Returns `bytes.len()` if there is none.
///
/// Eight bytes are looked at together (the classic "has a zero byte" trick), because most bytes of a
/// definition are in strings.
#[inline]
pub(super) fn plain_run_end(bytes: &[u8], mut at: usize) -> usize {
    let zero_byte = |word: u64| word.wrapping_sub(ONES) & !word & HIGH;
    while let Some(word) = word(bytes, at) {
        let control = word.wrapping_sub(ONES * 0x20) & !word & HIGH;
        let special = zero_byte(word ^ (ONES * 0x22)) | zero_byte(word ^ (ONES * 0x5C)) | control;
        if special != 0 {
            return at + (special.trailing_zeros() / 8) as usize;
        }
        at += 8;
    }
    while at < bytes.len() && bytes[at] != b'"' && bytes[at] != b'\\' && bytes[at] >= 0x20 {
        at += 1;
    }
    at
}

/// Returns the offset of the first byte at or after `at` that is not a space. Eight bytes are looked at together,
/// because many bytes of a definition are its indentation.
#[inline]
pub(super) fn spaces_end(bytes: &[u8], mut at: usize) -> usize {
    while let Some(word) = word(bytes, at) {
        let other = word ^ (ONES * 0x20);
        if other != 0 {
            return at + (other.trailing_zeros() / 8) as usize;
        }
        at += 8;
    }
    while bytes.get(at) == Some(&b' ') {
        at += 1;
    }
    at
}

/// Returns the length of the escape sequence whose backslash stands at `at`. A surrogate pair counts as one
/// sequence. The error continues a sentence about the sequence: "… is unknown".
pub(super) fn escape_length(bytes: &[u8], at: usize) -> Result<usize, &'static str> {
    match bytes.get(at + 1) {
        Some(b'"' | b'\\' | b'/' | b'b' | b'f' | b'n' | b'r' | b't') => Ok(2),
        Some(b'u') => {
            let Some(first) = code_unit(bytes, at) else {
                return Err("needs four hexadecimal digits");
            };
            match first {
                0xD800..=0xDBFF => match code_unit(bytes, at + 6) {
                    Some(0xDC00..=0xDFFF) => Ok(12),
                    _ => Err("is half of a surrogate pair"),
                },
                0xDC00..=0xDFFF => Err("is half of a surrogate pair"),
                _ => Ok(6),
            }
        }
        Some(_) => Err("is unknown"),
        None => Err("is incomplete"),
    }
}

/// Returns the UTF-16 code unit of the `\uXXXX` at `at`, if there is one.
fn code_unit(bytes: &[u8], at: usize) -> Option<u32> {
    let digits = bytes.get(at..at + 6)?.strip_prefix(b"\\u")?;
    digits
        .iter()
        .try_fold(0, |unit, &digit| char::from(digit).to_digit(16).map(|value| unit * 16 + value))
}

/// Returns the text that a literal stands for. `body` is the text between its quotes, which the parser has
/// accepted.
pub(super) fn decode(body: &str) -> Cow<'_, str> {
    if memchr::memchr(b'\\', body.as_bytes()).is_none() {
        return Cow::Borrowed(body);
    }
    let bytes = body.as_bytes();
    let mut out = String::with_capacity(body.len());
    let mut at = 0;
    while at < bytes.len() {
        let run = memchr::memchr(b'\\', &bytes[at..]).map_or(bytes.len(), |found| at + found);
        out.push_str(&body[at..run]);
        at = run;
        if at < bytes.len() {
            let length = escape_length(bytes, at).unwrap_or(1);
            out.push(decode_escape(bytes, at));
            at += length;
        }
    }
    Cow::Owned(out)
}

/// Returns the character of the escape sequence at `at`.
fn decode_escape(bytes: &[u8], at: usize) -> char {
    match bytes.get(at + 1) {
        Some(b'b') => '\u{8}',
        Some(b'f') => '\u{c}',
        Some(b'n') => '\n',
        Some(b'r') => '\r',
        Some(b't') => '\t',
        Some(b'u') => {
            let first = code_unit(bytes, at).unwrap_or(0xFFFD);
            let code = match (first, code_unit(bytes, at + 6)) {
                (0xD800..=0xDBFF, Some(second)) => {
                    0x10000 + ((first - 0xD800) << 10) + second.wrapping_sub(0xDC00)
                }
                _ => first,
            };
            char::from_u32(code).unwrap_or(char::REPLACEMENT_CHARACTER)
        }
        Some(&other) => char::from(other),
        None => '\\',
    }
}

/// Returns `text` as a JSON string literal, quotes included.
#[must_use]
pub fn quote(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}
