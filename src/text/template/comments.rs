//! JSON with comments: `//` and `#` to the end of the line, `/* … */`, and a comma after the last item of a
//! container. None of them has a meaning.

use std::ops::Range;

use super::super::error::SyntaxError;
use super::tag::{Role, Tag};

/// The kind of the last byte that is no blank and no part of a comment.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Last {
    /// The end of a value.
    Value,
    /// A bracket that opens, a colon, a comma, or nothing yet.
    Other,
}

/// Returns the comments, and the commas after last items, as tags.
pub(super) fn tags(text: &str) -> Result<Vec<Tag>, SyntaxError> {
    let bytes = text.as_bytes();
    let mut tags = Vec::new();
    let mut last = Last::Other;
    // The offset of a comma after which only blanks and comments came, and the number of tags before it.
    let mut comma: Option<(usize, usize)> = None;
    let mut at = 0;
    while let Some(&byte) = bytes.get(at) {
        let end = comment_end(bytes, at)?;
        if let Some(end) = end {
            tags.push(nothing(at, end));
            at = end;
            continue;
        }
        let start = at;
        at += 1;
        match byte {
            b' ' | b'\t' | b'\r' | b'\n' => {}
            b',' => {
                comma = (last == Last::Value).then_some((start, tags.len()));
                last = Last::Other;
            }
            b'}' | b']' => {
                if let Some((comma, before)) = comma.take() {
                    tags.insert(before, nothing(comma, comma + 1));
                }
                last = Last::Value;
            }
            _ => {
                comma = None;
                last = if matches!(byte, b'{' | b'[' | b':') { Last::Other } else { Last::Value };
                if byte == b'"' {
                    at = string_end(bytes, at);
                }
            }
        }
    }
    Ok(tags)
}

/// Returns the ranges of the comments of `text`. Returns no ranges if a comment is not closed.
#[must_use]
pub fn comments(text: &str) -> Vec<Range<usize>> {
    let tags = tags(text).unwrap_or_default().into_iter();
    tags.map(|tag| tag.range).filter(|range| !text[range.clone()].starts_with(',')).collect()
}

/// Returns a tag that is rendered as nothing.
fn nothing(start: usize, end: usize) -> Tag {
    Tag::new(start..end, Role::Nothing)
}

/// Returns the end of the comment that begins at `at`, if there is one.
fn comment_end(bytes: &[u8], at: usize) -> Result<Option<usize>, SyntaxError> {
    let rest = &bytes[at..];
    if rest.starts_with(b"/*") {
        return match memchr::memmem::find(&rest[2..], b"*/") {
            Some(length) => Ok(Some(at + 2 + length + 2)),
            None => Err(SyntaxError::new(bytes, at, "this comment is not closed")),
        };
    }
    if !rest.starts_with(b"//") && !rest.starts_with(b"#") {
        return Ok(None);
    }
    let length = memchr::memchr(b'\n', rest).unwrap_or(rest.len());
    // Blanks at the end of the line do not belong to the comment.
    let blanks = rest[..length].iter().rev().take_while(|byte| b" \t\r".contains(byte));
    Ok(Some(at + length - blanks.count()))
}

/// Returns the end of the string whose quote stands before `at`. A string that is not closed ends
/// with its line, and the JSON reader reports it.
fn string_end(bytes: &[u8], mut at: usize) -> usize {
    while let Some(&byte) = bytes.get(at) {
        match byte {
            b'"' => return at + 1,
            b'\n' => return at,
            b'\\' => at += 2,
            _ => at += 1,
        }
    }
    bytes.len()
}

#[cfg(test)]
mod tests {
    use super::tags;

    fn found(text: &str) -> Vec<&str> {
        tags(text).expect("closed").into_iter().map(|tag| &text[tag.range]).collect()
    }

    #[test]
    fn comments_and_last_commas_are_found_and_nothing_else() {
        let nothing: [&str; 0] = [];
        for (text, tags) in [
            ("{\"a\": \"http://x\"}", &nothing[..]),
            ("{\"a\\\"//\": \"/*\", \"#\": \"*/\"}", &[]),
            ("1 // a\n", &["// a"]),
            ("1 // a\r\n// b", &["// a", "// b"]),
            ("# a\n[1/* b */,/* c\n*/]", &["# a", "/* b */", ",", "/* c\n*/"]),
            ("[1,]", &[","]),
            ("{\"a\": [1, ] , // x\n}", &[",", ",", "// x"]),
            ("[1,,]", &[]),
            ("[,]", &[]),
            ("{\"a\":,}", &[]),
            ("[1, // a, ]\n 2]", &["// a, ]"]),
            ("//", &["//"]),
            ("[\"a\\", &[]),
            ("/**/1", &["/**/"]),
        ] {
            assert_eq!(found(text), tags, "{text}");
        }
        assert!(tags("[1] /* a").is_err());
    }
}
