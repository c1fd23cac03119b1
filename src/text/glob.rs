//! Globs that a user has written → matchers.
//!
//! All globs are compiled here, those of arguments and those of files. Invariant: a glob that is longer or
//! deeper than the limits is an error. So no glob can exhaust the memory or the stack of the program, and none
//! leads to a panic.

use globset::{Glob, GlobBuilder, GlobSet, GlobSetBuilder};

/// The longest glob, in bytes. No path is longer.
const LONGEST: usize = 4096;

/// The most levels to which braces may be nested.
const DEEPEST: usize = 20;

/// The kind of text that a glob is compared with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum About {
    /// Paths: `*` and `?` match no slash.
    Paths,
    /// Other texts, such as URIs: a slash is a character like any other.
    Texts,
}

/// Compiles `text` as a glob.
///
/// # Errors
/// `text` is no glob, or it is too long or too deep. The error is a clause with the reason.
pub fn parse(text: &str, about: About) -> Result<Glob, String> {
    if text.len() > LONGEST {
        return Err(format!("it is longer than {LONGEST} bytes"));
    }
    if depth(text) > DEEPEST {
        return Err(format!("its braces are nested more than {DEEPEST} levels deep"));
    }
    let mut builder = GlobBuilder::new(text);
    match about {
        About::Paths => builder.literal_separator(true).empty_alternates(true),
        About::Texts => builder.literal_separator(false).backslash_escape(true),
    };
    builder.build().map_err(|error| error.kind().to_string())
}

/// Returns a matcher for all texts that at least one of `globs` matches.
///
/// # Errors
/// The globs together are too large; the error is a clause.
pub fn set(globs: impl IntoIterator<Item = Glob>) -> Result<GlobSet, String> {
    let mut builder = GlobSetBuilder::new();
    for glob in globs {
        builder.add(glob);
    }
    builder.build().map_err(|error| error.kind().to_string())
}

/// Returns the greatest depth of nested braces. Braces in character classes count, too.
fn depth(text: &str) -> usize {
    let (mut depth, mut deepest) = (0_usize, 0);
    for byte in text.bytes() {
        match byte {
            b'{' => depth += 1,
            b'}' => depth = depth.saturating_sub(1),
            _ => {}
        }
        deepest = deepest.max(depth);
    }
    deepest
}

#[cfg(test)]
mod tests {
    use super::{About, DEEPEST, LONGEST, parse, set};

    #[test]
    fn what_is_too_much_is_refused_and_everything_else_is_compiled() {
        let nested = |depth: usize| format!("{}a{}", "{".repeat(depth), "}".repeat(depth));
        for about in [About::Paths, About::Texts] {
            let compile = |text: &str| parse(text, about).and_then(|glob| set([glob]));
            assert!(compile(&nested(DEEPEST)).is_ok());
            assert_eq!(
                compile(&nested(DEEPEST + 1)).unwrap_err(),
                "its braces are nested more than 20 levels deep"
            );
            assert_eq!(
                compile(&"a".repeat(LONGEST + 1)).unwrap_err(),
                "it is longer than 4096 bytes"
            );
            for part in ["*", "?", "a", "**/", "[a-z]", "[\u{80}-\u{10ffff}]", "{a,b}", "\\a", "{,"]
            {
                // Compiled or refused, but no panic.
                let _ = compile(&part.repeat(LONGEST / part.len()));
            }
            let many: String = (0..DEEPEST).map(|_| "{a,b,c,").collect();
            let _ = compile(&format!("{many}{}", "}".repeat(DEEPEST)));
        }
    }
}
