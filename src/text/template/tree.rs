//! Tags → the tree of a template, which has one form for all languages.
//!
//! A captured or hidden text is no part of the tree: it is rendered changed, or at another place.

use std::collections::HashMap;
use std::ops::Range;

use super::outline::Outline;
use super::scope::has_scope;
use super::tag::{Construct, End, Guard, Opening, Role, Tag, Trims};

/// A part of a template. Positions are those of the file.
#[derive(Debug)]
pub(super) enum Node {
    /// Text as it stands in the file.
    Text(Range<usize>),
    /// An expression. Expressions with equal meanings have equal texts in one round.
    Expression(Spot),
    /// A part that may be any text: its tag is not understood, brings a text from another file, or changes a text.
    Unknown(Spot),
    /// The text that takes the place of a tag at `at`.
    Literal { at: usize, text: String, trims: Trims },
    /// A tag without a text: a comment, an assignment.
    Nothing(Trims),
    /// Arms, of which the first one is there whose guard holds.
    Section(Section),
}

/// The place of a tag that a text replaces.
#[derive(Debug)]
pub(super) struct Spot {
    pub(super) range: Range<usize>,
    /// The number of the meaning of the text.
    pub(super) meaning: u32,
    /// The white-space control of the tag.
    pub(super) trims: Trims,
}

/// A section of a template, or a tag with one of two texts.
#[derive(Debug)]
pub(super) struct Section {
    /// The index of its block in the outline; `None` for a tag with one of two texts.
    pub(super) block: Option<usize>,
    pub(super) arms: Vec<Arm>,
    /// The white-space control of its closing tag.
    pub(super) close: Trims,
}

/// An arm of a section.
#[derive(Debug)]
pub(super) struct Arm {
    pub(super) guard: Test,
    /// Whether it may be rendered more than once.
    pub(super) repeats: bool,
    /// The white-space control of the tag before it.
    pub(super) trims: Trims,
    pub(super) body: Vec<Node>,
}

/// The test that decides whether an arm is there: its [`Guard`], with a number for the meaning of the condition. `is`
/// is the result that the test must have.
#[derive(Debug, Clone, Copy)]
pub(super) enum Test {
    /// The arm is always there, or never.
    Always(bool),
    /// The condition holds.
    Holds { meaning: u32, is: bool },
    /// A loop is in its first round, or in its last one. `up` is the number of loops between the arm and this loop: 0
    /// for the innermost loop.
    Round { end: End, up: usize, is: bool },
}

/// A condition, a list or an expression in one round of the loops around it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) struct Atom {
    /// The number of its meaning.
    pub(super) meaning: u32,
    /// One number for the rounds of the loops on which it depends; 0 in the first round of all of them.
    pub(super) round: u32,
}

/// The meanings of conditions and expressions, and a number for each. A meaning has the same number before and after a
/// change.
#[derive(Debug, Default)]
pub(super) struct Meanings {
    numbers: HashMap<String, u32>,
    /// The meanings by their numbers.
    meanings: Vec<String>,
    /// Whether the condition or expression with the first number depends on the round of the loop over the list with the
    /// second number. Only pairs that were asked for are here.
    dependent: HashMap<(u32, u32), bool>,
}

impl Meanings {
    /// Returns the number of a meaning.
    pub(super) fn number(&mut self, meaning: &str) -> u32 {
        if let Some(&number) = self.numbers.get(meaning) {
            return number;
        }
        let number = u32::try_from(self.meanings.len()).unwrap_or(u32::MAX);
        self.numbers.insert(meaning.to_owned(), number);
        self.meanings.push(meaning.to_owned());
        number
    }

    /// Whether the condition or expression `meaning` stands in the scope of the loop over `list`, so that it may be
    /// different in each round. Both are given by the numbers of their meanings.
    pub(super) fn depends(&mut self, meaning: u32, list: u32) -> bool {
        if let Some(&known) = self.dependent.get(&(meaning, list)) {
            return known;
        }
        let depends = has_scope(self.get(meaning), self.get(list));
        self.dependent.insert((meaning, list), depends);
        depends
    }

    /// Returns the meaning with this number.
    pub(super) fn get(&self, number: u32) -> &str {
        self.meanings.get(number as usize).map_or("", String::as_str)
    }
}

/// Returns the tree of a text.
pub(super) fn tree(text: &str, outline: &Outline, meanings: &mut Meanings) -> Vec<Node> {
    let mut builder = Builder { outline, meanings, tag: 0, at: 0, end: text.len() };
    builder.nodes()
}

