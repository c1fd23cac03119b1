//! The text of a template → its strict readings, and its renderings.
//!
//! A parser for each language finds the tags ([`Tag`]) and their effects; [`scope`] finds out which conditions and
//! expressions mean the same; [`mod@outline`] pairs the tags that open and close arms, and [`mod@tree`] makes a tree
//! of them, which has one form for all languages. There are two uses of that:
//!
//! * to plan edits, [`readings`] selects choices, and [`strict_text`] writes the text of one choice: JSON of the
//!   same length, in which every expression is a stand-in and every other tag is blank. Byte `n` of a reading
//!   stands for byte `n` of the template;
//! * to prove the edits, [`cover`] selects assignments of conditions and rounds, and [`render`] and [`compose`] make
//!   the rendering of one assignment. The place in the file is known for every token of it.
//!
//! It knows nothing of Marathon, and never evaluates an expression.
//!
//! Invariant: expressions with equal texts have equal stand-ins in all readings of a template, and of the templates
//! that edits make of it. In the renderings before and after a change, expressions have equal stand-ins if their
//! meanings ([`scope`]) and their rounds are equal. A tag that a parser does not understand becomes
//! [`Role::Unknown`] or an error; it never counts as text that is rendered as it stands.

mod capture;
mod choice;
mod code;
mod comments;
mod compose;
mod cover;
mod env;
mod erb;
mod go;
mod hole;
mod jinja;
mod mask;
mod mustache;
mod names;
mod nesting;
mod outline;
mod pieces;
mod play;
mod printed;
mod readings;
mod render;
mod repeats;
mod scope;
mod section;
mod seek;
mod shared;
mod shell;
pub(super) mod splice;
mod stand_in;
mod strict_text;
mod syntax;
mod tag;
mod tree;

use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::{Arc, Mutex, PoisonError};

use super::document::Document;
use super::error::SyntaxError;
use outline::Outline;
use stand_in::StandIns;
use strict_text::StrictText;

pub use choice::Choice;
pub use comments::comments;
pub use cover::{Assignment, Look, Pair, Trial};
pub use hole::{Hole, HoleKind};
pub(super) use mask::Mask;
pub use outline::ArmId;
pub use readings::Reading;
pub use render::Rendered;
pub use section::{Chain, NoSection};
pub use shared::RenderedStandIns;
pub use stand_in::{cuts_expression, has_expression, is_expression};
pub use syntax::Syntax;
pub use tag::{Construct, Guard, Role, Tag};

/// A template that was parsed.
#[derive(Debug)]
pub struct Template<'a> {
    text: &'a str,
    /// The language that the caller has given. It may stand for several, see [`Syntax::dialects`].
    syntax: Syntax,
    /// The first outline of `dialects`.
    outline: Arc<Outline>,
    /// The languages that accept the text, each with its outline.
    dialects: Vec<(Syntax, Arc<Outline>)>,
    /// The stand-ins of all readings. The templates that [`Template::again`] returns have the same ones.
    stand_ins: Arc<Mutex<StandIns>>,
}

impl<'a> Template<'a> {
    /// Parses `text`.
    ///
    /// # Errors
    /// A tag that is not closed, one that closes nothing, or characters that stand-ins are made of.
    pub fn parse(text: &'a str, syntax: Syntax) -> Result<Self, SyntaxError> {
        let mut failure = None;
        let mut taken = Vec::new();
        for dialect in syntax.dialects() {
            match outline(text, *dialect, syntax) {
                Ok(outline) => taken.push((*dialect, Arc::new(outline))),
                Err(error) => failure = failure.or(Some(error)),
            }
        }
        match failure.filter(|_| taken.is_empty()) {
            Some(error) => Err(error),
            None => Self::with_dialects(text, syntax, taken, Arc::default()),
        }
    }

