//! A choice → its strict text, which has the length of the template. If it is JSON, it is the text of a reading.

use std::ops::Range;

use super::super::error::SyntaxError;
use super::choice::Choice;
use super::nesting::Next;
use super::outline::{ArmId, Outline};
use super::pieces::{Piece, Pieces};
use super::stand_in::{PlaceKind, StandIns};

/// The strict text of a choice, before it is parsed.
pub(super) struct StrictText {
    /// The text.
    pub(super) reading: String,
    /// The parts that are blanks in the text but not in the template, in order.
    pub(super) opaque: Vec<Range<usize>>,
    /// The conditions of the arms that were met.
    pub(super) conditions: Vec<String>,
    /// The arms that are in the text.
    pub(super) taken: Vec<ArmId>,
}

/// Writes a strict text.
struct Writer<'t> {
    /// The text of the template.
    text: &'t str,
    /// The text of the template at first. Tags are overwritten one by one.
    out: Vec<u8>,
    /// The parts that were overwritten with blanks, in order.
    opaque: Vec<Range<usize>>,
    stand_ins: &'t mut StandIns,
    /// The brackets that are open.
    open: Vec<u8>,
    next: Next,
    in_string: bool,
    /// The offset of the quote that opens the current string.
    string: usize,
    /// The tags without a text in the current string, if the string is a key.
    comments: Vec<Range<usize>>,
    /// The start of the current scalar outside of strings, and whether the scalar has an expression.
    scalar: Option<(usize, bool)>,
}

/// Writes the strict text of a choice.
pub(super) fn write(
    text: &str,
    outline: &Outline,
    choice: &Choice,
    stand_ins: &mut StandIns,
) -> Result<StrictText, SyntaxError> {
    let mut writer = Writer {
        text,
        out: text.as_bytes().to_vec(),
        opaque: Vec::new(),
        stand_ins,
        open: Vec::new(),
        next: Next::Value,
        in_string: false,
        string: 0,
        comments: Vec::new(),
        scalar: None,
    };
    let mut conditions = Vec::new();
    let mut pieces = Pieces::new(text, outline, choice);
    while let Some(piece) = pieces.next(writer.in_string, &mut conditions) {
        match piece {
            Piece::Text(range) => writer.text(range, &pieces)?,
            Piece::Expression(range) => writer.expression(range)?,
            Piece::Comment(range) if writer.next == Next::Key => writer.comments.push(range),
            Piece::Comment(range) => writer.expression(range)?,
            Piece::Known(range, text) => {
                let known = range.start..range.start + text.len();
                writer.out[known.clone()].copy_from_slice(text.as_bytes());
                writer.text(known.clone(), &pieces)?;
                writer.blank(known.end..range.end);
            }
            Piece::Gone(range) => {
                writer.end_scalar(range.start, range.end, &pieces)?;
                if writer.in_string {
                    writer.stand_in(range.clone(), range, PlaceKind::InString)?;
                } else {
                    writer.blank(range);
                }
            }
        }
    }
    writer.end_scalar(text.len(), text.len(), &pieces)?;
    let Writer { out, opaque, .. } = writer;
    let reading = String::from_utf8(out).map_err(|_| {
        SyntaxError::new(text.as_bytes(), 0, "the template could not be read (this is a bug)")
    })?;
    Ok(StrictText { reading, opaque, conditions, taken: pieces.taken })
}

