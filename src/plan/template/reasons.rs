//! The reasons to refuse a template, in words: the construct, and a way to write it so that it converts.

use std::ops::Range;

use crate::text::{HoleKind, NoSection, Role, Template};

/// The reason to refuse a template with too many expressions.
pub(super) const TOO_MANY_EXPRESSIONS: &str =
    "the template has too many expressions to check; split the file";

/// Returns the conditions of a rendering in words, after a blank: ` with a and without b`.
pub(super) fn combination<'c>(
    conditions: impl Iterator<Item = (&'c str, bool)>,
    is_doubled: bool,
) -> String {
    let conditions: Vec<String> = conditions
        .map(|(text, holds)| format!("{} `{text}`", if holds { "with" } else { "without" }))
        .collect();
    match conditions.len() {
        _ if is_doubled => " with two rounds of a section that may be a loop".to_owned(),
        0 => String::new(),
        1..=3 => format!(" {}", conditions.join(" and ")),
        _ => " in one combination of its conditions".to_owned(),
    }
}

/// Returns the reason to refuse a change. `combination` names the rendering in which the changed
/// template is wrong; `is` says how.
pub(super) fn wrong(combination: &str, is: &str) -> String {
    format!("the changed template{combination} {is}; {}", way_out(is))
}

/// Returns the reason to refuse a change of a text in the quotes of a shell. `is` says how the
/// changed text is wrong.
pub(super) fn quoted(is: &str) -> String {
    format!(
        "the changed text {is}; use only names without quotes, or write the JSON into a heredoc"
    )
}

/// Returns the advice about a template that would be wrong after its change.
fn way_out(reason: &str) -> &'static str {
    if reason.starts_with("would not be JSON") {
        "put each comma next to its member, and put an item that is always there beside a loop"
    } else if reason.starts_with("would have a member twice") {
        "write each member once in each alternative"
    } else {
        "give each name one meaning in the file, and write assignments before the definition"
    }
}

/// Returns the reason to refuse alternatives that `condition` tells apart, if a section of it is not possible.
pub(super) fn differ(template: &Template, condition: &str, why: NoSection) -> String {
    let tag = shown(template.asking(condition).unwrap_or(condition));
    let why = match why {
        NoSection::OtherMeaning => {
            "its condition may have another value here, behind a loop, a section or an assignment"
        }
        NoSection::NoTags => {
            "its tags cannot be copied: it is a loop or one of several alternatives, or it gives names another meaning"
        }
        NoSection::NoOpposite => "its opposite cannot be written safely, because it may be a list",
        NoSection::OtherNames => {
            "names may mean something else inside it, because it may be a list"
        }
    };
    format!(
        "this place needs different changes with and without `{tag}`, and {why}; write the definition twice, once for each case"
    )
}

/// Returns the reason to refuse alternatives that no condition alone tells apart.
pub(super) fn tangled(template: &Template, conditions: &[&str]) -> String {
    let tags = conditions.iter().take(3);
    let tags: Vec<String> = tags
        .map(|condition| format!("`{}`", shown(template.asking(condition).unwrap_or(condition))))
        .collect();
    let tags = match tags.is_empty() {
        true => String::new(),
        false => format!(" ({})", tags.join(", ")),
    };
    format!(
        "the alternatives of the template need different changes here, and no single condition tells them apart{tags}; put one condition around whole members"
    )
}

/// The reason to refuse edits of two alternatives that overlap.
pub(super) const OVERLAPPING_EDITS: &str = "two alternatives of the template need changes that overlap here; begin and end each section between members";

/// The reason to refuse definitions that have a part of their text in common.
pub(super) const OVERLAPPING_DEFINITIONS: &str = "another definition begins before this one ends, so a change of one would change both; write each definition complete, from its first brace to its last";

/// Returns the reason to refuse a change that has one end in a section.
pub(super) fn cut(template: &Template, range: &Range<usize>) -> String {
    let cut = template.cut(range);
    let tag = cut.map(|tag| shown(&template.text()[tag.range.clone()])).unwrap_or_default();
    match cut.map(|tag| &tag.role) {
        Some(Role::Delimiters) => format!(
            "the change would remove `{tag}`, but the text after it needs these delimiters; write the tag before the definition"
        ),
        Some(Role::Open(_) | Role::Middle(_) | Role::Close) => format!(
            "the change would remove `{tag}` without the other tags of its section; let the section contain only whole members"
        ),
        Some(_) => {
            format!("the change would cut `{tag}` in two; put blanks around it, or write it on a line of its own")
        }
        None => "the change would remove a part of a section; let the section contain only whole members"
            .to_owned(),
    }
}

/// Returns the reason to refuse credentials at the byte `at`, in an alternative with which the file
/// is not JSON.
pub(super) fn unread(template: &Template, at: usize) -> String {
    match template.opening(at).map(shown) {
        Some(tag) => format!(
            "the alternative after `{tag}` names credentials, but with it the file is not JSON; look for a comma too many or too few"
        ),
        None => "this place names credentials, but the file is not JSON here".to_owned(),
    }
}

/// Returns the reason to refuse a change beside the alternative whose text begins at `start`,
/// because the file is not JSON with that alternative.
pub(super) fn never_json(template: &Template, start: usize) -> String {
    let tag = shown(template.opening(start).unwrap_or_default());
    format!(
        "with the alternative after `{tag}` the file is never JSON, so this alternative was not read; look for a comma too many or too few"
    )
}

/// Returns the reason to refuse credentials that are not always fetched. `reason` tells why a
/// section is not possible.
pub(super) fn optional(reason: &str) -> String {
    let reason = reason.rsplit_once("; ").map_or(reason, |(reason, _)| reason);
    format!(
        "only some alternatives have the credential URI: {reason}; write the URI into all alternatives, or write the definition twice, once with it and once without"
    )
}

/// Returns the reason to refuse a captured text.
pub(super) fn captured(template: &Template, range: &Range<usize>) -> String {
    let tag = shown(&template.shown(range.start));
    format!(
        "`{tag}` changes the text inside it, or prints it at another place; move what must be converted out of it"
    )
}

/// Returns the reason to refuse a hole: what it may be, and what to do about it.
pub(super) fn hole(kind: HoleKind, tag: &str) -> String {
    let tag = shown(tag);
    match kind {
        HoleKind::Comma => format!(
            "`{tag}` may bring a comma, or more; write the comma as text, inside a section if it is not always there"
        ),
        HoleKind::Members => format!(
            "`{tag}` may bring any members; write the members that matter as text, or move the tag into `env` or `labels`"
        ),
        HoleKind::Elements => format!(
            "`{tag}` may bring no element or several; write the elements as text in quotes, inside a section or a loop if needed"
        ),
        HoleKind::KeyPart => format!(
            "`{tag}` is a part of a key, so this may be any member; write the whole key as text"
        ),
    }
}

/// Returns a text on one line and cut at 60 characters.
fn shown(text: &str) -> String {
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    match line.char_indices().nth(60) {
        Some((end, _)) => format!("{}…", &line[..end]),
        None => line,
    }
}

/// Returns the reason to refuse a definition whose user may be empty. `user` is the expression, and `condition` is the
/// condition that asks for it.
pub(super) fn empty_user(user: &str, condition: &str) -> String {
    format!(
        "the user `{user}` is empty where `{condition}` is not set; put the parameter `user` into a section of `{condition}`"
    )
}
