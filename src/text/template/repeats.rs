//! The loops that a change concerns: the proof renders them with two rounds.

use std::collections::HashMap;
use std::ops::Range;

use super::cover::Pair;
use super::outline::Repeating;

impl Pair<'_> {
    /// Returns sets of loops that should have two rounds in a rendering. Each loop is given by the number of its
    /// meaning. Sections that may be loops count as well. The loops are those that the edits touch, that the change has
    /// copied or removed, and, if they are certainly loops, those that overlap one of `spans`, the changed definitions.
    /// Each of these loops is a set of its own, and each two of which one stands inside of the other are a set.
    #[must_use]
    pub fn loops(&mut self, edits: &[Range<usize>], spans: &[Range<usize>]) -> Vec<Vec<u32>> {
        let text = self.old.text;
        let is_between = |c: char| matches!(c, ',' | ' ' | '\t' | '\r' | '\n');
        // An edit also touches a loop if only commas and blanks stand between the two.
        let stretched = |edit: &Range<usize>| {
            let before = text[..edit.start].trim_end_matches(is_between).len();
            let after = text.len() - text[edit.end..].trim_start_matches(is_between).len();
            before..after
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
            for Repeating { meaning, .. } in repeating {
                counts.entry(meaning).or_default()[side] += 1;
            }
        }
        let is_copied = |meaning: &str| counts.get(meaning).is_some_and(|[old, new]| old != new);
        let mut found: Vec<Vec<u32>> = Vec::new();
        for (side, repeating) in [&old, &new].into_iter().enumerate() {
            // The loops that are open at the current one: the numbers of their meanings, and their ends.
            let mut around: Vec<(u32, usize)> = Vec::new();
            for Repeating { meaning, range, is_loop } in repeating {
                let is_concerned =
                    is_copied(meaning) || side == 0 && (touches(range) || *is_loop && meets(range));
                if !is_concerned {
                    continue;
                }
                let meaning = self.shared.meanings.number(meaning);
                around.retain(|(_, end)| range.end < *end);
                found.push(vec![meaning]);
                let pairs = around.iter().filter(|(outer, _)| *outer != meaning);
                found.extend(pairs.map(|(outer, _)| vec![*outer, meaning]));
                around.push((meaning, range.end));
            }
        }
        found.sort();
        found.dedup();
        found
    }
}
