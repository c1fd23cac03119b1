//! The parts that a shell expands in the body of a heredoc: `$NAME`, `${NAME…}`, `$(command)`, `` `command` ``
//! and parameters such as `$1` and `$@`.

use super::tag::{Role, Tag};

/// Returns the parts that a shell expands.
pub(super) fn tags(text: &str) -> Vec<Tag> {
    let bytes = text.as_bytes();
    let mut tags = Vec::new();
    let mut at = 0;
    while let Some(found) = memchr::memchr3(b'$', b'`', b'\\', &bytes[at..]) {
        let start = at + found;
        let end = match bytes[start] {
            b'\\' => {
                at = (start + 2).min(bytes.len());
                continue;
            }
            b'`' => memchr::memchr(b'`', &bytes[start + 1..]).map(|length| start + length + 2),
            _ => dollar_end(bytes, start + 1, 0),
        };
        match end {
            Some(end) => {
                tags.push(Tag::new(start..end, Role::Expression));
                at = end;
            }
            None => at = start + 1,
        }
    }
    tags
}

/// The most expansions in braces, and strings in double quotes, that may stand inside of each other. Parentheses are
/// counted without recursion and need no limit.
const DEEPEST: usize = 64;

/// Returns the end of the expansion whose `$` stands before `at`, and which stands inside of
/// `depth` others.
pub(super) fn dollar_end(bytes: &[u8], at: usize, depth: usize) -> Option<usize> {
    match bytes.get(at)? {
        b'{' => braces_end(bytes, at + 1, depth),
        b'(' => parentheses_end(bytes, at, depth),
        byte if byte.is_ascii_alphabetic() || *byte == b'_' => {
            let is_part = |byte: &&u8| byte.is_ascii_alphanumeric() || **byte == b'_';
            Some(at + bytes[at..].iter().take_while(is_part).count())
        }
        b'0'..=b'9' | b'@' | b'*' | b'#' | b'?' | b'-' | b'$' | b'!' => Some(at + 1),
        _ => None,
    }
}

/// Returns the offset after the brace that closes the expansion whose text begins at `at`: the first brace that is
/// not escaped and does not belong to another expansion. Quotes are not looked at: in a
/// heredoc they have no meaning. In a word with parts in quotes (`splice`) they have one, and a quoted brace is taken for the end.
fn braces_end(bytes: &[u8], mut at: usize, depth: usize) -> Option<usize> {
    if depth > DEEPEST {
        return None;
    }
    loop {
        at = match *bytes.get(at)? {
            b'}' => return Some(at + 1),
            b'\\' => at + 2,
            b'`' => at + memchr::memchr(b'`', &bytes[at + 1..])? + 2,
            b'$' if matches!(bytes.get(at + 1), Some(b'{' | b'(')) => {
                dollar_end(bytes, at + 1, depth + 1)?
            }
            _ => at + 1,
        };
    }
}

/// Returns the offset after the parenthesis that closes the one at `open`. Quoted texts and nested parentheses are
/// passed over. The expansion stands inside of `outer` others.
fn parentheses_end(bytes: &[u8], open: usize, outer: usize) -> Option<usize> {
    let mut depth = 0_usize;
    let mut at = open;
    while let Some(&byte) = bytes.get(at) {
        match byte {
            b'\\' => at += 1,
            b'\'' => at += 1 + memchr::memchr(b'\'', &bytes[at + 1..])?,
            b'"' => {
                at = string_end(bytes, at + 1, outer + 1)?;
                continue;
            }
            b'(' => depth += 1,
            b')' if depth == 1 => return Some(at + 1),
            b')' => depth -= 1,
            _ => {}
        }
        at += 1;
    }
    None
}

/// Returns the offset after a string in double quotes whose text begins at `at`, and which stands
/// inside of `depth` expansions.
pub(super) fn string_end(bytes: &[u8], mut at: usize, depth: usize) -> Option<usize> {
    if depth > DEEPEST {
        return None;
    }
    loop {
        at = match *bytes.get(at)? {
            b'"' => return Some(at + 1),
            b'\\' => at + 2,
            b'`' => at + memchr::memchr(b'`', &bytes[at + 1..])? + 2,
            b'$' if matches!(bytes.get(at + 1), Some(b'{' | b'(')) => {
                dollar_end(bytes, at + 1, depth)?
            }
            _ => at + 1,
        };
    }
}

#[cfg(test)]
mod tests {
    use super::tags;

    #[test]
    fn expansions_are_found() {
        for (text, expected) in [
            ("\"$A/${B:-x}\" $C1", &["$A", "${B:-x}", "$C1"][..]),
            ("$(jq -r \".id\" x) `date`", &["$(jq -r \".id\" x)", "`date`"]),
            ("$(echo $(date)) ${A:-${B}}", &["$(echo $(date))", "${A:-${B}}"]),
            ("$(echo ')') $((1 + 2))", &["$(echo ')')", "$((1 + 2))"]),
            ("$(a \")$(b \")\")\") x", &["$(a \")$(b \")\")\")"]),
            ("$1 $@ $? 5$ $.", &["$1", "$@", "$?"]),
            ("\\$A \\`x", &[]),
            ("${A:-{}} ${A:-{}", &["${A:-{}", "${A:-{}"]),
            ("${A:-it's} it's}", &["${A:-it's}"]),
            ("${A:-$(echo })} x", &["${A:-$(echo })}"]),
            ("$(open", &[]),
            ("@A@ %B%", &[]),
        ] {
            let found: Vec<&str> = tags(text).into_iter().map(|tag| &text[tag.range]).collect();
            assert_eq!(found, expected, "{text}");
        }
    }
}
