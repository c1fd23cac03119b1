//! The parts that a shell puts into a word in single quotes: the quotes close and open again, as in
//! `'{"id": "/'$ENV'"}'`.
//!
//! It knows enough of the shell's syntax to find the end of a word. If a shell would end the word before the end of
//! the text, that is an error, because the shell would read a shorter text.

use std::ops::Range;

use super::super::error::SyntaxError;
use super::shell::{dollar_end, string_end};
use super::tag::{Role, Tag};

/// Returns the splices of `text`, which stands between the first and the last quote of a word. Each splice begins
/// with a quote that closes and ends with the next quote that opens.
pub(super) fn tags(text: &str) -> Result<Vec<Tag>, SyntaxError> {
    let bytes = text.as_bytes();
    let mut tags = Vec::new();
    let mut at = 0;
    while let Some(found) = memchr::memchr(b'\'', &bytes[at..]) {
        let start = at + found;
        let Some(end) = splice_end(bytes, start + 1) else {
            return Err(SyntaxError::new(bytes, start, "the quotes around the JSON end here"));
        };
        let role = if end == start + 2 { Role::Nothing } else { Role::Expression };
        tags.push(Tag::new(start..end, role));
        at = end;
    }
    Ok(tags)
}

/// Returns the offset after the next quote that opens, in a word whose single quotes were closed before `at`.
fn splice_end(bytes: &[u8], mut at: usize) -> Option<usize> {
    while *bytes.get(at)? != b'\'' {
        at = piece_end(bytes, at)?;
    }
    Some(at + 1)
}

/// Returns the end of the piece of a word that begins at `at`: a quoted part, an expansion, or a
/// character. Returns `None` if the word ends there, or if the text ends inside of the piece.
fn piece_end(bytes: &[u8], at: usize) -> Option<usize> {
    let length = match bytes[at] {
        b'\'' => memchr::memchr(b'\'', &bytes[at + 1..])? + 2,
        b'"' => return string_end(bytes, at + 1, 0),
        b'\\' => 1 + character(*bytes.get(at + 1)?),
        b'$' if bytes.get(at + 1) == Some(&b'\'') => return escaped_end(bytes, at + 2),
        b'`' => memchr::memchr(b'`', &bytes[at + 1..])? + 2,
        b'$' => match bytes.get(at + 1) {
            Some(b'{' | b'(') => return dollar_end(bytes, at + 1, 0),
            _ => 1,
        },
        byte if byte.is_ascii_whitespace() || b";&|<>()".contains(&byte) => return None,
        byte => character(byte),
    };
    Some(at + length)
}

/// Returns the offset after `$'…'`, whose text begins at `at`.
pub(in crate::text) fn escaped_end(bytes: &[u8], mut at: usize) -> Option<usize> {
    loop {
        at = match *bytes.get(at)? {
            b'\'' => return Some(at + 1),
            b'\\' => at + 2,
            _ => at + 1,
        };
    }
}

/// Returns the number of bytes of the character that begins with the byte `first`.
fn character(first: u8) -> usize {
    match first {
        0xC0..=0xDF => 2,
        0xE0..=0xEF => 3,
        0xF0.. => 4,
        _ => 1,
    }
}

/// A word of a shell that begins with a single quote.
pub(in crate::text) struct Word {
    /// The range from the first single quote to the last one, without these two quotes. Those of `$'…'` do not count.
    pub(in crate::text) inside: Range<usize>,
    /// The offset after the end of the word.
    pub(in crate::text) end: usize,
}

impl Word {
    /// Returns the word whose first quote stands at `start`; `None` if the text ends
    /// inside of a quoted part or an expansion, or after a backslash.
    pub(in crate::text) fn at(text: &str, start: usize) -> Option<Self> {
        let bytes = text.as_bytes();
        let mut last = start;
        let mut at = start;
        while at < bytes.len() {
            let is_quoted = bytes[at] == b'\'';
            match piece_end(bytes, at) {
                Some(end) => at = end,
                None if bytes[at].is_ascii_whitespace() || b";&|<>()".contains(&bytes[at]) => break,
                None => return None,
            }
            if is_quoted {
                last = at - 1;
            }
        }
        (at <= bytes.len()).then_some(Word { inside: start + 1..last, end: at })
    }

    /// Whether the word ends with a part in single quotes.
    pub(in crate::text) fn is_closed(&self) -> bool {
        self.inside.end + 1 == self.end
    }
}

#[cfg(test)]
mod tests {
    use super::{Word, tags};

    #[test]
    fn splices_are_found() {
        for (text, expected) in [
            (r#"{"id": "/'$ENV'"}"#, &["'$ENV'"][..]),
            (r#"{"id": "/'"$ENV"'", "n": '${N:-2}'}"#, &["'\"$ENV\"'", "'${N:-2}'"]),
            (r#"{"id": "'"$(id 'x' "y z")"'"}"#, &["'\"$(id 'x' \"y z\")\"'"]),
            (r#"{"a": "it'\''s", "b": "''"}"#, &[r"'\''", "''"]),
            (r#"{"a": "'`date +'%s'`'"}"#, &["'`date +'%s'`'"]),
            (r#"{"a": "'$'\''"'"'"}"#, &[r#"'$'\''"'"'"#]),
            (r#"{"a": "é'é'é"}"#, &["'é'"]),
            ("{}", &[]),
        ] {
            let tags = tags(text).expect("a word");
            let found: Vec<&str> = tags.into_iter().map(|tag| &text[tag.range]).collect();
            assert_eq!(found, expected, "{text}");
        }
    }

    #[test]
    fn a_word_that_ends_is_an_error() {
        for text in ["{' '}", "{'", "{'$X }", "{';'}", "{'\"x}", "{'$(x'}", "{'\\", "{'|'}"] {
            assert!(tags(text).is_err(), "{text}");
        }
    }

    #[test]
    fn words_are_found() {
        for (text, inside, end) in [
            ("'{}' x", "{}", 4),
            ("'{'$A'}'\n", "{'$A'}", 8),
            ("'{'$A' '\"}\";", "{'$A' ", 11),
            ("'{'\"a b\"'}')", "{'\"a b\"'}", 11),
            ("'{'$'\\''", "{", 8),
        ] {
            let word = Word::at(text, 0).expect("a word");
            assert_eq!((&text[word.inside], word.end), (inside, end), "{text}");
        }
        assert!(["'{", "'{'\"", "'{'$(", "'{'\\"].iter().all(|text| Word::at(text, 0).is_none()));
    }
}
