//! A template before and after a change → the texts that both render to, under a covering set of
//! assignments.
//!
//! Rules do not look into `env` and `labels`, and so not at the conditions that stand only there. Of the other
//! conditions all combinations are rendered, if there are at most [`ALL`]. If there are more, the same [`SAMPLE`]
//! combinations are rendered in each run; among them are all eight combinations of any three conditions. Of any two
//! conditions in `env` and `labels` all four combinations are rendered.

use std::collections::{BTreeSet, HashMap};
use std::ops::ControlFlow;
use std::sync::Arc;

use super::super::edits::TextEdit;
use super::choice::Choice;
use super::compose::Composer;
use super::outline::Outline;
use super::play::{Decider, Play};
use super::render::{Rendered, Renderer, World};
use super::shared::{RenderedStandIns, Shared};
use super::tag::Guard;
use super::tree::{Atom, Node, tree};

/// The most combinations that are all rendered: those of ten conditions.
pub(super) const ALL: usize = 1 << 10;

/// The number of combinations that are rendered if there are more than [`ALL`].
pub(super) const SAMPLE: u64 = 256;

/// The number of pseudo-random combinations that [`Pair::sample`] and [`Pair::seek`] try, besides the one in which
/// all conditions hold and the one in which none holds.
pub(super) const FEW: u64 = 8;

/// The text of a template before or after the change, with its tree.
pub(super) struct Side<'t> {
    pub(super) text: &'t str,
    pub(super) nodes: Vec<Node>,
    pub(super) outline: Arc<Outline>,
}

/// A template before and after a change, to be rendered with the same values.
pub struct Pair<'t> {
    pub(super) shared: Shared,
    /// The stand-ins of the renderings, with their expressions.
    pub stand_ins: RenderedStandIns,
    pub(super) old: Side<'t>,
    pub(super) new: Side<'t>,
    /// The conditions in the order in which they were met, each with whether rules look at it.
    known: Vec<(Atom, bool)>,
    /// The index of each condition in `known`.
    index: HashMap<Atom, usize>,
    /// The loops that have two rounds, by the numbers of their meanings.
    doubled: BTreeSet<u32>,
    /// Whether a condition that was met only in `env` and `labels` before was met outside of them.
    is_upgraded: bool,
    /// The conditions of tags that the edits remove or write, by the numbers of their meanings. They count as
    /// conditions that rules look at, wherever they stand.
    edited: BTreeSet<u32>,
    /// The conditions that the last useful rendering asked for, each with whether it held.
    useful: HashMap<Atom, bool>,
}

/// The values under which one rendering was made: which conditions held, and how many rounds loops had.
#[derive(Debug, Clone, Default)]
pub struct Assignment {
    /// The conditions that were asked for, in that order, each with whether it held.
    asked: Vec<(Atom, bool)>,
    /// Whether some loops had two rounds.
    pub is_doubled: bool,
}

/// The result of one rendering that was looked at.
pub(super) struct Seen {
    /// The conditions that were asked for, each with whether it held.
    pub(super) asked: Vec<(Atom, bool)>,
    /// Whether the rendering is useful, see [`Look`].
    pub(super) is_useful: bool,
}

/// One rendering of both sides.
pub struct Trial<'r> {
    /// The assignment.
    pub assignment: &'r Assignment,
    /// The text before the change.
    pub old: &'r Rendered,
    /// The text after the change.
    pub new: &'r Rendered,
}

/// A function that looks at a rendering. It returns whether the rendering is useful: whether its text before the change
/// is one that the proof can compare, such as strict JSON. With `Break` it ends the search.
pub type Look<'l> = dyn FnMut(&mut Trial, &RenderedStandIns) -> ControlFlow<(), bool> + 'l;

/// The most renderings for one combination of the conditions that rules look at. Each gives other values to the
/// other conditions, until a rendering is useful.
const ATTEMPTS: u64 = 12;

/// The index of the attempt in which the other conditions have the values of the last useful rendering.
const USEFUL_ATTEMPT: u64 = 3;

impl<'t> Pair<'t> {
    /// Returns the pair of the texts before and after a change, each with its outline.
    pub(super) fn new(old: (&'t str, Arc<Outline>), new: (&'t str, Arc<Outline>)) -> Self {
        let mut shared = Shared::default();
        let mut side = |(text, outline): (&'t str, Arc<Outline>)| Side {
            text,
            nodes: tree(text, &outline, &mut shared.meanings),
            outline,
        };
        let (old, new) = (side(old), side(new));
        Pair {
            shared,
            stand_ins: RenderedStandIns::default(),
            old,
            new,
            known: Vec::new(),
            index: HashMap::new(),
            doubled: BTreeSet::new(),
            is_upgraded: false,
            edited: BTreeSet::new(),
            useful: HashMap::new(),
        }
    }

