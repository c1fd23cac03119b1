//! Pieces of text and expressions → JSON text, in which stand-ins take the place of expressions.
//!
//! A string takes the place of an expression that stands for a value or a key. An expression that may be something
//! else – a comma, several members or elements, a part of a key, or nothing – is reported as a [`Hole`]. In a place
//! where neither a value nor a key can stand, an expression leaves no text.

use std::ops::Range;

use super::hole::{Hole, HoleKind};
use super::nesting::{Nesting, Next};
use super::shared::{RenderedStandIns, Shared};
use super::stand_in::LENGTH as STAND_IN;
use super::tag::Trims;
use super::tree::Atom;

/// The beginning of a token of the text.
#[derive(Debug, Clone, Copy)]
pub(super) struct Mark {
    /// The offset in the text.
    pub(super) offset: usize,
    /// The offset in the file.
    pub(super) place: usize,
}

/// A scalar outside of strings, perhaps made by expressions, such as `true`, `{{a}}` or `{{a}}.5`: characters and
/// expressions without brackets, commas and colons between them.
struct Scalar {
    /// The characters after the last expression. If there is no expression, the whole scalar.
    text: String,
    /// The meanings of the expressions, with the characters before and between them. Scalars with equal meanings get
    /// the same stand-in.
    meaning: String,
    has_expression: bool,
    /// The range in the file.
    range: Range<usize>,
    /// The kind of token that must stand in the place of the scalar.
    next: Next,
}

/// Makes the text of one rendering out of its pieces.
pub(super) struct Composer<'t> {
    /// The text of the template.
    file: &'t str,
    shared: &'t mut Shared,
    stand_ins: &'t RenderedStandIns,
    /// The text so far.
    pub(super) out: Vec<u8>,
    /// The beginnings of the tokens of the text, in order.
    pub(super) marks: Vec<Mark>,
    /// The ranges in the text of the opening brackets of arrays in which the file has tags without a text; in order.
    pub(super) tagged_arrays: Vec<Range<usize>>,
    /// The expressions that may be more, or less, than one value or key.
    pub(super) holes: Vec<Hole>,
    nesting: Nesting,
    /// The offset in the text of the quote that opens the current string; `None` outside of strings.
    string: Option<usize>,
    /// Whether the last byte is the backslash of an escape sequence in a string.
    is_escaped: bool,
    /// The scalar that has begun. The next character or expression may continue it.
    scalar: Option<Scalar>,
    /// A scalar with expressions that has ended. The token after it decides what it stands for.
    pending: Option<Scalar>,
    /// Whether blanks have come since the last token. They end a scalar, unless a tag removes them.
    gap: bool,
    /// Whether the tag before this place removes the blanks after it.
    skips: bool,
    /// Whether there were more expressions than different stand-ins.
    pub(super) is_full: bool,
}

impl<'t> Composer<'t> {
    pub(super) fn new(
        file: &'t str,
        shared: &'t mut Shared,
        stand_ins: &'t RenderedStandIns,
    ) -> Self {
        Composer {
            file,
            shared,
            stand_ins,
            out: Vec::with_capacity(file.len()),
            marks: Vec::new(),
            tagged_arrays: Vec::new(),
            holes: Vec::new(),
            nesting: Nesting::default(),
            string: None,
            is_escaped: false,
            scalar: None,
            pending: None,
            gap: false,
            skips: false,
            is_full: false,
        }
    }

    /// Whether the condition or expression with the meaning of the number `meaning` may be different in each round of
    /// the loop over the list with the meaning of the number `list`.
    pub(super) fn depends(&mut self, meaning: u32, list: u32) -> bool {
        self.shared.meanings.depends(meaning, list)
    }

    /// Whether rules look at the current place: it is not inside of the value of `env` or `labels`.
    pub(super) fn counts(&self) -> bool {
        self.nesting.counts(&self.out, self.string.is_some())
    }

    /// Notes a tag that leaves no text in the rendering, such as a comment or a condition. Outside of strings the tag
    /// may stand between elements, so all open arrays are noted as arrays with tags.
    pub(super) fn note_hidden_tag(&mut self) {
        if self.string.is_none() {
            for bracket in self.nesting.open_arrays() {
                if !self.tagged_arrays.contains(&bracket) {
                    self.tagged_arrays.push(bracket);
                }
            }
        }
    }

