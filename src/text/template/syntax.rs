//! The template languages, and the signs by which the language of a file is found.

use std::path::Path;
use std::sync::LazyLock;

use memchr::memchr_iter;
use memchr::memmem::{self, Finder};

use super::super::error::SyntaxError;
use super::capture::{Call, Capture};
use super::names::Names;
use super::tag::{Construct, SectionTags, Tag};
use super::{code, comments, env, erb, go, jinja, mustache, shell, splice};

// The search is prepared once, because the preparation takes longer than the search of one string.
static DOUBLE_BRACE: LazyLock<Finder> = LazyLock::new(|| Finder::new(b"{{"));

/// A template language.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Syntax {
    /// Mustache. The text is also read as Handlebars, if that accepts it.
    Mustache,
    /// Handlebars alone.
    Handlebars,
    /// Jinja2, as Ansible uses it; also Twig and Liquid, as far as they look alike.
    Jinja,
    /// Go's text/template: gomplate, consul-template, Helm.
    Go,
    /// ERB.
    Erb,
    /// Variables alone: `${NAME}`, `$NAME`, `@NAME@`, `%NAME%`.
    Env,
    /// The parts that a shell expands: `$NAME`, `${NAME:-word}`, `$(command)`.
    Shell,
    /// The parts that a shell puts into a word in single quotes: `'$NAME'`.
    Spliced,
    /// No template: JSON with comments, and with commas after last items.
    Comments,
}

/// A language that can be chosen for files.
#[derive(Debug)]
pub struct Language {
    /// The name, as it is typed.
    pub name: &'static str,
    /// The purpose, for the help text.
    pub purpose: &'static str,
    /// The language in the program.
    pub syntax: Syntax,
}

impl Syntax {
    /// Returns the tags of a text.
    pub(super) fn tags(self, text: &str) -> Result<Vec<Tag>, SyntaxError> {
        match self {
            Syntax::Mustache => mustache::tags(text),
            Syntax::Handlebars => mustache::handlebars(text),
            Syntax::Jinja => jinja::tags(text),
            Syntax::Go => go::tags(text),
            Syntax::Erb => erb::tags(text),
            Syntax::Env => env::tags(text),
            Syntax::Shell => Ok(shell::tags(text)),
            Syntax::Spliced => splice::tags(text),
            Syntax::Comments => comments::tags(text),
        }
    }

    /// The languages that can be chosen.
    pub const LANGUAGES: &[Language] = &[
        Language { name: "mustache", purpose: "Mustache or Handlebars", syntax: Syntax::Mustache },
        Language { name: "jinja", purpose: "Jinja2", syntax: Syntax::Jinja },
        Language { name: "go", purpose: "Go: gomplate, consul-template", syntax: Syntax::Go },
        Language { name: "erb", purpose: "ERB", syntax: Syntax::Erb },
        Language {
            name: "env",
            purpose: "Variables, as envsubst fills them in, or between @ or %",
            syntax: Syntax::Env,
        },
    ];

