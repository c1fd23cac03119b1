//! New sections in the language of a template, for a condition that the template already has.

use std::ops::Range;

use super::outline::{ArmId, Block};
use super::scope::meaning_at;
use super::tag::{Guard, Role, SectionTags, Tag};
use super::{Construct, Reading, Template};

/// The reason why a new section for a condition is not safe at a place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NoSection {
    /// The condition may mean something else there.
    OtherMeaning,
    /// The template has no section for the condition whose tags could be copied.
    NoTags,
    /// The template has only a section for the opposite, and the tags for the condition itself cannot be made of
    /// its tags.
    NoOpposite,
    /// Names in the text may mean something else inside of the section than outside.
    OtherNames,
}

impl Template<'_> {
    /// Returns the conditions of the template's sections, each once.
    pub fn conditions(&self) -> impl Iterator<Item = &str> {
        let guards = self.outline.blocks.iter().flat_map(|block| &block.guards);
        let mut seen: Vec<&str> = Vec::new();
        guards.filter_map(move |guard| match guard {
            Some(Guard::When { condition, .. }) if !seen.contains(&condition.as_str()) => {
                seen.push(condition);
                Some(condition.as_str())
            }
            _ => None,
        })
    }

    /// Returns `text` between the tags of a new section at the byte `at`. If `holds` is true, the section is there if
    /// `condition` holds, otherwise if `condition` does not hold. The tags are copied or made from those of a section
    /// that the template has. `within` are the new sections around the new one: their conditions, and whether these
    /// hold.
    ///
    /// # Errors
    /// The reason why no such section is safe.
    pub fn section(
        &self,
        condition: &str,
        holds: bool,
        (at, within): (usize, &[(&str, bool)]),
        text: &str,
    ) -> Result<String, NoSection> {
        let outline = &self.outline;
        let own = Guard::text(condition);
        let opening =
            |(condition, holds): &(&str, bool)| Some(self.block_of(condition, *holds)?.tags[0]);
        let within: Vec<usize> = within.iter().filter_map(opening).collect();
        if meaning_at(self.text, &outline.tags, self.syntax, (at, &within), own) != condition {
            return Err(NoSection::OtherMeaning);
        }
        let of = |wanted: bool| self.block_of(condition, wanted);
        let tag = |at: usize| &self.text[outline.tags[at].range.clone()];
        let ends = |block: &Block| Some((tag(*block.tags.first()?), tag(*block.tags.last()?)));
        if let Some(block) = of(holds) {
            // The section may be a loop, and names in it may be members of its subject.
            let may_repeat = block.constructs[0] == Construct::MaybeLoop;
            if may_repeat && !self.comes_from(condition, at, text) {
                return Err(NoSection::OtherNames);
            }
            let (open, close) = ends(block).ok_or(NoSection::NoTags)?;
            return Ok(format!("{open}{text}{close}"));
        }
        let block = of(!holds).ok_or(NoSection::NoTags)?;
        let (open, close) = ends(block).ok_or(NoSection::NoTags)?;
        let tags = SectionTags { open: open.to_owned(), close: close.to_owned() };
        let opposite = self.syntax().opposite(&tags, block.constructs[0], own);
        let SectionTags { open, close } = opposite.ok_or(NoSection::NoOpposite)?;
        Ok(format!("{open}{text}{close}"))
    }

    /// Returns the first section that is there if a condition holds (`wanted` is true), or if it does not.
    fn block_of(&self, condition: &str, wanted: bool) -> Option<&Block> {
        self.outline.blocks.iter().find(|block| {
            let is_it = matches!(&block.guards[0], Some(Guard::When { condition: own, holds }) if own == condition && *holds == wanted);
            is_it && matches!(block.constructs[0], Construct::Section | Construct::MaybeLoop)
        })
    }

    /// Returns the first tag that opens an arm with `condition` as its guard.
    #[must_use]
    pub fn asking(&self, condition: &str) -> Option<&str> {
        self.outline.blocks.iter().find_map(|block| {
            let asks = |guard: &Option<Guard>| matches!(guard, Some(Guard::When { condition: own, .. }) if own == condition);
            let at = block.guards.iter().position(asks)?;
            Some(&self.text[self.outline.tags[block.tags[at]].range.clone()])
        })
    }

    /// Whether a condition belongs to a loop. Such a condition holds if the loop has rounds.
    #[must_use]
    pub fn is_loop(&self, condition: &str) -> bool {
        self.outline.blocks.iter().any(|block| {
            let own = |guard: &Option<Guard>| matches!(guard, Some(Guard::When { condition: own, .. }) if own == condition);
            block.guards.iter().zip(&block.constructs).any(|(guard, construct)| {
                *construct == Construct::Loop && own(guard)
            })
        })
    }

    /// Returns the tag that opens the innermost arm around the byte at `offset`.
    #[must_use]
    pub fn opening(&self, offset: usize) -> Option<&str> {
        let ArmId { block, arm } = self.outline.arm_before(offset)?;
        let tag = self.outline.blocks[block].tags[arm];
        Some(&self.text[self.outline.tags[tag].range.clone()])
    }

    /// Returns a tag because of which `range` cannot stand alone: a tag of a section that has other tags outside of
    /// `range`, or else a tag that changes the delimiters in `range` or that an end of `range` cuts in two.
    #[must_use]
    pub fn cut(&self, range: &Range<usize>) -> Option<&Tag> {
        let tags = &self.outline.tags;
        let is_in = |tag: &usize| {
            let own = &tags[*tag].range;
            own.start < range.end && range.start < own.end
        };
        let of_section = |block: &Block| {
            let first = block.tags.iter().find(|tag| is_in(tag))?;
            (!block.tags.iter().all(is_in)).then(|| &tags[*first])
        };
        let is_broken = |at: &usize| {
            let Tag { range: own, role, .. } = &tags[*at];
            let is_whole = range.start <= own.start && own.end <= range.end;
            is_in(at) && (!is_whole || *role == Role::Delimiters)
        };
        let other = || (0..tags.len()).find(is_broken).map(|at| &tags[at]);
        self.outline.blocks.iter().find_map(of_section).or_else(other)
    }

    /// Whether `text` may be put into a new section for the condition at the byte `at`. Each tag of `text` must
    /// already stand in a section for the condition, or mean the same there as at `at`. And no tag of these
    /// sections may show that they are loops.
    fn comes_from(&self, condition: &str, at: usize, text: &str) -> bool {
        let outline = &self.outline;
        let is_own = |guards: &[Option<Guard>]| matches!(guards, [Some(Guard::When { condition: own, holds: true })] if own == condition);
        let own: Vec<_> = outline.blocks.iter().filter(|block| is_own(&block.guards)).collect();
        let mut inside: Vec<&str> = Vec::new();
        for block in &own {
            let tags = &outline.tags[block.tags[0] + 1..block.tags[block.tags.len() - 1]];
            inside.extend(tags.iter().map(|tag| &self.text[tag.range.clone()]));
        }
        let is_loop =
            |tag: &&str| tag.trim_matches(['{', '}', '&', ' ']) == "." || tag.contains("last");
        let means_the_same = |tag: &Tag| {
            let meaning = |at: usize| {
                meaning_at(
                    self.text,
                    &outline.tags,
                    self.syntax,
                    (at, &[]),
                    &text[tag.range.clone()],
                )
            };
            let begins = own.first().map(|block| outline.tags[block.tags[0]].range.end);
            let is_comment = tag.role == Role::Nothing && !tag.is_impure;
            let is_alike = || begins.is_some_and(|begins| meaning(begins) == meaning(at));
            is_comment || tag.role == Role::Expression && is_alike()
        };
        let is_known = |tag: &Tag| inside.contains(&&text[tag.range.clone()]);
        let tags = self.syntax().tags(text).unwrap_or_default();
        !inside.iter().any(is_loop) && tags.iter().all(|tag| is_known(tag) || means_the_same(tag))
    }
}