    /// Makes the conditions of tags that the edits remove or write count as conditions that rules look at.
    pub fn look_at(&mut self, edits: &[TextEdit]) {
        let mut written = Vec::new();
        let (mut grown, mut shrunk) = (0, 0);
        for TextEdit { range, text } in edits {
            let start = range.start + grown - shrunk;
            written.push(start..start + text.len());
            (grown, shrunk) = (grown + text.len(), shrunk + range.len());
        }
        let taken = edits.iter().map(|edit| (&self.old.outline, edit.range.clone()));
        let written = written.into_iter().map(|range| (&self.new.outline, range));
        for (outline, range) in taken.chain(written) {
            let first = outline.tags.partition_point(|tag| tag.range.end <= range.start);
            let tags = outline.tags[first..].iter();
            for tag in tags.take_while(|tag| tag.range.start < range.end) {
                if let Some(Guard::When { condition, .. }) = tag.guard() {
                    let number = self.shared.meanings.number(condition);
                    self.edited.insert(number);
                }
            }
        }
    }

    /// Returns the plays that follow the combinations: a sample if not all combinations were rendered (`is_complete` is
    /// false), and the rows in which any two conditions in `env` and `labels` have all four combinations.
    fn further_plays(&self, is_complete: bool) -> Vec<Play> {
        let mut plays: Vec<Play> = Vec::new();
        if !is_complete {
            plays.extend((0..SAMPLE).map(Play::random));
        }
        if self.known.len() > self.counting() {
            let bits = usize::BITS - self.known.len().leading_zeros();
            plays.extend((0..2 * (bits as usize + 1)).map(Play::row));
        }
        plays
    }

    /// Shows `look` a covering set of renderings, in which the loops `doubled` have two rounds. The loops are given by
    /// the numbers of their meanings. Returns whether the set is complete: no condition was left to chance. Returns
    /// `Break` if `look` does, and `None` if there are more expressions than different stand-ins.
    pub fn explore(&mut self, doubled: &[u32], look: &mut Look) -> Option<ControlFlow<(), bool>> {
        self.doubled = doubled.iter().copied().collect();
        let mut path: Vec<(Atom, bool)> = Vec::new();
        let mut is_complete = true;
        let mut number = 0;
        // Whether combinations were rendered before the first useful rendering was found. Then all are rendered once
        // more, because the values of a useful rendering are known for the conditions that are left to chance.
        let (mut has_missed, mut is_again) = (false, false);
        loop {
            self.is_upgraded = false;
            let fixed: HashMap<Atom, bool> = path.iter().copied().collect();
            let asked = match self.walk(&fixed, number, look)? {
                ControlFlow::Continue(asked) => asked,
                ControlFlow::Break(()) => return Some(ControlFlow::Break(())),
            };
            number += 1;
            has_missed |= self.useful.is_empty();
            if number as usize > ALL << u32::from(is_again) {
                is_complete = false;
                break;
            }
            if self.is_upgraded {
                // Rules look at a condition that was left to chance until now. Its combinations with all others
                // have to be rendered.
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
                let is_worth_it = has_missed && !is_again && !self.useful.is_empty();
                if !is_worth_it || self.known.len() == self.counting() {
                    break;
                }
                is_again = true;
            }
        }
        for play in self.further_plays(is_complete) {
            if self.run(play, look)?.is_break() {
                return Some(ControlFlow::Break(()));
            }
        }
        Some(ControlFlow::Continue(is_complete && self.known.len() == self.counting()))
    }

    /// Whether a useful rendering was found so far.
    #[must_use]
    pub fn has_useful(&self) -> bool {
        !self.useful.is_empty()
    }

