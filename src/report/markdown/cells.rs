//! Turns texts into Markdown that shows exactly these texts.

use crate::report::prose::{MessagePart, parts};
use crate::text::Position;

/// Returns a path and a position as code.
pub(super) fn place(path: &str, at: Position) -> String {
    code(&format!("{path}:{}:{}", at.line, at.column))
}

/// Returns `text` as a code span for the cell of a table; an empty text stays empty.
pub(super) fn code(text: &str) -> String {
    let text: String = text
        .chars()
        .map(|c| if c.is_control() || is_direction_mark(c) { ' ' } else { c })
        .collect::<String>()
        .replace('|', "\\|");
    if text.trim().is_empty() {
        return String::new();
    }
    let longest = text.split(|c| c != '`').map(str::len).max().unwrap_or(0);
    let fence = "`".repeat(longest + 1);
    let pad = if text.starts_with('`') || text.ends_with('`') { " " } else { "" };
    format!("{fence}{pad}{text}{pad}{fence}")
}

/// Returns `text` as a `<code>` of HTML, for a place in which Markdown is not read, such as the `<summary>` of a
/// section.
pub(super) fn html_code(text: &str) -> String {
    let mut out = String::from("<code>");
    for c in text.chars() {
        match c {
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '&' => out.push_str("&amp;"),
            '@' => out.push_str("&#64;"),
            c if c.is_control() || is_direction_mark(c) => out.push(' '),
            c => out.push(c),
        }
    }
    out + "</code>"
}

/// Whether a character is invisible and changes the direction of the text around it.
fn is_direction_mark(c: char) -> bool {
    matches!(c, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// Returns a message as Markdown. Its parts between backticks become code spans.
pub(super) fn prose(text: &str) -> String {
    let part = |part| match part {
        MessagePart::Code(text) => code(text),
        MessagePart::Words(words) => escaped(words),
    };
    parts(text).into_iter().map(part).collect()
}

/// Returns `text` with escapes for all characters that have a meaning for Markdown, tables or GitHub.
pub(in crate::report) fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '\\' | '`' | '*' | '_' | '[' | ']' | '|' | '~' | '#' => out.extend(['\\', c]),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '&' => out.push_str("&amp;"),
            '@' => out.push_str("&#64;"),
            c if c.is_control() || is_direction_mark(c) => out.push(' '),
            c => out.push(c),
        }
    }
    out
}
