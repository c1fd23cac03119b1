//! Jinja2: `{{ … }}`, `{% … %}`, `{# … #}`, with white-space control.

use std::collections::HashSet;

use super::super::error::SyntaxError;
use super::capture::{Call, Capture, Within};
use super::code::{self, inside, is_word, mentions};
use super::names::{Names, calls, words};
use super::tag::{Construct, End, Guard, Opening, Role, Tag};

const QUOTES: [char; 2] = ['"', '\''];

/// Returns the tags of Jinja2.
pub(super) fn tags(text: &str) -> Result<Vec<Tag>, SyntaxError> {
    let mut tags = Vec::new();
    let mut at = 0;
    let ends = ends(text);
    while let Some(start) = tag_start(text, at) {
        let close = match text.as_bytes()[start + 1] {
            b'{' => "}}",
            b'%' => "%}",
            _ => "#}",
        };
        let Some(end) = end(text, start + 2, close) else {
            let message = "this template tag is not closed";
            return Err(SyntaxError::new(text.as_bytes(), start, message));
        };
        let whole = &text[start + 2..end - 2];
        let (before, after) = (whole.starts_with('-'), whole.ends_with('-'));
        let inside = whole.trim_start_matches(['-', '+']).trim_end_matches(['-', '+']).trim();
        let role = match close {
            "}}" => expression(inside),
            "%}" => role(inside, &ends),
            _ => Role::Nothing,
        };
        let is_impure = match close {
            "}}" => code::changes_subject(inside, true),
            "%}" => is_impure(inside, &role),
            _ => false,
        };
        tags.push(Tag::new(start..end, role).trimming(before, after).impure(is_impure));
        at = end;
        if close == "%}" && matches!(inside, "raw" | "verbatim") {
            let Some(raw) = raw_end(text, at, inside) else {
                let message = "this section of the template is not closed";
                return Err(SyntaxError::new(text.as_bytes(), start, message));
            };
            let Some(length) = text[raw..].find("%}") else { continue };
            tags.push(Tag::new(raw..raw + length + 2, Role::Close));
            at = raw + length + 2;
        }
    }
    Ok(tags)
}

/// Returns the offset of the first tag at or after `from`.
fn tag_start(text: &str, from: usize) -> Option<usize> {
    let bytes = text.as_bytes();
    let starts_tag = |&at: &usize| matches!(bytes.get(at + 1), Some(b'{' | b'%' | b'#'));
    memchr::memchr_iter(b'{', &bytes[from..]).map(|at| from + at).find(starts_tag)
}

/// Returns the first words of all statements that end a block, such as `endfilter`.
fn ends(text: &str) -> HashSet<&str> {
    let inside = |at: usize| text[at + 2..].trim_start_matches(['-', '+']).trim_start();
    text.match_indices("{%")
        .map(|(at, _)| inside(at))
        .map(|inside| {
            let end = inside.find(|c: char| !c.is_alphanumeric() && c != '_');
            &inside[..end.unwrap_or(inside.len())]
        })
        .filter(|word| word.starts_with("end"))
        .collect()
}

/// Returns the end of the tag whose inside begins at `from`. Delimiters in strings and in braces of the code do
/// not end it. If no other delimiter follows, the first one does.
fn end(text: &str, from: usize, close: &str) -> Option<usize> {
    let plain = || text[from..].find(close).map(|at| from + at + 2);
    if close == "#}" {
        return plain();
    }
    let bytes = text.as_bytes();
    let (mut at, mut quote, mut depth) = (from, None, 0_usize);
    while at < bytes.len() {
        let byte = bytes[at];
        match quote {
            Some(_) if byte == b'\\' => at += 1,
            Some(open) if byte == open => quote = None,
            Some(_) => {}
            None if depth == 0 && text[at..].starts_with(close) => return Some(at + 2),
            None => match byte {
                b'\'' | b'"' => quote = Some(byte),
                b'{' | b'(' | b'[' => depth += 1,
                b'}' | b')' | b']' => depth = depth.saturating_sub(1),
                b'\n' if close == "}}" && depth > 8 => break,
                _ => {}
            },
        }
        at += 1;
        while at < bytes.len() && !text.is_char_boundary(at) {
            at += 1;
        }
    }
    plain()
}

