//! Functions for the code in tags that several languages share: for names, strings, conditions, calls and
//! assignments.

use super::tag::{Construct, Guard, SectionTags};

/// Whether `text` is a name, or a path of names: `a`, `.a.b`, `@a`, `$a`.
pub(super) fn is_name(text: &str) -> bool {
    let is_part = |c: char| c.is_alphanumeric() || matches!(c, '_' | '.' | '@' | '$');
    !text.is_empty() && text.chars().all(is_part) && !text.starts_with(|c: char| c.is_numeric())
}

/// Returns the guard of a condition that may begin with one of `negations`. If only a plain name follows, the
/// guard is that the name does not hold. If more follows, it is not known how much of it is negated; then the
/// whole text is the condition.
pub(super) fn condition(text: &str, negations: &[&str]) -> Guard {
    let text = text.trim();
    match text {
        "true" => return Guard::Fixed(true),
        "false" => return Guard::Fixed(false),
        _ => {}
    }
    let name = negations.iter().find_map(|negation| text.strip_prefix(negation)).map(str::trim);
    match name.filter(|name| is_name(name)) {
        Some(name) => Guard::when(name, false),
        None => Guard::when(text, true),
    }
}

/// Returns the text of the string literal that `text` consists of. `quotes` are the quotes of the language. Returns
/// `None` if `text` is anything else, or if the literal has a backslash or a `#`, which may change its text.
pub(super) fn string(text: &str, quotes: &[char]) -> Option<String> {
    let text = text.trim();
    let quote = text.chars().next().filter(|quote| quotes.contains(quote))?;
    let inside = text.strip_prefix(quote)?.strip_suffix(quote)?;
    let is_plain = !inside.contains(quote) && (quote == '`' || !inside.contains(['\\', '#']));
    is_plain.then(|| inside.to_owned())
}

/// Returns the offset of the first `wanted` in `text` outside of strings and brackets.
pub(super) fn find(text: &str, wanted: char, quotes: &[char]) -> Option<usize> {
    let (mut quote, mut depth, mut is_escaped) = (None, 0_usize, false);
    for (at, c) in text.char_indices() {
        match quote {
            Some(_) if is_escaped => is_escaped = false,
            Some(_) if c == '\\' => is_escaped = true,
            Some(open) if open == c => quote = None,
            Some(_) => {}
            None if c == wanted && depth == 0 => return Some(at),
            None if quotes.contains(&c) => quote = Some(c),
            None if matches!(c, '(' | '[' | '{') => depth += 1,
            None if matches!(c, ')' | ']' | '}') => depth = depth.saturating_sub(1),
            None => {}
        }
    }
    None
}

/// The methods that are known to change the object on which they are called.
const CHANGES: [&str; 20] = [
    "shift",
    "unshift",
    "pop",
    "push",
    "append",
    "extend",
    "insert",
    "delete",
    "remove",
    "clear",
    "update",
    "setdefault",
    "concat",
    "next",
    "fill",
    "reverse!",
    "map!",
    "merge!",
    "store",
    "reset",
];

/// Whether `text` calls one of the methods that are known to change their object. `parentheses` is whether calls of the
/// language have parentheses, as in `a.pop()`; in Ruby `a.pop` is a call as well.
pub(super) fn changes_subject(text: &str, parentheses: bool) -> bool {
    let is_call = |word: &str| {
        text.match_indices('.').any(|(at, _)| {
            text[at + 1..].strip_prefix(word).is_some_and(|rest| match parentheses {
                true => rest.starts_with('('),
                false => !rest.starts_with(|c: char| c.is_alphanumeric() || matches!(c, '_' | '?')),
            })
        })
    };
    CHANGES.iter().any(|word| is_call(word))
}

/// Whether `text` has an assignment: an equals sign that is no part of a comparison.
pub(super) fn assigns(text: &str) -> bool {
    let bytes = text.as_bytes();
    memchr::memchr_iter(b'=', bytes).any(|at| {
        let before = at.checked_sub(1).map_or(b' ', |before| bytes[before]);
        let after = bytes.get(at + 1).copied().unwrap_or(b' ');
        !matches!(before, b'=' | b'!' | b'<' | b'>') && !matches!(after, b'=' | b'~' | b'>')
    })
}

/// Returns the tag with `to` in place of the first `from`; `None` if it has no `from`.
pub(super) fn replaced(tag: &str, from: &str, to: &str) -> Option<String> {
    tag.contains(from).then(|| tag.replacen(from, to, 1))
}

/// Returns the tags of a section that is there exactly if the section with the given tags is not. `otherwise` is
/// the tag before the arm that is there if no other is, such as `{{else}}`. Returns `None` unless the section has the
/// construct [`Construct::Section`].
pub(super) fn opposite(
    SectionTags { open, close }: &SectionTags,
    construct: Construct,
    condition: &str,
    otherwise: &str,
) -> Option<SectionTags> {
    let open = negated(open, condition).unwrap_or_else(|| format!("{open}{otherwise}"));
    (construct == Construct::Section).then(|| SectionTags { open, close: close.clone() })
}

/// Returns the tag `open` of a section about a plain name with the opposite condition: `{{if not a}}` for `{{if a}}`,
/// and the reverse. Returns `None` for any other tag.
pub(super) fn negated(open: &str, name: &str) -> Option<String> {
    let (plain, not) = (format!("if {name}"), format!("if not {name}"));
    let tag = replaced(open, &not, &plain).or_else(|| replaced(open, &plain, &not));
    tag.filter(|_| is_name(name))
}

/// Returns the code of a tag without the delimiters `open` and `close`, and without white-space control. Returns `None`
/// if the tag has other delimiters.
pub(super) fn inside<'t>(tag: &'t str, open: &str, close: &str) -> Option<&'t str> {
    let inside = tag.strip_prefix(open)?.strip_suffix(close)?;
    Some(inside.trim_start_matches(['-', '+']).trim_end_matches(['-', '+']).trim())
}

/// Whether a name may have this character.
pub(super) fn is_part(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}

/// Whether `text` is one name without dots.
pub(super) fn is_word(text: &str) -> bool {
    !text.is_empty() && text.chars().all(is_part)
}

/// Whether `name` is one of the words of `text`. A word after `$` or `@` is another name.
pub(super) fn mentions(text: &str, name: &str) -> bool {
    let is_it = |(at, _): (usize, &str)| {
        let is_begun = text[..at].ends_with(|c: char| is_part(c) || matches!(c, '$' | '@'));
        let goes_on = text[at + name.len()..].starts_with(is_part);
        !is_begun && !goes_on
    };
    text.match_indices(name).any(is_it)
}
