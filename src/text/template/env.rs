//! Variables of `envsubst`, shells, Autoconf and batch files: `${NAME}`, `$NAME`, `@NAME@`, `%NAME%`.

use super::super::error::SyntaxError;
use super::tag::{Role, Tag};

/// Returns the variables of a text.
pub(super) fn tags(text: &str) -> Result<Vec<Tag>, SyntaxError> {
    let bytes = text.as_bytes();
    let mut tags = Vec::new();
    let mut at = 0;
    while let Some(found) = memchr::memchr3(b'$', b'@', b'%', &bytes[at..]) {
        let start = at + found;
        match end(text, start) {
            Some(end) => {
                if is_ambiguous(&bytes[start..end]) {
                    let message = "programs do not agree where this variable ends, because its default has a brace; remove the quotes and backslashes from the default";
                    return Err(SyntaxError::new(bytes, start, message));
                }
                tags.push(Tag::new(start..end, Role::Expression));
                at = end;
            }
            None => at = start + 1,
        }
    }
    Ok(tags)
}

/// Whether programs disagree on the end of a variable so that the rendered text differs. A shell ends
/// `${A:-{}}` at the first closing brace, other programs at the last one. The text between the two braces is
/// rendered as it stands in both cases, unless it has a quote or a backslash.
fn is_ambiguous(variable: &[u8]) -> bool {
    let mut inside = variable.windows(2).skip(1);
    let has_brace = inside.any(|pair| pair[1] == b'{' && pair[0] != b'$');
    has_brace && variable.iter().any(|byte| matches!(byte, b'"' | b'\\'))
}

/// Returns the end of the variable that begins at `start`; `None` if no variable begins there.
fn end(text: &str, start: usize) -> Option<usize> {
    let bytes = text.as_bytes();
    let name = |from: usize, also: &[u8]| {
        let is_part =
            |&&byte: &&u8| byte.is_ascii_alphanumeric() || byte == b'_' || also.contains(&byte);
        let length = bytes[from..].iter().take_while(is_part).count();
        let first = bytes.get(from)?;
        (length > 0 && (first.is_ascii_alphabetic() || *first == b'_')).then_some(from + length)
    };
    match (bytes[start], bytes.get(start + 1)) {
        (b'$', Some(b'{')) => braces_end(bytes, start + 1),
        (b'$', _) => name(start + 1, b""),
        (mark, _) => {
            let end = name(start + 1, if mark == b'@' { b".-" } else { b"" })?;
            // `%E3%81` in a URI is no variable: a name between `%` has three characters or more.
            let is_long = mark == b'@' || end - start > 3;
            (bytes.get(end) == Some(&mark) && is_long).then_some(end + 1)
        }
    }
}

/// Returns the offset after the brace that closes the one at `open`, if it stands on the same line.
fn braces_end(bytes: &[u8], open: usize) -> Option<usize> {
    let mut depth = 0_usize;
    for (at, byte) in bytes.iter().enumerate().skip(open) {
        match byte {
            b'{' => depth += 1,
            b'}' if depth == 1 => return Some(at + 1),
            b'}' => depth -= 1,
            b'\n' => return None,
            _ => {}
        }
    }
    None
}
