//! The error of a text: its place, and a message for the person who has to correct it.

use super::lines::{Lines, Position};

/// The reason why a text is not strict JSON, with its place.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{position}: {message}", position = format_args!("{}:{}", position.line, position.column))]
pub struct SyntaxError {
    /// The byte offset in the text.
    pub offset: usize,
    /// Line and column of the offset.
    pub position: Position,
    /// The fault, as a clause without a final stop.
    pub message: String,
}

impl SyntaxError {
    /// Returns the error of a part of a text as an error of the whole text, in which the part
    /// begins at `start`. The offset still counts from the start of the part.
    #[must_use]
    pub fn in_file(self, start: Position) -> Self {
        SyntaxError { position: self.position.in_file(start), ..self }
    }

    /// Returns the error at `offset` of the text `bytes`.
    pub(super) fn new(bytes: &[u8], offset: usize, message: impl Into<String>) -> Self {
        SyntaxError {
            offset,
            position: Lines::new(bytes).position(offset),
            message: message.into(),
        }
    }
}

/// The most characters of a word that a message shows; of a longer word it shows the kind. A file is often broken right at a password,
/// which must not get into a log.
const SHOWN: usize = 4;

/// Returns the description of the text at `at` for a message: a short word itself, the kind of a longer word,
/// or the first character of anything else. A character that cannot be seen on a screen is described.
pub(super) fn found(bytes: &[u8], at: usize) -> String {
    let rest = &bytes[at..bytes.len().min(at + 4 * (SHOWN + 1))];
    let text = String::from_utf8_lossy(rest);
    let in_word = |c: &char| c.is_alphanumeric() || matches!(c, '_' | '.' | '+' | '-');
    let word: String = text.chars().take_while(in_word).collect();
    let first = text.chars().next();
    let is_number =
        word.trim_start_matches(['.', '+', '-']).starts_with(|c: char| c.is_ascii_digit());
    match first {
        _ if is_number && word.chars().nth(SHOWN).is_some() => "a number".into(),
        _ if word.chars().nth(SHOWN).is_some() => "a word without quotes".into(),
        _ if !word.is_empty() => format!("`{word}`"),
        None => "the end of the file".into(),
        Some('\'') => "`'`; strings stand in double quotes".into(),
        Some('/') if rest.starts_with(b"//") || rest.starts_with(b"/*") => {
            format!("`/{}`; JSON has no comments", char::from(rest[1]))
        }
        Some('#') => "`#`; JSON has no comments".into(),
        Some('\u{FEFF}') => "a byte order mark".into(),
        Some(c) if c.is_control() => format!("the control character 0x{:02X}", u32::from(c)),
        Some(c) if c.is_whitespace() => format!("the character U+{:04X}", u32::from(c)),
        Some(c) => format!("`{c}`"),
    }
}

/// Returns the escape sequence at `at`, which may be incomplete: at most the length of `\uXXXX`.
pub(super) fn found_escape(bytes: &[u8], at: usize) -> String {
    let rest = String::from_utf8_lossy(&bytes[at..bytes.len().min(at + 16)]);
    let length = if rest.starts_with("\\u") { 6 } else { 2 };
    let is_inside = |&(index, c): &(usize, char)| index < 2 || (c != '"' && !c.is_control());
    rest.chars().enumerate().take(length).take_while(is_inside).map(|(_, c)| c).collect()
}
