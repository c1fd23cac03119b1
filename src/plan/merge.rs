//! The edits of all readings → edits of the template, if they agree.
//!
//! An edit that one reading asks for is asked for by every other one that has that place. So the
//! merged edits are, seen from each reading, its own.

use std::collections::BTreeMap;
use std::ops::Range;

use crate::source::TextEdit;
use crate::text::Document;

/// Why the readings do not go together.
pub(super) struct Conflict {
    /// Where, in bytes.
    pub(super) at: usize,
    /// A clause.
    pub(super) reason: &'static str,
}

const DIFFERENT: &str = "the alternatives of the template need different changes here";
const CUT: &str = "the change would cut through a section of the template";

/// By their place: first the insertions there, then what is replaced.
type Places = BTreeMap<(usize, usize), Vec<String>>;

/// Merges the edits of several readings of one text.
///
/// # Errors
/// The first place where they do not go together.
pub(super) fn merge(readings: &[(&Document, &[TextEdit])]) -> Result<Vec<TextEdit>, Conflict> {
    let by_place: Vec<Places> = readings.iter().map(|(_, edits)| places(edits)).collect();
    let mut merged = Places::new();
    for places in &by_place {
        for (place, texts) in places {
            merged.entry(*place).or_insert_with(|| texts.clone());
        }
    }
    for (place, texts) in &merged {
        let range = place.0..place.1;
        for ((document, _), places) in readings.iter().zip(&by_place) {
            if is_live(document, &range) && places.get(place) != Some(texts) {
                return Err(Conflict { at: range.start, reason: DIFFERENT });
            }
        }
        if let Some((document, _)) = readings.first() {
            whole_sections(document, &range)?;
        }
    }
    let mut end = 0;
    for &(start, stop) in merged.keys() {
        if start < end {
            return Err(Conflict { at: start, reason: DIFFERENT });
        }
        end = stop;
    }
    let edit = |((start, end), texts): ((usize, usize), Vec<String>)| {
        texts.into_iter().map(move |text| TextEdit { range: start..end, text })
    };
    Ok(merged.into_iter().flat_map(edit).collect())
}

fn places(edits: &[TextEdit]) -> Places {
    let mut places = Places::new();
    for TextEdit { range, text } in edits {
        places.entry((range.start, range.end)).or_default().push(text.clone());
    }
    places
}

/// Whether a reading has any of this place.
fn is_live(document: &Document, range: &Range<usize>) -> bool {
    if range.is_empty() {
        let at = range.start;
        let mut around = document.solid(at.saturating_sub(1)..at + 1);
        return !around.any(|solid| solid.start < at && at < solid.end);
    }
    let hidden: usize = document.solid(range.clone()).map(|solid| solid.len()).sum();
    hidden < range.len()
}

/// An edit takes sections as a whole or not at all.
fn whole_sections(document: &Document, range: &Range<usize>) -> Result<(), Conflict> {
    if range.is_empty() || document.is_balanced(range.clone()) {
        return Ok(());
    }
    Err(Conflict { at: range.start, reason: CUT })
}
