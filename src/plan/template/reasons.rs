//! The reasons to refuse a template, in words: the construct, and a way to write it so that it converts.

use std::ops::Range;

use crate::text::{HoleKind, NoSection, Role, Template};

/// The reason to refuse a template with too many expressions.
pub(super) const FULL: &str = "there are more expressions than can be told apart; split the file";

/// Returns the conditions of a rendering in words, after a blank: ` with a and without b`.
pub(super) fn combination<'c>(
    conditions: impl Iterator<Item = (&'c str, bool)>,
    is_doubled: bool,
) -> String {
    let conditions: Vec<String> = conditions
        .map(|(text, holds)| format!("{} `{text}`", if holds { "with" } else { "without" }))
        .collect();
    match conditions.len() {
        _ if is_doubled => " with two rounds of what may be a loop".to_owned(),
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
    format!("the changed text {is}; use names without quotes, or a heredoc")
}

/// Returns the advice about a template that would be wrong after its change.
fn way_out(reason: &str) -> &'static str {
    if reason.starts_with("would not be JSON") {
        "let each comma stand with its member, and beside a loop have an item that is always there"
    } else if reason.starts_with("would have a name twice") {
        "write each member once in each alternative"
    } else {
        "use names that mean the same everywhere, and write assignments in front of the definition"
    }
}

/// Returns the reason to refuse alternatives that `condition` tells apart, if a section of it is not possible.
pub(super) fn differ(template: &Template, condition: &str, why: NoSection) -> String {
    let tag = shown(template.asking(condition).unwrap_or(condition));
    let why = match why {
        NoSection::OtherMeaning => {
            "its condition may mean something else here: a loop, a section or an assignment is between"
        }
        NoSection::NoTags => {
            "its tags cannot be copied, as it is a loop, one of several alternatives, or gives names another meaning"
        }
        NoSection::NoOpposite => "nothing says safely when it is not there, as it may be a list",
        NoSection::OtherNames => "it may be a list, or have names of its own",
    };
    format!(
        "the alternatives with and without `{tag}` need different changes here, and {why}; write the definition twice, once for each"
    )
}

/// Returns the reason to refuse alternatives that no condition alone tells apart.
pub(super) fn tangled(template: &Template, conditions: &[&str]) -> String {
    let tags = conditions.iter().take(3);
    let tags: Vec<String> = tags
        .map(|condition| format!("`{}`", shown(template.asking(condition).unwrap_or(condition))))
        .collect();
    let tags = match tags.is_empty() {
        true => "no condition".to_owned(),
        false => format!("none of {}", tags.join(", ")),
    };
    format!(
        "the alternatives of the template need different changes here, and {tags} tells them apart alone; let one condition decide, around whole members"
    )
}

/// The reason to refuse edits of two alternatives that overlap.
pub(super) const OVERLAP: &str = "the alternatives of the template change overlapping texts here; let a section begin and end between members";

/// The reason to refuse definitions that have a part of their text in common.
pub(super) const SHARED: &str = "another definition begins before this one ends, so that a change of the one would be one of the other; write each from its first brace to its last one";

/// Returns the reason to refuse a change that has one end in a section.
pub(super) fn cut(template: &Template, range: &Range<usize>) -> String {
    let cut = template.cut(range);
    let tag = cut.map(|tag| shown(&template.text()[tag.range.clone()])).unwrap_or_default();
    match cut.map(|tag| &tag.role) {
        Some(Role::Delimiters) => format!(
            "the change would take `{tag}` away from what is written with these delimiters; write it in front of the definition"
        ),
        Some(Role::Open(_) | Role::Middle(_) | Role::Close) => format!(
            "the change would take `{tag}` without the tags that belong to it; write whole members into the section, or none"
        ),
        Some(_) => {
            format!("the change would cut `{tag}` in two; write a blank or a line around it")
        }
        None => "the change would take a part of a section; write whole members into it, or none"
            .to_owned(),
    }
}

/// Returns the reason to refuse credentials at the byte `at`, in an alternative with which the file
/// is not JSON.
pub(super) fn unread(template: &Template, at: usize) -> String {
    match template.opening(at).map(shown) {
        Some(tag) => format!(
            "credentials are named here behind `{tag}`, and the file is not JSON with this alternative; see whether it has a comma too many or too few"
        ),
        None => "credentials are named here, where the file is not JSON".to_owned(),
    }
}

/// Returns the reason to refuse a change beside the alternative whose text begins at `start`,
/// because the file is not JSON with that alternative.
pub(super) fn never_json(template: &Template, start: usize) -> String {
    let tag = shown(template.opening(start).unwrap_or_default());
    format!(
        "the file is not JSON with the alternative behind `{tag}` in any combination that was looked at, so it was not read; see whether it has a comma too many or too few"
    )
}

/// Returns the reason to refuse credentials that are not always fetched. `reason` tells why a
/// section is not possible.
pub(super) fn optional(reason: &str) -> String {
    let reason = reason.rsplit_once("; ").map_or(reason, |(reason, _)| reason);
    format!(
        "the credential URI is there in some alternatives only: {reason}; write the URI into all alternatives, or the definition twice, once with it and once without"
    )
}

/// Returns the reason to refuse a captured text.
pub(super) fn captured(template: &Template, range: &Range<usize>) -> String {
    let tag = shown(&template.shown(range.start));
    format!(
        "`{tag}` makes something else of the text in it, or lets another place have it; take what would change out of it"
    )
}

/// Returns the reason to refuse a hole: what it may be, and what to do about it.
pub(super) fn hole(kind: HoleKind, tag: &str) -> String {
    let tag = shown(tag);
    match kind {
        HoleKind::Comma => format!(
            "`{tag}` may be a comma, or more; write the comma into the text, in a section if need be"
        ),
        HoleKind::Members => format!(
            "`{tag}` may bring any members; write those that count into the text, or move it into `env` or `labels`"
        ),
        HoleKind::Elements => format!(
            "`{tag}` may be no element, or several; write them into the text, in quotes, in a section or in a loop"
        ),
        HoleKind::KeyPart => format!(
            "`{tag}` makes a part of a key, so that this may be any member; write the whole key into the text"
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
