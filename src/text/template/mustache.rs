//! Mustache and Handlebars: `{{…}}`, `{{{…}}}`, `{{#…}}`, `{{^…}}`, `{{/…}}`, `{{!…}}`, `{{>…}}`,
//! `{{=…=}}`, `{{else}}`, `{{~…~}}`.
//!
//! The two languages read most tags in the same way, but differ in some. For Mustache, `{{else}}` is a name,
//! `\{{x}}` is an expression after a backslash, and a string in a tag is a part of a name. Handlebars has no
//! other delimiters. So a text has one list of tags for each of the two.

use std::ops::Range;

use super::super::error::SyntaxError;
use super::capture::{Capture, Within};
use super::code::{self, inside};
use super::tag::{Construct, End, Guard, Opening, Role, SectionTags, Tag};

/// Returns the tags of Mustache.
pub(super) fn tags(text: &str) -> Result<Vec<Tag>, SyntaxError> {
    Lexer::new(text, false).tags()
}

/// Returns the tags of Handlebars.
pub(super) fn handlebars(text: &str) -> Result<Vec<Tag>, SyntaxError> {
    Lexer::new(text, true).tags()
}

/// Returns the tags of a section that is there exactly if the section with the given tags is not. Returns `None` if its
/// tag has no opposite.
pub(super) fn opposite(tags: &SectionTags, construct: Construct) -> Option<SectionTags> {
    let SectionTags { open, close } = tags;
    if construct == Construct::MaybeLoop {
        let is_plain = open.split_whitespace().count() == 1;
        let open = code::replaced(open, "#", "^").filter(|_| is_plain)?;
        return Some(SectionTags { open, close: close.clone() });
    }
    match code::replaced(open, "#if ", "#unless ") {
        Some(open) => Some(SectionTags { open, close: code::replaced(close, "/if", "/unless")? }),
        None => Some(SectionTags {
            open: code::replaced(open, "#unless ", "#if ")?,
            close: code::replaced(close, "/unless", "/if")?,
        }),
    }
}

/// Finds the tags, one after the other.
struct Lexer<'t> {
    text: &'t str,
    is_handlebars: bool,
    /// The delimiter that opens a tag.
    open: String,
    /// The delimiter that closes a tag.
    close: String,
    /// The names by which the open sections must be closed.
    names: Vec<String>,
    /// For each open section: the text that its `{{else}}` opens, if the section is inverted (`{{^a}}`).
    others: Vec<Option<Opening>>,
    tags: Vec<Tag>,
}

impl<'t> Lexer<'t> {
    fn new(text: &'t str, is_handlebars: bool) -> Self {
        let (open, close) = ("{{".to_owned(), "}}".to_owned());
        Lexer {
            text,
            is_handlebars,
            open,
            close,
            names: Vec::new(),
            others: Vec::new(),
            tags: Vec::new(),
        }
    }

    /// Returns all tags of the text.
    fn tags(mut self) -> Result<Vec<Tag>, SyntaxError> {
        let mut at = 0;
        while let Some(found) = self.text[at..].find(&self.open) {
            let start = at + found;
            at = match self.escaped(at, start) {
                Some(next) => next,
                None => self.tag(start)?,
            };
        }
        Ok(self.tags)
    }

    /// Returns the error that the text is wrong at `at`.
    fn wrong(&self, at: usize, message: &str) -> SyntaxError {
        SyntaxError::new(self.text.as_bytes(), at, message)
    }

    /// Passes over a backslash before a tag of Handlebars. One backslash makes the tag a text; then this returns the
    /// offset at which the search for tags goes on. Two backslashes are rendered as one, and the tag stays a tag.
    fn escaped(&mut self, from: usize, start: usize) -> Option<usize> {
        if !self.is_handlebars || !self.text[from..start].ends_with('\\') {
            return None;
        }
        let backslash = start - 1;
        let is_text = !self.text[from..backslash].ends_with('\\');
        self.tags.push(Tag::new(backslash..start, Role::Nothing));
        if !is_text {
            return None;
        }
        // The text goes on to the next opening delimiter, or to the backslashes before it (handlebars.l, state
        // `emu`).
        let text = start + 2;
        let next = self.text[text..].find("{{").map_or(self.text.len(), |at| text + at);
        let before = self.text[text..next].bytes().rev().take_while(|&byte| byte == b'\\').take(2);
        Some(next - before.count())
    }

