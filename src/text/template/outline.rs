//! Tags → the blocks of arms that they open and close.

use std::collections::BTreeMap;
use std::ops::Range;

use super::super::error::SyntaxError;
use super::tag::{Construct, Guard, Opening, Role, Tag};

/// The tags of a template, and the blocks that they form.
#[derive(Debug, Default)]
pub(in crate::text) struct Outline {
    /// The tags in the order of the text, disjoint.
    pub(super) tags: Vec<Tag>,
    /// The blocks in the order of their opening tags.
    pub(super) blocks: Vec<Block>,
    /// For each tag, the index of the block that it opens, divides or closes; `None` for other tags.
    pub(super) block_of: Vec<Option<usize>>,
    /// For each tag, the innermost arm that is open after it.
    arm_after: Vec<Option<ArmId>>,
}

/// Identifies an arm of a template.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ArmId {
    /// The index of its block in [`Outline::blocks`]. A tag with one of two texts ([`Role::Either`]) counts as a
    /// block of its own, after all others.
    pub(super) block: usize,
    /// The index of the arm in the block.
    pub(super) arm: usize,
}

/// A section of any construct: arms of which at most one is there, and the tags around them.
#[derive(Debug)]
pub(super) struct Block {
    /// The indices of its tags: the opening one, those between two arms, the closing one.
    pub(super) tags: Vec<usize>,
    /// The guard of each arm; `None` for an arm that is there if no arm before it is.
    pub(super) guards: Vec<Option<Guard>>,
    /// The construct of each arm.
    pub(super) constructs: Vec<Construct>,
}

/// An arm that may be rendered more than once.
pub(super) struct Repeating {
    /// The meaning of the list.
    pub(super) meaning: String,
    /// The range of its block, with the tags.
    pub(super) range: Range<usize>,
    /// Whether it is a loop for sure, not a section that may also be about a plain value.
    pub(super) is_loop: bool,
}

impl Outline {
    /// Returns the outline of a text with these tags.
    pub(super) fn of(text: &str, tags: Vec<Tag>) -> Result<Self, SyntaxError> {
        let wrong = |tag: &Tag, message: &str| {
            Err(SyntaxError::new(text.as_bytes(), tag.range.start, message))
        };
        let mut blocks: Vec<Block> = Vec::new();
        let (mut block_of, mut arm_after) = (vec![None; tags.len()], Vec::new());
        let mut open: Vec<usize> = Vec::new();
        for (index, tag) in tags.iter().enumerate() {
            match &tag.role {
                Role::Expression
                | Role::Literal(_)
                | Role::Either { .. }
                | Role::Nothing
                | Role::Delimiters
                | Role::Unknown => {}
                Role::Open(Opening { construct, guard }) => {
                    block_of[index] = Some(blocks.len());
                    open.push(blocks.len());
                    let guards = vec![Some(guard.clone())];
                    blocks.push(Block { tags: vec![index], guards, constructs: vec![*construct] });
                }
                Role::Middle(opening) => {
                    let Some(&block) = open.last() else {
                        return wrong(tag, "this template tag must be inside a section");
                    };
                    block_of[index] = Some(block);
                    blocks[block].tags.push(index);
                    let (guard, construct) = match opening {
                        Some(Opening { construct, guard }) => (Some(guard.clone()), *construct),
                        None => (None, Construct::Section),
                    };
                    blocks[block].guards.push(guard);
                    blocks[block].constructs.push(construct);
                }
                Role::Close => {
                    let Some(block) = open.pop() else {
                        return wrong(tag, "this template tag closes a section that is not open");
                    };
                    block_of[index] = Some(block);
                    blocks[block].tags.push(index);
                }
            }
            let innermost = |&block: &usize| ArmId { block, arm: blocks[block].guards.len() - 1 };
            arm_after.push(open.last().map(innermost));
        }
        match open.last() {
            Some(&block) => {
                wrong(&tags[blocks[block].tags[0]], "this section of the template is not closed")
            }
            None => Ok(Outline { tags, blocks, block_of, arm_after }),
        }
    }

