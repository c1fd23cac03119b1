//! How a text is laid out: what a new line, a new member or a new array in it should look like.
//!
//! Everything is evidence taken from the text around the place of change; defaults serve only
//! where there is none.

use std::collections::BTreeMap;

use super::document::{Document, Kind, NodeId};

/// How far to look for the beginning of a line or for a line ending. Files of many megabytes on one
/// line exist, and thousands of edits in them must not each search all of it.
const REACH: usize = 1 << 16;

/// How arrays of objects are written where members stand on lines of their own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ArrayLayout {
    /// `[{"a": 1}, {"a": 2}]` on the line of its key.
    Inline,
    /// Every element on one line of its own.
    ElementPerLine,
    /// Elements spread over several lines, brackets and braces on one: `[{` … `}, {` … `}]`.
    Cuddled,
    /// Elements spread over several lines, each beginning on its own.
    Expanded,
}

/// The habits of one text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Style {
    /// `"\n"` or `"\r\n"`.
    pub newline: &'static str,
    /// One step of indentation.
    pub unit: String,
    /// What stands between key and value where members have lines of their own.
    pub colon: String,
    /// What stands between key and value inside one line.
    pub inline_colon: String,
    /// What stands between two items inside one line.
    pub inline_comma: String,
    /// What stands behind an opening and before a closing brace inside one line.
    pub inline_pad: String,
    /// Whether commas lead their line.
    pub comma_first: bool,
    /// What stands between a container's own indentation and an item behind a leading comma.
    pub comma_lead: String,
    /// Whether an opening brace stands on a line of its own below its key.
    pub brace_below: bool,
    /// How arrays of objects are written; `None` without an example.
    pub arrays: Option<ArrayLayout>,
    /// How arrays of scalars are written; `None` without an example.
    pub lists: Option<ArrayLayout>,
}

/// What was seen, and how often.
#[derive(Default)]
struct Evidence {
    units: BTreeMap<String, usize>,
    colons: BTreeMap<String, usize>,
    inline_colons: BTreeMap<String, usize>,
    inline_commas: BTreeMap<String, usize>,
    inline_pads: BTreeMap<String, usize>,
    comma_leads: BTreeMap<String, usize>,
    comma_first: usize,
    comma_last: usize,
    brace_below: usize,
    brace_beside: usize,
    arrays: Option<ArrayLayout>,
    lists_inline: usize,
    lists_expanded: usize,
}

impl Style {
    /// Reads the habits of the subtree of `scope`.
    #[must_use]
    pub fn of(document: &Document, scope: NodeId) -> Self {
        let mut evidence = Evidence::default();
        for id in document.subtree(scope) {
            evidence.container(document, id);
        }
        let colon = prevalent(&evidence.colons)
            .or_else(|| prevalent(&evidence.inline_colons))
            .unwrap_or_else(|| ": ".into());
        let inline_colon = prevalent(&evidence.inline_colons).unwrap_or_else(|| colon.clone());
        let spaced = inline_colon.ends_with(' ');
        Style {
            newline: newline(document, scope),
            unit: prevalent(&evidence.units).unwrap_or_else(|| "  ".into()),
            inline_comma: prevalent(&evidence.inline_commas)
                .unwrap_or_else(|| if spaced { ", ".into() } else { ",".into() }),
            inline_pad: prevalent(&evidence.inline_pads).unwrap_or_default(),
            comma_first: evidence.comma_first > evidence.comma_last,
            comma_lead: prevalent(&evidence.comma_leads).unwrap_or_else(|| ", ".into()),
            brace_below: evidence.brace_below > evidence.brace_beside,
            arrays: evidence.arrays,
            lists: evidence.lists(),
            colon,
            inline_colon,
        }
    }
}

impl Style {
    /// What stands between two items on lines of their own, indented by `indent`.
    #[must_use]
    pub fn line_separator(&self, indent: &str) -> String {
        if !self.comma_first {
            return format!(",{}{indent}", self.newline);
        }
        let outer = indent.strip_suffix(self.unit.as_str()).unwrap_or(indent);
        format!("{}{outer}{}", self.newline, self.comma_lead)
    }
}

impl Evidence {
    fn container(&mut self, document: &Document, id: NodeId) {
        let children = document.children(id);
        let (Some(first), Some(last)) = (children.first(), children.last()) else { return };
        let text = document.reading();
        let span = document.span(id);
        let expanded = text[span.start..last.end].contains('\n')
            && children.windows(2).any(|pair| text[pair[0].end..pair[1].start].contains('\n'))
            || text[span.start..first.start].contains('\n');
        let object = document.kind(id) == Kind::Object;
        if object {
            self.colons(document, id, expanded);
        }
        if expanded {
            self.unit(text, span.start, first.start);
            let outer = indent_at(text, span.start);
            for pair in children.windows(2) {
                self.comma(&text[pair[0].end..pair[1].start], &outer);
            }
            return;
        }
        for pair in children.windows(2) {
            *self.inline_commas.entry(text[pair[0].end..pair[1].start].into()).or_default() += 1;
        }
        let lead = &text[span.start + 1..first.start];
        if object && lead == &text[last.end..span.end - 1] {
            *self.inline_pads.entry(lead.into()).or_default() += 1;
        }
    }

