//! Loops → the template with two rounds of them, to see what a change makes of the second one.
//!
//! The rounds are written out one behind the other. What stands in the second is marked by a blank,
//! so that its expressions have stand-ins of their own: they say something else. Sections about the
//! first or the last round are there in it and in no other.

use std::ops::Range;
use std::sync::Arc;

use super::super::error::SyntaxError;
use super::outline::Outline;
use super::{Guard, Role, Syntax, Tag, Template, tags};

/// A template's text with two rounds of its loops over one thing.
#[derive(Debug)]
pub struct Rounds {
    /// The whole text.
    pub text: String,
    /// Where in it a round stands, and which one: 0 or 1.
    rounds: Vec<(Range<usize>, usize)>,
}

impl Template<'_> {
    /// What the template may loop over, each once: the conditions of sections that may come out more
    /// than once.
    #[must_use]
    pub fn loops(&self) -> Vec<&str> {
        let mut found: Vec<&str> = Vec::new();
        for (condition, _) in self.bodies() {
            if !found.contains(&condition) {
                found.push(condition);
            }
        }
        found
    }

    /// The texts that come out for each round over `condition`, without their tags; of two of which
    /// one stands in the other, the outer.
    #[must_use]
    pub fn rounds_of(&self, condition: &str) -> Vec<Range<usize>> {
        let mut found: Vec<Range<usize>> = Vec::new();
        for (own, body) in self.bodies() {
            if own == condition && found.last().is_none_or(|last| last.end <= body.start) {
                found.push(body);
            }
        }
        found
    }

    fn bodies(&self) -> impl Iterator<Item = (&str, Range<usize>)> {
        let outline = &self.outline;
        outline.blocks.iter().enumerate().filter_map(|(index, block)| match &block.guards[0] {
            Some(Guard::When { condition, holds: true }) => {
                let tag = &self.text[outline.tags[block.tags[0]].range.clone()];
                let may_repeat = self.syntax.may_repeat(tag);
                may_repeat.then(|| (condition.as_str(), outline.inside((index, 0))))
            }
            _ => None,
        })
    }

    /// The text with two rounds of all loops over `condition`; none if the tags of a second round
    /// cannot be told from those of the first.
    #[must_use]
    pub fn in_two_rounds(&self, condition: &str) -> Option<Rounds> {
        let (mut text, mut rounds, mut at) = (String::new(), Vec::new(), 0);
        for body in self.rounds_of(condition) {
            text.push_str(&self.text[at..body.start]);
            for (round, own) in
                [self.text[body.clone()].to_owned(), self.marked(&body)?].iter().enumerate()
            {
                rounds.push((text.len()..text.len() + own.len(), round));
                text.push_str(own);
            }
            at = body.end;
        }
        text.push_str(&self.text[at..]);
        Some(Rounds { text, rounds })
    }

    /// A part of the text with a blank more in each expression; none if a tag ends in another way
    /// than most.
    fn marked(&self, part: &Range<usize>) -> Option<String> {
        let is_inside = |tag: &&Tag| part.start <= tag.range.start && tag.range.end <= part.end;
        let mut text = String::new();
        let mut at = part.start;
        for tag in self.outline.tags.iter().filter(is_inside) {
            if tag.role != Role::Expression {
                continue;
            }
            let own = &self.text[tag.range.clone()];
            let close = ["}}}", "}}", "%>"].into_iter().find(|close| own.ends_with(close))?;
            let end = tag.range.end - close.len();
            text.push_str(&self.text[at..end]);
            text.push(' ');
            at = end;
        }
        text.push_str(&self.text[at..part.end]);
        Some(text)
    }

    /// Takes a text with two rounds apart.
    ///
    /// # Errors
    /// As [`Template::parse`].
    pub fn with_rounds<'r>(&self, rounds: &'r Rounds) -> Result<Template<'r>, SyntaxError> {
        let again = self.again(&rounds.text)?;
        let mut tags = tags(again.text, again.part.clone(), again.syntax)?;
        for tag in &mut tags {
            let is_around = |(range, _): &&(Range<usize>, usize)| {
                range.start <= tag.range.start && tag.range.end <= range.end
            };
            let Some((_, round)) = rounds.rounds.iter().find(is_around) else { continue };
            let text = &again.text[tag.range.clone()];
            if let Role::Open(guard) | Role::Middle(Some(guard)) = &mut tag.role
                && let Some(fixed) = in_round(guard, text, *round)
            {
                *guard = fixed;
            }
        }
        let outline = Arc::new(Outline::of(again.text, tags)?);
        Ok(Template { outline, ..again })
    }
}

/// What a section about the place of its round is in `round`; none if it is about something else.
fn in_round(guard: &Guard, tag: &str, round: usize) -> Option<Guard> {
    let is_question = ["if ", "unless ", "#", "^"].iter().any(|word| tag.contains(word));
    let has = |word: &str| tag.split(|c: char| !c.is_alphanumeric()).any(|own| own == word);
    let is_about_last = has("last");
    match guard {
        // As in the only round, which is the first and the last.
        Guard::Fixed(is_there) => {
            let is_otherwise = round == usize::from(!is_about_last);
            (is_question && is_otherwise).then_some(Guard::Fixed(!is_there))
        }
        Guard::When { holds, .. } => {
            let is_so = if is_about_last {
                (round == 1) != tag.contains("!=")
            } else if has("first") {
                (round == 0) != tag.contains("!=")
            } else if has("index") || has("i") {
                (round == 1) != tag.contains("==")
            } else {
                return None;
            };
            Some(Guard::Fixed(is_so == *holds))
        }
    }
}

impl Syntax {
    /// Whether the section that `tag` opens may come out more than once.
    fn may_repeat(self, tag: &str) -> bool {
        let word = tag.trim_start_matches(|c: char| !c.is_alphanumeric());
        let is_word = |own: &str| word.strip_prefix(own).is_some_and(|rest| rest.starts_with(' '));
        match self {
            Syntax::Mustache => !["if", "unless", "with"].iter().any(|own| is_word(own)),
            Syntax::Jinja => is_word("for"),
            Syntax::Go => is_word("range"),
            Syntax::Erb => !["if", "unless", "case", "begin"].iter().any(|own| is_word(own)),
            Syntax::Env | Syntax::Shell | Syntax::Spliced | Syntax::Comments => false,
        }
    }
}
