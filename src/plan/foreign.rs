//! Adds to the error about a text that is no JSON the language that the text looks like.
//!
//! The language is a guess from the text at the place of the error. No language is parsed here.

use crate::text::SyntaxError;

/// Adds to the error the language that the text at its offset looks like.
pub(super) fn explained(bytes: &[u8], mut error: SyntaxError) -> SyntaxError {
    if let Some(what) = language(bytes.get(error.offset..).unwrap_or_default()) {
        error.message += "; this looks like ";
        error.message += what;
    }
    error
}

/// Returns the language that the beginning of a text looks like.
fn language(text: &[u8]) -> Option<&'static str> {
    match text {
        [b'\\', b'(', ..] => Some(JQ),
        [b'.', next, ..] if next.is_ascii_alphabetic() || b"_[\"".contains(next) => Some(JQ),
        [b'_', b'_', ..] => is_between(text, b"__", b"__").then_some(PLACEHOLDER),
        [b'%', b'%', ..] => is_between(text, b"%%", b"%%").then_some(PLACEHOLDER),
        [b'@', b'@', ..] => is_between(text, b"@@", b"@@").then_some(PLACEHOLDER),
        [b'(', b'(', ..] => is_between(text, b"((", b"))").then_some(PLACEHOLDER),
        [b'#', b'{', ..] => is_between(text, b"#{", b"}").then_some(PLACEHOLDER),
        [b'<', ..] => is_between(text, b"<", b">").then_some(PLACEHOLDER),
        _ => None,
    }
}

const JQ: &str = "a jq program, which is not converted";
const PLACEHOLDER: &str = "a placeholder of a template language that is not known \
    (`--template-syntax` has those that are)";

/// Whether the text begins with a name between two marks.
fn is_between(text: &[u8], open: &[u8], close: &[u8]) -> bool {
    let Some(inside) = text.strip_prefix(open) else { return false };
    let is_part = |byte: &&u8| byte.is_ascii_alphanumeric() || b"-. /".contains(byte);
    let is_single = |at: usize| inside[at] == b'_' && inside.get(at + 1) != Some(&b'_');
    let length = (0..inside.len()).take_while(|&at| is_part(&&inside[at]) || is_single(at)).count();
    length > 0 && inside[length..].starts_with(close)
}

#[cfg(test)]
mod tests {
    use super::{JQ, PLACEHOLDER, language};

    #[test]
    fn languages_are_guessed_where_json_ends() {
        for (text, expected) in [
            ("\\(.name)\"", Some(JQ)),
            (".name", Some(JQ)),
            (".[0]", Some(JQ)),
            ("__PORT__,", Some(PLACEHOLDER)),
            ("__APP_PORT__ }", Some(PLACEHOLDER)),
            ("%%PORT%%", Some(PLACEHOLDER)),
            ("@@PORT@@", Some(PLACEHOLDER)),
            ("((app-port))", Some(PLACEHOLDER)),
            ("#{Port}#", Some(PLACEHOLDER)),
            ("<PORT>", Some(PLACEHOLDER)),
            ("...", None),
            (".5", None),
            ("__PORT", None),
            ("____", None),
            ("# a comment", None),
            ("<<<<<<< HEAD", None),
            ("\\x", None),
            ("", None),
        ] {
            assert_eq!(language(text.as_bytes()), expected, "{text}");
        }
    }
}
