//! ERB: `<%= … %>`, `<% … %>`, `<%# … %>`, `<%- … -%>`.

use super::super::error::SyntaxError;
use super::{Guard, Role, Tag};

pub(super) fn tags(text: &str) -> Result<Vec<Tag>, SyntaxError> {
    let mut tags = Vec::new();
    let mut at = 0;
    while let Some(found) = text[at..].find("<%") {
        let start = at + found;
        if text[start..].starts_with("<%%") {
            at = start + 3;
            continue;
        }
        let Some(length) = text[start + 2..].find("%>") else {
            let message = "this template tag is not closed";
            return Err(SyntaxError::new(text.as_bytes(), start, message));
        };
        let (inside, end) = (&text[start + 2..start + 2 + length], start + 2 + length + 2);
        let role = match inside.as_bytes().first() {
            Some(b'=') => Role::Expression,
            Some(b'#') => Role::Nothing,
            _ => role(inside.trim_matches('-').trim()),
        };
        tags.push(Tag { range: start..end, role });
        at = end;
    }
    Ok(tags)
}

fn role(code: &str) -> Role {
    let (word, rest) = code.split_once(char::is_whitespace).unwrap_or((code, ""));
    let rest = rest.trim().trim_end_matches(" then");
    match word {
        "if" => Role::Open(guard(rest)),
        "unless" => Role::Open(guard(rest).negated()),
        "elsif" => Role::Middle(Some(guard(rest))),
        "else" => Role::Middle(None),
        "case" => Role::Open(Guard::Fixed(false)),
        "when" | "in" => Role::Middle(Some(Guard::when(code, true))),
        "end" | "}" => Role::Close,
        "for" | "while" | "until" | "begin" => Role::Open(Guard::when(code, true)),
        _ => {
            let head = code.rsplit_once('|').map_or(code, |(head, tail)| {
                if tail.is_empty() { head.split('|').next().unwrap_or(head) } else { code }
            });
            let head = head.trim();
            if head.ends_with(" do") || head.ends_with('{') {
                Role::Open(Guard::when(code, true))
            } else {
                Role::Nothing
            }
        }
    }
}

fn guard(condition: &str) -> Guard {
    let is_one = |rest: &&str| !rest.contains("&&") && !rest.contains("||");
    let condition = condition.trim();
    match condition.strip_prefix('!').or_else(|| condition.strip_prefix("not ")).filter(is_one) {
        Some(rest) => guard(rest).negated(),
        None => Guard::when(condition, true),
    }
}
