//! A template before and after a change → the texts that both render to, under a covering set of
//! assignments.
//!
//! All combinations of the conditions that rules look at are covered, if there are not more than
//! [`ALL`]. Of more combinations, [`SAMPLE`] are looked at, always the same, in which any three
//! conditions are met in all ways. The conditions in `env` and `labels` are met in all ways two by
//! two.

use std::collections::{BTreeSet, HashMap};
use std::ops::ControlFlow;
use std::sync::Arc;

use super::choice::Choice;
use super::compose::Composer;
use super::outline::Outline;
use super::play::{Asking, Play};
use super::render::{Atom, Rendered, Renderer, World};
use super::shared::{RenderedNames, Shared};
use super::tag::Guard;
use super::tree::{Node, tree};

/// The number of combinations up to which all are looked at: those of ten conditions.
pub(super) const ALL: usize = 1 << 10;

/// The number of combinations that are looked at if there are more.
pub(super) const SAMPLE: u64 = 256;

/// The number of combinations between the two ends for a text that is right in its parts.
pub(super) const FEW: u64 = 8;

/// A template's text with its tree.
pub(super) struct Side<'t> {
    pub(super) text: &'t str,
    pub(super) nodes: Vec<Node>,
    pub(super) outline: Arc<Outline>,
}

/// A template before and after a change, to be rendered with the same values.
pub struct Pair<'t> {
    pub(super) shared: Shared,
    /// The expressions that the stand-ins of the renderings stand for.
    pub names: RenderedNames,
    pub(super) old: Side<'t>,
    pub(super) new: Side<'t>,
    /// The conditions in the order in which they were met, with whether rules look at them.
    known: Vec<(Atom, bool)>,
    index: HashMap<Atom, usize>,
    /// The loops that have two rounds.
    doubled: BTreeSet<u32>,
    /// Whether rules look at a condition that was taken for one they do not look at.
    is_upgraded: bool,
}

/// The assignment of one rendering.
#[derive(Debug, Clone, Default)]
pub struct Assignment {
    /// The conditions that were asked for, in that order.
    asked: Vec<(Atom, bool)>,
    /// Whether loops had two rounds.
    pub is_doubled: bool,
}

/// The conditions that one rendering asked for, and whether it is of use.
pub(super) type Asked = (Vec<(Atom, bool)>, bool);

/// One rendering of both sides.
pub struct Trial<'r> {
    /// The assignment.
    pub assignment: &'r Assignment,
    /// The text before the change.
    pub old: &'r Rendered,
    /// The text after it.
    pub new: &'r Rendered,
}

/// A function that looks at a rendering, and says whether it is of use: whether anybody can use the text before the
/// change.
pub type Look<'l> = dyn FnMut(&mut Trial, &RenderedNames) -> ControlFlow<(), bool> + 'l;

/// The number of times that the conditions without rules are assigned anew if a rendering is of no
/// use.
const AGAIN: u64 = 12;

impl<'t> Pair<'t> {
    pub(super) fn new(old: (&'t str, Arc<Outline>), new: (&'t str, Arc<Outline>)) -> Self {
        let mut shared = Shared::default();
        let mut side = |(text, outline): (&'t str, Arc<Outline>)| Side {
            text,
            nodes: tree(text, &outline, &mut shared.keys),
            outline,
        };
        let (old, new) = (side(old), side(new));
        Pair {
            shared,
            names: RenderedNames::default(),
            old,
            new,
            known: Vec::new(),
            index: HashMap::new(),
            doubled: BTreeSet::new(),
            is_upgraded: false,
        }
    }

    /// Looks at a covering set of renderings. Returns whether these are all renderings as far as
    /// rules look at them; `None` if there are more expressions than can be told apart.
    pub fn explore(&mut self, doubled: &[u32], look: &mut Look) -> Option<ControlFlow<(), bool>> {
        self.doubled = doubled.iter().copied().collect();
        let mut path: Vec<(Atom, bool)> = Vec::new();
        let mut is_complete = true;
        let mut number = 0;
        loop {
            self.is_upgraded = false;
            let fixed: HashMap<Atom, bool> = path.iter().copied().collect();
            let asked = match self.walk(&fixed, number, look)? {
                ControlFlow::Continue(asked) => asked,
                ControlFlow::Break(()) => return Some(ControlFlow::Break(())),
            };
            number += 1;
            if number as usize > ALL {
                is_complete = false;
                break;
            }
            if self.is_upgraded {
                // A condition that was left to chance until now has to be decided.
                path.clear();
                continue;
            }
            path = asked.into_iter().filter(|(atom, _)| self.counts(*atom)).collect();
            while let Some((atom, value)) = path.pop() {
                if value {
                    path.push((atom, false));
                    break;
                }
            }
            if path.is_empty() {
                break;
            }
        }
        let mut more: Vec<Play> = Vec::new();
        if !is_complete {
            more.extend((0..SAMPLE).map(Play::random));
        }
        if self.known.len() > self.counting() {
            let bits = usize::BITS - self.known.len().leading_zeros();
            more.extend((0..2 * (bits as usize + 1)).map(Play::row));
        }
        for play in more {
            if self.run(play, look)?.is_break() {
                return Some(ControlFlow::Break(()));
            }
        }
        Some(ControlFlow::Continue(is_complete && self.known.len() == self.counting()))
    }