    /// Shows `look` a rendering for `fixed`, one combination of the conditions that rules look at. The other conditions
    /// are left to chance by `number`, and get other values as long as the rendering is not useful. Returns the
    /// conditions that the first rendering asked for.
    fn walk(
        &mut self,
        fixed: &HashMap<Atom, bool>,
        number: u64,
        look: &mut Look,
    ) -> Option<ControlFlow<(), Vec<(Atom, bool)>>> {
        let mut first = None;
        for again in 0..ATTEMPTS {
            let mut fixed = fixed.clone();
            if again == USEFUL_ATTEMPT {
                let useful = self.useful.iter().filter(|(atom, _)| !self.counts(**atom));
                fixed.extend(useful.map(|(atom, holds)| (*atom, *holds)));
            }
            let play = Play::walk(fixed, number + again * 0x1_0000, again);
            match self.run(play, look)? {
                ControlFlow::Break(()) => return Some(ControlFlow::Break(())),
                ControlFlow::Continue(Seen { asked, is_useful }) => {
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

    /// Returns the number of known conditions that rules look at.
    fn counting(&self) -> usize {
        self.known.iter().filter(|(_, counts)| *counts).count()
    }

    /// Whether rules look at a condition.
    fn counts(&self, atom: Atom) -> bool {
        self.index.get(&atom).is_some_and(|&at| self.known[at].1)
    }

    /// Renders both sides as `play` decides, and shows them to `look`. Returns `Break` if `look` does, and `None` if
    /// there are more expressions than different stand-ins.
    pub(super) fn run(&mut self, mut play: Play, look: &mut Look) -> Option<ControlFlow<(), Seen>> {
        play.doubled = std::mem::take(&mut self.doubled);
        let (known, index) = (&mut self.known, &mut self.index);
        let is_upgraded = &mut self.is_upgraded;
        let edited = &self.edited;
        let mut decider = Decider { play: &mut play, known, index, is_upgraded, edited };
        let rendered = [
            render(&self.old, &mut self.shared, &self.stand_ins, &mut decider),
            render(&self.new, &mut self.shared, &self.stand_ins, &mut decider),
        ];
        self.doubled = std::mem::take(&mut play.doubled);
        let [Some(old), Some(new)] = rendered else { return None };
        let is_doubled = !self.doubled.is_empty();
        let assignment = Assignment { asked: play.asked, is_doubled };
        let mut trial = Trial { assignment: &assignment, old: &old, new: &new };
        match look(&mut trial, &self.stand_ins) {
            ControlFlow::Continue(is_useful) => {
                if is_useful {
                    self.useful = assignment.asked.iter().copied().collect();
                }
                Some(ControlFlow::Continue(Seen { asked: assignment.asked, is_useful }))
            }
            ControlFlow::Break(()) => Some(ControlFlow::Break(())),
        }
    }

    /// Returns the choice of an assignment: its conditions that held in the first round of all loops.
    #[must_use]
    pub fn choice(&self, assignment: &Assignment) -> Choice {
        let holding = assignment.asked.iter().filter(|(atom, holds)| *holds && atom.round == 0);
        Choice::of_holding(holding.map(|(atom, _)| self.shared.meanings.get(atom.meaning)))
    }

    /// Returns the conditions of an assignment that rules look at, as they are written, each with whether it held.
    pub fn conditions<'p>(
        &'p self,
        assignment: &'p Assignment,
    ) -> impl Iterator<Item = (&'p str, bool)> {
        assignment
            .asked
            .iter()
            .filter(|(atom, _)| self.counts(*atom))
            .map(|(atom, holds)| (Guard::text(self.shared.meanings.get(atom.meaning)), *holds))
    }

    /// Shows `look` a few renderings: with all conditions, with none, and a few between. Returns `Break` if `look`
    /// does, and `None` if there are more expressions than different stand-ins.
    pub fn sample(&mut self, look: &mut Look) -> Option<ControlFlow<()>> {
        let ends = [Play::constant(true), Play::constant(false)];
        for play in ends.into_iter().chain((0..FEW).map(Play::random)) {
            match self.run(play, look)? {
                ControlFlow::Break(()) => return Some(ControlFlow::Break(())),
                // There are no conditions, so all renderings are equal.
                ControlFlow::Continue(Seen { asked, .. }) if asked.is_empty() => break,
                ControlFlow::Continue(_) => {}
            }
        }
        Some(ControlFlow::Continue(()))
    }
}

/// Renders one side. Returns `None` if there are more expressions than different stand-ins.
fn render(
    side: &Side,
    shared: &mut Shared,
    stand_ins: &RenderedStandIns,
    world: &mut dyn World,
) -> Option<Rendered> {
    let composer = Composer::new(side.text, shared, stand_ins);
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
        tagged_arrays: composer.tagged_arrays,
        taken,
        holes: composer.holes,
    })
}
