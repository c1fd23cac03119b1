//! Bytes → UTF-8, and the offset at which the text in them begins.

use super::error::SyntaxError;

/// Returns `bytes` as UTF-8, with the byte order mark.
///
/// # Errors
/// The text has a byte that is not UTF-8, looks like UTF-16, or has 4 GiB or more.
pub fn utf8(bytes: &[u8]) -> Result<&str, SyntaxError> {
    if matches!(bytes, [0xFF, 0xFE, ..] | [0xFE, 0xFF, ..] | [1..=255, 0, ..] | [0, 1..=255, ..]) {
        return Err(SyntaxError::new(bytes, 0, "the file looks like UTF-16; JSON must be UTF-8"));
    }
    if bytes.len() > u32::MAX as usize {
        return Err(SyntaxError::new(&[], 0, "the file is larger than 4 GiB"));
    }
    std::str::from_utf8(bytes).map_err(|error| {
        let at = error.valid_up_to();
        SyntaxError::new(bytes, at, format!("the byte 0x{:02X} is not UTF-8 here", bytes[at]))
    })
}

/// Returns the offset at which the text begins: after the byte order mark, if there is one.
pub(super) fn start(bytes: &[u8]) -> usize {
    if bytes.starts_with(b"\xEF\xBB\xBF") { 3 } else { 0 }
}
