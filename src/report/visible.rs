//! Names and texts from the user's files → what may be sent to a terminal.
//!
//! Refuses to know what a text is about. Invariant: what comes out is one line, and nothing in it
//! moves a cursor, changes a colour or turns the direction of writing. Reports for programs do not
//! need this: their formats have escapes of their own.

use std::borrow::Cow;
use std::fmt::Write as _;
use std::path::Path;

/// `text` with escapes such as `\n` and `\u{1b}` for characters that a terminal would obey.
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

/// A path as it is shown: on one line, bytes that are not UTF-8 as `�`.
#[must_use]
pub fn named(path: &Path) -> String {
    visible(&path.to_string_lossy()).into_owned()
}

/// Controls but for the harmless tab, line separators, and marks that reorder what is written.
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