    /// Removes the blanks before a tag, if its white-space control asks for it.
    pub(super) fn trim_before(&mut self, trims: Trims) {
        if !trims.before {
            return;
        }
        match self.string {
            Some(start) => {
                while self.out.len() > start + 1 && self.out.ends_with(b" ") {
                    self.out.pop();
                }
            }
            None => self.gap = false,
        }
    }

    /// Leaves out the next blanks, if the white-space control of the tag before them asks for it.
    pub(super) fn trim_after(&mut self, trims: Trims) {
        self.skips = trims.after;
    }

    /// Adds text that stands at `place` of the file.
    pub(super) fn text(&mut self, text: &str, place: usize) {
        let skipped = if self.skips { text.len() - text.trim_start().len() } else { 0 };
        self.skips = false;
        let bytes = text.as_bytes();
        let mut at = skipped;
        while at < bytes.len() {
            at = match self.string {
                Some(_) => self.in_string(bytes, at),
                None => {
                    self.outside(bytes[at], place + at);
                    at + 1
                }
            };
        }
    }

    /// Adds the text that takes the place of a tag. The tag stands at `place` of the file.
    pub(super) fn literal(&mut self, text: &str, place: usize) {
        for byte in text.bytes() {
            match self.string {
                Some(_) => _ = self.in_string(&[byte], 0),
                None => self.outside(byte, place),
            }
        }
    }

    /// Adds the bytes from `at` on, up to the end of the current string. Returns the offset after them.
    fn in_string(&mut self, bytes: &[u8], mut at: usize) -> usize {
        while at < bytes.len() {
            let byte = bytes[at];
            at += 1;
            self.out.push(byte);
            match byte {
                _ if self.is_escaped => self.is_escaped = false,
                b'\\' => self.is_escaped = true,
                b'"' => {
                    self.end_string();
                    return at;
                }
                _ => {}
            }
        }
        at
    }

    /// Ends the current string, whose closing quote has been added.
    fn end_string(&mut self) {
        let Some(start) = self.string.take() else { return };
        match self.nesting.next() {
            Next::Key => self.nesting.pass_key(start + 1..self.out.len() - 1),
            _ => self.nesting.pass_value(),
        }
    }

    /// Takes a byte outside of strings, which stands at `place` of the file. Blanks are left out; they only end a
    /// scalar.
    fn outside(&mut self, byte: u8, place: usize) {
        if byte.is_ascii_whitespace() {
            self.gap = true;
            return;
        }
        if self.gap {
            self.end_scalar();
        }
        if b"{}[],:\"".contains(&byte) {
            self.end_scalar();
            self.settle(Some(byte));
            self.gap = false;
            self.structure(byte, place);
            return;
        }
        self.begin_scalar(place);
        if let Some(scalar) = &mut self.scalar {
            scalar.text.push(char::from(byte));
            scalar.range.end = place + 1;
        }
    }

    /// Begins a scalar at `place` of the file, unless one has begun.
    fn begin_scalar(&mut self, place: usize) {
        if self.scalar.is_some() {
            return;
        }
        self.settle(None);
        self.gap = false;
        self.scalar = Some(Scalar {
            text: String::new(),
            meaning: String::new(),
            has_expression: false,
            range: place..place,
            next: self.nesting.next(),
        });
    }

    /// Adds a bracket, comma, colon or opening quote.
    fn structure(&mut self, byte: u8, place: usize) {
        let at = self.out.len();
        self.marks.push(Mark { offset: at, place });
        self.out.push(byte);
        self.nesting.pass(byte, &self.out, place);
        if byte == b'"' {
            self.string = Some(at);
        }
    }

    /// Adds the expression that stands at `range` of the file.
    pub(super) fn expression(&mut self, range: Range<usize>, Atom { meaning, round }: Atom) {
        self.skips = false;
        if let Some(start) = self.string {
            let is_key = self.nesting.next() == Next::Key;
            let own = self.shared.meanings.get(meaning).to_owned();
            let shown = &self.file[range.clone()];
            self.push_stand_in(own, round, shown, false);
            let is_whole = self.out.len() == start + 1 + STAND_IN
                && self.file.as_bytes().get(range.end) == Some(&b'"');
            if is_key && !is_whole {
                self.hole(range, HoleKind::KeyPart);
            }
            return;
        }
        if self.gap {
            self.end_scalar();
        }
        self.begin_scalar(range.start);
        let own = self.shared.meanings.get(meaning).to_owned();
        if let Some(scalar) = &mut self.scalar {
            scalar.meaning.push_str(&scalar.text);
            scalar.text.clear();
            scalar.meaning.push('\u{2}');
            scalar.meaning.push_str(&format!("{own}\u{2}{round}"));
            scalar.has_expression = true;
            scalar.range.end = range.end;
        }
    }

