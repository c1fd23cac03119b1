//! The arms of a template: their ranges, and whether a useful rendering has them.

use std::collections::HashMap;
use std::ops::{ControlFlow, Range};
use std::sync::Arc;

use super::cover::{ALL, FEW, Look, Pair};
use super::outline::ArmId;
use super::play::Play;
use super::render::Atom;

impl Pair<'_> {
    /// Looks for a useful rendering in which an arm of the old text is there. Returns
    /// whether all were looked at, and none is useful.
    pub fn seek(&mut self, arm: ArmId, look: &mut Look) -> Option<ControlFlow<(), bool>> {
        let outline = Arc::clone(&self.old.outline);
        let Some(wanted) = outline.way_to(arm) else {
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

    /// Returns the arms of the old text that say something and may be there, with their ranges.
    #[must_use]
    pub fn arms(&self) -> Vec<(ArmId, Range<usize>)> {
        let outline = &self.old.outline;
        let captured: Vec<Range<usize>> = outline.captured().collect();
        let arms = outline.arms().map(|arm| (arm, outline.inside(arm)));
        let says = |inside: &Range<usize>| {
            !self.old.text[inside.clone()].trim_matches([',', ' ', '\t', '\r', '\n']).is_empty()
        };
        let is_captured = |inside: &Range<usize>| {
            captured.iter().any(|range| range.start < inside.start && inside.end < range.end)
        };
        let counts = |(arm, inside): &(ArmId, Range<usize>)| {
            says(inside) && !is_captured(inside) && outline.way_to(*arm).is_some()
        };
        arms.filter(counts).collect()
    }
}
