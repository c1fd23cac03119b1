//! One choice of alternatives → its strict reading, of the same length as the template.

use std::borrow::Cow;
use std::ops::Range;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use super::super::error::SyntaxError;
use super::Choice;
use super::live::{Live, Piece};
use super::outline::Outline;
use super::stand_in::{Names, Place};
use super::tag::Role;

/// What a reading hides.
#[derive(Debug, Clone)]
pub(in crate::text) struct Mask {
    /// What looks like blanks and is none: tags, comments, alternatives that are not there. In
    /// the order of the text; each ends before the next begins.
    opaque: Vec<Range<usize>>,
    outline: Arc<Outline>,
    names: Arc<Mutex<Names>>,
    is_commented: bool,
}

impl Mask {
    pub(super) fn new(
        opaque: Vec<Range<usize>>,
        outline: Arc<Outline>,
        names: Arc<Mutex<Names>>,
        is_commented: bool,
    ) -> Self {
        Mask { opaque, outline, names, is_commented }
    }

    pub(in crate::text) fn is_commented(&self) -> bool {
        self.is_commented
    }

    /// The tag that the byte at `offset` is a part of.
    pub(in crate::text) fn tag_at(&self, offset: usize) -> Option<Range<usize>> {
        self.outline.tag_around(offset).map(|tag| tag.range.clone())
    }

    /// The opaque ranges that touch `range`, cut to it.
    pub(in crate::text) fn opaque(
        &self,
        range: Range<usize>,
    ) -> impl Iterator<Item = Range<usize>> + '_ {
        let first = self.opaque.partition_point(|opaque| opaque.end <= range.start);
        let inside = self.opaque[first..].iter().take_while(move |opaque| opaque.start < range.end);
        inside.map(move |opaque| opaque.start.max(range.start)..opaque.end.min(range.end))
    }

    /// The alternative around a byte.
    pub(in crate::text) fn alternative(&self, offset: usize) -> Option<(usize, usize)> {
        self.outline.alternative(offset)
    }

    pub(in crate::text) fn cuts_tag(&self, offset: usize) -> bool {
        self.outline.tag_around(offset).is_some_and(|tag| tag.range.start < offset)
    }

    pub(in crate::text) fn is_balanced(&self, range: Range<usize>) -> bool {
        let tags = &self.outline.tags;
        let first = tags.partition_point(|tag| tag.range.end <= range.start);
        let mut cut = tags[first..].iter().take_while(|tag| tag.range.start < range.end);
        !cut.any(|tag| tag.role == Role::Delimiters)
            && !self.cuts_tag(range.start)
            && !self.cuts_tag(range.end)
            && self.outline.before(range.start) == self.outline.before(range.end)
    }

    pub(in crate::text) fn restored(&self, text: &str) -> String {
        self.names().restored(text).into_owned()
    }

    pub(in crate::text) fn restored_json(&self, text: &str) -> Option<String> {
        self.names().restored_json(text).map(Cow::into_owned)
    }

    fn names(&self) -> MutexGuard<'_, Names> {
        self.names.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A reading, not parsed yet.
pub(super) struct Masked {
    pub(super) reading: String,
    pub(super) opaque: Vec<Range<usize>>,
    /// The conditions of the alternatives that were met.
    pub(super) conditions: Vec<String>,
    /// The alternatives that are there: their block, and which of it.
    pub(super) taken: Vec<(usize, usize)>,
}

/// What may follow outside of strings.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Next {
    /// A key, or the end of the object.
    Key,
    Colon,
    Value,
    /// A comma or a closing bracket.
    Comma,
}

struct Writer<'t> {
    text: &'t str,
    out: Vec<u8>,
    opaque: Vec<Range<usize>>,
    names: &'t mut Names,
    /// The brackets that are open.
    open: Vec<u8>,
    next: Next,
    in_string: bool,
    /// Where the scalar under the walk begins, and whether an expression is a part of it.
    scalar: Option<(usize, bool)>,
}

/// Writes the reading of one choice.
pub(super) fn read(
    text: &str,
    outline: &Outline,
    choice: &Choice,
    names: &mut Names,
) -> Result<Masked, SyntaxError> {
    let mut writer = Writer {
        text,
        out: text.as_bytes().to_vec(),
        opaque: Vec::new(),
        names,
        open: Vec::new(),
        next: Next::Value,
        in_string: false,
        scalar: None,
    };
    let mut conditions = Vec::new();
    let mut live = Live::new(text, outline, choice);
    while let Some(piece) = live.next(writer.in_string, &mut conditions) {
        match piece {
            Piece::Text(range) => writer.text(range, &live)?,
            Piece::Expression(range) => writer.expression(range)?,
            Piece::Known(range, text) => {
                let known = range.start..range.start + text.len();
                writer.out[known.clone()].copy_from_slice(text.as_bytes());
                writer.text(known.clone(), &live)?;
                writer.blank(known.end..range.end);
            }
            Piece::Gone(range) => {
                writer.end_scalar(range.start, range.end, &live)?;
                if writer.in_string {
                    writer.stand_in(range.clone(), range, Place::InString)?;
                } else {
                    writer.blank(range);
                }
            }
        }
    }
    writer.end_scalar(text.len(), text.len(), &live)?;
    let Writer { out, opaque, .. } = writer;
    let reading = String::from_utf8(out).map_err(|_| {
        SyntaxError::new(text.as_bytes(), 0, "the template could not be read (this is a bug)")
    })?;
    Ok(Masked { reading, opaque, conditions, taken: live.taken })
}

