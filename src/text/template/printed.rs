//! Captured texts that are rendered in their place → plain sections, whose text is always there.
//!
//! `{% set x %}…{% endset %}{{ x }}` is rendered as the text between `set` and `endset`, if nothing else uses `x`. A
//! macro, an inline partial, a `define` and a lambda are rendered in their place, too, if they are called directly after
//! their end. So is the text of a section that hands it to a macro which only prints it, and the text of a filter that
//! only trims blanks.
//!
//! Invariant: the tag that prints such a text becomes a part of the closing tag of the section, so that no change
//! removes one of the two tags without the other.

use super::capture::{Call, Within};
use super::code::{is_part, is_word, mentions};
use super::syntax::Syntax;
use super::tag::{Construct, Guard, Opening, Role, Tag};

/// A captured text that is rendered in its place. `open` and `close` are the indices of the tags around it.
enum InPlace {
    /// The tag after `close` prints the text.
    Printed { open: usize, close: usize },
    /// The tag `open` is a filter that removes the blanks at the ends of the text.
    Trimmed { open: usize, close: usize },
    /// The tag `open` hands the text to a macro, which prints it and nothing else.
    Called { open: usize },
}

/// Returns `tags`, the tags of `text`, after the captured texts that are rendered in their place have become plain
/// sections.
pub(super) fn as_sections(text: &str, mut tags: Vec<Tag>, syntax: Syntax) -> Vec<Tag> {
    let found = InPlaceSearch::new(text, &tags, syntax).all();
    let construct = syntax.construct_in_place();
    for found in &found {
        let (InPlace::Printed { open, .. }
        | InPlace::Trimmed { open, .. }
        | InPlace::Called { open }) = *found;
        tags[open].role = Role::Open(Opening { construct, guard: Guard::Fixed(true) });
        tags[open].is_impure = false;
        match *found {
            InPlace::Trimmed { close, .. } => {
                tags[open].trims.after = true;
                tags[close].trims.before = true;
            }
            InPlace::Printed { close, .. } => {
                tags[close].range.end = tags[close + 1].range.end;
                tags[close].trims.after = tags[close + 1].trims.after;
            }
            InPlace::Called { .. } => {}
        }
    }
    // The last of the printing tags is removed first, so that the indices before it stay right.
    for found in found.iter().rev() {
        if let InPlace::Printed { close, .. } = found {
            tags.remove(close + 1);
        }
    }
    tags
}

/// The search for captured texts that are rendered in their place.
struct InPlaceSearch<'t> {
    text: &'t str,
    tags: &'t [Tag],
    syntax: Syntax,
    /// The indices of the opening tags of the sections that are open.
    open: Vec<usize>,
}

impl<'t> InPlaceSearch<'t> {
    fn new(text: &'t str, tags: &'t [Tag], syntax: Syntax) -> Self {
        InPlaceSearch { text, tags, syntax, open: Vec::new() }
    }

    /// Returns the captured texts that are rendered in their place, in the order of their closing tags.
    fn all(mut self) -> Vec<InPlace> {
        let is_capture = |tag: &Tag| is_of(tag, &[Construct::Captured, Construct::Hidden]);
        if !self.tags.iter().any(is_capture) {
            return Vec::new();
        }
        let mut found = Vec::new();
        for at in 0..self.tags.len() {
            match &self.tags[at].role {
                Role::Open(_) => self.open.push(at),
                Role::Close => {
                    let Some(open) = self.open.pop() else { return Vec::new() };
                    found.extend(self.in_place(open, at));
                }
                _ => {}
            }
        }
        // If another tag may bring a text from another file, that text may use the captured names. Then only filters
        // are left, because they capture nothing under a name.
        let known = |at: usize| {
            found.iter().any(|found| match *found {
                InPlace::Printed { open, close } => at == open || at == close + 1,
                InPlace::Trimmed { open, .. } | InPlace::Called { open } => at == open,
            })
        };
        let is_alone = !(0..self.tags.len())
            .any(|at| !known(at) && asks_for_names(self.tag(at), &self.tags[at]));
        found.retain(|found| is_alone || matches!(found, InPlace::Trimmed { .. }));
        found
    }