    /// Looks at one way to decide the conditions that rules look at. Returns the conditions that
    /// were asked for. The others are left to chance, and decided anew while the rendering is of no
    /// use.
    fn walk(
        &mut self,
        fixed: &HashMap<Atom, bool>,
        number: u64,
        look: &mut Look,
    ) -> Option<ControlFlow<(), Vec<(Atom, bool)>>> {
        let mut first = None;
        for again in 0..AGAIN {
            let play = Play::walk(fixed.clone(), number + again * 0x1_0000, again);
            match self.run(play, look)? {
                ControlFlow::Break(()) => return Some(ControlFlow::Break(())),
                ControlFlow::Continue((asked, is_useful)) => {
                    let is_settled = is_useful || asked.iter().all(|(atom, _)| self.counts(*atom));
                    let asked = first.get_or_insert(asked);
                    if is_settled || self.is_upgraded {
                        return Some(ControlFlow::Continue(std::mem::take(asked)));
                    }
                }
            }
        }
        Some(ControlFlow::Continue(first.unwrap_or_default()))
    }

    fn counting(&self) -> usize {
        self.known.iter().filter(|(_, counts)| *counts).count()
    }

    fn counts(&self, atom: Atom) -> bool {
        self.index.get(&atom).is_some_and(|&at| self.known[at].1)
    }

    /// Renders both sides. Returns the conditions that were asked for, and whether the rendering is
    /// of use.
    pub(super) fn run(
        &mut self,
        mut play: Play,
        look: &mut Look,
    ) -> Option<ControlFlow<(), Asked>> {
        play.doubled = std::mem::take(&mut self.doubled);
        let (known, index) = (&mut self.known, &mut self.index);
        let is_upgraded = &mut self.is_upgraded;
        let mut asking = Asking { play: &mut play, known, index, is_upgraded };
        let rendered = [
            render(&self.old, &mut self.shared, &self.names, &mut asking),
            render(&self.new, &mut self.shared, &self.names, &mut asking),
        ];
        self.doubled = std::mem::take(&mut play.doubled);
        let [Some(old), Some(new)] = rendered else { return None };
        let is_doubled = !self.doubled.is_empty();
        let assignment = Assignment { asked: play.asked, is_doubled };
        let mut trial = Trial { assignment: &assignment, old: &old, new: &new };
        match look(&mut trial, &self.names) {
            ControlFlow::Continue(is_useful) => {
                Some(ControlFlow::Continue((assignment.asked, is_useful)))
            }
            ControlFlow::Break(()) => Some(ControlFlow::Break(())),
        }
    }

    /// Returns the choice of an assignment.
    #[must_use]
    pub fn choice(&self, assignment: &Assignment) -> Choice {
        let holding = assignment.asked.iter().filter(|((_, round), holds)| *holds && *round == 0);
        Choice::of_keys(holding.map(|((key, _), _)| self.shared.keys.key(*key)))
    }

    /// Returns the conditions of an assignment as they are written, each with whether it holds.
    pub fn conditions<'p>(
        &'p self,
        assignment: &'p Assignment,
    ) -> impl Iterator<Item = (&'p str, bool)> {
        assignment
            .asked
            .iter()
            .filter(|(atom, _)| self.counts(*atom))
            .map(|((key, _), holds)| (Guard::text(self.shared.keys.key(*key)), *holds))
    }

    /// Looks at a few renderings: with all alternatives, with none, and some between. Returns
    /// `None` if there are more expressions than can be told apart.
    pub fn sample(&mut self, look: &mut Look) -> Option<ControlFlow<()>> {
        let ends = [Play::constant(true), Play::constant(false)];
        for play in ends.into_iter().chain((0..FEW).map(Play::random)) {
            match self.run(play, look)? {
                ControlFlow::Break(()) => return Some(ControlFlow::Break(())),
                // There is nothing to decide.
                ControlFlow::Continue((asked, _)) if asked.is_empty() => break,
                ControlFlow::Continue(_) => {}
            }
        }
        Some(ControlFlow::Continue(()))
    }
}

fn render(
    side: &Side,
    shared: &mut Shared,
    names: &RenderedNames,
    world: &mut dyn World,
) -> Option<Rendered> {
    let composer = Composer::new(side.text, shared, names);
    let mut renderer =
        Renderer { text: side.text, world, composer, loops: Vec::new(), taken: Vec::new() };
    renderer.nodes(&side.nodes);
    let Renderer { mut composer, taken, .. } = renderer;
    composer.finish();
    if composer.is_full {
        return None;
    }
    let text = String::from_utf8(composer.out).ok()?;
    Some(Rendered {
        text,
        marks: composer.marks,
        opaque: composer.opaque,
        taken,
        holes: composer.holes,
    })
}