impl Writer<'_> {
    /// Passes over text that is rendered as it stands.
    fn text(&mut self, range: Range<usize>, pieces: &Pieces) -> Result<(), SyntaxError> {
        let mut at = range.start;
        while at < range.end {
            let byte = self.out[at];
            if self.in_string {
                at += 1;
                match byte {
                    b'\\' => at += usize::from(at < range.end),
                    b'"' => self.end_string(at),
                    _ => {}
                }
                continue;
            }
            let is_structure = byte.is_ascii_whitespace() || b"{}[],:\"".contains(&byte);
            if is_structure {
                self.end_scalar(at, at, pieces)?;
                self.structure(byte, at);
            } else if self.scalar.is_none() {
                self.scalar = Some((at, false));
            }
            at += 1;
        }
        Ok(())
    }

    /// Ends a string whose last quote stands before `end`. If the string is a key with tags in it, the tags are
    /// removed, and blanks after the key fill the room.
    fn end_string(&mut self, end: usize) {
        self.in_string = false;
        let mut at = self.string;
        let mut from = self.string;
        for comment in std::mem::take(&mut self.comments) {
            self.out.copy_within(from..comment.start, at);
            at += comment.start - from;
            from = comment.end;
        }
        if at < from {
            self.out.copy_within(from..end, at);
            self.blank(at + end - from..end);
        }
        self.next = if self.next == Next::Key { Next::Colon } else { Next::Comma };
    }

    /// Passes over the bracket, comma, colon, blank or opening quote at `at`.
    fn structure(&mut self, byte: u8, at: usize) {
        let in_object = self.open.last() == Some(&b'{');
        self.next = Next::after(byte, in_object).unwrap_or(self.next);
        match byte {
            b'{' | b'[' => self.open.push(byte),
            b'}' | b']' => _ = self.open.pop(),
            b'"' => {
                self.in_string = true;
                self.string = at;
                self.comments.clear();
            }
            _ => {}
        }
    }

    /// Overwrites an expression in a string with its stand-in. Outside of strings the expression becomes a part of a
    /// scalar.
    fn expression(&mut self, range: Range<usize>) -> Result<(), SyntaxError> {
        if self.in_string {
            return self.stand_in(range.clone(), range, PlaceKind::InString);
        }
        let start = self.scalar.map_or(range.start, |(start, _)| start);
        self.scalar = Some((start, true));
        Ok(())
    }

    /// Ends the scalar that reaches to `end`, if there is one. The text after it begins at `after`.
    ///
    /// A scalar with an expression is read as a value or a key if the JSON needs one there. If no comma would separate
    /// it from its neighbours, the text of the expression must contain a comma and may be anything. Then the scalar is
    /// overwritten with blanks.
    fn end_scalar(&mut self, end: usize, after: usize, pieces: &Pieces) -> Result<(), SyntaxError> {
        let Some((start, has_expression)) = self.scalar.take() else { return Ok(()) };
        let range = start..end;
        if !has_expression {
            self.next = Next::Comma;
            return Ok(());
        }
        let follows = pieces.peek(after);
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
                // The values in `env` and `labels` are strings, so the member gets a string as its value if
                // there is room for it.
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

    /// Puts a string with a stand-in in place of `range`. `tail` is its end, from the closing quote on.
    fn quoted(&mut self, range: Range<usize>, tail: &str) -> Result<(), SyntaxError> {
        let place = if tail.len() == 1 { PlaceKind::Bare } else { PlaceKind::Member };
        if range.len() < 2 + tail.len() {
            return self.too_short(range.start);
        }
        let inside = range.start + 1..range.end - tail.len();
        self.out[range.start] = b'"';
        self.out[inside.end..range.end].copy_from_slice(tail.as_bytes());
        self.stand_in(inside, range, place)
    }

    /// Puts the stand-in of the expression at `expression` in place of `range`.
    fn stand_in(
        &mut self,
        range: Range<usize>,
        expression: Range<usize>,
        place: PlaceKind,
    ) -> Result<(), SyntaxError> {
        if range.is_empty() {
            return Ok(());
        }
        let start = expression.start;
        match self.stand_ins.stand_in(&self.text[expression], place, range.len()) {
            Some(text) => {
                self.out[range].copy_from_slice(text.as_bytes());
                Ok(())
            }
            None => self.too_short(start),
        }
    }

    /// Returns the error that the expression at `at` has no room for a stand-in of its own.
    fn too_short(&self, at: usize) -> Result<(), SyntaxError> {
        let message = "this expression is too short to be told from others; put blanks into it";
        Err(SyntaxError::new(self.text.as_bytes(), at, message))
    }

    /// Overwrites `range` with blanks, except for line breaks, and makes it opaque.
    fn blank(&mut self, range: Range<usize>) {
        for byte in &mut self.out[range.clone()] {
            if !matches!(byte, b'\n' | b'\r') {
                *byte = b' ';
            }
        }
        self.opaque.push(range);
    }
}
