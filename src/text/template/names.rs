//! The names that a tag gives another meaning: a statement to all that follows, a loop or a block to the
//! text in it.
//!
//! Only plain assignments and plain lists of names are understood. Everything else may change anything.

use super::code::{self, inside, is_part, is_word, mentions};
use super::syntax::Syntax;

/// The names whose meaning a tag changes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Names {
    /// It may be any of them.
    All,
    /// These alone.
    Some(Vec<String>),
    /// These, and in Go all that begin with a dot.
    AndDot(Vec<String>),
}

impl Names {
    fn one(name: &str) -> Self {
        Names::Some(vec![name.to_owned()])
    }

    /// Whether the meaning of `text`, a condition or an expression, may change with them.
    pub(super) fn concern(&self, text: &str) -> bool {
        match self {
            Names::All => true,
            Names::Some(names) => calls(text) || names.iter().any(|name| mentions(text, name)),
            Names::AndDot(names) => has_dot(text) || names.iter().any(|name| mentions(text, name)),
        }
    }
}

/// Returns the names that mean something else after a statement.
pub(super) fn assigned(syntax: Syntax, tag: &str) -> Names {
    let assigned = match syntax {
        Syntax::Jinja => jinja_assigned(tag),
        Syntax::Go => go_assigned(tag),
        Syntax::Erb => erb_assigned(tag),
        _ => None,
    };
    assigned.map_or(Names::All, Names::one)
}

/// Returns the names that mean something else in the text that a tag opens.
pub(super) fn bound(syntax: Syntax, tag: &str) -> Names {
    match syntax {
        Syntax::Jinja => jinja_bound(tag).map(Names::Some),
        Syntax::Go if inside(tag, "{{", "}}") == Some("with .") => Some(Names::Some(Vec::new())),
        Syntax::Go => go_bound(tag).map(Names::AndDot),
        Syntax::Erb => erb_bound(tag).map(Names::Some),
        _ => None,
    }
    .unwrap_or(Names::All)
}

/// Whether the dot of Go is in a section what it is at the beginning of the template.
pub(super) fn begins_anew(syntax: Syntax, tag: &str) -> bool {
    syntax == Syntax::Go && inside(tag, "{{", "}}") == Some("with $")
}

fn jinja_assigned(tag: &str) -> Option<&str> {
    let inside = inside(tag, "{%", "%}")?;
    if let Some(rest) = inside.strip_prefix("macro ") {
        return rest.split('(').next().map(str::trim).filter(|name| is_word(name));
    }
    let rest = inside.strip_prefix("set ")?;
    // A text that is assigned stands behind the tag.
    let (name, value) = rest.split_once('=').unwrap_or((rest, ""));
    let is_plain = !calls(value) && !code::changes_subject(value, true);
    Some(name.trim()).filter(|name| is_word(name) && is_plain)
}

fn jinja_bound(tag: &str) -> Option<Vec<String>> {
    let inside = inside(tag, "{%", "%}")?;
    if let Some(rest) = inside.strip_prefix("for ") {
        let (names, list) = rest.split_once(" in ")?;
        let mut names = words(names)?;
        names.push("loop".to_owned());
        return (!mentions(list, "recursive")).then_some(names);
    }
    let brings_none = ["autoescape ", "filter ", "set ", "macro ", "call "];
    if brings_none.iter().any(|word| inside.starts_with(word)) {
        return Some(Vec::new());
    }
    let rest = inside.strip_prefix("with ")?;
    let name = |pair: &str| Some(pair.split_once('=')?.0.trim().to_owned());
    let names: Option<Vec<String>> = rest.split(',').map(name).collect();
    names.filter(|names| names.iter().all(|name| is_word(name)))
}

fn go_assigned(tag: &str) -> Option<&str> {
    let inside = inside(tag, "{{", "}}")?;
    let (name, value) = inside.split_once(":=").or_else(|| inside.split_once(" = "))?;
    let name = name.trim();
    let is_variable = name.strip_prefix('$').is_some_and(is_word);
    (is_variable && !super::go::changes(value)).then_some(name)
}

fn go_bound(tag: &str) -> Option<Vec<String>> {
    let inside = inside(tag, "{{", "}}")?;
    let rest = inside.strip_prefix("range ").or_else(|| inside.strip_prefix("with "))?.trim();
    let Some((names, _)) = rest.split_once(":=") else { return Some(Vec::new()) };
    let names: Vec<&str> = names.split(',').map(str::trim).collect();
    let is_variable = |name: &&str| name.strip_prefix('$').is_some_and(is_word);
    names.iter().all(is_variable).then(|| names.into_iter().map(str::to_owned).collect())
}

fn erb_assigned(tag: &str) -> Option<&str> {
    let inside = inside(tag, "<%", "%>")?;
    let (name, value) = inside.split_once('=')?;
    let name = name.trim();
    // A value after `=` is plain if it calls nothing: `==`, `=~` and `=>` are no assignments.
    let is_plain = !value.starts_with(['=', '~', '>'])
        && !value.contains(['{', ';', '\n', '`', '|', '*'])
        && !calls(value)
        && !mentions(value, "do")
        && !mentions(value, "lambda")
        && !mentions(value, "proc")
        && !code::assigns(value)
        && !code::changes_subject(value, false);
    (is_word(name) && is_plain).then_some(name)
}

