//! A glob over URIs, images or ids, with its needles: strings of which every matching text contains
//! at least one.
//!
//! `*` matches any characters, also slashes; `?` matches one character, `[…]` one of the characters
//! in it, and `{a,b}` one of the texts between the commas. A backslash removes the special meaning
//! of a character. Template expressions (`{{…}}`, `${…}`) match themselves. Upper and lower case
//! differ.

use std::fmt;
use std::str::FromStr;

use globset::{Glob, GlobSet};

use crate::text::glob::{self, About};

/// A glob with its needles.
#[derive(Debug, Clone)]
pub struct Pattern {
    text: String,
    matcher: Matcher,
    needles: Vec<String>,
}

/// The comparison with a whole text. There may be thousands of patterns. Most of them need no
/// automaton, which takes a thousand times as much memory.
#[derive(Debug, Clone)]
enum Matcher {
    /// The texts between the stars of a glob that has only stars; without a star, the whole text.
    Parts(Vec<String>),
    /// Any other glob.
    Glob(GlobSet),
}

impl Matcher {
    /// Returns the matcher of `glob`, which was parsed as `parsed`.
    fn new(glob: &str, parsed: Glob) -> Result<Self, String> {
        match parts(glob) {
            Some(parts) => Ok(Matcher::Parts(parts)),
            None => glob::set([parsed]).map(Matcher::Glob),
        }
    }

    fn matches(&self, text: &str) -> bool {
        let parts = match self {
            Matcher::Glob(glob) => return glob.is_match(text),
            Matcher::Parts(parts) => parts,
        };
        let (Some((first, others)), true) = (parts.split_first(), parts.len() > 1) else {
            return parts.first().is_some_and(|whole| whole == text);
        };
        let Some((last, inner)) = others.split_last() else { return false };
        let Some(rest) = text.strip_prefix(first.as_str()) else { return false };
        let Some(rest) = rest.strip_suffix(last.as_str()) else { return false };
        let next = |rest: &str, part: &String| Some(rest.find(part.as_str())? + part.len());
        inner.iter().try_fold(rest, |rest, part| rest.get(next(rest, part)?..)).is_some()
    }
}

/// Returns the texts between the stars of a glob. Returns `None` if the glob has other special
/// characters, or two stars in a row.
fn parts(glob: &str) -> Option<Vec<String>> {
    let mut parts = vec![String::new()];
    let mut characters = glob.chars();
    while let Some(character) = characters.next() {
        let plain = match character {
            '?' | '[' | ']' | '{' | '}' => return None,
            '*' => {
                parts.push(String::new());
                continue;
            }
            '\\' => characters.next()?,
            plain => plain,
        };
        parts.last_mut()?.push(plain);
    }
    // Two stars in a row have another meaning next to a slash.
    let inner = parts.get(1..parts.len() - 1).unwrap_or_default();
    (!inner.iter().any(String::is_empty)).then_some(parts)
}

/// The reason why a text is no glob, as a clause.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct BadPattern(String);

impl FromStr for Pattern {
    type Err = BadPattern;

    fn from_str(text: &str) -> Result<Self, BadPattern> {
        if text.is_empty() {
            return Err(BadPattern("the pattern is empty".into()));
        }
        let glob = escape_expressions(text);
        let parsed = glob::parse(&glob, About::Texts).map_err(BadPattern)?;
        let matcher = Matcher::new(&glob, parsed).map_err(BadPattern)?;
        let needles = needles(&glob);
        Ok(Pattern { text: text.to_owned(), matcher, needles })
    }
}

impl Pattern {
    /// Returns the pattern as it was written.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// Whether the whole `text` matches.
    #[must_use]
    pub fn matches(&self, text: &str) -> bool {
        self.matcher.matches(text)
    }

    /// Whether the pattern concerns only the last segment of a URI, because it has no slash.
    #[must_use]
    pub fn is_name(&self) -> bool {
        !self.text.contains('/')
    }

