//! Splits a message into words and code. In messages, code stands between backticks.

/// A part of a message.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum MessagePart<'t> {
    Words(&'t str),
    Code(&'t str),
}

/// Returns the parts of `text` that are not empty. A backtick without a partner belongs to the words.
pub(super) fn parts(text: &str) -> Vec<MessagePart<'_>> {
    let mut parts = Vec::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('`') {
        let Some((code, after)) = after.split_once('`') else { break };
        parts.push(MessagePart::Words(before));
        parts.push(MessagePart::Code(code));
        rest = after;
    }
    parts.push(MessagePart::Words(rest));
    parts.retain(|part| !matches!(part, MessagePart::Words("") | MessagePart::Code("")));
    parts
}

#[cfg(test)]
mod tests {
    use super::MessagePart::{Code, Words};
    use super::parts;

    #[test]
    fn code_stands_between_backticks() {
        assert_eq!(parts("a `b` c"), [Words("a "), Code("b"), Words(" c")]);
        assert_eq!(parts("`a``b`"), [Code("a"), Code("b")]);
        assert_eq!(parts("it's ` alone"), [Words("it's ` alone")]);
        assert_eq!(parts(""), []);
    }
}
