//! Template text → strict readings: JSON of the same length in which every expression is a stand-in
//! and every tag a blank.
//!
//! A lexer per syntax finds the tags ([`Tag`]); [`outline`] pairs those that open and close
//! alternatives; [`choice`] says which alternatives are looked at together; [`mask`] writes the
//! reading of one choice. Knows nothing of Marathon, and never evaluates an expression.
//!
//! Invariant: byte `n` of a reading stands for byte `n` of the template. Equal expressions have
//! equal stand-ins, in all readings of a template and of what is made of it.

mod choice;
mod comments;
mod env;
mod erb;
mod further;
mod go;
mod jinja;
mod live;
mod mask;
mod mustache;
mod outline;
mod rounds;
mod section;
mod shell;
pub(super) mod splice;
mod stand_in;
mod syntax;

use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::{Arc, Mutex, PoisonError};

use super::document::Document;
use super::error::SyntaxError;
use mask::Masked;
use outline::Outline;
use stand_in::Names;

pub use choice::{Choice, Reading};
pub use comments::comments;
pub(super) use mask::Mask;
pub use rounds::Rounds;
pub use stand_in::{has_expression, is_expression};
pub use syntax::Syntax;

/// One construct of the template language, delimiters included.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tag {
    /// Where it stands, in bytes.
    pub range: Range<usize>,
    /// What it does.
    pub role: Role,
}

/// What a tag does to the text around it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Role {
    /// Gives way to a text: a value, a part of one, a key, a member.
    Expression,
    /// Gives way to nothing that matters: a comment, an assignment, an include.
    Nothing,
    /// Opens a text that is there only if the guard holds.
    Open(Guard),
    /// Ends one alternative and opens the next one, which is there if none before it was and, where
    /// there is a guard, if that holds.
    Middle(Option<Guard>),
    /// Ends the innermost open text.
    Close,
}

/// When an alternative is there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Guard {
    /// Always or never.
    Fixed(bool),
    /// If the condition, taken as text, holds or does not.
    When {
        /// The condition as it is written, without blanks at its ends.
        condition: String,
        /// Whether it must hold.
        holds: bool,
    },
}

impl Guard {
    /// If `condition` holds.
    fn when(condition: &str, holds: bool) -> Self {
        let condition = condition.split_whitespace().collect::<Vec<_>>().join(" ");
        Guard::When { condition, holds }
    }

    fn negated(self) -> Self {
        match self {
            Guard::Fixed(is_there) => Guard::Fixed(!is_there),
            Guard::When { condition, holds } => Guard::When { condition, holds: !holds },
        }
    }
}

/// A template, taken apart.
#[derive(Debug)]
pub struct Template<'a> {
    text: &'a str,
    /// The part of the text that is the template; what is around it is nothing.
    part: Range<usize>,
    syntax: Syntax,
    outline: Arc<Outline>,
    names: Arc<Mutex<Names>>,
}

impl<'a> Template<'a> {
    /// Takes `text` apart.
    ///
    /// # Errors
    /// A tag that is not closed, one that closes nothing, or characters that stand-ins are made of.
    pub fn parse(text: &'a str, syntax: Syntax) -> Result<Self, SyntaxError> {
        Self::with_names(text, 0..text.len(), syntax, Arc::default())
    }

    /// Takes the `part` of `text` apart; all else counts as blanks.
    ///
    /// # Errors
    /// As [`Template::parse`].
    pub fn part(text: &'a str, part: Range<usize>, syntax: Syntax) -> Result<Self, SyntaxError> {
        Self::with_names(text, part, syntax, Arc::default())
    }

    /// Takes `text`, which was made of this template's, apart; equal expressions keep their
    /// stand-ins.
    ///
    /// # Errors
    /// As [`Template::parse`].
    pub fn again<'b>(&self, text: &'b str) -> Result<Template<'b>, SyntaxError> {
        let behind = self.text.len() - self.part.end;
        let part = self.part.start..text.len().saturating_sub(behind).max(self.part.start);
        Template::with_names(text, part, self.syntax, Arc::clone(&self.names))
    }

    fn with_names(
        text: &'a str,
        part: Range<usize>,
        syntax: Syntax,
        names: Arc<Mutex<Names>>,
    ) -> Result<Self, SyntaxError> {
        // No JSON text has a NUL, and much relies on that.
        if let Some(at) = memchr::memchr(0, text.as_bytes()).or_else(|| stand_in::find(text)) {
            let message = "a character that JSON text does not use stands in a template";
            return Err(SyntaxError::new(text.as_bytes(), at, message));
        }
        let outline = Outline::of(text, tags(text, part.clone(), syntax)?)?;
        Ok(Template { text, part, syntax, outline: Arc::new(outline), names })
    }

    /// The template itself.
    #[must_use]
    pub fn text(&self) -> &'a str {
        self.text
    }

    /// The language that it is written in.
    #[must_use]
    pub fn syntax(&self) -> Syntax {
        self.syntax
    }

    /// Its tags in the order of the text, disjoint; what is around a part of a text is tags, too.
    pub fn tags(&self) -> impl Iterator<Item = &Tag> {
        self.outline.tags.iter()
    }

    /// Whether the byte at `offset` is a part of a tag.
    #[must_use]
    pub fn is_tag(&self, offset: usize) -> bool {
        self.outline.tag_around(offset).is_some()
    }

    /// What has to hold, and what must not, for the byte at `offset` to be there: each condition around it
    /// as the template has it. None if it never is there.
    #[must_use]
    pub fn way_to(&self, offset: usize) -> Option<BTreeMap<&str, bool>> {
        match self.outline.alternative(offset) {
            Some(place) => self.outline.way_to(place),
            None => Some(BTreeMap::new()),
        }
    }

    /// The strict reading of one choice of alternatives.
    ///
    /// # Errors
    /// The first place where that reading is not strict JSON.
    pub fn document(&self, choice: &Choice) -> Result<Document<'a>, SyntaxError> {
        self.through(self.masked(choice)?)
    }

    fn masked(&self, choice: &Choice) -> Result<Masked, SyntaxError> {
        let mut names = self.names.lock().unwrap_or_else(PoisonError::into_inner);
        mask::read(self.text, &self.outline, choice, &mut names)
    }

    fn through(&self, masked: Masked) -> Result<Document<'a>, SyntaxError> {
        let mask = Mask::new(
            masked.solid,
            Arc::clone(&self.outline),
            Arc::clone(&self.names),
            self.syntax == Syntax::Comments,
        );
        Document::through(self.text, masked.reading, mask)
    }
}

/// The tags of a part, with what is around it as two more.
fn tags(text: &str, part: Range<usize>, syntax: Syntax) -> Result<Vec<Tag>, SyntaxError> {
    let around = |range: Range<usize>| Tag { range, role: Role::Nothing };
    let moved =
        |tag: Tag| Tag { range: tag.range.start + part.start..tag.range.end + part.start, ..tag };
    let inside = syntax.tags(&text[part.clone()]).map_err(|error| {
        SyntaxError::new(text.as_bytes(), part.start + error.offset, error.message)
    })?;
    let before = around(0..part.start);
    let behind = around(part.end..text.len());
    let tags = [before].into_iter().chain(inside.into_iter().map(moved)).chain([behind]);
    Ok(tags.filter(|tag| !tag.range.is_empty()).collect())
}