    fn colons(&mut self, document: &Document, id: NodeId, expanded: bool) {
        let text = document.reading();
        for (key, value) in document.members(id) {
            let value_span = document.span(value);
            let colon = &text[document.span(key).end..value_span.start];
            let below = colon.contains('\n');
            if document.kind(value) == Kind::Object && text[value_span.clone()].contains('\n') {
                *(if below { &mut self.brace_below } else { &mut self.brace_beside }) += 1;
            }
            if document.kind(value) == Kind::Array {
                self.array(document, value);
            }
            if !below {
                let counts = if expanded { &mut self.colons } else { &mut self.inline_colons };
                *counts.entry(colon.into()).or_default() += 1;
            }
        }
    }

    /// Of the arrays of objects the first decides, of those of scalars the majority.
    fn array(&mut self, document: &Document, id: NodeId) {
        let Some(first) = document.elements(id).next() else { return };
        let text = document.raw(id);
        let has_lines = text.contains('\n');
        if !matches!(document.kind(first), Kind::Array | Kind::Object) {
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

    fn lists(&self) -> Option<ArrayLayout> {
        match (self.lists_inline, self.lists_expanded) {
            (0, 0) => None,
            (inline, expanded) if inline >= expanded => Some(ArrayLayout::Inline),
            _ => Some(ArrayLayout::Expanded),
        }
    }

    fn unit(&mut self, text: &str, open: usize, child: usize) {
        let (outer, inner) = (indent_at(text, open), indent_at(text, child));
        if let Some(unit) = inner.strip_prefix(outer.as_str())
            && (!unit.is_empty() || text[open..child].contains('\n'))
        {
            *self.units.entry(unit.into()).or_default() += 1;
        }
    }

    fn comma(&mut self, separator: &str, outer: &str) {
        let Some((before, after)) = separator.split_once(',') else { return };
        self.comma_last += usize::from(after.contains('\n'));
        let Some((_, blanks)) = before.rsplit_once('\n') else { return };
        self.comma_first += 1;
        if let Some(lead) = blanks.strip_prefix(outer) {
            *self.comma_leads.entry(format!("{lead},{after}")).or_default() += 1;
        }
    }
}

/// The most frequent text. Where no text makes up half of all (aligned columns), the shortest.
fn prevalent(counts: &BTreeMap<String, usize>) -> Option<String> {
    let total: usize = counts.values().sum();
    let (text, &count) =
        counts.iter().max_by_key(|&(text, count)| (count, usize::MAX - text.len()))?;
    if count * 2 >= total {
        return Some(text.clone());
    }
    counts.keys().min_by_key(|text| text.len()).cloned()
}

/// The line ending used in the scope, else in the whole text.
fn newline(document: &Document, scope: NodeId) -> &'static str {
    let ending = |text: &[u8]| {
        let at = memchr::memchr(b'\n', text)?;
        Some(if text[..at].ends_with(b"\r") { "\r\n" } else { "\n" })
    };
    let text = document.reading().as_bytes();
    let head = &text[..text.len().min(REACH)];
    ending(document.raw(scope).as_bytes()).or_else(|| ending(head)).unwrap_or("\n")
}

/// The indentation of what begins at `at`.
///
/// That is where its line begins to say something: a leading comma or bracket counts as a blank,
/// and the byte order mark as nothing.
#[must_use]
pub fn indent_at(text: &str, at: usize) -> String {
    let reach = at.saturating_sub(REACH);
    let line = match memchr::memrchr(b'\n', &text.as_bytes()[reach..at]) {
        Some(newline) => reach + newline + 1,
        None if reach == 0 => 0,
        None => return String::new(),
    };
    let before = text[line..at].trim_start_matches('\u{FEFF}');
    let is_blank = |c: char| matches!(c, ' ' | '\t' | '\r' | ',');
    let mut rest = before.trim_start_matches(is_blank);
    // `{ "a": 0` above `, "b": 1`: the bracket, too, stands where others have blanks.
    while let Some(inside) = rest.strip_prefix(['{', '[']).filter(|inside| inside.starts_with(' '))
    {
        rest = inside.trim_start_matches(is_blank);
    }
    before[..before.len() - rest.len()].replace([',', '{', '['], " ")
}