/// Returns the start of the tag that ends the text of `raw` or `verbatim`, which `word` is.
fn raw_end(text: &str, from: usize, word: &str) -> Option<usize> {
    text[from..].match_indices("{%").map(|(at, _)| from + at).find(|&at| {
        let inside = text[at + 2..].trim_start_matches(['-', '+']).trim_start();
        inside.strip_prefix("end").is_some_and(|rest| rest.starts_with(word))
    })
}

/// Returns the role of the code of `{{ … }}`: an expression, one known text, or one of two.
fn expression(inside: &str) -> Role {
    if let Some(text) = code::string(inside, &QUOTES) {
        return Role::Literal(text);
    }
    let either = || {
        let at =
            inside.find(" if ").filter(|at| code::string(&inside[..*at], &QUOTES).is_some())?;
        let (yes, rest) = (&inside[..at], &inside[at + 4..]);
        let (condition, no) = match rest.rsplit_once(" else ") {
            Some((condition, no)) => (condition, code::string(no, &QUOTES)?),
            None => (rest, String::new()),
        };
        let texts = [code::string(yes, &QUOTES)?, no];
        let is_one = code::find(condition, '|', &QUOTES).is_none() && !condition.contains(" if ");
        is_one.then(|| Role::Either { guard: guard(condition), texts })
    };
    either().unwrap_or(Role::Expression)
}

/// Whether a tag assigns, defines or imports names. A statement that is not known may do so.
fn is_impure(inside: &str, role: &Role) -> bool {
    let word = inside.split(|c: char| !c.is_alphanumeric()).next().unwrap_or_default();
    matches!(word, "set" | "assign" | "capture" | "do" | "import" | "from" | "macro" | "extends")
        || *role == Role::Unknown && word != "include"
        || code::changes_subject(inside, true)
}

/// Returns the role of the statement `inside`. `ends` are the words that end a block somewhere in the file; a statement
/// that is not known opens a block if one of them ends it.
fn role(inside: &str, ends: &HashSet<&str>) -> Role {
    let (word, rest) = inside.split_once(char::is_whitespace).unwrap_or((inside, ""));
    let open = |construct, guard| Role::Open(Opening { construct, guard });
    match word {
        "if" => open(Construct::Section, guard(rest)),
        "unless" => open(Construct::Section, guard(rest).negated()),
        "elif" | "elsif" => {
            Role::Middle(Some(Opening { construct: Construct::Section, guard: guard(rest) }))
        }
        "else" => Role::Middle(None),
        "for" => open(Construct::Loop, Guard::when(inside, true)),
        "with" => open(Construct::Scope, Guard::Fixed(true)),
        "macro" => open(Construct::Hidden, Guard::Fixed(false)),
        "set" if !rest.contains('=') => open(Construct::Hidden, Guard::Fixed(false)),
        "set" | "assign" | "do" | "import" | "from" => Role::Nothing,
        "raw" | "verbatim" => open(Construct::Raw, Guard::Fixed(true)),
        "autoescape" => open(Construct::Scope, Guard::Fixed(true)),
        "block" | "filter" | "call" | "trans" | "capture" => {
            open(Construct::Captured, Guard::Fixed(true))
        }
        _ if word.starts_with("end") => Role::Close,
        _ if ends.contains(format!("end{word}").as_str()) => {
            open(Construct::Captured, Guard::Fixed(true))
        }
        _ => Role::Unknown,
    }
}

