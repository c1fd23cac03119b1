//! The error about a configuration file. It is one line with the file, the position and the reason, like all
//! errors about files.

use std::fmt;
use std::ops::Range;
use std::path::PathBuf;

use similar::get_close_matches;

use crate::text::without_login;
use crate::text::{Lines, Position};

/// The error about a configuration file that cannot be read or makes no sense.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConfigError {
    /// The path of the file, as it is shown.
    pub path: PathBuf,
    /// The position of the mistake, if the file could be read.
    pub position: Option<Position>,
    /// The reason, as a clause.
    pub message: String,
}

impl std::error::Error for ConfigError {}

impl fmt::Display for ConfigError {
    fn fmt(&self, out: &mut fmt::Formatter) -> fmt::Result {
        write!(out, "{}", self.path.display())?;
        if let Some(Position { line, column }) = self.position {
            write!(out, ":{line}:{column}")?;
        }
        write!(out, ": {}", self.message)
    }
}

/// A mistake in the text of a configuration file, before the path of the file is added.
#[derive(Debug)]
pub(super) struct Mistake {
    /// The range of bytes that the mistake is about.
    pub(super) span: Range<usize>,
    /// The reason, as a clause.
    pub(super) message: String,
}

impl Mistake {
    pub(super) fn new(span: &Range<usize>, message: impl Into<String>) -> Self {
        Mistake { span: span.clone(), message: message.into() }
    }

    /// Returns the error about the file `path` with the text `text`. Logins in the message are left out.
    pub(super) fn in_file(self, path: PathBuf, text: &str) -> ConfigError {
        let position = Lines::new(text.as_bytes()).position(self.span.start.min(text.len()));
        let message = without_login(&self.message).into_owned();
        ConfigError { path, position: Some(position), message }
    }
}

impl From<toml::de::Error> for Mistake {
    fn from(error: toml::de::Error) -> Self {
        let span = error.span().unwrap_or(0..0);
        let message = unknown_key(error.message());
        let message = message.unwrap_or_else(|| error.message().replace('\n', ": "));
        Mistake { span, message }
    }
}

/// Returns our message for serde's message about an unknown field; `None` if `message` is about something else. Our
/// message names the most similar of the known keys, or all known keys if none is similar.
fn unknown_key(message: &str) -> Option<String> {
    let rest = message.strip_prefix("unknown field `")?;
    let (key, expected) = rest.split_once('`')?;
    let known: Vec<&str> = expected.split('`').skip(1).step_by(2).collect();
    let near = get_close_matches(key, &known, 1, 0.6);
    let key = key.escape_debug();
    // Whoever adds a key of the file at its end adds it to the last table.
    let is_table = !known.contains(&"override");
    let above =
        if is_table { "; keys of the whole file stand above its first `[[…]]`" } else { "" };
    Some(match near.first() {
        Some(near) => format!("unknown key `{key}`; did you mean `{near}`?"),
        None => format!("unknown key `{key}`; the keys here are `{}`{above}", known.join("`, `")),
    })
}
