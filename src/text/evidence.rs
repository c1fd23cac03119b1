//! Counts how often a text is written in each way. The counts decide its [`Style`](super::Style).

use std::borrow::Cow;

use super::document::Document;
use super::node::{NodeId, NodeKind};

/// The number of bytes that are searched for the beginning of a line or for a line ending. Some files have many
/// megabytes on one line, and thousands of edits in such a file must not each search the whole line.
pub(super) const REACH: usize = 1 << 16;

/// The ways to write an array in a text whose members stand on lines of their own. For an object there are two:
/// `Inline` and `Expanded`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ArrayLayout {
    /// `[{"a": 1}, {"a": 2}]` on the line of its key.
    Inline,
    /// Every element on one line of its own.
    ElementPerLine,
    /// Elements on several lines, with bracket and brace on the same line: `[{` … `}, {` … `}]`.
    Cuddled,
    /// Elements that may have several lines, each of which begins on a line of its own.
    Expanded,
}

/// The number of times that each way of writing was seen. [`Style`](super::Style) explains the names. `lists` are
/// arrays of scalars, `arrays` are arrays of objects.
#[derive(Default)]
pub(super) struct Evidence<'t> {
    pub(super) units: Tally<'t>,
    pub(super) colons: Tally<'t>,
    pub(super) inline_colons: Tally<'t>,
    pub(super) inline_commas: Tally<'t>,
    pub(super) inline_pads: Tally<'t>,
    pub(super) inline_array_pads: Tally<'t>,
    pub(super) comma_leads: Tally<'t>,
    pub(super) comma_first: usize,
    pub(super) comma_last: usize,
    pub(super) brace_below: usize,
    pub(super) brace_beside: usize,
    pub(super) item_below: usize,
    pub(super) item_beside: usize,
    pub(super) arrays: Option<ArrayLayout>,
    /// The arrays of scalars on one line.
    lists_inline: usize,
    /// The arrays of scalars on several lines.
    lists_expanded: usize,
    /// The objects of scalars on one line.
    short_inline: usize,
    /// The objects of one scalar on several lines.
    short_expanded: usize,
    /// The length in bytes of the longest object of scalars on one line.
    longest_short: usize,
}

/// Texts, with the number of times that each was seen. There are few different ones.
#[derive(Default)]
pub(super) struct Tally<'t>(Vec<(Cow<'t, str>, usize)>);

impl<'t> Tally<'t> {
    /// Counts `text` once more.
    fn count(&mut self, text: impl Into<Cow<'t, str>>) {
        let text = text.into();
        match self.0.iter_mut().find(|(seen, _)| *seen == text) {
            Some((_, count)) => *count += 1,
            None => self.0.push((text, 1)),
        }
    }

    /// Returns the most frequent text, if at least half of the texts are equal to it. Otherwise returns the
    /// shortest: if columns are aligned, their blanks have many lengths.
    pub(super) fn prevalent(&self) -> Option<&str> {
        let total: usize = self.0.iter().map(|(_, count)| count).sum();
        let shortest = self.0.iter().min_by_key(|(text, _)| text.len());
        let most = self.0.iter().max_by_key(|(text, count)| (count, usize::MAX - text.len()));
        most.filter(|(_, count)| count * 2 >= total).or(shortest).map(|(text, _)| &**text)
    }
}

impl<'t> Evidence<'t> {
    /// Counts the ways of writing in the subtree of `scope`.
    pub(super) fn of(document: &'t Document, scope: NodeId) -> Self {
        let mut evidence = Evidence::default();
        for id in document.subtree(scope) {
            evidence.note_container(document, id);
        }
        evidence
    }

    /// Returns the way in which most arrays of scalars are written.
    pub(super) fn lists(&self) -> Option<ArrayLayout> {
        match (self.lists_inline, self.lists_expanded) {
            (0, 0) => None,
            (inline, expanded) if inline >= expanded => Some(ArrayLayout::Inline),
            _ => Some(ArrayLayout::Expanded),
        }
    }

    /// Returns the length in bytes of the longest object of scalars on one line, if objects of scalars mostly stand on
    /// one line. An object with several members on several lines is no evidence against that, because it may have
    /// been too long for one line.
    pub(super) fn short_objects(&self) -> Option<usize> {
        (self.short_inline > self.short_expanded).then_some(self.longest_short)
    }

    /// Counts how a container is written, if it has items.
    fn note_container(&mut self, document: &'t Document, id: NodeId) {
        let Some(first) = document.children(id).next() else { return };
        let text = document.reading();
        let span = document.span(id);
        let gaps = || {
            let ends = document.children(id).map(|child| child.end);
            let gaps = ends.zip(document.children(id).skip(1));
            let gaps = gaps.map(|(end, next)| end..next.start);
            // A gap with a hidden tag is no example of the usual gaps.
            gaps.filter(|gap| !document.has_opaque(gap.clone())).map(|gap| &text[gap])
        };
        let lead = &text[span.start + 1..first.start];
        let expanded = lead.contains('\n') || gaps().any(|gap| gap.contains('\n'));
        let is_object = document.kind(id) == NodeKind::Object;
        if is_object {
            self.note_members(document, id, expanded);
        }
        if expanded {
            let below = lead.contains('\n');
            *(if below { &mut self.item_below } else { &mut self.item_beside }) += 1;
            let outer = indent_at(text, span.start);
            self.note_unit(&outer, indent_at(text, first.start), below);
            gaps().for_each(|gap| self.note_comma(gap, &outer));
            return;
        }
        gaps().for_each(|gap| self.inline_commas.count(gap));
        let end = document.children(id).last().map_or(first.end, |last| last.end);
        if lead == &text[end..span.end - 1] && !document.has_opaque(span.start..first.start) {
            let pads = if is_object { &mut self.inline_pads } else { &mut self.inline_array_pads };
            pads.count(lead);
        }
    }

