//! Jinja2: `{{ … }}`, `{% … %}`, `{# … #}`, with white-space control.

use super::super::error::SyntaxError;
use super::{Guard, Role, Tag};

pub(super) fn tags(text: &str) -> Result<Vec<Tag>, SyntaxError> {
    let mut tags = Vec::new();
    let mut at = 0;
    while let Some(start) = next(text, at) {
        let close = match text.as_bytes()[start + 1] {
            b'{' => "}}",
            b'%' => "%}",
            _ => "#}",
        };
        let Some(end) = end(text, start + 2, close) else {
            let message = "this template tag is not closed";
            return Err(SyntaxError::new(text.as_bytes(), start, message));
        };
        let inside = text[start + 2..end - 2].trim_start_matches(['-', '+']);
        let inside = inside.trim_end_matches(['-', '+']).trim();
        let role = match close {
            "}}" => Role::Expression,
            "%}" => role(inside),
            _ => Role::Nothing,
        };
        tags.push(Tag { range: start..end, role });
        at = end;
        if close == "%}" && matches!(inside, "raw" | "verbatim") {
            at = raw_end(text, at, inside).unwrap_or(at);
        }
    }
    Ok(tags)
}

fn next(text: &str, from: usize) -> Option<usize> {
    let bytes = text.as_bytes();
    let starts_tag = |&at: &usize| matches!(bytes.get(at + 1), Some(b'{' | b'%' | b'#'));
    memchr::memchr_iter(b'{', &bytes[from..]).map(|at| from + at).find(starts_tag)
}

/// Where the tag ends whose inside begins at `from`. Delimiters in strings and in braces of the
/// expression do not count, as long as it ends at all then.
fn end(text: &str, from: usize, close: &str) -> Option<usize> {
    let plain = || text[from..].find(close).map(|at| from + at + 2);
    if close == "#}" {
        return plain();
    }
    let bytes = text.as_bytes();
    let (mut at, mut quote, mut depth) = (from, None, 0_usize);
    while at < bytes.len() {
        let byte = bytes[at];
        match quote {
            Some(_) if byte == b'\\' => at += 1,
            Some(open) if byte == open => quote = None,
            Some(_) => {}
            None if depth == 0 && text[at..].starts_with(close) => return Some(at + 2),
            None => match byte {
                b'\'' | b'"' => quote = Some(byte),
                b'{' => depth += 1,
                b'}' => depth = depth.saturating_sub(1),
                b'\n' if close == "}}" && depth > 8 => break,
                _ => {}
            },
        }
        at += 1;
        while at < bytes.len() && !text.is_char_boundary(at) {
            at += 1;
        }
    }
    plain()
}

/// Where the tag begins that ends a raw text.
fn raw_end(text: &str, from: usize, word: &str) -> Option<usize> {
    text[from..].match_indices("{%").map(|(at, _)| from + at).find(|&at| {
        let inside = text[at + 2..].trim_start_matches(['-', '+']).trim_start();
        inside.strip_prefix("end").is_some_and(|rest| rest.starts_with(word))
    })
}

fn role(inside: &str) -> Role {
    let (word, rest) = inside.split_once(char::is_whitespace).unwrap_or((inside, ""));
    match word {
        "if" => Role::Open(guard(rest)),
        "unless" => Role::Open(guard(rest).negated()),
        "elif" | "elsif" => Role::Middle(Some(guard(rest))),
        "else" => Role::Middle(None),
        "for" => Role::Open(guard(inside)),
        "macro" => Role::Open(Guard::Fixed(false)),
        "set" if !rest.contains('=') => Role::Open(Guard::Fixed(false)),
        "block" | "filter" | "call" | "with" | "autoescape" | "trans" => {
            Role::Open(Guard::Fixed(true))
        }
        _ if matches!(word, "endraw" | "endverbatim") => Role::Nothing,
        _ if word.starts_with("end") => Role::Close,
        _ => Role::Nothing,
    }
}

fn guard(condition: &str) -> Guard {
    let condition = condition.trim();
    match condition {
        "loop.last" | "loop.first" => return Guard::Fixed(true),
        _ => {}
    }
    match condition.strip_prefix("not ") {
        // `not a and b` is about more than `a`.
        Some(rest) if !rest.contains(" and ") && !rest.contains(" or ") => guard(rest).negated(),
        _ => Guard::when(condition, true),
    }
}
