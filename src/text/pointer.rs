//! The tokens of pointers (RFC 6901).

use std::borrow::Cow;

/// The first token of a pointer.
#[derive(Debug, Clone, Copy)]
pub struct FirstToken<'p> {
    /// The token as it is written.
    pub text: &'p str,
    /// Whether the token is written with an escape, for a `~` or `/` in the name.
    pub is_escaped: bool,
    /// The rest of the pointer.
    pub rest: &'p str,
}

/// Returns the first token of `pointer`; `None` if it is empty.
#[must_use]
pub fn first_token(pointer: &str) -> Option<FirstToken<'_>> {
    let inside = pointer.strip_prefix('/')?;
    let mut is_escaped = false;
    // Names are short, so a search that looks at many bytes at once would take longer.
    let end = inside.bytes().position(|byte| {
        is_escaped |= byte == b'~';
        byte == b'/'
    });
    let (text, rest) = inside.split_at(end.unwrap_or(inside.len()));
    Some(FirstToken { text, is_escaped, rest })
}

/// Returns `name` as a token of a pointer, with `~` and `/` escaped.
#[must_use]
pub fn token(name: &str) -> Cow<'_, str> {
    match name.contains(['~', '/']) {
        true => name.replace('~', "~0").replace('/', "~1").into(),
        false => name.into(),
    }
}