    /// Parses `text`, which edits have made of this template's text. Expressions keep their stand-ins.
    ///
    /// # Errors
    /// See [`Template::parse`].
    pub fn again<'b>(&self, text: &'b str) -> Result<Template<'b>, SyntaxError> {
        let mut taken = Vec::new();
        for (dialect, _) in &self.dialects {
            taken.push((*dialect, Arc::new(outline(text, *dialect, self.syntax)?)));
        }
        Template::with_dialects(text, self.syntax, taken, Arc::clone(&self.stand_ins))
    }

    /// Parses another text in the same language. Its expressions get stand-ins of their own.
    ///
    /// # Errors
    /// See [`Template::parse`].
    pub fn like<'b>(&self, text: &'b str) -> Result<Template<'b>, SyntaxError> {
        Template::parse(text, self.syntax)
    }

    /// Whether the text at `range` is an object from brace to brace that cuts no tag and no section.
    #[must_use]
    pub fn is_apart(&self, range: &Range<usize>) -> bool {
        let text = &self.text[range.clone()];
        let is_object = text.len() > 1 && text.starts_with('{') && text.ends_with('}');
        let is_whole = |(_, outline): &(Syntax, Arc<Outline>)| {
            outline.tag_around(range.start).is_none()
                && outline.tag_around(range.end - 1).is_none()
                && outline.arm_before(range.start) == outline.arm_before(range.end)
        };
        is_object && self.dialects.iter().all(is_whole)
    }

    /// Whether the text at `range` has nothing but commas, blanks and comments of the template.
    #[must_use]
    pub fn is_separator(&self, range: &Range<usize>) -> bool {
        let is_it = |(_, outline): &(Syntax, Arc<Outline>)| {
            let mut at = range.start;
            let first = outline.tags.partition_point(|tag| tag.range.end <= range.start);
            let mut tags = outline.tags[first..].iter();
            let is_blank = |part: Range<usize>| {
                self.text[part].bytes().all(|byte| byte == b',' || byte.is_ascii_whitespace())
            };
            while let Some(tag) = tags.next().filter(|tag| tag.range.start < range.end) {
                let is_nothing = tag.role == Role::Nothing && !tag.is_impure;
                if !is_nothing || tag.range.end > range.end || !is_blank(at..tag.range.start) {
                    return false;
                }
                at = tag.range.end;
            }
            is_blank(at..range.end)
        };
        self.dialects.iter().all(is_it)
    }

    /// Returns the ranges of the tags on which the meaning of the tags after them may depend: statements, changes
    /// of the delimiters, and tags that may bring a text from another file. If such a tag opens, divides or closes a
    /// section, all tags of the section are returned. The ranges are in the order of the text.
    #[must_use]
    pub fn statements(&self) -> Vec<Range<usize>> {
        let mut found: Vec<Range<usize>> = Vec::new();
        for (_, outline) in &self.dialects {
            let is_it = |at: usize| {
                let tag = &outline.tags[at];
                let own = &self.text[tag.range.clone()];
                tag.is_impure || tag.role == Role::Delimiters || printed::asks_for_names(own, tag)
            };
            for at in (0..outline.tags.len()).filter(|&at| is_it(at)) {
                match outline.block_of[at] {
                    Some(block) => {
                        let tags = outline.blocks[block].tags.iter();
                        found.extend(tags.map(|&at| outline.tags[at].range.clone()));
                    }
                    None => found.push(outline.tags[at].range.clone()),
                }
            }
        }
        found.sort_by_key(|range| (range.start, range.end));
        found.dedup();
        found
    }

    /// Returns pairs of this template and `new`, which was made of it, for rendering. If several languages accept the
    /// templates, there is one pair for each language that finds other tags.
    #[must_use]
    pub fn pairs<'p>(&'p self, new: &'p Template<'p>) -> Vec<Pair<'p>> {
        let mut seen: Vec<[&Outline; 2]> = Vec::new();
        let mut pairs = Vec::new();
        for ((_, old), (_, made)) in self.dialects.iter().zip(&new.dialects) {
            let is_seen =
                |other: &&[&Outline; 2]| other[0].tags == old.tags && other[1].tags == made.tags;
            if seen.iter().any(|other| is_seen(&other)) {
                continue;
            }
            seen.push([old, made]);
            pairs.push(Pair::new((self.text, Arc::clone(old)), (new.text, Arc::clone(made))));
        }
        pairs
    }

    /// Returns the template that the languages in `dialects` accept, each with its outline. It is an error if the text
    /// has a character that stand-ins are made of.
    fn with_dialects(
        text: &'a str,
        syntax: Syntax,
        dialects: Vec<(Syntax, Arc<Outline>)>,
        stand_ins: Arc<Mutex<StandIns>>,
    ) -> Result<Self, SyntaxError> {
        // No JSON text has a NUL. Code that restores or moves texts uses it as a mark.
        if let Some(at) = memchr::memchr(0, text.as_bytes()).or_else(|| stand_in::find(text)) {
            let message = "the template contains a character that text in JSON does not use";
            return Err(SyntaxError::new(text.as_bytes(), at, message));
        }
        let outline = dialects.first().map(|(_, outline)| Arc::clone(outline)).unwrap_or_default();
        Ok(Template { text, syntax, outline, dialects, stand_ins })
    }

    /// Returns the text of the template.
    #[must_use]
    pub fn text(&self) -> &'a str {
        self.text
    }

    /// Returns the first language that accepts the template.
    #[must_use]
    pub fn syntax(&self) -> Syntax {
        self.dialects.first().map_or(self.syntax, |(dialect, _)| *dialect)
    }

    /// Returns the tags in the order of the text, disjoint.
    pub fn tags(&self) -> impl Iterator<Item = &Tag> {
        self.outline.tags.iter()
    }

    /// Returns the ranges of captured and hidden texts: they are changed when they are rendered, or rendered at
    /// another place.
    #[must_use]
    pub fn captured(&self) -> Vec<Range<usize>> {
        self.dialects.iter().flat_map(|(_, outline)| outline.captured()).collect()
    }

    /// Returns the ranges of the tags of each section whose text is rendered where it stands, as it stands. The sections
    /// are in the order of their opening tags. Those with white-space control or with statements are left out.
    #[must_use]
    pub fn sections(&self) -> Vec<Vec<Range<usize>>> {
        let outline = &self.outline;
        let is_plain = |at: &usize| {
            let tag = &outline.tags[*at];
            tag.trims == tag::Trims::default() && !tag.is_impure
        };
        let decides = |construct: &Construct| {
            !matches!(construct, Construct::Captured | Construct::Hidden | Construct::Raw)
        };
        let blocks = outline.blocks.iter().filter(|block| {
            block.constructs.iter().all(decides) && block.tags.iter().all(is_plain)
        });
        let ranges =
            |tags: &[usize]| tags.iter().map(|at| outline.tags[*at].range.clone()).collect();
        blocks.map(|block| ranges(&block.tags)).collect()
    }

    /// Returns the text of the tag at `offset`, written on one line. Returns an empty text if there is no tag.
    #[must_use]
    pub fn shown(&self, offset: usize) -> String {
        let tag = self.outline.tag_around(offset).map_or(offset..offset, |tag| tag.range.clone());
        self.text[tag].split_whitespace().collect::<Vec<_>>().join(" ")
    }

    /// Whether a tag stands in `range` that opens, divides or closes a section, changes the delimiters or is not
    /// understood.
    #[must_use]
    pub fn has_section(&self, range: &Range<usize>) -> bool {
        let tags = &self.outline.tags;
        let first = tags.partition_point(|tag| tag.range.end <= range.start);
        let inside = tags[first..].iter().take_while(|tag| tag.range.start < range.end);
        let is_plain = |role: &Role| {
            matches!(
                role,
                Role::Expression | Role::Literal(_) | Role::Nothing | Role::Either { .. }
            )
        };
        inside.into_iter().any(|tag| !is_plain(&tag.role))
    }

    /// Whether the byte at `offset` is a part of a tag.
    #[must_use]
    pub fn is_tag(&self, offset: usize) -> bool {
        self.outline.tag_around(offset).is_some()
    }

    /// Returns the conditions on which the byte at `offset` depends, each with whether it has to hold for the
    /// byte to be there. Returns `None` if the byte is never there.
    #[must_use]
    pub fn way_to(&self, offset: usize) -> Option<BTreeMap<&str, bool>> {
        match self.outline.arm_around(offset) {
            Some(arm) => self.outline.way_to(arm),
            None => Some(BTreeMap::new()),
        }
    }

    /// Returns the reading of one choice.
    ///
    /// # Errors
    /// The first place where that reading is not strict JSON.
    pub fn document(&self, choice: &Choice) -> Result<Document<'a>, SyntaxError> {
        self.through(self.strict_text(choice)?)
    }

    /// Returns the text of the reading of one choice.
    fn strict_text(&self, choice: &Choice) -> Result<StrictText, SyntaxError> {
        let mut stand_ins = self.stand_ins.lock().unwrap_or_else(PoisonError::into_inner);
        strict_text::write(self.text, &self.outline, choice, &mut stand_ins)
    }

    /// Reads a strict text of this template as JSON.
    fn through(&self, text: StrictText) -> Result<Document<'a>, SyntaxError> {
        let mask = Mask::new(
            text.opaque,
            Arc::clone(&self.outline),
            Arc::clone(&self.stand_ins),
            self.syntax == Syntax::Comments,
        );
        Document::through(self.text, text.reading, mask)
    }
}

/// Returns the outline of a template that is parsed as `dialect`, one of the languages that `syntax` stands for.
fn outline(text: &str, dialect: Syntax, syntax: Syntax) -> Result<Outline, SyntaxError> {
    let mut tags = printed::as_sections(text, dialect.tags(text)?, dialect);
    scope::identify(text, &mut tags, syntax);
    Outline::of(text, tags)
}