    /// Counts the colons of the members of an object, and how their values are written.
    fn note_members(&mut self, document: &'t Document, id: NodeId, expanded: bool) {
        let text = document.reading();
        for (key, value) in document.members(id) {
            let value_span = document.span(value);
            let colon = &text[document.span(key).end..value_span.start];
            let below = colon.contains('\n');
            match document.kind(value) {
                NodeKind::Object => self.note_object(document, value, below),
                NodeKind::Array => self.note_array(document, value),
                _ => {}
            }
            if !below {
                let counts = if expanded { &mut self.colons } else { &mut self.inline_colons };
                counts.count(colon);
            }
        }
    }

    /// Counts how an object is written. `below` is whether its brace stands below its key.
    fn note_object(&mut self, document: &Document, id: NodeId, below: bool) {
        let has_lines = document.raw(id).contains('\n');
        if has_lines {
            *(if below { &mut self.brace_below } else { &mut self.brace_beside }) += 1;
        }
        let mut members = document.members(id);
        let is_scalar = |(_, value)| !document.is_container(value);
        match document.members(id).count() {
            0 => {}
            _ if !members.all(is_scalar) => {}
            _ if !has_lines => {
                self.short_inline += 1;
                self.longest_short = self.longest_short.max(document.span(id).len());
            }
            1 => self.short_expanded += 1,
            _ => {}
        }
    }

    /// Counts how an array is written. The first array of objects decides for all arrays of objects. For arrays
    /// of scalars the majority decides.
    fn note_array(&mut self, document: &Document, id: NodeId) {
        let Some(first) = document.elements(id).next() else { return };
        let text = document.raw(id);
        let has_lines = text.contains('\n');
        if !document.is_container(first) {
            *(if has_lines { &mut self.lists_expanded } else { &mut self.lists_inline }) += 1;
        } else if self.arrays.is_none() && document.members(first).next().is_some() {
            let element_is_long =
                document.elements(id).any(|element| document.raw(element).contains('\n'));
            let (start, child) = (document.span(id).start, document.span(first).start);
            self.arrays = Some(if !has_lines {
                ArrayLayout::Inline
            } else if !element_is_long {
                ArrayLayout::ElementPerLine
            } else if !document.reading()[start..child].contains('\n') {
                ArrayLayout::Cuddled
            } else {
                ArrayLayout::Expanded
            });
        }
    }

    /// Counts the step from the indentation of a container to that of its items. `below` is whether the first
    /// item begins a line.
    fn note_unit(&mut self, outer: &str, inner: Cow<'t, str>, below: bool) {
        if !inner.starts_with(outer) || inner.len() == outer.len() && !below {
            return;
        }
        match inner {
            Cow::Borrowed(inner) => self.units.count(&inner[outer.len()..]),
            Cow::Owned(inner) => self.units.count(inner[outer.len()..].to_owned()),
        }
    }

    /// Counts whether the comma of a separator stands before or after the line break. `outer` is the indentation
    /// of the container.
    fn note_comma(&mut self, separator: &str, outer: &str) {
        let Some((before, after)) = separator.split_once(',') else { return };
        self.comma_last += usize::from(after.contains('\n'));
        let Some((_, blanks)) = before.rsplit_once('\n') else { return };
        self.comma_first += 1;
        if let Some(lead) = blanks.strip_prefix(outer) {
            self.comma_leads.count(format!("{lead},{after}"));
        }
    }
}

/// Returns the indentation of the line of the item that begins at `at`.
///
/// A comma or a bracket before the first item of the line counts as a blank; the byte order mark does not count.
#[must_use]
pub fn indent_at(text: &str, at: usize) -> Cow<'_, str> {
    let reach = at.saturating_sub(REACH);
    let line = match memchr::memrchr(b'\n', &text.as_bytes()[reach..at]) {
        Some(newline) => reach + newline + 1,
        None if reach == 0 => 0,
        None => return Cow::Borrowed(""),
    };
    let before = text[line..at].trim_start_matches('\u{FEFF}');
    let is_blank = |c: char| matches!(c, ' ' | '\t' | '\r' | ',');
    let mut rest = before.trim_start_matches(is_blank);
    // In `{ "a": 0` above `, "b": 1`, the bracket stands where other lines have blanks.
    while let Some(inside) = rest.strip_prefix(['{', '[']).filter(|inside| inside.starts_with(' '))
    {
        rest = inside.trim_start_matches(is_blank);
    }
    let indent = &before[..before.len() - rest.len()];
    if indent.bytes().all(|byte| matches!(byte, b' ' | b'\t' | b'\r')) {
        return Cow::Borrowed(indent);
    }
    Cow::Owned(indent.replace([',', '{', '['], " "))
}
