//! Go's text/template, as gomplate and consul-template use it: `{{ … }}`, `{{- … -}}`.

use super::super::error::SyntaxError;
use super::capture::{Capture, Within};
use super::code::{self, inside, is_word};
use super::names::Names;
use super::tag::{Construct, End, Guard, Opening, Role, Tag};

const QUOTES: [char; 3] = ['"', '`', '\''];

/// Returns the tags of Go.
pub(super) fn tags(text: &str) -> Result<Vec<Tag>, SyntaxError> {
    let mut lexer = Lexer { open: Vec::new(), tags: Vec::new() };
    let (mut calls, mut changes_values) = (Vec::new(), false);
    let mut at = 0;
    while let Some(found) = text[at..].find("{{") {
        let start = at + found;
        let Some(end) = end(text, start + 2) else {
            let message = "this template tag is not closed";
            return Err(SyntaxError::new(text.as_bytes(), start, message));
        };
        let inside = &text[start + 2..end - 2];
        let (before, after) = (is_trim(inside.strip_prefix('-')), is_trim_end(inside));
        let inside = if before { &inside[1..] } else { inside };
        let inside = if after { &inside[..inside.len() - 1] } else { inside };
        let inside = inside.trim();
        let tag = Tag::new(start..end, lexer.role(inside)).trimming(before, after);
        lexer.tags.push(tag.impure(is_impure(inside)));
        if let Some(name) = inside.strip_prefix("template ") {
            let name = name.split_whitespace().next().unwrap_or_default();
            calls.push((lexer.tags.len() - 1, text.contains(&format!("define {name}"))));
        }
        changes_values |= changes(inside);
        at = end;
    }
    // `{{template}}` changes nothing if it calls a template of this file and no tag of this file changes a
    // value.
    if !changes_values && calls.iter().all(|(_, is_known)| *is_known) {
        calls.iter().for_each(|(tag, _)| lexer.tags[*tag].is_impure = false);
    }
    Ok(lexer.tags)
}

/// Whether `rest`, the text after a `-` at the beginning of a tag, makes the `-` white-space control.
fn is_trim(rest: Option<&str>) -> bool {
    rest.is_some_and(|rest| rest.starts_with(char::is_whitespace))
}

/// Whether the inside of a tag ends with a `-` that is white-space control.
fn is_trim_end(inside: &str) -> bool {
    inside.strip_suffix('-').is_some_and(|rest| rest.ends_with(char::is_whitespace))
}

/// Whether code has assignments, functions that change their arguments, or calls of templates. The `:=` of a
/// `range` or `with` does not count, because its variables end with the section.
fn is_impure(inside: &str) -> bool {
    let opens_scope = ["range ", "with "].iter().any(|word| inside.starts_with(word));
    inside.contains(":=") && !opens_scope
        || inside.contains(" = ")
        || changes(inside)
        || ["block ", "template "].iter().any(|word| inside.starts_with(word))
}

/// Whether code calls a function that is known to change something.
pub(super) fn changes(code: &str) -> bool {
    let calls = |word: &str| code.split([' ', '(', '|']).any(|own| own == word);
    ["set", "unset"].iter().any(|word| calls(word))
        || [".Set", ".Add", ".Delete"].iter().any(|method| code.contains(method))
}

/// Returns the end of the tag whose inside begins at `from`.
fn end(text: &str, from: usize) -> Option<usize> {
    let inside = text[from..].trim_start_matches(['-', ' ']);
    if inside.starts_with("/*") {
        let comment = from + text[from..].find("*/")?;
        return Some(comment + text[comment..].find("}}")? + 2);
    }
    let bytes = text.as_bytes();
    let (mut at, mut quote) = (from, None);
    while at < bytes.len() {
        match (quote, bytes[at]) {
            (Some(open), byte) if byte == open => quote = None,
            (Some(b'"' | b'\''), b'\\') => at += 1,
            (Some(_), _) => {}
            (None, byte @ (b'"' | b'`' | b'\'')) => quote = Some(byte),
            (None, b'}') if bytes.get(at + 1) == Some(&b'}') => return Some(at + 2),
            (None, _) => {}
        }
        at += 1;
    }
    None
}

/// A section that is open.
enum Open {
    /// `range`.
    Loop {
        /// The variable for the number of the round, if the loop has one.
        index: Option<String>,
    },
    /// Any other section.
    NoLoop,
}

/// Finds the roles of tags, one after the other.
struct Lexer {
    /// The open sections, outermost first.
    open: Vec<Open>,
    tags: Vec<Tag>,
}

impl Lexer {
    /// Returns the role of the tag with the code `inside`.
    fn role(&mut self, inside: &str) -> Role {
        let (word, rest) = inside.split_once(char::is_whitespace).unwrap_or((inside, ""));
        let rest = rest.trim();
        match word {
            "if" | "with" | "range" => {
                let opening = self.opening(word, rest);
                self.open.push(match word {
                    "range" => Open::Loop { index: index(rest) },
                    _ => Open::NoLoop,
                });
                Role::Open(opening)
            }
            "define" => self.open(Construct::Hidden, false),
            "block" => self.open(Construct::Captured, true),
            "else" => match rest.split_once(char::is_whitespace) {
                Some((word @ ("if" | "with"), condition)) => {
                    Role::Middle(Some(self.opening(word, condition.trim())))
                }
                _ => Role::Middle(None),
            },
            "end" => {
                self.open.pop();
                Role::Close
            }
            "template" | "break" | "continue" | "include" => Role::Unknown,
            _ if inside.starts_with("/*") => Role::Nothing,
            _ if word.starts_with('$') && (rest.starts_with(":=") || rest.starts_with("= ")) => {
                Role::Nothing
            }
            _ => self.text(inside),
        }
    }