    /// Returns the tag before the arm that is there if no other is; `None` for a language without sections.
    pub(super) fn otherwise(self) -> Option<&'static str> {
        match self {
            Syntax::Mustache | Syntax::Handlebars | Syntax::Go => Some("{{else}}"),
            Syntax::Jinja => Some("{% else %}"),
            Syntax::Erb => Some("<% else %>"),
            Syntax::Env | Syntax::Shell | Syntax::Spliced | Syntax::Comments => None,
        }
    }

    /// Returns the tags of a section that is there exactly if the section with the given tags is not. `condition` is the
    /// text of its condition. Returns `None` if such tags cannot be made.
    pub(super) fn opposite(
        self,
        tags: &SectionTags,
        construct: Construct,
        condition: &str,
    ) -> Option<SectionTags> {
        match self {
            Syntax::Mustache | Syntax::Handlebars => mustache::opposite(tags, construct),
            Syntax::Jinja | Syntax::Go => {
                code::opposite(tags, construct, condition, self.otherwise()?)
            }
            Syntax::Erb => erb::opposite(tags, construct),
            Syntax::Env | Syntax::Shell | Syntax::Spliced | Syntax::Comments => None,
        }
    }

    /// Whether tags begin and end with two braces, so that a third brace beside them would change their meaning.
    #[must_use]
    pub fn has_braces(self) -> bool {
        matches!(self, Syntax::Mustache | Syntax::Handlebars | Syntax::Go | Syntax::Jinja)
    }

    /// Returns the names that the statement in `tag` changes.
    pub(super) fn assigned(self, tag: &str) -> Names {
        let assigned = match self {
            Syntax::Jinja => jinja::assigned(tag),
            Syntax::Go => go::assigned(tag),
            Syntax::Erb => erb::assigned(tag),
            _ => None,
        };
        assigned.map_or(Names::All, Names::one)
    }

    /// Returns the names that mean something else in the text that a tag opens.
    pub(super) fn bound(self, tag: &str) -> Names {
        let bound = match self {
            Syntax::Jinja => jinja::bound(tag),
            Syntax::Go => go::bound(tag),
            Syntax::Erb => erb::bound(tag),
            _ => None,
        };
        bound.unwrap_or(Names::All)
    }

    /// Whether names in the text that a tag opens mean what they mean at the beginning of the template.
    pub(super) fn restores_names(self, tag: &str) -> bool {
        self == Syntax::Go && go::restores_names(tag)
    }

    /// Whether a name in a section is looked up in all sections around it.
    pub(super) fn looks_in_all_sections(self) -> bool {
        self == Syntax::Mustache
    }

    /// Whether assignments after a block concern the names in the block. In Jinja they do: a name that is assigned after
    /// a block is not defined inside of the block.
    pub(super) fn later_assignments_count(self) -> bool {
        self == Syntax::Jinja
    }

    /// Returns the code of a tag, without delimiters and white-space control.
    pub(super) fn code(self, tag: &str) -> Option<&str> {
        match self {
            Syntax::Erb => code::inside(tag, "<%", "%>"),
            Syntax::Jinja => jinja::code(tag),
            _ => mustache::code(tag),
        }
    }

    /// Returns the text that a tag captures and the way to print it; `None` if the tag captures none.
    pub(super) fn capture(self, tag: &str) -> Option<Capture<'_>> {
        match self {
            Syntax::Jinja => jinja::capture(tag),
            Syntax::Handlebars => mustache::capture(tag),
            Syntax::Go => go::capture(tag),
            Syntax::Erb => erb::capture(tag),
            _ => None,
        }
    }

    /// Returns the macro to which the section that `tag` opens hands its text.
    pub(super) fn call(self, tag: &str) -> Option<Call<'_>> {
        if self == Syntax::Jinja { jinja::call(tag) } else { None }
    }

    /// Whether a tag opens a filter that only removes the blanks at the ends of its text.
    pub(super) fn only_trims(self, tag: &str) -> bool {
        self == Syntax::Jinja && jinja::only_trims(tag)
    }

    /// Returns the construct of a captured text that is rendered in its place.
    pub(super) fn construct_in_place(self) -> Construct {
        if self == Syntax::Jinja { Construct::Scope } else { Construct::Wrapper }
    }

    /// Returns the languages that a text may be written in. A change has to be right in each language that accepts
    /// the text.
    pub(super) fn dialects(self) -> &'static [Syntax] {
        match self {
            Syntax::Mustache => &[Syntax::Handlebars, Syntax::Mustache],
            Syntax::Handlebars => &[Syntax::Handlebars],
            Syntax::Jinja => &[Syntax::Jinja],
            Syntax::Go => &[Syntax::Go],
            Syntax::Erb => &[Syntax::Erb],
            Syntax::Env => &[Syntax::Env],
            Syntax::Shell => &[Syntax::Shell],
            Syntax::Spliced => &[Syntax::Spliced],
            Syntax::Comments => &[Syntax::Comments],
        }
    }

    /// Returns the language that a file's name stands for.
    #[must_use]
    pub fn by_name(path: &Path) -> Option<Self> {
        Self::by_extension(path.extension()?.as_encoded_bytes())
    }

    /// Returns the language that the extension of a file's name stands for.
    #[must_use]
    pub fn by_extension(extension: &[u8]) -> Option<Self> {
        let is_it = |(own, _): &&(&str, Syntax)| own.as_bytes().eq_ignore_ascii_case(extension);
        Self::EXTENSIONS.iter().find(is_it).map(|&(_, syntax)| syntax)
    }

    /// The endings of names that stand for a language.
    pub const EXTENSIONS: &[(&str, Syntax)] = &[
        ("mustache", Syntax::Mustache),
        ("hbs", Syntax::Handlebars),
        ("handlebars", Syntax::Handlebars),
        ("j2", Syntax::Jinja),
        ("jinja", Syntax::Jinja),
        ("jinja2", Syntax::Jinja),
        ("twig", Syntax::Jinja),
        ("liquid", Syntax::Jinja),
        ("gotmpl", Syntax::Go),
        ("gotpl", Syntax::Go),
        ("ctmpl", Syntax::Go),
        ("erb", Syntax::Erb),
    ];

    /// Returns the language whose tags a text has. If it has variables only, returns [`Syntax::Env`] if
    /// `with_variables` is true, and else `None`.
    #[must_use]
    pub fn by_content(bytes: &[u8], with_variables: bool) -> Option<Self> {
        let (mut jinja, mut erb) = (false, false);
        // Braces are frequent in JSON; signs of per cent and double braces are not.
        for at in memchr_iter(b'%', bytes) {
            match at.checked_sub(1).map(|before| bytes[before]) {
                Some(b'{') => jinja = true,
                Some(b'<') => erb = true,
                _ => {}
            }
        }
        let has = |mark: &[u8]| memmem::find(bytes, mark).is_some();
        if jinja && has(b"%}") {
            return Some(Syntax::Jinja);
        }
        if erb && has(b"%>") {
            return Some(Syntax::Erb);
        }
        if DOUBLE_BRACE.find(bytes).is_some() && has(b"}}") {
            return Some(if has_go_word(bytes) { Syntax::Go } else { Syntax::Mustache });
        }
        let has_variable = with_variables
            && std::str::from_utf8(bytes)
                .is_ok_and(|text| env::tags(text).map_or(true, |tags| !tags.is_empty()));
        has_variable.then_some(Syntax::Env)
    }
}