    /// Reads the tag at `start`, and returns its end.
    fn tag(&mut self, start: usize) -> Result<usize, SyntaxError> {
        if self.is_handlebars && self.text[start..].starts_with("{{{{") {
            return self.raw_block(start);
        }
        let inner = start + self.open.len();
        let Some(end) = self.end(inner) else {
            return Err(self.wrong(start, "this template tag is not closed"));
        };
        let is_triple = self.text[inner..].starts_with('{') && self.close == "}}";
        if self.is_handlebars && !is_triple && self.text[end..].starts_with('}') {
            let message =
                "Handlebars reads `}}}` as the end of a `{{{` tag; put a blank between the braces";
            return Err(self.wrong(end - 2, message));
        }
        let range = start..end;
        let inside =
            self.text[inner..end - self.close.len()].trim_matches(|c| c == '{' || c == '}');
        let (before, after) = match self.is_handlebars {
            true => (inside.starts_with('~'), inside.ends_with('~')),
            false => (false, false),
        };
        let inside = if self.is_handlebars { inside.trim_matches('~') } else { inside };
        let role = self.role(inside.trim(), &range, is_triple)?;
        self.tags.push(Tag::new(range, role).trimming(before, after));
        Ok(end)
    }

    /// Returns the end of a tag whose inside begins at `inner`.
    fn end(&self, inner: usize) -> Option<usize> {
        let rest = &self.text[inner..];
        let plain = |close: &str| rest.find(close).map(|at| inner + at + close.len());
        if self.close != "}}" {
            return plain(&self.close);
        }
        if rest.starts_with('{') {
            return plain("}}}");
        }
        if !self.is_handlebars {
            return plain("}}");
        }
        let word = rest.trim_start_matches('~');
        if word.starts_with("!--") {
            return plain("--}}").or_else(|| plain("--~}}"));
        }
        if word.starts_with('!') {
            return plain("}}");
        }
        self.end_outside_strings(inner)
    }

    /// Returns the end of a tag of Handlebars, whose strings may have braces.
    fn end_outside_strings(&self, inner: usize) -> Option<usize> {
        let bytes = self.text.as_bytes();
        let (mut at, mut quote) = (inner, None);
        while at < bytes.len() {
            match (quote, bytes[at]) {
                (Some(_), b'\\') => at += 1,
                (Some(open), byte) if byte == open => quote = None,
                (Some(_), _) => {}
                (None, b'[') => {
                    at += memchr::memchr(b']', &bytes[at..])?;
                }
                (None, byte @ (b'"' | b'\'')) => quote = Some(byte),
                (None, b'}') if bytes.get(at + 1) == Some(&b'}') => return Some(at + 2),
                (None, _) => {}
            }
            at += 1;
        }
        None
    }

    /// Reads `{{{{name}}}} … {{{{/name}}}}`, whose text a helper changes. Returns its end.
    fn raw_block(&mut self, start: usize) -> Result<usize, SyntaxError> {
        let unclosed = || self.wrong(start, "this template tag is not closed");
        let end = self.text[start..].find("}}}}").map(|at| start + at + 4).ok_or_else(unclosed)?;
        let inside = self.text[start + 4..end - 4].trim_start_matches('#').trim();
        let name = inside.split_whitespace().next().unwrap_or_default();
        let close = format!("{{{{{{{{/{name}}}}}}}}}");
        let body = self.text[end..].find(&close).map(|at| end + at).ok_or_else(unclosed)?;
        self.tags.push(Tag::open(start..end, Construct::Captured, Guard::Fixed(true)));
        self.tags.push(Tag::new(body..body + close.len(), Role::Close));
        Ok(body + close.len())
    }

    /// Returns the role of the tag at `range` with the code `inside`. `is_triple` is whether it has three braces.
    fn role(
        &mut self,
        inside: &str,
        range: &Range<usize>,
        is_triple: bool,
    ) -> Result<Role, SyntaxError> {
        let rest = inside.get(1..).unwrap_or_default().trim();
        let open = |construct, guard| Role::Open(Opening { construct, guard });
        if is_triple {
            return Ok(Role::Expression);
        }
        Ok(match inside.as_bytes().first() {
            Some(b'!') => Role::Nothing,
            Some(b'>') => Role::Unknown,
            Some(b'=') => self.delimiters(rest, range)?,
            Some(b'#') => self.section(rest),
            Some(b'^') if rest.is_empty() => self.otherwise(),
            Some(b'^') => {
                let opening = self.opening(rest);
                let guard = opening.guard.clone().negated();
                self.begins(self.name(rest), Some(opening));
                open(Construct::Section, guard)
            }
            // A block that another template may replace, or one that replaces a block.
            Some(b'$' | b'<') if !self.is_handlebars => {
                self.begins(rest.to_owned(), None);
                open(Construct::Captured, Guard::Fixed(true))
            }
            Some(b'/') => self.closing(rest, range)?,
            _ if !self.is_handlebars => Role::Expression,
            _ => match inside.strip_prefix("else") {
                Some("") => self.otherwise(),
                Some(condition) if condition.starts_with(' ') => {
                    let other = self.others.last().into_iter().flatten().next();
                    if other.is_some_and(|other| other.construct.opens_scope()) {
                        let message = "`{{else if}}` in an inverted section is not understood; write `{{else}}{{#if}}`";
                        return Err(self.wrong(range.start, message));
                    }
                    Role::Middle(Some(self.opening(condition.trim())))
                }
                // A string in a tag of its own is a name: `{{"x"}}` is the value of `x`.
                _ => Role::Expression,
            },
        })
    }