fn erb_bound(tag: &str) -> Option<Vec<String>> {
    let inside = inside(tag, "<%", "%>")?;
    if mentions(inside, "while") || mentions(inside, "until") || mentions(inside, "for") {
        return None;
    }
    let Some(rest) = inside.strip_suffix('|') else {
        return Some(["it", "_1", "_2"].map(str::to_owned).to_vec());
    };
    words(rest.rsplit_once('|')?.1)
}

/// Returns the names of a list of plain names with commas between them.
fn words(text: &str) -> Option<Vec<String>> {
    let names: Vec<&str> = text.split(',').map(|it| it.trim_matches(['(', ')', ' '])).collect();
    let are_plain = names.iter().all(|name| is_word(name));
    are_plain.then(|| names.into_iter().map(str::to_owned).collect())
}

/// Whether `text` calls something, which may ask for any name.
fn calls(text: &str) -> bool {
    let calls_a_block = ["call", "yield"].iter().any(|word| mentions(text, word));
    let is_call = |(at, _): (usize, &str)| {
        let before = &text[..at];
        let word = before.rsplit(|c: char| !is_part(c)).next().unwrap_or_default();
        let is_operator = matches!(word, "" | "not" | "and" | "or" | "if" | "in" | "is" | "else");
        !is_operator || before.ends_with([']', ')'])
    };
    calls_a_block || text.match_indices('(').any(is_call)
}

/// Whether `text` asks what the dot of Go has: `.a`, `.`, but not `$.a`.
fn has_dot(text: &str) -> bool {
    text.match_indices('.').any(|(at, _)| {
        !text[..at].ends_with(|c: char| is_part(c) || matches!(c, '$' | ')' | '"' | '`'))
    })
}

#[cfg(test)]
mod tests {
    use super::{Names, Syntax, assigned, bound};

    fn some(names: &[&str]) -> Names {
        Names::Some(names.iter().map(|&name| name.to_owned()).collect())
    }

    #[test]
    fn plain_assignments_change_one_name() {
        for (syntax, tag, expected) in [
            (Syntax::Jinja, "{% set a = b and not c %}", some(&["a"])),
            (Syntax::Jinja, "{%- set a = loop.last -%}", some(&["a"])),
            (Syntax::Jinja, "{% set a %}", some(&["a"])),
            (Syntax::Jinja, "{% macro m(x) %}", some(&["m"])),
            (Syntax::Jinja, "{% set ns.a = b %}", Names::All),
            (Syntax::Jinja, "{% set a = f(b) %}", Names::All),
            (Syntax::Jinja, "{% set a = b.pop() %}", Names::All),
            (Syntax::Jinja, "{% set a, b = c %}", Names::All),
            (Syntax::Jinja, "{% do a %}", Names::All),
            (Syntax::Go, "{{ $x := .a }}", some(&["$x"])),
            (Syntax::Go, "{{- $x = .a -}}", some(&["$x"])),
            (Syntax::Go, "{{ if $x := .a }}", Names::All),
            (Syntax::Go, "{{ $x := set .d \"k\" 1 }}", Names::All),
            (Syntax::Go, "{{ $x.Set \"k\" 1 }}", Names::All),
            (Syntax::Erb, "<% a = b == 'x' -%>", some(&["a"])),
            (Syntax::Erb, "<% a = tags.size > 1 %>", some(&["a"])),
            (Syntax::Erb, "<% @a = b %>", Names::All),
            (Syntax::Erb, "<% a = b.shift %>", Names::All),
            (Syntax::Erb, "<% a = b; c = d %>", Names::All),
            (Syntax::Erb, "<% a += 1 %>", Names::All),
            (Syntax::Erb, "<% a = b = c %>", Names::All),
            (Syntax::Erb, "<% f = lambda do %>", Names::All),
            (Syntax::Erb, "<% f = ->(x) { a } %>", Names::All),
            (Syntax::Erb, "<% a.b = c %>", Names::All),
        ] {
            assert_eq!(assigned(syntax, tag), expected, "{tag}");
        }
    }

    #[test]
    fn loops_and_blocks_bring_their_names() {
        let and_dot = |names: &[&str]| match some(names) {
            Names::Some(names) => Names::AndDot(names),
            other => other,
        };
        for (syntax, tag, expected) in [
            (Syntax::Jinja, "{% for a, b in c.items() %}", some(&["a", "b", "loop"])),
            (Syntax::Jinja, "{% for a in b recursive %}", Names::All),
            (Syntax::Jinja, "{%- with a = b, c = d %}", some(&["a", "c"])),
            (Syntax::Jinja, "{% with %}", Names::All),
            (Syntax::Jinja, "{% filter trim %}", some(&[])),
            (Syntax::Jinja, "{% block b %}", Names::All),
            (Syntax::Go, "{{ range .xs }}", and_dot(&[])),
            (Syntax::Go, "{{- range $i, $x := .xs }}", and_dot(&["$i", "$x"])),
            (Syntax::Go, "{{with .}}", some(&[])),
            (Syntax::Go, "{{ define \"x\" }}", Names::All),
            (Syntax::Erb, "<% xs.each do |x| %>", some(&["x"])),
            (Syntax::Erb, "<% xs.each_with_index do |(k, v), i| %>", some(&["k", "v", "i"])),
            (Syntax::Erb, "<% 2.times do %>", some(&["it", "_1", "_2"])),
            (Syntax::Erb, "<% for x in xs %>", Names::All),
            (Syntax::Mustache, "{{#xs}}", Names::All),
            (Syntax::Handlebars, "{{#each xs as |x|}}", Names::All),
        ] {
            assert_eq!(bound(syntax, tag), expected, "{tag}");
        }
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
