//! The loops that a change concerns: the proof renders them with two rounds.

use std::collections::HashMap;
use std::ops::Range;

use super::cover::Pair;
use super::outline::Repeating;

impl Pair<'_> {
    /// Returns sets of loops that should have two rounds in a rendering. Each loop is given by the number of its
    /// key. The loops are those that the edits touch, that a span overlaps, or that the change copied or removed.
    /// Each of these loops is a set, and so are each two loops of which one stands inside of the other.
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
            for Repeating { key, .. } in repeating {
                counts.entry(key).or_default()[side] += 1;
            }
        }
        let is_copied = |key: &str| counts.get(key).is_some_and(|[old, new]| old != new);
        let mut found: Vec<Vec<u32>> = Vec::new();
        for (side, repeating) in [&old, &new].into_iter().enumerate() {
            // The loops that are open at the current one: the numbers of their keys, and their ends.
            let mut around: Vec<(u32, usize)> = Vec::new();
            for Repeating { key, range, is_loop } in repeating {
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
}
