//! The definitions of a template → for each a text of its own, in which the others are empty objects.
//!
//! Whether a definition converts is decided in that text, so that it depends on nothing that its
//! neighbours say, be it before their change or after it. Tags in a neighbour on which what follows may
//! depend stay where they are: statements, and changes of the delimiters.
//!
//! Invariant: the definition itself, and all that stands outside of definitions, is there letter by letter.

use std::collections::BTreeMap;
use std::ops::Range;

use json_patch::jsonptr::PointerBuf;

use crate::marathon;
use crate::text::{Reading, Template, TextEdit, splice};

/// Definitions that have text in common: mostly one, and several if alternatives begin apart.
pub(super) struct Unit {
    /// Where it stands.
    span: Range<usize>,
    /// Whether it can be taken out of the text.
    is_apart: bool,
}

/// All definitions of a template.
pub(super) struct Units {
    /// In the order of the text, disjoint.
    units: Vec<Unit>,
    /// The numbers of those that can be taken out, side by side as far as nothing else is between them.
    runs: Vec<Range<usize>>,
    /// For each definition, by where it begins: the way to it from the root of the file.
    pointers: BTreeMap<usize, PointerBuf>,
    /// The tags on which what follows may depend.
    statements: Vec<Range<usize>>,
}

/// A text in which all definitions but those of one unit are empty.
pub(super) struct Alone {
    /// The text.
    pub(super) text: String,
    /// Where the unit stands in it.
    pub(super) span: Range<usize>,
    /// Where pieces begin that are letter by letter those of the file: in this text, and in the file.
    pieces: Vec<(usize, usize)>,
}

impl Units {
    /// Finds the definitions of a template: those of its readings, and those that come to light where
    /// these are empty.
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
            units.settle(template, &ends);
            if !units.units.iter().any(|unit| unit.is_apart) {
                break;
            }
            let rest = units.without(template, units.units.iter().filter(|it| it.is_apart));
            // What is left of strict JSON is strict JSON; if not, there is nothing more to find.
            let Ok(rest_of) = template.like(&rest.text) else { break };
            let Ok(readings) = rest_of.readings() else { break };
            is_new = units.add(&readings, &mut ends, |at| rest.place(at));
        }
        units
    }

    /// Adds the definitions of readings, of which the byte at an offset stands in the file where `place`
    /// says. Whether there was a new one.
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

    /// Makes the units of definitions, given where they begin and end.
    fn settle(&mut self, template: &Template, ends: &BTreeMap<usize, usize>) {
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

    /// The way to each definition of the unit number `own` from the root of the file, by where it begins.
    pub(super) fn pointers(&self, own: usize) -> impl Iterator<Item = (usize, &PointerBuf)> {
        let pointers = self.pointers.range(self.units[own].span.clone());
        pointers.map(|(start, pointer)| (*start, pointer))
    }

    /// Whether there is one definition at most, so that the file is its own text.
    pub(super) fn is_one(&self) -> bool {
        self.units.len() < 2
    }

    /// Where each unit stands.
    pub(super) fn spans(&self) -> impl Iterator<Item = &Range<usize>> {
        self.units.iter().map(|unit| &unit.span)
    }

    /// The text in which all units but that number `own` are empty.
    pub(super) fn alone(&self, template: &Template, own: usize) -> Alone {
        // Neighbours in one list that stand side by side become one.
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

    fn without<'u>(&self, template: &Template, units: impl Iterator<Item = &'u Unit>) -> Alone {
        self.emptied(template, units.map(|unit| &unit.span))
    }

    /// The text in which the objects at `spans` are empty; each begins and ends with its brace.
    fn emptied<'u>(
        &self,
        template: &Template,
        spans: impl Iterator<Item = &'u Range<usize>>,
    ) -> Alone {
        let mut edits: Vec<TextEdit> = Vec::new();
        let mut pieces = vec![(0, 0)];
        let (mut grown, mut shrunk) = (0, 0);
        for span in spans {
            let range = span.start + 1..span.end - 1;
            let first = self.statements.partition_point(|tag| tag.start < range.start);
            let kept = self.statements[first..].iter().take_while(|tag| tag.end <= range.end);
            // A brace beside a tag could be taken for a part of it.
            let text: String =
                kept.map(|tag| format!(" {} ", &template.text()[tag.clone()])).collect();
            (grown, shrunk) = (grown + text.len(), shrunk + range.len());
            pieces.push((range.end + grown - shrunk, range.end));
            edits.push(TextEdit { range, text });
        }
        let bytes = splice(template.text().as_bytes(), &edits);
        // Braces are characters of their own.
        let text = String::from_utf8(bytes).unwrap_or_default();
        Alone { text, span: 0..0, pieces }
    }
}

impl Alone {
    /// Where the byte at `place` of the file stands in this text; none if it is not there.
    pub(super) fn at(&self, place: usize) -> Option<usize> {
        let piece = self.pieces.partition_point(|(_, begins)| *begins <= place).checked_sub(1)?;
        let (at, begins) = self.pieces[piece];
        let found = at + (place - begins);
        (self.place(found) == place).then_some(found)
    }

    /// Where the byte at `offset` stands in the file.
    pub(super) fn place(&self, offset: usize) -> usize {
        let piece = self.pieces.partition_point(|(at, _)| *at <= offset).saturating_sub(1);
        let (at, place) = self.pieces[piece];
        place + (offset - at)
    }
}
