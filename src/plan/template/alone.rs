//! Makes a text for each definition of a template, in which all other definitions are empty
//! objects.
//!
//! This text decides whether the definition is converted. So its fate depends on nothing that its
//! neighbours contain, neither before their change nor after it. A tag in a neighbour stays if the
//! text after the tag may depend on it: a statement, or a change of the delimiters.
//!
//! Invariant: the definition itself and the text outside of all definitions are copied letter by
//! letter.

use std::collections::BTreeMap;
use std::ops::Range;

use json_patch::jsonptr::PointerBuf;

use crate::marathon;
use crate::text::{Reading, Template, TextEdit, splice};

/// The text of one definition, or of several definitions that overlap, because they begin at different
/// places in different alternatives.
pub(super) struct Unit {
    /// The range of the unit in the file.
    span: Range<usize>,
    /// Whether the unit can be emptied and the text around it stays right.
    is_apart: bool,
}

/// All definitions of a template, in units.
pub(super) struct Units {
    /// The units in the order of the text, disjoint.
    units: Vec<Unit>,
    /// The ranges of indices of the units that can be emptied. Units with nothing but a separator
    /// between them form one run.
    runs: Vec<Range<usize>>,
    /// The pointer to each definition from the root of the file, by the offset at which it begins.
    pointers: BTreeMap<usize, PointerBuf>,
    /// The tags on which the text after them may depend.
    statements: Vec<Range<usize>>,
}

/// A text in which all definitions but those of one unit are empty.
pub(super) struct Alone {
    /// The text.
    pub(super) text: String,
    /// The range of the unit in the text.
    pub(super) span: Range<usize>,
    /// The pieces that are copied from the file, in the order of the text.
    pieces: Vec<CopiedPiece>,
}

/// A piece that is copied from the file.
struct CopiedPiece {
    /// The offset in the text at which it begins.
    at: usize,
    /// The offset in the file at which it begins.
    place: usize,
}

impl Units {
    /// Finds the definitions of a template. After the definitions of its readings are emptied, the
    /// readings of the emptied text may show further ones, and so on.
    pub(super) fn of(template: &Template, readings: &[Reading]) -> Self {
        let mut ends: BTreeMap<usize, usize> = BTreeMap::new();
        let mut units = Units {
            units: Vec::new(),
            runs: Vec::new(),
            pointers: BTreeMap::new(),
            statements: template.statements(),
        };
        let mut is_new = units.add(readings, &mut ends, |at| at);
        while is_new {
            units.make_units(template, &ends);
            if !units.units.iter().any(|unit| unit.is_apart) {
                break;
            }
            let rest = units.without(template, units.units.iter().filter(|it| it.is_apart));
            // Strict JSON with empty objects is strict JSON. If this text is not, there is nothing
            // more to find.
            let Ok(rest_of) = template.like(&rest.text) else { break };
            let Ok(readings) = rest_of.readings() else { break };
            is_new = units.add(&readings, &mut ends, |at| rest.place(at));
        }
        units
    }

    /// Adds the definitions of readings: the end of each to `ends`, by the offset at which it begins.
    /// `place` turns an offset of the readings into one of the file. Returns whether a definition was
    /// new.
    fn add(
        &mut self,
        readings: &[Reading],
        ends: &mut BTreeMap<usize, usize>,
        place: impl Fn(usize) -> usize,
    ) -> bool {
        let known = ends.len();
        for Reading { document, .. } in readings {
            for definition in marathon::definitions(document, &|_| true) {
                let span = document.span(definition.node);
                let (start, end) = (place(span.start), place(span.end));
                let known = ends.entry(start).or_insert(end);
                *known = end.max(*known);
                let pointer = || document.restored_pointer(&definition.pointer);
                self.pointers.entry(start).or_insert_with(pointer);
            }
        }
        ends.len() > known
    }

    /// Makes the units of the definitions with these beginnings and ends.
    fn make_units(&mut self, template: &Template, ends: &BTreeMap<usize, usize>) {
        let mut spans: Vec<Range<usize>> = Vec::new();
        for (&start, &end) in ends {
            match spans.last_mut().filter(|last| start < last.end) {
                Some(last) => last.end = last.end.max(end),
                None => spans.push(start..end),
            }
        }
        let unit = |span: Range<usize>| Unit { is_apart: template.is_apart(&span), span };
        self.units = spans.into_iter().map(unit).collect();
        self.runs.clear();
        for (at, unit) in self.units.iter().enumerate().filter(|(_, unit)| unit.is_apart) {
            let is_beside = |run: &&mut Range<usize>| {
                let between = || self.units[at - 1].span.end..unit.span.start;
                run.end == at && template.is_separator(&between())
            };
            match self.runs.last_mut().filter(is_beside) {
                Some(run) => run.end = at + 1,
                None => self.runs.push(at..at + 1),
            }
        }
    }

