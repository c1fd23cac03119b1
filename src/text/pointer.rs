//! Pointers (RFC 6901) → their tokens.

/// The first token of a pointer, as it is written, and what follows it; `None` at the end.
#[must_use]
pub fn first_token(pointer: &str) -> Option<(&str, &str)> {
    let inside = pointer.strip_prefix('/')?;
    // Names are short: a search that looks at many bytes at once would not get going.
    let end = inside.bytes().position(|byte| byte == b'/').unwrap_or(inside.len());
    Some(inside.split_at(end))
}