/// Returns the guard of a condition. `loop.first` and the like are guards about the round.
fn guard(condition: &str) -> Guard {
    let condition = condition.trim();
    let condition =
        condition.strip_suffix(')').and_then(|it| it.strip_prefix('(')).unwrap_or(condition).trim();
    let of_round = |text: &str| {
        Some(match text {
            "loop.first" | "loop.index == 1" | "loop.index0 == 0" => Guard::round(End::First, true),
            "loop.last" => Guard::round(End::Last, true),
            "loop.index0" | "loop.index0 > 0" | "loop.index > 1" | "loop.index != 1"
            | "loop.index0 != 0" => Guard::round(End::First, false),
            _ => return None,
        })
    };
    let negated = condition.strip_prefix("not ").map(str::trim);
    of_round(condition)
        .or_else(|| negated.and_then(of_round).map(Guard::negated))
        .unwrap_or_else(|| code::condition(condition, &["not "]))
}

/// Returns the name that a plain assignment changes. Returns `None` for any other tag.
pub(super) fn assigned(tag: &str) -> Option<&str> {
    let inside = inside(tag, "{%", "%}")?;
    if let Some(rest) = inside.strip_prefix("macro ") {
        return rest.split('(').next().map(str::trim).filter(|name| is_word(name));
    }
    let rest = inside.strip_prefix("set ")?;
    // `{% set a %}` has no value; the text that is assigned stands after the tag.
    let (name, value) = rest.split_once('=').unwrap_or((rest, ""));
    let is_plain = !calls(value) && !code::changes_subject(value, true);
    Some(name.trim()).filter(|name| is_word(name) && is_plain)
}

/// Returns the names that mean something else in the text that a tag opens. Returns `None` if the tag is not
/// understood, so that it may change any name.
pub(super) fn bound(tag: &str) -> Option<Names> {
    let inside = inside(tag, "{%", "%}")?;
    if let Some(rest) = inside.strip_prefix("for ") {
        let (names, list) = rest.split_once(" in ")?;
        let mut names = words(names)?;
        names.push("loop".to_owned());
        return (!mentions(list, "recursive")).then_some(Names::Some(names));
    }
    let brings_none = ["autoescape ", "filter ", "set ", "macro ", "call "];
    if brings_none.iter().any(|word| inside.starts_with(word)) {
        return Some(Names::Some(Vec::new()));
    }
    let rest = inside.strip_prefix("with ")?;
    let name = |pair: &str| Some(pair.split_once('=')?.0.trim().to_owned());
    let names: Option<Vec<String>> = rest.split(',').map(name).collect();
    names.filter(|names| names.iter().all(|name| is_word(name))).map(Names::Some)
}

/// The names that a macro has of its own.
const FOREIGN_TO_MACROS: [&str; 4] = ["caller", "varargs", "kwargs", "loop"];

/// Returns the code of a tag, without delimiters and white-space control.
pub(super) fn code(tag: &str) -> Option<&str> {
    inside(tag, "{%", "%}").or_else(|| inside(tag, "{{", "}}"))
}

/// Returns the text that a tag captures and the way to print it.
pub(super) fn capture(tag: &str) -> Option<Capture<'_>> {
    let code = code(tag)?;
    let within = Within::All;
    if let Some(name) = code.strip_prefix("set ") {
        return Some(Capture { name, print: name.to_owned(), within, foreign: &[] });
    }
    let name = code.strip_prefix("macro ")?.strip_suffix("()")?;
    Some(Capture { name, print: format!("{name}()"), within, foreign: &FOREIGN_TO_MACROS })
}

/// Returns the macro to which the section that `tag` opens hands its text, if it is called without arguments.
pub(super) fn call(tag: &str) -> Option<Call<'_>> {
    let name = code(tag)?.strip_prefix("call ")?.strip_suffix("()")?.trim();
    let definition = format!("macro {name}()");
    Some(Call { name, definition, print: "caller()", foreign: &FOREIGN_TO_MACROS })
}

/// Whether a tag opens a filter that only removes the blanks at the ends of its text.
pub(super) fn only_trims(tag: &str) -> bool {
    code(tag) == Some("filter trim")
}
