//! The arms of a template, and the search for a useful rendering that has an arm.

use std::collections::HashMap;
use std::ops::{ControlFlow, Range};
use std::sync::Arc;

use super::cover::{ALL, FEW, Look, Pair, Seen};
use super::outline::ArmId;
use super::play::Play;
use super::tree::Atom;

impl Pair<'_> {
    /// Looks for a useful rendering in which an arm of the text before the change is there. Returns true if no
    /// rendering with the arm is useful and all of them were looked at. Returns false if one is useful, or if not all
    /// could be looked at. Returns `Break` if `look` does, and `None` if there are more expressions than different
    /// stand-ins.
    pub fn seek(&mut self, arm: ArmId, look: &mut Look) -> Option<ControlFlow<(), bool>> {
        let outline = Arc::clone(&self.old.outline);
        let Some(wanted) = outline.way_to(arm) else {
            return Some(ControlFlow::Continue(false));
        };
        let wanted: Vec<(Atom, bool)> = wanted
            .into_iter()
            .map(|(meaning, holds)| {
                (Atom { meaning: self.shared.meanings.number(meaning), round: 0 }, holds)
            })
            .collect();
        let fixed: HashMap<Atom, bool> = wanted.into_iter().collect();
        let plays = [Play::constant(true), Play::constant(false)];
        for mut play in plays.into_iter().chain((0..FEW).map(Play::random)) {
            play.fixed.clone_from(&fixed);
            match self.run(play, look)? {
                ControlFlow::Break(()) => return Some(ControlFlow::Break(())),
                ControlFlow::Continue(Seen { is_useful: true, .. }) => {
                    return Some(ControlFlow::Continue(false));
                }
                ControlFlow::Continue(_) => {}
            }
        }
        let mut path: Vec<(Atom, bool)> = Vec::new();
        for _ in 0..ALL {
            let mut play = Play::constant(true);
            play.fixed.extend(fixed.iter().chain(path.iter().map(|(atom, is)| (atom, is))));
            let asked = match self.run(play, look)? {
                ControlFlow::Break(()) => return Some(ControlFlow::Break(())),
                ControlFlow::Continue(Seen { is_useful: true, .. }) => {
                    return Some(ControlFlow::Continue(false));
                }
                ControlFlow::Continue(Seen { asked, .. }) => asked,
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

    /// Returns the arms of the text before the change that have more than commas and blanks, are not captured and may
    /// be there, with their ranges.
    #[must_use]
    pub fn arms(&self) -> Vec<(ArmId, Range<usize>)> {
        let outline = &self.old.outline;
        let captured: Vec<Range<usize>> = outline.captured().collect();
        let arms = outline.arms().map(|arm| (arm, outline.inside(arm)));
        let has_text = |inside: &Range<usize>| {
            !self.old.text[inside.clone()].trim_matches([',', ' ', '\t', '\r', '\n']).is_empty()
        };
        let is_captured = |inside: &Range<usize>| {
            captured.iter().any(|range| range.start < inside.start && inside.end < range.end)
        };
        let counts = |(arm, inside): &(ArmId, Range<usize>)| {
            has_text(inside) && !is_captured(inside) && outline.way_to(*arm).is_some()
        };
        arms.filter(counts).collect()
    }
}
