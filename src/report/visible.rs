//! Makes names and texts from the user's files safe for a terminal.
//!
//! Invariant: the result is one line, and nothing in it moves the cursor (except for tabs), changes a colour or
//! reverses the direction of writing. Reports for programs do not need this, because their formats have escapes.

use std::borrow::Cow;
use std::fmt::Write as _;
use std::path::Path;

/// Returns `text` with escapes such as `\n` and `\u{1b}` for the characters that a terminal would
/// obey.
#[must_use]
pub fn visible(text: &str) -> Cow<'_, str> {
    let is_plain = text.bytes().all(|byte| matches!(byte, b' '..=b'~'));
    if is_plain || !text.contains(is_obeyed) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len() + 8);
    for c in text.chars() {
        match is_obeyed(c) {
            true => write!(out, "{}", c.escape_default()).expect("a String takes all"),
            false => out.push(c),
        }
    }
    Cow::Owned(out)
}

/// Returns a path as it is shown: on one line, with `�` for bytes that are not UTF-8.
#[must_use]
pub fn named(path: &Path) -> String {
    visible(&path.to_string_lossy()).into_owned()
}

/// Whether a terminal obeys the character: whether it is a control character other than the tab, which is harmless, a
/// line separator, or a mark that reorders the text.
fn is_obeyed(c: char) -> bool {
    (c.is_control() && c != '\t')
        || matches!(c, '\u{2028}' | '\u{2029}' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}')
}

#[cfg(test)]
mod tests {
    use super::visible;

    #[test]
    fn what_a_terminal_obeys_is_written_out() {
        let cases = [
            ("apps/web.json", "apps/web.json"),
            ("ünï \t\u{65E5}", "ünï \t\u{65E5}"),
            ("a\nerror: b", r"a\nerror: b"),
            ("\u{1b}[31m\r\u{7f}\u{9b}", r"\u{1b}[31m\r\u{7f}\u{9b}"),
            ("a\u{202e}b", r"a\u{202e}b"),
        ];
        for (text, shown) in cases {
            assert_eq!(visible(text), shown);
        }
    }
}
