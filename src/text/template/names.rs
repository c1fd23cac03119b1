//! The names whose meaning a tag changes: a statement changes it in all text after the statement, a loop or a block
//! in its own text.
//!
//! Each language finds the names. It understands only plain assignments and plain lists of names. Any other tag may
//! change any name.

use super::code::{is_part, is_word, mentions};

/// The names whose meaning a tag changes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Names {
    /// The tag may change any name.
    All,
    /// The tag changes these names only.
    Some(Vec<String>),
    /// The tag changes these names, and the dot of Go with all names that begin with it, such as `.a`.
    AndDot(Vec<String>),
}

impl Names {
    /// Returns `name` as the only name.
    pub(super) fn one(name: &str) -> Self {
        Names::Some(vec![name.to_owned()])
    }

    /// Whether the meaning of `text`, a condition or an expression, may change if these names change.
    pub(super) fn concern(&self, text: &str) -> bool {
        match self {
            Names::All => true,
            Names::Some(names) => calls(text) || names.iter().any(|name| mentions(text, name)),
            Names::AndDot(names) => has_dot(text) || names.iter().any(|name| mentions(text, name)),
        }
    }
}

/// Returns the names of a list such as `a, b` or `(a, b)`. Returns `None` if one of them is not plain.
pub(super) fn words(text: &str) -> Option<Vec<String>> {
    let names: Vec<&str> = text.split(',').map(|it| it.trim_matches(['(', ')', ' '])).collect();
    let are_plain = names.iter().all(|name| is_word(name));
    are_plain.then(|| names.into_iter().map(str::to_owned).collect())
}

/// Whether `text` calls a function, a method or a block of code, which may use any name.
pub(super) fn calls(text: &str) -> bool {
    let calls_a_block = ["call", "yield"].iter().any(|word| mentions(text, word));
    let is_call = |(at, _): (usize, &str)| {
        let before = &text[..at];
        let word = before.rsplit(|c: char| !is_part(c)).next().unwrap_or_default();
        let is_operator = matches!(word, "" | "not" | "and" | "or" | "if" | "in" | "is" | "else");
        !is_operator || before.ends_with([']', ')'])
    };
    calls_a_block || text.match_indices('(').any(is_call)
}

/// Whether `text` uses the dot of Go: `.a`, `.`, but not `$.a`.
fn has_dot(text: &str) -> bool {
    text.match_indices('.').any(|(at, _)| {
        !text[..at].ends_with(|c: char| is_part(c) || matches!(c, '$' | ')' | '"' | '`'))
    })
}

#[cfg(test)]
mod tests {
    use super::Names;

    fn some(names: &[&str]) -> Names {
        Names::Some(names.iter().map(|&name| name.to_owned()).collect())
    }

    #[test]
    fn a_text_is_concerned_by_the_names_in_it() {
        let names = some(&["a", "$x"]);
        for text in ["a", "not a", "b and a.c", "$x", "f(b)", "(b)(c)", "b[a]", "f.call"] {
            assert!(names.concern(text), "{text}");
        }
        for text in ["b", "$a", "@a", "ab", "a_b", "not (b and c)", "$x1", "$.b"] {
            assert!(!names.concern(text), "{text}");
        }
        let dot = Names::AndDot(vec!["$i".to_owned()]);
        for text in [".", ".a", "eq .a 1", "$i", "(.a)", "range .xs"] {
            assert!(dot.concern(text), "{text}");
        }
        for text in ["$.a", "$x.a", "not $.a.b", "gt (len $.us) 1"] {
            assert!(!dot.concern(text), "{text}");
        }
    }
}