    /// Returns the needles: every matching text, as JSON writes it, contains at least one of them.
    /// They have no characters that JSON may write as escapes: slashes, quotes, backslashes, and
    /// characters outside of ASCII. One needle is empty if no string is certain, as for `*`.
    #[must_use]
    pub fn needles(&self) -> &[String] {
        &self.needles
    }
}

impl fmt::Display for Pattern {
    fn fmt(&self, out: &mut fmt::Formatter) -> fmt::Result {
        out.write_str(&self.text)
    }
}

impl PartialEq for Pattern {
    fn eq(&self, other: &Self) -> bool {
        self.text == other.text
    }
}

/// Returns the glob with a backslash before each special character of its template expressions.
fn escape_expressions(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let end = [("{{", "}}"), ("${", "}")].into_iter().find_map(|(open, close)| {
            let inner = rest.strip_prefix(open)?;
            Some(open.len() + inner.find(close)? + close.len())
        });
        let (head, tail) = rest.split_at(end.unwrap_or(first.len_utf8()));
        for character in head.chars() {
            if end.is_some() && "*?[]{},\\!".contains(character) {
                out.push('\\');
            }
            out.push(character);
        }
        if first == '\\' && end.is_none() {
            // An escaped brace opens no expression.
            let next = tail.chars().next();
            out.extend(next);
            rest = &tail[next.map_or(0, char::len_utf8)..];
        } else {
            rest = tail;
        }
    }
    out
}

/// Returns the best needles of a glob: those whose shortest string is the longest.
fn needles(glob: &str) -> Vec<String> {
    let mut best = vec![String::new()];
    let mut offer = |found: Vec<String>| {
        let length = |needles: &[String]| needles.iter().map(String::len).min().unwrap_or(0);
        if length(&found) > length(&best) {
            best = found;
        }
    };
    let mut literal = String::new();
    let mut characters = glob.char_indices();
    while let Some((at, character)) = characters.next() {
        let plain = match character {
            '\\' => characters.next().map(|(_, escaped)| escaped),
            '*' | '?' => None,
            '[' => {
                skip_class(&mut characters);
                None
            }
            '{' => {
                let Alternatives { texts, length } = alternatives(&glob[at + 1..]);
                offer(texts.into_iter().flat_map(needles).collect());
                let end = at + 1 + length;
                while characters.clone().next().is_some_and(|(next, _)| next < end) {
                    characters.next();
                }
                None
            }
            other => Some(other),
        };
        match plain.filter(|c| c.is_ascii() && !c.is_ascii_control() && !"/\"\\".contains(*c)) {
            Some(character) => literal.push(character),
            None => offer(vec![std::mem::take(&mut literal)]),
        }
    }
    offer(vec![literal]);
    best
}

/// Moves after the `]` that ends a class. A `]` at the start of the class belongs to the class.
fn skip_class(characters: &mut std::str::CharIndices) {
    let mut is_first = true;
    for (_, character) in characters.by_ref() {
        match character {
            '!' | '^' if is_first => continue,
            ']' if !is_first => return,
            _ => {}
        }
        is_first = false;
    }
}

/// The alternatives `{a,b}` of a glob.
struct Alternatives<'g> {
    /// The texts between the braces, split at the commas.
    texts: Vec<&'g str>,
    /// The length from after the `{` to the end of the `}`.
    length: usize,
}

/// Returns the alternatives of a glob whose `{` is before `rest`.
fn alternatives(rest: &str) -> Alternatives<'_> {
    let (mut depth, mut start, mut found, mut is_escaped) = (0_usize, 0, Vec::new(), false);
    for (at, character) in rest.char_indices() {
        match character {
            _ if is_escaped => {
                is_escaped = false;
                continue;
            }
            '\\' => is_escaped = true,
            '{' => depth += 1,
            ',' if depth == 0 => {
                found.push(&rest[start..at]);
                start = at + 1;
            }
            '}' if depth == 0 => {
                found.push(&rest[start..at]);
                return Alternatives { texts: found, length: at + 1 };
            }
            '}' => depth -= 1,
            _ => {}
        }
    }
    Alternatives { texts: found, length: rest.len() }
}
