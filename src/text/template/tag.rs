//! The tags of a template: the place of each, and its effect on the text around it.

use std::ops::Range;

/// A tag of a template, with its delimiters.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tag {
    /// The range in bytes.
    pub range: Range<usize>,
    /// Its effect on the text around it.
    pub role: Role,
    /// The blanks around it that are removed with it.
    pub(super) trims: Trims,
    /// Whether the same condition or expression may mean something else after the tag.
    pub(super) is_impure: bool,
    /// The meaning of the text that takes the place of the tag: tags with equal meanings have equal texts in one round.
    /// It is empty until [`identify`](super::scope::identify) has found it, and for tags without such a text.
    pub(super) meaning: String,
}

/// White-space control: whether a tag removes the blanks before it and after it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Trims {
    pub(super) before: bool,
    pub(super) after: bool,
}

/// The effect of a tag on the text around it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Role {
    /// A text takes its place: a value, a part of one, a key, a member.
    Expression,
    /// This text takes its place.
    Literal(String),
    /// One of two texts takes its place.
    Either {
        /// The guard that chooses the text.
        guard: Guard,
        /// The text if the guard holds, and the text if not.
        texts: [String; 2],
    },
    /// Nothing takes its place: a comment, an assignment.
    Nothing,
    /// Nothing takes its place, and tags after it have other delimiters.
    Delimiters,
    /// Anything may take its place: it is not understood, or brings a text from another file.
    Unknown,
    /// It opens a text that is there only if the guard holds.
    Open(Opening),
    /// It ends an arm and opens the next one, which is there if no arm before it is, and if its guard holds. An arm
    /// may have no guard.
    Middle(Option<Opening>),
    /// It ends the innermost open text.
    Close,
}

/// The text that a tag opens.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Opening {
    /// The kind of text.
    pub construct: Construct,
    /// The guard that decides whether the text is there.
    pub guard: Guard,
}

/// The effect of two tags on the text between them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Construct {
    /// The text is there or not.
    Section,
    /// The text is there or not, and names in it may mean something else than outside.
    Scope,
    /// The text is there once for each item of a list.
    Loop,
    /// The text is there or not. If the subject of the tag is a list, it is there once for each item.
    MaybeLoop,
    /// The text is there as it stands; nothing in it is a tag.
    Raw,
    /// The text is always there.
    Wrapper,
    /// The text is changed or may be moved, or another template may put another text in its place.
    Captured,
    /// The text is not there. It may be rendered at another place, under a name.
    Hidden,
}

impl Construct {
    /// Whether a name in the text may mean something else than outside.
    pub(super) fn opens_scope(self) -> bool {
        matches!(self, Construct::Scope | Construct::Loop | Construct::MaybeLoop)
    }

    /// Whether the text may be rendered more than once.
    pub(super) fn may_repeat(self) -> bool {
        matches!(self, Construct::Loop | Construct::MaybeLoop)
    }
}

/// The test that decides whether an arm is there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Guard {
    /// Always or never.
    Fixed(bool),
    /// If the condition holds or does not.
    When {
        /// The meaning of the condition. It begins with the text of the condition as it is written, with one blank in the place of
        /// each run of blanks; see [`Guard::text`].
        condition: String,
        /// Whether it must hold.
        holds: bool,
    },
    /// If this is the first round of a loop, or the last one, or is not.
    Round {
        /// The round that is asked about.
        end: End,
        /// The number of loops between the tag and the loop that is asked about: 0 for the innermost loop.
        up: usize,
        /// Whether it must be that round.
        holds: bool,
    },
}

/// An end of a loop.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum End {
    /// The first round.
    First,
    /// The last round.
    Last,
}

/// The mark between the parts of a meaning: the text of a condition or an expression, its epoch and its scopes.
pub(super) const MARK: char = '\u{1}';

impl Guard {
    /// Returns the guard that `condition` holds, or does not hold.
    pub(super) fn when(condition: &str, holds: bool) -> Self {
        Guard::When { condition: one_line(condition), holds }
    }

    /// Returns the guard that the innermost loop is in its first or last round, or is not.
    pub(super) fn round(end: End, holds: bool) -> Self {
        Guard::Round { end, up: 0, holds }
    }

    /// Returns the guard that holds exactly if this one does not.
    pub(super) fn negated(self) -> Self {
        match self {
            Guard::Fixed(is_there) => Guard::Fixed(!is_there),
            Guard::When { condition, holds } => Guard::When { condition, holds: !holds },
            Guard::Round { end, up, holds } => Guard::Round { end, up, holds: !holds },
        }
    }

    /// Returns the text of a condition, with one blank in the place of each run of blanks. `condition` is its meaning.
    #[must_use]
    pub fn text(condition: &str) -> &str {
        condition.split(MARK).next().unwrap_or(condition)
    }
}

impl Tag {
    /// Returns a tag without white-space control that changes the meaning of no other tag.
    pub(super) fn new(range: Range<usize>, role: Role) -> Self {
        Tag { range, role, trims: Trims::default(), is_impure: false, meaning: String::new() }
    }

    /// Returns a tag that opens a text.
    pub(super) fn open(range: Range<usize>, construct: Construct, guard: Guard) -> Self {
        Tag::new(range, Role::Open(Opening { construct, guard }))
    }

    /// Returns this tag with the given white-space control.
    pub(super) fn trimming(mut self, before: bool, after: bool) -> Self {
        self.trims = Trims { before, after };
        self
    }

    /// Returns the guard of the arm that the tag opens, or of the two texts that it chooses from.
    pub(super) fn guard(&self) -> Option<&Guard> {
        match &self.role {
            Role::Open(Opening { guard, .. })
            | Role::Middle(Some(Opening { guard, .. }))
            | Role::Either { guard, .. } => Some(guard),
            _ => None,
        }
    }

    /// Returns this tag, made impure if `is_impure` is true.
    pub(super) fn impure(mut self, is_impure: bool) -> Self {
        self.is_impure |= is_impure;
        self
    }
}

/// Returns `text` with each run of blanks outside of strings as one blank, and none at its ends.
fn one_line(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let (mut quote, mut is_escaped) = (None, false);
    for c in text.trim().chars() {
        match quote {
            Some(_) if is_escaped => is_escaped = false,
            Some(_) if c == '\\' => is_escaped = true,
            Some(open) if open == c => quote = None,
            Some(_) => {}
            None if c.is_whitespace() => {
                if !out.ends_with(' ') {
                    out.push(' ');
                }
                continue;
            }
            None if matches!(c, '"' | '\'' | '`') => quote = Some(c),
            None => {}
        }
        out.push(c);
    }
    out
}

/// The texts of the tags at the two ends of a section, as they stand in a template or are written into it.
#[derive(Debug)]
pub(super) struct SectionTags {
    pub(super) open: String,
    pub(super) close: String,
}