/// A section with several arms, of which exactly one is there. Its conditions mean the same at another place, to
/// which its tags may be copied.
pub struct Chain<'t> {
    /// The guards of all arms but the last one, which is there if no other is.
    guards: Vec<&'t Guard>,
    /// The tags that open these arms.
    opens: Vec<&'t str>,
    /// The tag that opens the last arm. If the section has no such tag, it is the usual one of the language, such as
    /// `{{else}}`.
    otherwise: &'t str,
    /// The tag that closes the section.
    close: &'t str,
}

impl Template<'_> {
    /// Returns the chains whose tags may be copied to the byte `at`. Chains with loops, scopes or captured texts are
    /// left out.
    pub fn chains(&self, at: usize) -> impl Iterator<Item = Chain<'_>> {
        self.outline.blocks.iter().filter_map(move |block| {
            let outline = &self.outline;
            let means_the_same = |guard: &Guard| match guard {
                Guard::When { condition, .. } => {
                    let own = Guard::text(condition);
                    meaning_at(self.text, &outline.tags, self.syntax, (at, &[]), own) == *condition
                }
                Guard::Fixed(_) => true,
                Guard::Round { .. } => false,
            };
            let guards: Vec<&Guard> = block.guards.iter().flatten().collect();
            let is_decided = guards.len() > 1
                && block.constructs.iter().all(|it| *it == Construct::Section)
                && block.tags.iter().all(|&tag| !outline.tags[tag].is_impure);
            if !is_decided || !guards.iter().all(|guard| means_the_same(guard)) {
                return None;
            }
            let text = |tag: &usize| &self.text[outline.tags[*tag].range.clone()];
            let (close, opens) = block.tags.split_last()?;
            let own = opens.get(guards.len()).map(text);
            let otherwise = self.syntax().otherwise()?;
            Some(Chain {
                opens: opens[..guards.len()].iter().map(text).collect(),
                guards,
                otherwise: own.unwrap_or(otherwise),
                close: text(close),
            })
        })
    }
}

impl Chain<'_> {
    /// Returns the indices of the arms. The last one is there if no other is.
    pub fn arms(&self) -> impl Iterator<Item = usize> {
        0..=self.guards.len()
    }

    /// Whether an arm may be there if the conditions hold as in a reading.
    #[must_use]
    pub fn may_be(&self, arm: usize, reading: &Reading) -> bool {
        let may = |guard: &Guard, wanted: bool| match guard {
            Guard::When { condition, holds } => {
                !reading.asks(condition) || (reading.choice.holds(condition) == *holds) == wanted
            }
            Guard::Fixed(is) => *is == wanted,
            Guard::Round { .. } => true,
        };
        let is_passed = self.guards[..arm.min(self.guards.len())].iter().all(|it| may(it, false));
        is_passed && self.guards.get(arm).is_none_or(|guard| may(guard, true))
    }

    /// Returns the tags of the chain with `texts` in its arms. Returns `None` if there is no text at all, or a
    /// text for an arm that is never there.
    #[must_use]
    pub fn around(&self, texts: &[String]) -> Option<String> {
        let last = texts.iter().rposition(|text| !text.is_empty())?;
        let mut out = String::new();
        for (at, text) in texts[..=last].iter().enumerate() {
            if matches!(self.guards.get(at), Some(Guard::Fixed(false))) && !text.is_empty() {
                return None;
            }
            out += self.opens.get(at).copied().unwrap_or(self.otherwise);
            out += text;
        }
        Some(out + self.close)
    }
}