    /// Adds the stand-in for `meaning` in a round. `shown` is the text in the file for which it stands; `is_whole` is
    /// whether the stand-in is a whole string.
    fn push_stand_in(&mut self, meaning: String, round: u32, shown: &str, is_whole: bool) {
        let (shared, stand_ins) = (&mut *self.shared, self.stand_ins);
        match stand_ins
            .with(|stand_ins| shared.stand_in(stand_ins, meaning, round, shown, is_whole))
        {
            Some(text) => self.out.extend_from_slice(text.as_bytes()),
            None => self.is_full = true,
        }
    }

    /// Ends the current scalar. A scalar without expressions is added to the text; one with expressions becomes the
    /// pending one.
    fn end_scalar(&mut self) {
        self.gap = false;
        let Some(mut scalar) = self.scalar.take() else { return };
        if scalar.has_expression {
            scalar.meaning.push('\u{2}');
            scalar.meaning.push_str(&scalar.text);
            self.pending = Some(scalar);
            return;
        }
        // Without a blank, two separate scalars would become one.
        if self.out.last().is_some_and(|last| !b"{}[],:".contains(last)) {
            self.out.push(b' ');
        }
        self.marks.push(Mark { offset: self.out.len(), place: scalar.range.start });
        self.out.extend_from_slice(scalar.text.as_bytes());
        self.nesting.pass_value();
    }

    /// Decides what the pending scalar stands for, and adds it. `follows` is the bracket, comma, colon or quote after
    /// it, or 0 at the end of the text. `None` means that any other character or an expression follows.
    fn settle(&mut self, follows: Option<u8>) {
        let Some(scalar) = self.pending.take() else { return };
        let in_list = self.nesting.in_array();
        let is_outside = self.nesting.is_outside();
        match (scalar.next, follows) {
            (Next::Value, Some(b',' | b']')) if in_list => {
                self.hole(scalar.range.clone(), HoleKind::Elements);
                self.value(&scalar);
            }
            (Next::Value, Some(b',' | b'}')) if !in_list && !is_outside => self.value(&scalar),
            (Next::Value, Some(0)) if is_outside => self.value(&scalar),
            (Next::Value, _) if !in_list && !is_outside => {
                self.hole(scalar.range.clone(), HoleKind::Comma);
                self.value(&scalar);
            }
            (Next::Key, Some(b':')) => {
                let start = self.out.len();
                self.value(&scalar);
                self.nesting.pass_key(start + 1..self.out.len() - 1);
            }
            (Next::Key, Some(b',' | b'}')) => {
                self.hole(scalar.range.clone(), HoleKind::Members);
                self.value(&scalar);
                self.out.push(b':');
                self.value(&scalar);
            }
            (Next::Key, _) => self.hole(scalar.range, HoleKind::Members),
            (Next::Value, _) => self.hole(scalar.range, HoleKind::Elements),
            (Next::Comma | Next::Colon, _) => self.hole(scalar.range, HoleKind::Comma),
        }
    }

    /// Adds a string with a stand-in, in place of a scalar with expressions.
    fn value(&mut self, scalar: &Scalar) {
        let shown = self.file[scalar.range.clone()].to_owned();
        self.marks.push(Mark { offset: self.out.len(), place: scalar.range.start });
        self.out.push(b'"');
        self.push_stand_in(scalar.meaning.clone(), 0, &shown, true);
        self.out.push(b'"');
        self.nesting.pass_value();
    }

    /// Adds a hole, unless it stands in `env` or `labels`.
    fn hole(&mut self, range: Range<usize>, kind: HoleKind) {
        if !self.nesting.is_quiet() {
            let around = self.nesting.brackets(&self.out);
            self.holes.push(Hole { range, kind, around });
        }
    }

    /// Ends the last scalar. Nothing can be added afterwards.
    pub(super) fn finish(&mut self) {
        self.end_scalar();
        self.settle(Some(0));
    }
}
