//! A template before and after a change → both as they come out, under a covering set of assignments.
//!
//! Covered are all combinations of the conditions that rules look at, as long as there are not more
//! than [`ALL`]; beyond, [`SAMPLE`] of them, always the same, in which any three are met in all ways.
//! The conditions in `env` and `labels` are met in all ways two by two.

use std::collections::{BTreeSet, HashMap};
use std::ops::{ControlFlow, Range};
use std::sync::Arc;

use super::choice::Choice;
use super::choice::bit;
use super::compose::Composer;
use super::outline::Outline;
use super::render::{Atom, Rendered, Renderer, World};
use super::shared::{RenderedNames, Shared};
use super::tag::Guard;
use super::tree::{Node, tree};

/// Up to so many combinations all are looked at: those of ten conditions.
const ALL: usize = 1 << 10;

/// Of more, so many.
const SAMPLE: u64 = 256;

/// So many between the two ends are a look at a text that is right in its parts.
const FEW: u64 = 8;

/// A template's text with its tree.
struct Side<'t> {
    text: &'t str,
    nodes: Vec<Node>,
    outline: Arc<Outline>,
}

/// A template before and after a change, to be rendered with the same values.
pub struct Pair<'t> {
    shared: Shared,
    /// What the stand-ins of the renderings stand for.
    pub names: RenderedNames,
    old: Side<'t>,
    new: Side<'t>,
    /// What is known of conditions: in the order in which they were met, whether rules look at them.
    known: Vec<(Atom, bool)>,
    index: HashMap<Atom, usize>,
    /// The loops that have two rounds.
    doubled: BTreeSet<u32>,
    /// Whether rules look at a condition that was taken for one they do not look at.
    is_upgraded: bool,
}

/// What was assigned in one rendering.
#[derive(Debug, Clone, Default)]
pub struct Assignment {
    /// What was asked for, in that order.
    asked: Vec<(Atom, bool)>,
    /// Whether loops had two rounds.
    pub is_doubled: bool,
}

/// What was asked for in one rendering, and whether that is of use.
type Asked = (Vec<(Atom, bool)>, bool);

/// One rendering of both sides.
pub struct Trial<'r> {
    /// What holds.
    pub assignment: &'r Assignment,
    /// The text before the change.
    pub old: &'r Rendered,
    /// The text after it.
    pub new: &'r Rendered,
}

/// What looks at a rendering, and says whether it is of use: whether anybody can use the text before the
/// change.
pub type Look<'l> = dyn FnMut(&mut Trial, &RenderedNames) -> ControlFlow<(), bool> + 'l;

