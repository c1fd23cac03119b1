//! Captured texts that are printed where they stand → sections whose text is rendered in its place.
//!
//! `{% set x %}…{% endset %}{{ x }}` is rendered as the text between the tags, if nothing else uses `x`. The same
//! holds for a macro, an inline partial, a `define` and a lambda that are called directly after their end, and for a
//! filter that only trims blanks.
//!
//! Invariant: the tag that prints such a text becomes a part of the closing tag of the section, so that no change
//! removes the one without the other.

use super::capture::{Call, Within};
use super::code::{is_part, is_word, mentions};
use super::syntax::Syntax;
use super::tag::{Construct, Guard, Opening, Role, Tag};

/// A section whose text is rendered in its place. Its tags are given by their indices.
enum Found {
    /// The tag that prints the text stands after the section.
    Printed { open: usize, close: usize },
    /// The text is printed without the blanks at its ends.
    Trimmed { open: usize, close: usize },
    /// A macro prints the text and nothing else.
    Called { open: usize },
}

/// Returns the tags, in which captured texts that are printed where they stand have become plain sections.
pub(super) fn settle(text: &str, mut tags: Vec<Tag>, syntax: Syntax) -> Vec<Tag> {
    let found = Search::new(text, &tags, syntax).all();
    let construct = syntax.printed();
    for found in &found {
        let (Found::Printed { open, .. } | Found::Trimmed { open, .. } | Found::Called { open }) =
            *found;
        tags[open].role = Role::Open(Opening { construct, guard: Guard::Fixed(true) });
        tags[open].is_impure = false;
        match *found {
            Found::Trimmed { close, .. } => {
                tags[open].trims.after = true;
                tags[close].trims.before = true;
            }
            Found::Printed { close, .. } => {
                tags[close].range.end = tags[close + 1].range.end;
                tags[close].trims.after = tags[close + 1].trims.after;
            }
            Found::Called { .. } => {}
        }
    }
    // The last one is removed first, so that the indices of the others stay right.
    for found in found.iter().rev() {
        if let Found::Printed { close, .. } = found {
            tags.remove(close + 1);
        }
    }
    tags
}

struct Search<'t> {
    text: &'t str,
    tags: &'t [Tag],
    syntax: Syntax,
    /// The sections that are open, by their opening tags.
    open: Vec<usize>,
}

impl<'t> Search<'t> {
    fn new(text: &'t str, tags: &'t [Tag], syntax: Syntax) -> Self {
        Search { text, tags, syntax, open: Vec::new() }
    }

    /// Returns the sections whose text is rendered in its place, in the order of their closing tags.
    fn all(mut self) -> Vec<Found> {
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
                    found.extend(self.section(open, at));
                }
                _ => {}
            }
        }
        // A text from elsewhere may use the names of this file.
        let known = |at: usize| {
            found.iter().any(|found| match *found {
                Found::Printed { open, close } => at == open || at == close + 1,
                Found::Trimmed { open, .. } | Found::Called { open } => at == open,
            })
        };
        let is_alone = !(0..self.tags.len())
            .any(|at| !known(at) && asks_for_names(self.tag(at), &self.tags[at]));
        found.retain(|found| is_alone || matches!(found, Found::Trimmed { .. }));
        found
    }

    /// Returns the section with these tags if its text is rendered in its place.
    fn section(&self, open: usize, close: usize) -> Option<Found> {
        if !is_of(&self.tags[open], &[Construct::Captured, Construct::Hidden]) {
            return None;
        }
        if self.is_trimmed(open, close) {
            return Some(Found::Trimmed { open, close });
        }
        if self.is_called(open, close) {
            return Some(Found::Called { open });
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
            && self.stands(capture.name, 2)
            && self.is_within(capture.within)
            && self.is_free_of(open, close, capture.foreign);
        is_it.then_some(Found::Printed { open, close })
    }

    /// Whether a filter removes nothing but plain blanks from the text between two tags. The text begins and ends
    /// with characters that are no tags, or is blank.
    fn is_trimmed(&self, open: usize, close: usize) -> bool {
        let text = |at: usize| &self.text[self.tags[at].range.end..self.tags[at + 1].range.start];
        let first = text(open).trim_ascii_start().chars().next();
        let last = text(close - 1).trim_ascii_end().chars().next_back();
        let is_plain = [first, last].iter().all(|it| it.is_some_and(|c| !c.is_whitespace()));
        let is_empty = || close == open + 1 && first.is_none();
        (is_plain || is_empty()) && self.syntax.only_trims(self.tag(open))
    }

    /// Whether a section calls a macro that prints the section's text and nothing else.
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
            && self.stands(name, 2)
            && self.is_free_of(open, close, foreign)
    }

    /// Whether a tag and the next one have no text between them.
    fn is_joined(&self, at: usize) -> bool {
        self.tags[at].range.end == self.tags[at + 1].range.start
    }

    /// Whether a name stands in the file exactly `times` times.
    fn stands(&self, name: &str, times: usize) -> bool {
        let words = self.text.split(|c: char| !is_part(c));
        is_word(name) && words.filter(|word| *word == name).count() == times
    }

    /// Whether the open sections are those that `within` allows.
    fn is_within(&self, within: Within) -> bool {
        let decides = |at: &usize| matches!(&self.tags[*at].role, Role::Open(Opening { construct: Construct::Section, guard }) if !matches!(guard, Guard::Round { .. }));
        match within {
            Within::All => true,
            Within::Deciding => self.open.iter().all(decides),
            Within::None => self.open.is_empty(),
        }
    }

    /// Whether no tag between two others has one of these words.
    fn is_free_of(&self, open: usize, close: usize, words: &[&str]) -> bool {
        let has = |at: usize, word: &str| match word.starts_with(char::is_alphabetic) {
            true => mentions(self.tag(at), word),
            false => self.tag(at).contains(word),
        };
        !(open + 1..close).any(|at| words.iter().any(|word| has(at, word)))
    }

    fn tag(&self, at: usize) -> &'t str {
        &self.text[self.tags[at].range.clone()]
    }
}

/// Whether a tag may bring text from elsewhere that uses names of this file. `own` is the text of the tag.
pub(super) fn asks_for_names(own: &str, tag: &Tag) -> bool {
    // A filter and a raw text are only changed in this file. They bring no text from elsewhere.
    let is_changed_here = own.starts_with("{{{{") || mentions(own, "filter");
    let has = |open: &str, words: &[&str]| {
        own.starts_with(open) && words.iter().any(|word| mentions(own, word))
    };
    tag.role == Role::Unknown
        || is_of(tag, &[Construct::Captured]) && !is_changed_here
        || has("{%", &["import", "from"])
        || has("<%", &["binding", "eval"])
}

fn is_of(tag: &Tag, constructs: &[Construct]) -> bool {
    matches!(&tag.role, Role::Open(opening) if constructs.contains(&opening.construct))
}
