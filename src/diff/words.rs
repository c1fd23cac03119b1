//! Pairs of removed and added lines, and the words that differ in lines that are alike.
//!
//! This is for human readers only; no patch depends on it. Invariant: each line is returned once, in order.
//! In two lines that are alike, all that is not marked is equal, except for indentation.

use std::ops::Range;

use similar::{Algorithm, DiffTag, capture_diff_slices};

/// The most bytes of a line that is compared. A human reader would not compare longer lines either.
const LONGEST: usize = 64 * 1024;

/// The number of added lines that are tried for one removed line.
const REACH: usize = 24;

/// The words that differ in two lines that are alike.
struct Difference {
    /// Byte ranges in the removed line.
    old: Vec<Range<usize>>,
    /// Byte ranges in the added line.
    new: Vec<Range<usize>>,
}

/// A removed line and the added line that takes its place. One of them may be missing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pair {
    /// The removed line.
    pub old: Option<Marked>,
    /// The added line.
    pub new: Option<Marked>,
}

/// A line of a pair, with the words that are not in the other line of the pair.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Marked {
    /// The index of the line in the list that [`pairs`] was given.
    pub line: usize,
    /// The byte ranges of these words, sorted and disjoint. There are none if the pair has no other line, or
    /// if the two lines are not alike.
    pub changed: Vec<Range<usize>>,
}

/// Pairs the removed lines `old` of one change with its added lines `new`. Lines that are alike make a pair
/// with marks. The lines between such pairs are paired in their order, without marks.
#[must_use]
pub fn pairs(old: &[&[u8]], new: &[&[u8]]) -> Vec<Pair> {
    let mut pairs = Vec::new();
    let (mut old_at, mut new_at) = (0, 0);
    for (line, text) in old.iter().enumerate() {
        let reach = new.len().min(new_at + REACH);
        let found = (new_at..reach).find_map(|at| Some((at, compare(text, new[at])?)));
        let Some((at, difference)) = found else { continue };
        add_unlike(&mut pairs, old_at..line, new_at..at);
        pairs.push(Pair {
            old: Some(Marked { line, changed: difference.old }),
            new: Some(Marked { line: at, changed: difference.new }),
        });
        (old_at, new_at) = (line + 1, at + 1);
    }
    add_unlike(&mut pairs, old_at..old.len(), new_at..new.len());
    pairs
}

/// Adds pairs of lines that are not alike: the first old line with the first new one, and so on.
fn add_unlike(pairs: &mut Vec<Pair>, mut old: Range<usize>, mut new: Range<usize>) {
    let whole = |line| Marked { line, changed: Vec::new() };
    loop {
        let (old, new) = (old.next().map(whole), new.next().map(whole));
        if old.is_none() && new.is_none() {
            return;
        }
        pairs.push(Pair { old, new });
    }
}

/// Returns the words that differ in two lines. Returns `None` if the lines are not alike: less than half of
/// their bytes is equal (blanks do not count), or a line is too long to be compared.
fn compare(old: &[u8], new: &[u8]) -> Option<Difference> {
    if old.len() > LONGEST || new.len() > LONGEST {
        return None;
    }
    let (old_words, new_words) = (words(old), words(new));
    let old_texts: Vec<&[u8]> = old_words.iter().map(|word| &old[word.clone()]).collect();
    let new_texts: Vec<&[u8]> = new_words.iter().map(|word| &new[word.clone()]).collect();
    let ops = capture_diff_slices(Algorithm::Myers, &old_texts, &new_texts);
    let (mut removed, mut added, mut same) = (Vec::new(), Vec::new(), 0);
    for op in ops {
        let (old_range, new_range) = (op.old_range(), op.new_range());
        if op.tag() == DiffTag::Equal {
            same += weight(old, &old_words[old_range]);
            continue;
        }
        removed.extend(span(&old_words[old_range]));
        added.extend(span(&new_words[new_range]));
    }
    removed.retain(|range| !is_indentation(old, range));
    added.retain(|range| !is_indentation(new, range));
    let total = weight(old, &old_words) + weight(new, &new_words);
    (same * 4 >= total && same > 0).then_some(Difference { old: removed, new: added })
}

/// Whether `range` lies inside of the indentation of `line`. A difference of indentation is visible without a
/// mark.
fn is_indentation(line: &[u8], range: &Range<usize>) -> bool {
    line[..range.end].iter().all(u8::is_ascii_whitespace)
}

/// Returns the number of bytes in `words` that are not blank.
fn weight(line: &[u8], words: &[Range<usize>]) -> usize {
    let bytes = words.iter().flat_map(|word| &line[word.clone()]);
    bytes.filter(|byte| !byte.is_ascii_whitespace()).count()
}

/// Returns the range from the first to the last word; `None` if there are no words.
fn span(words: &[Range<usize>]) -> Option<Range<usize>> {
    Some(words.first()?.start..words.last()?.end)
}

/// Returns the words of a line: runs of letters and digits, runs of blanks, and each other byte by itself.
fn words(line: &[u8]) -> Vec<Range<usize>> {
    let mut words: Vec<Range<usize>> = Vec::new();
    let mut last = None;
    for (at, &byte) in line.iter().enumerate() {
        let kind = match byte {
            b' ' | b'\t' => Some(0),
            _ if byte.is_ascii_alphanumeric() || byte == b'_' || byte >= 0x80 => Some(1),
            _ => None,
        };
        match words.last_mut() {
            Some(word) if kind.is_some() && kind == last => word.end = at + 1,
            _ => words.push(at..at + 1),
        }
        last = kind;
    }
    words
}