    /// Returns the conditions on which an arm depends, each with whether it has to hold for the arm to be there.
    /// Returns `None` if the arm is never there.
    pub(super) fn way_to(&self, arm: ArmId) -> Option<BTreeMap<&str, bool>> {
        let mut wanted: BTreeMap<&str, bool> = BTreeMap::new();
        let mut around = Some(arm);
        while let Some(ArmId { block, arm }) = around {
            let block = &self.blocks[block];
            for (at, guard) in block.guards[..=arm].iter().enumerate() {
                let is_it = at == arm;
                match guard {
                    None if is_it => {}
                    Some(Guard::Fixed(is) | Guard::Round { holds: is, .. }) if *is == is_it => {}
                    Some(Guard::When { condition, holds }) => {
                        let wanted = *wanted.entry(condition).or_insert(*holds == is_it);
                        if wanted != (*holds == is_it) {
                            return None;
                        }
                    }
                    _ => return None,
                }
            }
            around = self.arm_before(self.tags[block.tags[0]].range.start);
        }
        Some(wanted)
    }

    /// Returns the arms that may be rendered more than once.
    pub(super) fn repeating(&self) -> Vec<Repeating> {
        let mut found = Vec::new();
        for block in &self.blocks {
            let (first, last) = (block.tags[0], block.tags[block.tags.len() - 1]);
            let range = self.tags[first].range.start..self.tags[last].range.end;
            for (guard, construct) in block.guards.iter().zip(&block.constructs) {
                if let Some(Guard::When { condition, .. }) = guard
                    && construct.may_repeat()
                {
                    let is_loop = *construct == Construct::Loop;
                    found.push(Repeating {
                        meaning: condition.clone(),
                        range: range.clone(),
                        is_loop,
                    });
                }
            }
        }
        found
    }

    /// Returns the ranges of captured and hidden texts, with their tags.
    pub(super) fn captured(&self) -> impl Iterator<Item = Range<usize>> + '_ {
        let is_it =
            |block: &&Block| matches!(block.constructs[0], Construct::Captured | Construct::Hidden);
        self.blocks.iter().filter(is_it).map(|block| {
            let (first, last) = (block.tags[0], block.tags[block.tags.len() - 1]);
            self.tags[first].range.start..self.tags[last].range.end
        })
    }

    /// Returns all arms.
    pub(super) fn arms(&self) -> impl Iterator<Item = ArmId> + '_ {
        let blocks = self.blocks.iter().enumerate();
        blocks.flat_map(|(block, own)| (0..own.guards.len()).map(move |arm| ArmId { block, arm }))
    }

    /// Returns the range of an arm, without the tags around it.
    pub(super) fn inside(&self, ArmId { block, arm }: ArmId) -> Range<usize> {
        let tags = &self.blocks[block].tags;
        self.tags[tags[arm]].range.end..self.tags[tags[arm + 1]].range.start
    }

    /// Returns the tag that the byte at `offset` is a part of.
    pub(super) fn tag_around(&self, offset: usize) -> Option<&Tag> {
        let after = self.tags.partition_point(|tag| tag.range.end <= offset);
        self.tags.get(after).filter(|tag| tag.range.start <= offset)
    }

    /// Returns the innermost arm that is open before the byte at `offset`.
    pub(super) fn arm_before(&self, offset: usize) -> Option<ArmId> {
        let before = self.tags.partition_point(|tag| tag.range.end <= offset);
        self.arm_after.get(before.checked_sub(1)?).copied().flatten()
    }

    /// Returns the innermost arm around the byte at `offset`. For a byte of a tag, it is the arm after the tag.
    pub(in crate::text) fn arm_around(&self, offset: usize) -> Option<ArmId> {
        let before = self.tags.partition_point(|tag| tag.range.start <= offset);
        self.arm_after.get(before.checked_sub(1)?).copied().flatten()
    }
}