/// Makes the nodes of a text, from its beginning to its end.
struct Builder<'o> {
    outline: &'o Outline,
    meanings: &'o mut Meanings,
    /// The index of the next tag.
    tag: usize,
    /// The offset up to which the text has become nodes.
    at: usize,
    /// The length of the text.
    end: usize,
}

impl<'o> Builder<'o> {
    /// Returns the nodes up to a tag that ends or divides a section.
    fn nodes(&mut self) -> Vec<Node> {
        let mut nodes = Vec::new();
        loop {
            let outline: &'o Outline = self.outline;
            let tag = outline.tags.get(self.tag);
            let next = tag.map_or(self.end, |tag| tag.range.start).min(self.end);
            if self.at < next {
                nodes.push(Node::Text(self.at..next));
            }
            let Some(tag) = tag else { return nodes };
            if matches!(tag.role, Role::Middle(_) | Role::Close) {
                return nodes;
            }
            self.at = tag.range.end;
            let node = self.node(tag);
            nodes.push(node);
        }
    }

    /// Returns the node of a tag or of the section that it opens, and moves the builder after it.
    fn node(&mut self, tag: &Tag) -> Node {
        let spot = |meanings: &mut Meanings, range: Range<usize>| Spot {
            range,
            meaning: meanings.number(&tag.meaning),
            trims: tag.trims,
        };
        self.tag += 1;
        match &tag.role {
            Role::Expression => Node::Expression(spot(self.meanings, tag.range.clone())),
            Role::Unknown => Node::Unknown(spot(self.meanings, tag.range.clone())),
            Role::Literal(text) => {
                Node::Literal { at: tag.range.start, text: text.clone(), trims: tag.trims }
            }
            Role::Nothing | Role::Delimiters | Role::Middle(_) | Role::Close => {
                Node::Nothing(tag.trims)
            }
            Role::Either { guard, texts } => self.either(tag, guard, texts),
            Role::Open(Opening { construct: Construct::Captured | Construct::Hidden, guard }) => {
                self.pass();
                match guard {
                    Guard::Fixed(false) => Node::Nothing(tag.trims),
                    _ => Node::Unknown(spot(self.meanings, tag.range.start..self.at)),
                }
            }
            Role::Open(opening) => self.section(tag, opening),
        }
    }

    /// Returns the node of a tag that is replaced by the first of `texts` if `guard` holds, and else by the second.
    fn either(&mut self, tag: &Tag, guard: &Guard, texts: &[String; 2]) -> Node {
        let at = tag.range.start;
        let guards = [self.test(Some(guard)), Test::Always(true)];
        let arm = |(guard, text): (Test, &String)| Arm {
            guard,
            repeats: false,
            trims: Trims::default(),
            body: vec![Node::Literal { at, text: text.clone(), trims: tag.trims }],
        };
        let arms = guards.into_iter().zip(texts).map(arm).collect();
        Node::Section(Section { block: None, arms, close: Trims::default() })
    }

    /// Passes over the section whose opening tag stands directly before.
    fn pass(&mut self) {
        let block = self.outline.block_of[self.tag - 1];
        let tags = block.map(|block| &self.outline.blocks[block].tags);
        if let Some(&last) = tags.and_then(|tags| tags.last()) {
            self.at = self.outline.tags[last].range.end;
            self.tag = last + 1;
        }
    }

    /// Returns the node of the section that `tag` opens.
    fn section(&mut self, tag: &Tag, opening: &Opening) -> Node {
        let block = self.outline.block_of[self.tag - 1];
        let mut arms = Vec::new();
        let (mut opening, mut trims) = (Some(opening.clone()), tag.trims);
        loop {
            let guard = self.test(opening.as_ref().map(|opening| &opening.guard));
            let construct = opening.map_or(Construct::Section, |opening| opening.construct);
            let body = self.nodes();
            arms.push(Arm { guard, repeats: construct.may_repeat(), trims, body });
            let outline: &'o Outline = self.outline;
            let Some(next) = outline.tags.get(self.tag) else { break };
            (self.at, self.tag, trims) = (next.range.end, self.tag + 1, next.trims);
            match &next.role {
                Role::Middle(next) => opening = next.clone(),
                _ => break,
            }
        }
        Node::Section(Section { block, arms, close: trims })
    }

    /// Returns the test for a guard. An arm without a guard is there if no arm before it is.
    fn test(&mut self, guard: Option<&Guard>) -> Test {
        match guard {
            None => Test::Always(true),
            Some(Guard::Fixed(is)) => Test::Always(*is),
            Some(Guard::When { condition, holds }) => {
                Test::Holds { meaning: self.meanings.number(condition), is: *holds }
            }
            Some(Guard::Round { end, up, holds }) => Test::Round { end: *end, up: *up, is: *holds },
        }
    }
}