/// Whether a tag begins with a word or a field with which only tags of Go begin.
fn has_go_word(bytes: &[u8]) -> bool {
    let starts_go = |inside: &[u8]| {
        let word = inside.iter().take_while(|byte| byte.is_ascii_alphabetic()).count();
        let (word, rest) = inside.split_at(word);
        let is_tight = rest.starts_with(b"}") || rest.starts_with(b" ");
        match word {
            b"" => match rest {
                [b'/', b'*', ..] | [b'$', ..] => true,
                [b'.', next, ..] => next.is_ascii_alphabetic(),
                _ => false,
            },
            b"if" | b"range" | b"with" | b"define" | b"template" | b"block" | b"key" => {
                rest.starts_with(b" ")
            }
            b"end" => is_tight,
            _ => false,
        }
    };
    let has_section =
        [&b"{{#"[..], b"{{^", b"{{{"].iter().any(|mark| memmem::find(bytes, mark).is_some());
    !has_section
        && memmem::find_iter(bytes, b"{{").any(|at| {
            let inside = bytes[at + 2..].strip_prefix(b"-").unwrap_or(&bytes[at + 2..]);
            starts_go(inside.trim_ascii_start())
        })
}

#[cfg(test)]
mod tests {
    use super::super::names::Names;
    use super::Syntax;

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
            assert_eq!(syntax.assigned(tag), expected, "{tag}");
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
            assert_eq!(syntax.bound(tag), expected, "{tag}");
        }
    }
}
