//! Merges the edits of all readings into edits of the template, if the readings agree.
//!
//! Each reading that has the place of an edit must ask for the same edit; blanks do not count. If
//! readings do not agree and conditions make the difference, their texts are put into sections of
//! these conditions (`divide`). So each reading has its own edits in the merged ones, which is proved
//! afterwards.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use super::divide::{divided, is_alike, obstacle};
use super::reasons;
use crate::text::{Document, Reading, Template, TextEdit};

/// The reason why the edits of the readings cannot be merged.
#[derive(Clone)]
pub(super) struct Conflict {
    /// The offset of the first place where the readings disagree.
    pub(super) at: usize,
    /// The reason, as a clause.
    pub(super) reason: String,
}

/// The texts that the edits of a reading put in, by the range that they replace.
type TextsByRange = BTreeMap<(usize, usize), Vec<String>>;

/// Merges the edits of several readings of one template.
///
/// # Errors
/// The first place where the edits cannot be merged.
pub(super) fn merge(
    template: &Template,
    readings: &[(&Reading, &[TextEdit])],
) -> Result<Vec<TextEdit>, Conflict> {
    let mut by_place: Vec<TextsByRange> = readings.iter().map(|(_, edits)| places(edits)).collect();
    unite_overlapping(template, &mut by_place);
    let mut merged = TextsByRange::new();
    for places in &by_place {
        for (place, texts) in places {
            merged.entry(*place).or_insert_with(|| texts.clone());
        }
    }
    let mut end = 0;
    for (&(start, stop), texts) in &mut merged {
        let range = start..stop;
        let conflict = |reason| Err(Conflict { at: start, reason });
        if start < end {
            return conflict(reasons::OVERLAPPING_EDITS.to_owned());
        }
        end = stop;
        let is_whole = |(reading, _): &(&Reading, &[TextEdit])| {
            range.is_empty() || reading.document.is_balanced(range.clone())
        };
        if !readings.iter().all(is_whole) {
            return conflict(reasons::cut(template, &range));
        }
        let asked: Vec<(&Reading, Option<&Vec<String>>)> = readings
            .iter()
            .zip(&by_place)
            .filter(|((reading, _), _)| is_visible(&reading.document, &range))
            .map(|((reading, _), places)| (*reading, places.get(&(start, stop))))
            .collect();
        let is_same = |(_, other): &(&Reading, Option<&Vec<String>>)| {
            other.is_some_and(|other| is_alike(other, texts))
        };
        if asked.iter().all(is_same) {
            continue;
        }
        match divided(template, &range, &asked) {
            Some(divided) => *texts = divided,
            None => return conflict(obstacle(template, &range, &asked)),
        }
    }
    let edit = |((start, end), texts): ((usize, usize), Vec<String>)| TextEdit {
        range: start..end,
        text: texts.concat(),
    };
    Ok(separated_from_tags(template, merged.into_iter().map(edit).collect()))
}

/// Returns the edits, with a blank where a brace would join a tag: `{{/if}}` before `}`, `{` before
/// `{{x}}` or `{% if x %}`.
fn separated_from_tags(template: &Template, mut edits: Vec<TextEdit>) -> Vec<TextEdit> {
    if !template.syntax().has_braces() {
        return edits;
    }
    let old = template.text();
    for at in 0..edits.len() {
        let Range { start, end } = edits[at].range;
        let is_next = |other: &TextEdit| other.range.start == end && !other.text.is_empty();
        let next = edits.get(at + 1).filter(|other| is_next(other));
        let after = next.map_or(&old[end..], |other| &other.text);
        let text = &edits[at].text;
        let (front, follows_tag) = match text.is_empty() {
            true => (&old[..start], start > 0 && template.is_tag(start - 1)),
            false => (text.as_str(), ends_in_tag(text)),
        };
        let joins_after =
            follows_tag && after.starts_with('}') || front.ends_with('{') && opens_tag(after);
        let is_first = at == 0 || edits[at - 1].range.end < start;
        let before_tag = start > 0 && template.is_tag(start - 1) && text.starts_with('}');
        let joins_before = before_tag || old[..start].ends_with('{') && opens_tag(text);
        if joins_after {
            edits[at].text.push(' ');
        }
        if joins_before && is_first {
            edits[at].text.insert(0, ' ');
        }
    }
    edits
}

/// Whether a text begins with a tag in braces.
fn opens_tag(text: &str) -> bool {
    ["{{", "{%", "{#"].iter().any(|open| text.starts_with(open))
}

/// Whether a text ends with a tag in braces.
fn ends_in_tag(text: &str) -> bool {
    let inside = text.strip_suffix("}}").and_then(|text| text.rsplit_once("{{"));
    inside.is_some_and(|(_, inside)| !inside.contains("}}"))
}

/// Returns the texts of `edits` by range. Several insertions at one place are one list.
fn places(edits: &[TextEdit]) -> TextsByRange {
    let mut places = TextsByRange::new();
    for TextEdit { range, text } in edits {
        places.entry((range.start, range.end)).or_default().push(text.clone());
    }
    places
}

/// Unites ranges that overlap, in the edits of all readings, unless there are sections in the ranges.
fn unite_overlapping(template: &Template, by_place: &mut [TextsByRange]) {
    let all: BTreeSet<(usize, usize)> =
        by_place.iter().flat_map(|places| places.keys().copied()).collect();
    let mut groups: Vec<(Range<usize>, usize)> = Vec::new();
    for (start, end) in all {
        match groups.last_mut() {
            Some((whole, count)) if start < whole.end => {
                whole.end = whole.end.max(end);
                *count += 1;
            }
            _ => groups.push((start..end, 1)),
        }
    }
    for (whole, _) in groups.into_iter().filter(|(_, count)| *count > 1) {
        if template.has_section(&whole) {
            continue;
        }
        for places in by_place.iter_mut() {
            // An insertion directly before the whole range is not united with the others.
            let is_in = |place: &(usize, usize)| {
                whole.start <= place.0
                    && place.1 <= whole.end
                    && *place != (whole.start, whole.start)
                    && place.0 < whole.end
            };
            let own: Vec<(usize, usize)> = places.keys().copied().filter(is_in).collect();
            if own.is_empty() {
                continue;
            }
            let (mut text, mut at) = (String::new(), whole.start);
            for place in own {
                text += &template.text()[at..place.0];
                text += &places.remove(&place).unwrap_or_default().concat();
                at = place.1;
            }
            text += &template.text()[at..whole.end];
            places.insert((whole.start, whole.end), vec![text]);
        }
    }
}

/// Whether a reading has a part of the text at `range`, or the place of an empty `range`.
pub(super) fn is_visible(document: &Document, range: &Range<usize>) -> bool {
    if range.is_empty() {
        let at = range.start;
        let mut around = document.opaque(at.saturating_sub(1)..at + 1);
        return !around.any(|opaque| opaque.start < at && at < opaque.end);
    }
    let hidden: usize = document.opaque(range.clone()).map(|opaque| opaque.len()).sum();
    hidden < range.len()
}
