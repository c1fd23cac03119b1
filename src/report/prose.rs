//! Splits a message into text and code. Messages put code between backticks.

/// Returns the parts of `text`, each with whether it is code. A backtick without a partner is text.
pub(super) fn parts(text: &str) -> Vec<(bool, &str)> {
    let mut parts = Vec::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('`') {
        let Some((code, behind)) = after.split_once('`') else { break };
        parts.push((false, before));
        parts.push((true, code));
        rest = behind;
    }
    parts.push((false, rest));
    parts.retain(|(_, part)| !part.is_empty());
    parts
}

#[cfg(test)]
mod tests {
    use super::parts;

    #[test]
    fn code_stands_between_backticks() {
        assert_eq!(parts("a `b` c"), [(false, "a "), (true, "b"), (false, " c")]);
        assert_eq!(parts("`a``b`"), [(true, "a"), (true, "b")]);
        assert_eq!(parts("it's ` alone"), [(false, "it's ` alone")]);
        assert_eq!(parts(""), []);
    }
}