impl Writer<'_> {
    fn text(&mut self, range: Range<usize>, live: &Live) -> Result<(), SyntaxError> {
        let mut at = range.start;
        while at < range.end {
            let byte = self.out[at];
            if self.in_string {
                at += 1;
                match byte {
                    b'\\' => at += usize::from(at < range.end),
                    b'"' => self.end_string(),
                    _ => {}
                }
                continue;
            }
            let is_structure = byte.is_ascii_whitespace() || b"{}[],:\"".contains(&byte);
            if is_structure {
                self.end_scalar(at, at, live)?;
                self.structure(byte);
            } else if self.scalar.is_none() {
                self.scalar = Some((at, false));
            }
            at += 1;
        }
        Ok(())
    }

    fn end_string(&mut self) {
        self.in_string = false;
        self.next = if self.next == Next::Key { Next::Colon } else { Next::Comma };
    }

    fn structure(&mut self, byte: u8) {
        match byte {
            b'{' => {
                self.open.push(byte);
                self.next = Next::Key;
            }
            b'[' => {
                self.open.push(byte);
                self.next = Next::Value;
            }
            b'}' | b']' => {
                self.open.pop();
                self.next = Next::Comma;
            }
            b',' => {
                let in_object = self.open.last() == Some(&b'{');
                self.next = if in_object { Next::Key } else { Next::Value };
            }
            b':' => self.next = Next::Value,
            b'"' => self.in_string = true,
            _ => {}
        }
    }

    fn expression(&mut self, range: Range<usize>) -> Result<(), SyntaxError> {
        if self.in_string {
            return self.stand_in(range.clone(), range, Place::InString);
        }
        let start = self.scalar.map_or(range.start, |(start, _)| start);
        self.scalar = Some((start, true));
        Ok(())
    }

    /// Ends the scalar that reaches to `end`; what follows begins at `behind`.
    ///
    /// Where a value or a key must stand, an expression stands for one. Where no comma would divide
    /// it from what is around, it must bring one along and may be anything: it counts as a blank.
    fn end_scalar(&mut self, end: usize, behind: usize, live: &Live) -> Result<(), SyntaxError> {
        let Some((start, has_expression)) = self.scalar.take() else { return Ok(()) };
        let range = start..end;
        if !has_expression {
            self.next = Next::Comma;
            return Ok(());
        }
        let follows = live.peek(behind);
        let in_list = self.open.last() == Some(&b'[');
        match (self.next, follows) {
            (Next::Value, Some(b',' | b']')) | (Next::Value, None) => {}
            (Next::Value, _) if !in_list => {}
            (Next::Key, Some(b':')) => {
                self.next = Next::Colon;
                return self.quoted(range, "\"");
            }
            (Next::Key, Some(b',' | b'}')) => {
                self.next = Next::Comma;
                // Text is what members of `env` and `labels` are, where there is room for it.
                let tail = if range.len() > 6 { "\":\"\"" } else { "\":0" };
                return self.quoted(range, tail);
            }
            _ => {
                self.blank(range);
                return Ok(());
            }
        }
        self.next = Next::Comma;
        self.quoted(range, "\"")
    }

    /// Puts a string in the place of `range`, and `tail` as its end.
    fn quoted(&mut self, range: Range<usize>, tail: &str) -> Result<(), SyntaxError> {
        let place = if tail.len() == 1 { Place::Bare } else { Place::Member };
        if range.len() < 2 + tail.len() {
            return self.too_short(range.start);
        }
        let inside = range.start + 1..range.end - tail.len();
        self.out[range.start] = b'"';
        self.out[inside.end..range.end].copy_from_slice(tail.as_bytes());
        self.stand_in(inside, range, place)
    }

    /// Puts the stand-in of the expression at `expression` in the place of `range`.
    fn stand_in(
        &mut self,
        range: Range<usize>,
        expression: Range<usize>,
        place: Place,
    ) -> Result<(), SyntaxError> {
        if range.is_empty() {
            return Ok(());
        }
        let start = expression.start;
        match self.names.stand_in(&self.text[expression], place, range.len()) {
            Some(text) => {
                self.out[range].copy_from_slice(text.as_bytes());
                Ok(())
            }
            None => self.too_short(start),
        }
    }

    fn too_short(&self, at: usize) -> Result<(), SyntaxError> {
        let message = "this expression is too short to be told from others; set blanks into it";
        Err(SyntaxError::new(self.text.as_bytes(), at, message))
    }

    fn blank(&mut self, range: Range<usize>) {
        for byte in &mut self.out[range.clone()] {
            if !matches!(byte, b'\n' | b'\r') {
                *byte = b' ';
            }
        }
        self.opaque.push(range);
    }
}
