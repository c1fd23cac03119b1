//! Go's text/template, as gomplate and consul-template use it: `{{ … }}`, `{{- … -}}`.

use super::super::error::SyntaxError;
use super::{Guard, Role, Tag};

pub(super) fn tags(text: &str) -> Result<Vec<Tag>, SyntaxError> {
    let mut tags = Vec::new();
    let mut ranges = Vec::new();
    let mut at = 0;
    while let Some(found) = text[at..].find("{{") {
        let start = at + found;
        let Some(end) = end(text, start + 2) else {
            let message = "this template tag is not closed";
            return Err(SyntaxError::new(text.as_bytes(), start, message));
        };
        let inside = text[start + 2..end - 2].trim_start_matches("- ").trim_end_matches(" -");
        tags.push(Tag { range: start..end, role: role(inside.trim(), &mut ranges) });
        at = end;
    }
    Ok(tags)
}

fn end(text: &str, from: usize) -> Option<usize> {
    let inside = text[from..].trim_start_matches(['-', ' ']);
    if inside.starts_with("/*") {
        let comment = from + text[from..].find("*/")?;
        return Some(comment + text[comment..].find("}}")? + 2);
    }
    let bytes = text.as_bytes();
    let (mut at, mut quote) = (from, None);
    while at < bytes.len() {
        match (quote, bytes[at]) {
            (Some(open), byte) if byte == open => quote = None,
            (Some(b'"' | b'\''), b'\\') => at += 1,
            (Some(_), _) => {}
            (None, byte @ (b'"' | b'`' | b'\'')) => quote = Some(byte),
            (None, b'}') if bytes.get(at + 1) == Some(&b'}') => return Some(at + 2),
            (None, _) => {}
        }
        at += 1;
    }
    text[from..].find("}}").map(|at| from + at + 2)
}

/// `indices` are the variables that count the rounds of the loops so far.
fn role(inside: &str, indices: &mut Vec<String>) -> Role {
    let (word, rest) = inside.split_once(char::is_whitespace).unwrap_or((inside, ""));
    match word {
        "if" | "with" => Role::Open(guard(rest, indices)),
        "range" => {
            if let Some((index, _)) =
                rest.split_once(":=").and_then(|(left, _)| left.split_once(','))
            {
                indices.push(index.trim().to_owned());
            }
            Role::Open(Guard::when(rest, true))
        }
        "define" => Role::Open(Guard::Fixed(false)),
        "block" => Role::Open(Guard::Fixed(true)),
        "else" => match rest.split_once(char::is_whitespace) {
            Some(("if" | "with", condition)) => Role::Middle(Some(guard(condition, indices))),
            _ => Role::Middle(None),
        },
        "end" => Role::Close,
        "template" | "break" | "continue" => Role::Nothing,
        _ if inside.starts_with("/*") => Role::Nothing,
        _ if word.starts_with('$') && (rest.starts_with(":=") || rest.starts_with("= ")) => {
            Role::Nothing
        }
        _ => Role::Expression,
    }
}

/// A loop is looked at with one round, which is number 0.
fn guard(condition: &str, indices: &[String]) -> Guard {
    let condition = condition.trim();
    let is_index = |text: &str| indices.iter().any(|index| index == text.trim());
    if is_index(condition) {
        return Guard::Fixed(false);
    }
    let words: Vec<&str> = condition.split_whitespace().collect();
    match words[..] {
        ["gt" | "ne", index, "0"] if is_index(index) => Guard::Fixed(false),
        ["eq", index, "0"] if is_index(index) => Guard::Fixed(true),
        ["not", condition] => guard(condition, indices).negated(),
        _ => Guard::when(condition, true),
    }
}
