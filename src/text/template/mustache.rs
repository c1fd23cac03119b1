//! Mustache and Handlebars: `{{…}}`, `{{{…}}}`, `{{#…}}`, `{{^…}}`, `{{/…}}`, `{{!…}}`, `{{>…}}`,
//! `{{=…=}}`, `{{else}}`, `{{~…~}}`.

use super::super::error::SyntaxError;
use super::{Guard, Role, Tag};

pub(super) fn tags(text: &str) -> Result<Vec<Tag>, SyntaxError> {
    let mut tags = Vec::new();
    let (mut open, mut close) = ("{{".to_owned(), "}}".to_owned());
    let mut at = 0;
    while let Some(found) = text[at..].find(&open) {
        let start = at + found;
        let rest = &text[start + open.len()..];
        let end = end(rest, &close).map(|end| start + open.len() + end);
        let Some(end) = end else {
            let message = "this template tag is not closed";
            return Err(SyntaxError::new(text.as_bytes(), start, message));
        };
        let inside = inside(&text[start..end], &open, &close);
        if let Some(delimiters) = inside.strip_prefix('=') {
            let mut words = delimiters.trim_end_matches('=').split_whitespace();
            if let (Some(new_open), Some(new_close)) = (words.next(), words.next()) {
                (open, close) = (new_open.to_owned(), new_close.to_owned());
            }
        }
        tags.push(Tag { range: start..end, role: role(inside) });
        at = end;
    }
    Ok(tags)
}

/// Where a tag ends, counted from behind its opening delimiter.
fn end(rest: &str, close: &str) -> Option<usize> {
    let close_of = match rest.as_bytes() {
        [b'{', ..] if close == "}}" => "}}}",
        [b'!', b'-', b'-', ..] | [b'~', b'!', b'-', b'-', ..] if close == "}}" => {
            let dashes = rest.find("--}}").map(|at| at + 4);
            return dashes.or_else(|| rest.find("--~}}").map(|at| at + 5));
        }
        _ => close,
    };
    rest.find(close_of).map(|at| at + close_of.len())
}

/// What a tag says, without delimiters and white-space control.
fn inside<'t>(tag: &'t str, open: &str, close: &str) -> &'t str {
    let inside = tag.strip_prefix(open).and_then(|tag| tag.strip_suffix(close)).unwrap_or(tag);
    inside.trim_start_matches('~').trim_end_matches('~').trim()
}

fn role(inside: &str) -> Role {
    let rest = inside.get(1..).unwrap_or_default().trim();
    match inside.as_bytes().first() {
        Some(b'!' | b'>' | b'=') => Role::Nothing,
        Some(b'#') => match rest.as_bytes().first() {
            Some(b'*') => Role::Open(Guard::Fixed(false)),
            Some(b'>') => Role::Open(Guard::Fixed(true)),
            _ => Role::Open(guard(rest)),
        },
        Some(b'^') if rest.is_empty() => Role::Middle(None),
        Some(b'^') => Role::Open(guard(rest).negated()),
        Some(b'$' | b'<') => Role::Open(Guard::Fixed(true)),
        Some(b'/') => Role::Close,
        _ => match inside.strip_prefix("else") {
            Some("") => Role::Middle(None),
            Some(condition) if condition.starts_with(' ') => Role::Middle(Some(guard(condition))),
            _ => Role::Expression,
        },
    }
}

/// Of a section or a block helper: `each xs as |x|` is there once if `xs` holds.
fn guard(condition: &str) -> Guard {
    let condition = condition.trim();
    let (helper, rest) = condition.split_once(char::is_whitespace).unwrap_or((condition, ""));
    let subject = rest.split(" as |").next().unwrap_or(rest);
    match (helper, subject.trim()) {
        ("if" | "unless", "@last" | "@first") => Guard::Fixed(helper == "if"),
        ("if" | "each" | "with", subject) if !subject.is_empty() => Guard::when(subject, true),
        ("unless", subject) if !subject.is_empty() => Guard::when(subject, false),
        _ => Guard::when(condition, true),
    }
}