/// So often, what rules do not look at is assigned anew if a rendering is of no use.
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

    /// Looks at a covering set of renderings. Whether these are all that there are, as far as rules
    /// look at them; none if there are more expressions than can be told apart.
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
                // What was let to chance until now is one to decide.
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

    /// Looks for a rendering of use in which an alternative of the old text is there. Whether all were
    /// looked at, and none is of use.
    pub fn seek(
        &mut self,
        place: (usize, usize),
        look: &mut Look,
    ) -> Option<ControlFlow<(), bool>> {
        let outline = Arc::clone(&self.old.outline);
        let Some(wanted) = outline.way_to(place) else {
            return Some(ControlFlow::Continue(false));
        };
        let wanted: Vec<(Atom, bool)> = wanted
            .into_iter()
            .map(|(key, holds)| ((self.shared.keys.number(key), 0), holds))
            .collect();
        let fixed: HashMap<Atom, bool> = wanted.into_iter().collect();
        let plays = [Play::constant(true), Play::constant(false)];
        for mut play in plays.into_iter().chain((0..FEW).map(Play::random)) {
            play.fixed.clone_from(&fixed);
            match self.run(play, look)? {
                ControlFlow::Break(()) => return Some(ControlFlow::Break(())),
                ControlFlow::Continue((_, true)) => return Some(ControlFlow::Continue(false)),
                ControlFlow::Continue((_, false)) => {}
            }
        }
        let mut path: Vec<(Atom, bool)> = Vec::new();
        for _ in 0..ALL {
            let mut play = Play::constant(true);
            play.fixed.extend(fixed.iter().chain(path.iter().map(|(atom, is)| (atom, is))));
            let asked = match self.run(play, look)? {
                ControlFlow::Break(()) => return Some(ControlFlow::Break(())),
                ControlFlow::Continue((_, true)) => return Some(ControlFlow::Continue(false)),
                ControlFlow::Continue((asked, false)) => asked,
            };
            path = asked.into_iter().filter(|(atom, _)| !fixed.contains_key(atom)).collect();
            while let Some((atom, value)) = path.pop() {
                if value {
                    path.push((atom, false));
                    break;
                }
            }
            if path.is_empty() {
                return Some(ControlFlow::Continue(true));
            }
        }
        Some(ControlFlow::Continue(false))
    }

    /// Looks at one way to decide the conditions that rules look at; what was asked for. The others are
    /// left to chance, and decided anew while that is of no use.
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

    /// Renders both sides; what was asked for, and whether that is of use.
    fn run(&mut self, mut play: Play, look: &mut Look) -> Option<ControlFlow<(), Asked>> {
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

    /// The choice that says of conditions what an assignment says.
    #[must_use]
    pub fn choice(&self, assignment: &Assignment) -> Choice {
        let holding = assignment.asked.iter().filter(|((_, round), holds)| *holds && *round == 0);
        Choice::of_keys(holding.map(|((key, _), _)| self.shared.keys.key(*key)))
    }

    /// The conditions of an assignment as they are written, with what holds of each.
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

    /// The alternatives of the old text that say something and may be there, with where they stand.
    #[must_use]
    pub fn alternatives(&self) -> Vec<((usize, usize), Range<usize>)> {
        let outline = &self.old.outline;
        let captured: Vec<Range<usize>> = outline.captured().collect();
        let alternatives = outline.places().map(|place| (place, outline.inside(place)));
        let says = |inside: &Range<usize>| {
            !self.old.text[inside.clone()].trim_matches([',', ' ', '\t', '\r', '\n']).is_empty()
        };
        let is_captured = |inside: &Range<usize>| {
            captured.iter().any(|range| range.start < inside.start && inside.end < range.end)
        };
        let counts = |(place, inside): &((usize, usize), Range<usize>)| {
            says(inside) && !is_captured(inside) && outline.way_to(*place).is_some()
        };
        alternatives.filter(counts).collect()
    }

    /// What may repeat and has to do with edits of the texts at `spans`, each once: the numbers of their
    /// keys. Those of which one stands in the other are told as pairs as well.
    #[must_use]
    pub fn loops(&mut self, edits: &[Range<usize>], spans: &[Range<usize>]) -> Vec<Vec<u32>> {
        let text = self.old.text;
        let is_between = |c: char| matches!(c, ',' | ' ' | '\t' | '\r' | '\n');
        // A comma may be all that stands between.
        let stretched = |edit: &Range<usize>| {
            let before = text[..edit.start].trim_end_matches(is_between).len();
            let behind = text.len() - text[edit.end..].trim_start_matches(is_between).len();
            before..behind
        };
        let reach: Vec<Range<usize>> = edits.iter().map(stretched).collect();
        let touches = |range: &Range<usize>| {
            let next = reach.partition_point(|edit| edit.end < range.start);
            reach.get(next).is_some_and(|edit| edit.start <= range.end)
        };
        let meets = |range: &Range<usize>| {
            spans.iter().any(|span| span.start < range.end && range.start < span.end)
        };
        let old = self.old.outline.repeating();
        let new = self.new.outline.repeating();
        let mut counts: HashMap<&str, [usize; 2]> = HashMap::new();
        for (side, repeating) in [&old, &new].into_iter().enumerate() {
            for (key, ..) in repeating {
                counts.entry(key).or_default()[side] += 1;
            }
        }
        let is_copied = |key: &str| counts.get(key).is_some_and(|[old, new]| old != new);
        let mut found: Vec<Vec<u32>> = Vec::new();
        for (side, repeating) in [&old, &new].into_iter().enumerate() {
            // Those around, which begin before: their numbers and where they end.
            let mut around: Vec<(u32, usize)> = Vec::new();
            for (key, range, is_loop) in repeating {
                let is_concerned =
                    is_copied(key) || side == 0 && (touches(range) || *is_loop && meets(range));
                if !is_concerned {
                    continue;
                }
                let key = self.shared.keys.number(key);
                around.retain(|(_, end)| range.end < *end);
                found.push(vec![key]);
                let pairs = around.iter().filter(|(outer, _)| *outer != key);
                found.extend(pairs.map(|(outer, _)| vec![*outer, key]));
                around.push((key, range.end));
            }
        }
        found.sort();
        found.dedup();
        found
    }

    /// Looks at a few renderings: with all that may be there, with nothing, and some between. None if there
    /// are more expressions than can be told apart.
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

/// How conditions are decided in one rendering.
struct Play {
    fixed: HashMap<Atom, bool>,
    rest: Rest,
    asked: Vec<(Atom, bool)>,
    doubled: BTreeSet<u32>,
}

/// What is decided for conditions that are not fixed.
#[derive(Clone, Copy)]
enum Rest {
    /// Those that rules look at hold. The others are left to chance; the second time all of them hold, and
    /// the third time none.
    Walk(u64, u64),
    Constant(bool),
    Random(u64),
    /// Row number … of a table in which any two are met in all ways.
    Row(usize),
}

impl Play {
    fn of(fixed: HashMap<Atom, bool>, rest: Rest) -> Self {
        Play { fixed, rest, asked: Vec::new(), doubled: BTreeSet::new() }
    }

    fn walk(fixed: HashMap<Atom, bool>, number: u64, again: u64) -> Self {
        Play::of(fixed, Rest::Walk(number, again))
    }

    fn constant(value: bool) -> Self {
        Play::of(HashMap::new(), Rest::Constant(value))
    }

    fn random(number: u64) -> Self {
        Play::of(HashMap::new(), Rest::Random(number))
    }

    fn row(number: usize) -> Self {
        Play::of(HashMap::new(), Rest::Row(number))
    }
}

struct Asking<'p> {
    play: &'p mut Play,
    known: &'p mut Vec<(Atom, bool)>,
    index: &'p mut HashMap<Atom, usize>,
    is_upgraded: &'p mut bool,
}

