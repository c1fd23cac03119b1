//! The heredocs of a shell script: their operators and their bodies.

use std::ops::Range;

/// A heredoc whose operator was read. Its body begins after the line of the operator and after the bodies of
/// heredocs that were opened earlier on that line.
pub(super) struct Heredoc {
    /// The word on the line that ends the body.
    word: String,
    /// Whether the shell expands variables and commands in the body.
    pub(super) expands: bool,
    /// Whether tabs at the beginning of a line do not count (`<<-`).
    strips_tabs: bool,
}

/// The operator `<<` of a shell.
pub(super) struct Operator {
    /// The heredoc that the operator opens; `None` if it shifts a number.
    pub(super) heredoc: Option<Heredoc>,
    /// The number of bytes after `<<` that belong to the operator.
    pub(super) length: usize,
}

/// The body of a heredoc.
pub(super) struct Body {
    /// The range of the lines of the body.
    pub(super) range: Range<usize>,
    /// The offset after the line that ends the body.
    pub(super) end: usize,
}

impl Heredoc {
    /// Reads the operator `<<`, after which `rest` stands. If no name follows, the operator shifts a number.
    pub(super) fn opened_by(rest: &str) -> Operator {
        let strips_tabs = rest.starts_with('-');
        let bare = rest.strip_prefix('-').unwrap_or(rest);
        let word = bare.trim_start_matches([' ', '\t']);
        let is_quote = |c: char| matches!(c, '\'' | '"' | '\\');
        let is_part = |c: char| c.is_alphanumeric() || matches!(c, '_' | '-' | '.') || is_quote(c);
        let length = word.find(|c| !is_part(c)).unwrap_or(word.len());
        let (raw, after) = word.split_at(length);
        let name: String = raw.chars().filter(|&c| !is_quote(c)).collect();
        let is_name = name.starts_with(|c: char| c.is_alphabetic() || c == '_');
        let expands = !raw.contains(is_quote);
        let heredoc = is_name.then_some(Heredoc { word: name, expands, strips_tabs });
        Operator { heredoc, length: rest.len() - after.len() }
    }

    /// Returns the body, which begins at `start` of `script`; `None` if no line ends it.
    pub(super) fn body(&self, script: &str, start: usize) -> Option<Body> {
        let mut end = start;
        for line in script[start..].split_inclusive('\n') {
            let bare = line.trim_end_matches(['\n', '\r']);
            let bare = if self.strips_tabs { bare.trim_start_matches('\t') } else { bare };
            if bare == self.word {
                return Some(Body { range: start..end, end: end + line.len() });
            }
            end += line.len();
        }
        None
    }
}
