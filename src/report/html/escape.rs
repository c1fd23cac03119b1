//! Escapes text for HTML.

use std::borrow::Cow;

use crate::report::prose::{MessagePart, parts};

/// Returns `text` with every character replaced that could begin markup or end an attribute. Control characters, and
/// characters that change the direction of the text, become their code: `⟨U+202E⟩`. Tabs and line breaks stay.
pub(super) fn escaped(text: &str) -> Cow<'_, str> {
    replaced(text, &['"', '\''])
}

/// Returns `text` escaped for the content of an element, where quotes are harmless. They stay, because JSON has many of
/// them.
pub(super) fn content(text: &str) -> Cow<'_, str> {
    replaced(text, &[])
}

/// Returns `text` escaped as [`escaped`] does, but of the quotes only those in `quotes`.
fn replaced<'t>(text: &'t str, quotes: &[char]) -> Cow<'t, str> {
    let is_plain = |c: char| {
        !matches!(c, '<' | '>' | '&' | '\u{200e}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
            && !quotes.contains(&c)
            && (!c.is_control() || c == '\t' || c == '\n')
    };
    if text.chars().all(is_plain) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len() + 16);
    for c in text.chars() {
        match c {
            c if is_plain(c) => out.push(c),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '&' => out.push_str("&amp;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            c => out.push_str(&format!("⟨U+{:04X}⟩", u32::from(c))),
        }
    }
    Cow::Owned(out)
}

/// Returns a message as HTML. Its parts between backticks become `<code>`.
pub(super) fn prose(text: &str) -> String {
    let part = |part| match part {
        MessagePart::Code(code) => format!("<code>{}</code>", escaped(code)),
        MessagePart::Words(words) => escaped(words).into_owned(),
    };
    parts(text).into_iter().map(part).collect()
}