    /// Returns the text between the tags with the indices `open` and `close` if it is captured and rendered in its
    /// place.
    fn in_place(&self, open: usize, close: usize) -> Option<InPlace> {
        if !is_of(&self.tags[open], &[Construct::Captured, Construct::Hidden]) {
            return None;
        }
        if self.is_trimmed(open, close) {
            return Some(InPlace::Trimmed { open, close });
        }
        if self.is_called(open, close) {
            return Some(InPlace::Called { open });
        }
        let capture = self.syntax.capture(self.tag(open))?;
        let next = self.tags.get(close + 1)?;
        let between = &self.text[self.tags[close].range.end..next.range.start];
        let is_trimmed = self.tags[close].trims.after || next.trims.before;
        let is_behind = between.is_empty() || between.trim().is_empty() && is_trimmed;
        let code = self.syntax.code(self.tag(close + 1))?;
        let is_print = code.split_whitespace().eq(capture.print.split_whitespace());
        let is_it = is_behind
            && is_print
            && self.occurs(capture.name, 2)
            && self.is_within(capture.within)
            && self.is_free_of(open, close, capture.foreign);
        is_it.then_some(InPlace::Printed { open, close })
    }

    /// Whether the tag `open` is a filter that only trims blanks, and removes ASCII blanks only. That is so if the text
    /// up to the tag `close` is empty apart from such blanks, or if neither a tag nor another blank stands at its ends.
    fn is_trimmed(&self, open: usize, close: usize) -> bool {
        let text = |at: usize| &self.text[self.tags[at].range.end..self.tags[at + 1].range.start];
        let first = text(open).trim_ascii_start().chars().next();
        let last = text(close - 1).trim_ascii_end().chars().next_back();
        let is_plain = [first, last].iter().all(|it| it.is_some_and(|c| !c.is_whitespace()));
        let is_empty = || close == open + 1 && first.is_none();
        (is_plain || is_empty()) && self.syntax.only_trims(self.tag(open))
    }

    /// Whether the tag `open` hands the text up to the tag `close` to a macro that prints it and nothing else.
    fn is_called(&self, open: usize, close: usize) -> bool {
        let Some(Call { name, definition, print, foreign }) = self.syntax.call(self.tag(open))
        else {
            return false;
        };
        let code = |at: usize| self.tags.get(at).and_then(|_| self.syntax.code(self.tag(at)));
        let is_macro = |at: &usize| {
            let ends = self.tags.get(at + 2).is_some_and(|tag| tag.role == Role::Close);
            let is_one = || (0..2).all(|next| self.is_joined(at + next));
            code(*at) == Some(&definition) && code(at + 1) == Some(print) && ends && is_one()
        };
        (0..open).any(|at| is_macro(&at))
            && self.occurs(name, 2)
            && self.is_free_of(open, close, foreign)
    }

    /// Whether no text stands between the tag with the index `at` and the next tag.
    fn is_joined(&self, at: usize) -> bool {
        self.tags[at].range.end == self.tags[at + 1].range.start
    }

    /// Whether `name` is a plain name and occurs in the file exactly `times` times.
    fn occurs(&self, name: &str, times: usize) -> bool {
        let words = self.text.split(|c: char| !is_part(c));
        is_word(name) && words.filter(|word| *word == name).count() == times
    }

    /// Whether `within` allows the sections that are open.
    fn is_within(&self, within: Within) -> bool {
        let decides = |at: &usize| matches!(&self.tags[*at].role, Role::Open(Opening { construct: Construct::Section, guard }) if !matches!(guard, Guard::Round { .. }));
        match within {
            Within::All => true,
            Within::Deciding => self.open.iter().all(decides),
            Within::None => self.open.is_empty(),
        }
    }

    /// Whether no tag between the tags `open` and `close` has one of `words`.
    fn is_free_of(&self, open: usize, close: usize, words: &[&str]) -> bool {
        let has = |at: usize, word: &str| match word.starts_with(char::is_alphabetic) {
            true => mentions(self.tag(at), word),
            false => self.tag(at).contains(word),
        };
        !(open + 1..close).any(|at| words.iter().any(|word| has(at, word)))
    }

    /// Returns the text of the tag with the index `at`.
    fn tag(&self, at: usize) -> &'t str {
        &self.text[self.tags[at].range.clone()]
    }
}

/// Whether a tag may bring a text from another file that uses names of this file. `own` is the text of the tag.
pub(super) fn asks_for_names(own: &str, tag: &Tag) -> bool {
    // A filter and a raw section only change a text of this file.
    let is_changed_here = own.starts_with("{{{{") || mentions(own, "filter");
    let has = |open: &str, words: &[&str]| {
        own.starts_with(open) && words.iter().any(|word| mentions(own, word))
    };
    tag.role == Role::Unknown
        || is_of(tag, &[Construct::Captured]) && !is_changed_here
        || has("{%", &["import", "from"])
        || has("<%", &["binding", "eval"])
}

/// Whether a tag opens one of `constructs`.
fn is_of(tag: &Tag, constructs: &[Construct]) -> bool {
    matches!(&tag.role, Role::Open(opening) if constructs.contains(&opening.construct))
}
