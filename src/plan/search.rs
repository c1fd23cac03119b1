//! Where a text names credential files: what a look at its bytes alone tells.

use std::ops::Range;
use std::sync::LazyLock;

use memchr::memmem::Finder;

use super::Mention;
use super::word::word_at;
use crate::marathon::Recognition;
use crate::text::{Lines, Reading, Template};

// Made once: to prepare a search takes longer than to search a definition.
static ESCAPE: LazyLock<Finder> = LazyLock::new(|| Finder::new(br"\u00"));
static PULL_CONFIG: LazyLock<Finder> = LazyLock::new(|| Finder::new(b"\"pullConfig\""));

/// What was found in a text's bytes. Offsets are ascending.
pub(super) struct Search<'a> {
    bytes: &'a [u8],
    /// For whoever wants to know where an offset is.
    pub(super) lines: Lines<'a>,
    /// Where credential files are named.
    mentions: Vec<usize>,
    /// All that makes the values around it worth reading: credential names, escapes that could hide
    /// one, pull secrets that are there already, and what the user's own patterns need.
    all: Vec<usize>,
    /// Whether some pattern needs nothing, so that every value is worth reading.
    selects_all: bool,
}

impl<'a> Search<'a> {
    pub(super) fn of(bytes: &'a [u8], recognition: &Recognition) -> Self {
        let mentions = recognition.mentions(bytes);
        let mut all = mentions.clone();
        all.extend(recognition.hits(bytes));
        all.extend(ESCAPE.find_iter(bytes));
        all.extend(PULL_CONFIG.find_iter(bytes));
        all.sort_unstable();
        let selects_all = recognition.selects_all();
        Search { bytes, lines: Lines::new(bytes), mentions, all, selects_all }
    }

    /// What was found in a part of the text: offsets count from its start, positions are those of the
    /// text.
    pub(super) fn part(&self, range: &Range<usize>) -> Search<'a> {
        let within = |all: &[usize]| -> Vec<usize> {
            let first = all.partition_point(|&at| at < range.start);
            let behind = all[first..].iter().take_while(|&&at| at < range.end);
            behind.map(|at| at - range.start).collect()
        };
        let (bytes, start) = (&self.bytes[range.clone()], self.lines.position(range.start));
        Search {
            bytes,
            lines: Lines::part(bytes, start),
            mentions: within(&self.mentions),
            all: within(&self.all),
            selects_all: self.selects_all,
        }
    }

    /// Whether there is a hit inside `span`.
    pub(super) fn hits(&self, span: &Range<usize>) -> bool {
        let next = self.all.partition_point(|&hit| hit < span.start);
        self.selects_all || self.all.get(next).is_some_and(|&hit| hit < span.end)
    }

    /// Whether credentials are named in `part`.
    pub(super) fn names(&self, part: &Range<usize>) -> bool {
        let next = self.mentions.partition_point(|&mention| mention < part.start);
        self.mentions.get(next).is_some_and(|&mention| mention < part.end)
    }

    /// The mentions in alternatives that no reading of a template has.
    pub(super) fn unread(&self, template: &Template, readings: &[Reading]) -> Vec<usize> {
        let is_read = |at: usize| readings.iter().any(|it| !it.document.has_solid(at..at + 1));
        let mentions = self.mentions.iter().copied();
        mentions.filter(|&at| !template.is_tag(at) && !is_read(at)).collect()
    }

    /// The mentions outside of `accounted` spans (ascending, disjoint), one a line.
    pub(super) fn mentions(&self, accounted: &[Range<usize>]) -> Vec<Mention> {
        let is_open = |offset: &usize| {
            let next = accounted.partition_point(|span| span.end <= *offset);
            accounted.get(next).is_none_or(|span| span.start > *offset)
        };
        let mut found: Vec<Mention> = Vec::new();
        for offset in self.mentions.iter().copied().filter(is_open) {
            let position = self.lines.position(offset);
            if found.last().is_none_or(|last| last.position.line != position.line) {
                let line = word_at(self.bytes, offset);
                found.push(Mention { position, line, reason: None });
            }
        }
        found
    }
}