impl World for Asking<'_> {
    fn holds(&mut self, atom: Atom, counts: bool) -> bool {
        let known = &mut self.known;
        let at = *self.index.entry(atom).or_insert_with(|| {
            known.push((atom, counts));
            known.len() - 1
        });
        *self.is_upgraded |= counts && !self.known[at].1;
        self.known[at].1 |= counts;
        if let Some((_, value)) = self.play.asked.iter().find(|(asked, _)| *asked == atom) {
            return *value;
        }
        let value = self.play.fixed.get(&atom).copied().unwrap_or_else(|| match self.play.rest {
            Rest::Walk(number, again) => match (self.known[at].1, again) {
                (true, _) | (false, 1) => true,
                (false, 2) => false,
                _ => number == 0 || bit(number, at),
            },
            Rest::Constant(value) => value,
            Rest::Random(number) => bit(number, at),
            Rest::Row(row) => match (row / 2, row % 2) {
                (0, side) => side == 0,
                (place, side) => (at >> (place - 1) & 1 == 1) == (side == 0),
            },
        });
        self.play.asked.push((atom, value));
        value
    }

    fn rounds(&mut self, (key, _): Atom) -> usize {
        if self.play.doubled.contains(&key) { 2 } else { 1 }
    }
}

#[cfg(test)]
mod tests {
    use super::super::choice::bit;
    use super::SAMPLE;

    #[test]
    fn any_three_of_many_conditions_are_met_in_all_ways() {
        let column = |condition: usize| {
            let mut words = [0_u64; 4];
            for number in 0..SAMPLE {
                let at = usize::try_from(number).unwrap_or_default();
                words[at / 64] |= u64::from(bit(number, condition)) << (at % 64);
            }
            words
        };
        let columns: Vec<[u64; 4]> = (0..120).map(column).collect();
        let is_met = |three: [&[u64; 4]; 3], way: usize| {
            (0..4).any(|word| {
                let bits = (0..3)
                    .map(|at| if way >> at & 1 == 1 { three[at][word] } else { !three[at][word] });
                bits.fold(u64::MAX, |all, bits| all & bits) != 0
            })
        };
        for (a, one) in columns.iter().enumerate() {
            for (b, other) in columns[..a].iter().enumerate() {
                for third in &columns[..b] {
                    assert!((0..8).all(|way| is_met([one, other, third], way)));
                }
            }
        }
    }
}