    /// Returns the pointer to each definition of unit `own` from the root of the file, with the
    /// offset at which it begins.
    pub(super) fn pointers(&self, own: usize) -> impl Iterator<Item = (usize, &PointerBuf)> {
        let pointers = self.pointers.range(self.units[own].span.clone());
        pointers.map(|(start, pointer)| (*start, pointer))
    }

    /// Whether there is no more than one unit, so that the file itself is the text in which it is
    /// planned.
    pub(super) fn is_one(&self) -> bool {
        self.units.len() < 2
    }

    /// Returns the ranges of the units.
    pub(super) fn spans(&self) -> impl Iterator<Item = &Range<usize>> {
        self.units.iter().map(|unit| &unit.span)
    }

    /// Returns the text in which all units but unit `own` are empty.
    pub(super) fn alone(&self, template: &Template, own: usize) -> Alone {
        // Units that stand side by side in one list are emptied together, as one object.
        let around = |run: &Range<usize>| match run.contains(&own) {
            true => [run.start..own, own + 1..run.end],
            false => [run.clone(), 0..0],
        };
        let runs = self.runs.iter().flat_map(around).filter(|run| !run.is_empty());
        let span =
            |run: Range<usize>| self.units[run.start].span.start..self.units[run.end - 1].span.end;
        let runs: Vec<Range<usize>> = runs.map(span).collect();
        let mut alone = self.emptied(template, runs.iter());
        let Range { start, end } = self.units[own].span;
        let start = alone.at(start).unwrap_or_default();
        alone.span = start..start + (end - self.units[own].span.start);
        alone
    }

    /// Returns the text in which `units` are empty.
    fn without<'u>(&self, template: &Template, units: impl Iterator<Item = &'u Unit>) -> Alone {
        self.emptied(template, units.map(|unit| &unit.span))
    }

    /// Returns the text in which the objects at `spans` are empty. Each span begins and ends with
    /// its brace.
    fn emptied<'u>(
        &self,
        template: &Template,
        spans: impl Iterator<Item = &'u Range<usize>>,
    ) -> Alone {
        let mut edits: Vec<TextEdit> = Vec::new();
        let mut pieces = vec![CopiedPiece { at: 0, place: 0 }];
        let (mut grown, mut shrunk) = (0, 0);
        for span in spans {
            let range = span.start + 1..span.end - 1;
            let first = self.statements.partition_point(|tag| tag.start < range.start);
            let kept = self.statements[first..].iter().take_while(|tag| tag.end <= range.end);
            // A brace beside a tag could be taken for a part of it.
            let text: String =
                kept.map(|tag| format!(" {} ", &template.text()[tag.clone()])).collect();
            (grown, shrunk) = (grown + text.len(), shrunk + range.len());
            pieces.push(CopiedPiece { at: range.end + grown - shrunk, place: range.end });
            edits.push(TextEdit { range, text });
        }
        let bytes = splice(template.text().as_bytes(), &edits);
        // The edits begin and end at braces, which are single bytes, so the result is UTF-8.
        let text = String::from_utf8(bytes).unwrap_or_default();
        Alone { text, span: 0..0, pieces }
    }
}

impl Alone {
    /// Returns the offset in this text of the byte at `place` of the file; `None` if this text does
    /// not have it.
    pub(super) fn at(&self, place: usize) -> Option<usize> {
        let after = self.pieces.partition_point(|piece| piece.place <= place);
        let piece = &self.pieces[after.checked_sub(1)?];
        let found = piece.at + (place - piece.place);
        (self.place(found) == place).then_some(found)
    }

    /// Returns the place in the file of the byte at `offset`.
    pub(super) fn place(&self, offset: usize) -> usize {
        let after = self.pieces.partition_point(|piece| piece.at <= offset);
        let piece = &self.pieces[after.saturating_sub(1)];
        piece.place + (offset - piece.at)
    }
}
