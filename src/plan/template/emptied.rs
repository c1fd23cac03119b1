//! Removes the sections and loops that a change has left empty, with their lines.
//!
//! A section that was empty before stays. A section also stays if its tags take away the white space
//! around them, or have code that may do more than to decide.

use std::ops::Range;

use crate::text::{Template, TextEdit};

/// Returns the edits of a definition at `span`, together with edits that remove the
/// [sections](Template::sections) that become empty.
pub(super) fn without_emptied(
    template: &Template,
    sections: &[Vec<Range<usize>>],
    span: &Range<usize>,
    edits: Vec<TextEdit>,
) -> Vec<TextEdit> {
    let mut gone: Vec<Range<usize>> = Vec::new();
    // Sections inside of others come later in the list.
    let begins = |tags: &Vec<Range<usize>>| tags.first().map_or(0, |first| first.start);
    let first = sections.partition_point(|tags| begins(tags) < span.start);
    let after = sections.partition_point(|tags| begins(tags) < span.end);
    for tags in sections[first..after].iter().rev() {
        let (Some(first), Some(last)) = (tags.first(), tags.last()) else { continue };
        let whole = first.start..last.end;
        if whole.start < span.start || span.end < whole.end {
            continue;
        }
        let arms = tags.windows(2).map(|pair| pair[0].end..pair[1].start);
        let is_empty = |arm: &Range<usize>| is_blank(template.text(), arm, &edits, &gone);
        let was_empty = |arm: &Range<usize>| template.text()[arm.clone()].trim().is_empty();
        if arms.clone().all(|arm| is_empty(&arm)) && !arms.clone().all(|arm| was_empty(&arm)) {
            gone.retain(|inner| !(whole.start <= inner.start && inner.end <= whole.end));
            gone.push(whole);
        }
    }
    if gone.is_empty() {
        return edits;
    }
    let is_in = |edit: &TextEdit, range: &Range<usize>| {
        let at_an_end = edit.range.is_empty()
            && (edit.range.start == range.start || edit.range.start == range.end);
        range.start <= edit.range.start && edit.range.end <= range.end && !at_an_end
    };
    let is_kept = |edit: &&TextEdit| !gone.iter().any(|range| is_in(edit, range));
    let kept: Vec<TextEdit> = edits.iter().filter(is_kept).cloned().collect();
    let mut all = kept.clone();
    for range in gone {
        if kept.iter().any(|edit| edit.range.start < range.end && range.start < edit.range.end) {
            continue;
        }
        let range = with_line(template.text(), range, &kept);
        all.push(TextEdit { range, text: String::new() });
    }
    all.sort_by_key(|edit| (edit.range.start, edit.range.end));
    let is_disjoint = all.windows(2).all(|pair| pair[0].range.end <= pair[1].range.start);
    if is_disjoint { all } else { edits }
}

/// Whether only blanks are left in a part of the text, after `edits` and without the ranges `gone`.
fn is_blank(text: &str, part: &Range<usize>, edits: &[TextEdit], gone: &[Range<usize>]) -> bool {
    let puts = |edit: &&TextEdit| {
        part.start <= edit.range.start && edit.range.end <= part.end && !edit.text.trim().is_empty()
    };
    if edits.iter().any(|edit| puts(&edit)) {
        return false;
    }
    let taken = edits.iter().map(|edit| &edit.range).chain(gone);
    let mut taken: Vec<&Range<usize>> = taken.filter(|range| !range.is_empty()).collect();
    taken.sort_by_key(|range| range.start);
    let mut at = part.start;
    for range in taken {
        if range.end <= at || part.end <= range.start {
            continue;
        }
        if at < range.start && !text[at..range.start].trim().is_empty() {
            return false;
        }
        at = at.max(range.end);
    }
    at >= part.end || text[at..part.end].trim().is_empty()
}

/// Returns `range` with the rest of its lines and the line break before them, if these lines have no
/// other text and no other edit.
fn with_line(text: &str, range: Range<usize>, edits: &[TextEdit]) -> Range<usize> {
    let line = text[..range.start].rfind('\n').map_or(0, |newline| newline + 1);
    let after = text[range.end..].trim_start_matches([' ', '\t']);
    let end = text.len() - after.len();
    let ends_line = after.starts_with('\n') || after.starts_with("\r\n");
    let is_alone = line > 0 && ends_line && text[line..range.start].trim().is_empty();
    let start =
        if is_alone { line - 1 - usize::from(text[..line - 1].ends_with('\r')) } else { line };
    let touches = |edit: &TextEdit| {
        let Range { start: from, end: to } = edit.range;
        if from == to { start < from && from < end } else { from < end && start < to }
    };
    if is_alone && !edits.iter().any(touches) { start..end } else { range }
}