    /// Returns the role of a tag that opens a text which is always there, or never (`is_there` is false).
    fn open(&mut self, construct: Construct, is_there: bool) -> Role {
        self.open.push(Open::NoLoop);
        Role::Open(Opening { construct, guard: Guard::Fixed(is_there) })
    }

    /// Returns the role of code that is rendered: an expression, one known text, or one of two.
    fn text(&self, inside: &str) -> Role {
        if let Some(text) = code::string(inside, &['"', '`']) {
            return Role::Literal(text);
        }
        let either = || {
            let rest = inside.strip_prefix("ternary ")?.trim_start();
            let (yes, rest) = word(rest)?;
            let (no, condition) = word(rest)?;
            let texts = [code::string(yes, &['"', '`'])?, code::string(no, &['"', '`'])?];
            let condition = condition.trim();
            code::is_name(condition).then(|| Role::Either { guard: self.guard(condition), texts })
        };
        either().unwrap_or(Role::Expression)
    }

    /// Returns the text that a tag with `word` opens, which is `if`, `with` or `range`.
    fn opening(&self, word: &str, condition: &str) -> Opening {
        match word {
            "range" => {
                let guard = Guard::when(&format!("range {condition}"), true);
                Opening { construct: Construct::Loop, guard }
            }
            "with" => {
                let guard = Guard::when(&format!("with {condition}"), true);
                Opening { construct: Construct::Scope, guard }
            }
            _ => Opening { construct: Construct::Section, guard: self.guard(condition) },
        }
    }

    /// Returns the guard of the condition of an `if`. An index of a loop is a guard about the round.
    fn guard(&self, condition: &str) -> Guard {
        let words: Vec<&str> = condition.split_whitespace().collect();
        match words[..] {
            ["true"] => return Guard::Fixed(true),
            ["false"] => return Guard::Fixed(false),
            // In Go an index is true unless it is 0, as it is in the first round.
            [index] => {
                if let Some(up) = self.loop_of(index) {
                    return Guard::Round { end: End::First, up, holds: false };
                }
            }
            ["gt" | "ne", index, "0"] | ["lt", "0", index] => {
                if let Some(up) = self.loop_of(index) {
                    return Guard::Round { end: End::First, up, holds: false };
                }
            }
            ["eq", index, "0"] => {
                if let Some(up) = self.loop_of(index) {
                    return Guard::Round { end: End::First, up, holds: true };
                }
            }
            ["not", condition] if code::is_name(condition) => {
                return self.guard(condition).negated();
            }
            _ => {}
        }
        Guard::when(condition, true)
    }

    /// Returns the number of loops between this place and the loop whose index variable is `variable`. Returns `None`
    /// if no open loop has this variable.
    fn loop_of(&self, variable: &str) -> Option<usize> {
        let loops = self.open.iter().rev().filter_map(|open| match open {
            Open::Loop { index } => Some(index),
            Open::NoLoop => None,
        });
        loops.into_iter().position(|index| index.as_deref() == Some(variable))
    }
}

/// Returns the index variable of a loop: `$i` of `$i, $x := .xs`.
fn index(range: &str) -> Option<String> {
    let (left, _) = range.split_once(":=")?;
    Some(left.split_once(',')?.0.trim().to_owned())
}

/// Returns the first word or quoted string, and the text after it. Returns `None` if nothing follows.
fn word(text: &str) -> Option<(&str, &str)> {
    let text = text.trim_start();
    let end = code::find(text, ' ', &QUOTES)?;
    Some(text.split_at(end))
}

/// Returns the name that a plain assignment changes. Returns `None` for any other tag.
pub(super) fn assigned(tag: &str) -> Option<&str> {
    let inside = inside(tag, "{{", "}}")?;
    let (name, value) = inside.split_once(":=").or_else(|| inside.split_once(" = "))?;
    let name = name.trim();
    let is_variable = name.strip_prefix('$').is_some_and(is_word);
    (is_variable && !changes(value)).then_some(name)
}

/// Returns the names that mean something else in the text that a tag opens. Returns `None` if the tag is not
/// understood, so that it may change any name.
pub(super) fn bound(tag: &str) -> Option<Names> {
    let inside = inside(tag, "{{", "}}")?;
    if inside == "with ." {
        return Some(Names::Some(Vec::new()));
    }
    let rest = inside.strip_prefix("range ").or_else(|| inside.strip_prefix("with "))?.trim();
    let Some((names, _)) = rest.split_once(":=") else { return Some(Names::AndDot(Vec::new())) };
    let names: Vec<&str> = names.split(',').map(str::trim).collect();
    let is_variable = |name: &&str| name.strip_prefix('$').is_some_and(is_word);
    let are_variables = names.iter().all(is_variable);
    are_variables.then(|| Names::AndDot(names.into_iter().map(str::to_owned).collect()))
}

/// Whether the dot means the same in the section of a tag as at the beginning of the template.
pub(super) fn restores_names(tag: &str) -> bool {
    inside(tag, "{{", "}}") == Some("with $")
}

/// Returns the text that a tag captures and the way to print it.
pub(super) fn capture(tag: &str) -> Option<Capture<'_>> {
    let name = inside(tag, "{{", "}}")?.strip_prefix("define \"")?.strip_suffix('"')?;
    let print = format!("template \"{name}\" .");
    Some(Capture { name, print, within: Within::None, foreign: &[] })
}
