//! Strings that may be expressions, in a text that is read as strict JSON.
//!
//! Strict JSON with `${NAME}`, `$NAME`, `@NAME@` or `%NAME%` in its strings is one of two things: a
//! file that `envsubst`, `sed` or a deployment tool fills in before it is sent, or a file that is
//! sent as it is. Its text does not show which. Nothing is assumed about the value of such a
//! string. A value that must have a form and does not have it is refused all the same. Only this
//! file recognises such strings.

use super::template::{Syntax, has_expression};

/// Whether a string holds or may hold an expression, so that its final text is not known.
#[must_use]
pub fn may_be_expression(text: &str) -> bool {
    text.bytes().any(|byte| MARKS[usize::from(byte)])
        && (has_expression(text) || Syntax::by_content(text.as_bytes(), true).is_some())
}

/// For each byte, whether it marks expressions: each expression and each stand-in has at least one such byte. Most
/// strings have none, so that they need no further check.
const MARKS: [bool; 256] = {
    let mut marks = [false; 256];
    let (bytes, mut at) = (b"{<$@%\x7F\xC2\xEF", 0);
    while at < bytes.len() {
        marks[bytes[at] as usize] = true;
        at += 1;
    }
    marks
};

/// Whether a string begins or may begin with an expression.
#[must_use]
pub fn begins_with_expression(text: &str) -> bool {
    let first = text.chars().next().map_or(0, char::len_utf8);
    text.starts_with(['{', '$', '<', '@', '%']) || has_expression(&text[..first])
}

#[cfg(test)]
mod tests {
    use super::{has_expression, may_be_expression};

    #[test]
    fn variables_and_tags_may_be_expressions() {
        for text in
            ["${X}", "a/${X:-b}", "$X", "/shop/$APP", "@X@", "x-%NAME%", "{{x}}", "<%= x %>"]
        {
            assert!(may_be_expression(text), "{text}");
        }
        for text in ["\u{7F}", "\u{80}\u{9F}", "\u{FDD0}\u{FDD1}"] {
            assert_eq!(may_be_expression(text), has_expression(text), "{text:?}");
        }
        for text in ["", "5$", "a@example.com", "%E3%81%82", "100%", "{x}", "/shop/web"] {
            assert!(!may_be_expression(text), "{text}");
        }
    }
}