    /// Adds a section to the open ones. `name` is the name by which it must be closed, `other` the text that its
    /// `{{else}}` opens if the section is inverted.
    fn begins(&mut self, name: String, other: Option<Opening>) {
        self.names.push(name);
        self.others.push(other);
    }

    /// Returns the role of `{{else}}`. The text of an inverted section after it is the text that a section without the
    /// `^` would have.
    fn otherwise(&self) -> Role {
        Role::Middle(self.others.last().cloned().flatten())
    }

    /// Reads a tag that changes the delimiters. `rest` is its code after the first `=`.
    fn delimiters(&mut self, rest: &str, range: &Range<usize>) -> Result<Role, SyntaxError> {
        if self.is_handlebars {
            return Err(self.wrong(range.start, "Handlebars cannot change its delimiters"));
        }
        let mut words = rest.trim_end_matches('=').split_whitespace();
        let (Some(open), Some(close), None) = (words.next(), words.next(), words.next()) else {
            return Err(self.wrong(range.start, "these delimiters are not understood"));
        };
        (self.open, self.close) = (open.to_owned(), close.to_owned());
        Ok(Role::Delimiters)
    }

    /// Reads a tag that closes the section with the name `rest`.
    fn closing(&mut self, rest: &str, range: &Range<usize>) -> Result<Role, SyntaxError> {
        self.others.pop();
        match self.names.pop() {
            Some(name) if name != rest => {
                let message = format!("this tag closes `{rest}`, but the open section is `{name}`");
                Err(self.wrong(range.start, &message))
            }
            _ => Ok(Role::Close),
        }
    }

    /// Returns the name by which a section is closed.
    fn name(&self, rest: &str) -> String {
        match self.is_handlebars {
            true => rest.split_whitespace().next().unwrap_or_default().to_owned(),
            false => rest.to_owned(),
        }
    }

    /// Returns the role of `{{#…}}`. `rest` is the code after the `#`.
    fn section(&mut self, rest: &str) -> Role {
        let mark = rest.as_bytes().first().filter(|_| self.is_handlebars).copied();
        let own = rest.trim_start_matches(['*', '>']).trim_start();
        let own = if matches!(mark, Some(b'*' | b'>')) { own } else { rest };
        self.begins(self.name(own), None);
        match mark {
            // An inline partial, whose text is rendered at another place.
            Some(b'*') => {
                Role::Open(Opening { construct: Construct::Hidden, guard: Guard::Fixed(false) })
            }
            Some(b'>') => {
                Role::Open(Opening { construct: Construct::Captured, guard: Guard::Fixed(true) })
            }
            _ => Role::Open(self.opening(rest)),
        }
    }

    /// Returns the text that a section or a block helper opens. `condition` is the code of the tag, such as `if a`.
    fn opening(&self, condition: &str) -> Opening {
        let whole = |construct| Opening { construct, guard: Guard::when(condition, true) };
        if !self.is_handlebars {
            return whole(Construct::MaybeLoop);
        }
        let (helper, rest) = condition.split_once(char::is_whitespace).unwrap_or((condition, ""));
        let subject = rest.split(" as |").next().unwrap_or(rest).trim();
        let of_round = match subject {
            "@first" => Some(Guard::round(End::First, true)),
            "@last" => Some(Guard::round(End::Last, true)),
            "@index" => Some(Guard::round(End::First, false)),
            _ => None,
        };
        match helper {
            _ if subject.is_empty() => whole(Construct::MaybeLoop),
            "if" | "unless" => {
                // An option such as `includeZero=true` makes another condition of it.
                let guard = of_round.unwrap_or_else(|| Guard::when(&format!("if {subject}"), true));
                let guard = if helper == "if" { guard } else { guard.negated() };
                Opening { construct: Construct::Section, guard }
            }
            "each" => Opening {
                construct: Construct::Loop,
                guard: Guard::when(&format!("each {subject}"), true),
            },
            "with" => Opening {
                construct: Construct::Scope,
                guard: Guard::when(&format!("with {subject}"), true),
            },
            _ => whole(Construct::MaybeLoop),
        }
    }
}

/// Returns the code of a tag of Handlebars, without delimiters and white-space control.
pub(super) fn code(tag: &str) -> Option<&str> {
    Some(inside(tag, "{{", "}}")?.trim_matches('~').trim())
}

/// Returns the text that a tag of Handlebars captures and the way to print it.
pub(super) fn capture(tag: &str) -> Option<Capture<'_>> {
    let name = code(tag)?.strip_prefix("#*inline \"")?.strip_suffix('"')?;
    let foreign = &["@", "..", "|"];
    Some(Capture { name, print: format!("> {name}"), within: Within::Deciding, foreign })
}
