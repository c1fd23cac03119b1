//! Pieces of text and expressions → JSON text, in which stand-ins take the place of expressions.
//!
//! A string takes the place of an expression that stands for a value or a key. An expression that may be something
//! else – a comma, several members or elements, a part of a key, or nothing – is reported as a [`Hole`]. Where no value
//! or key can stand, nothing takes its place.

use std::ops::Range;

use super::hole::{Bracket, Hole, HoleKind};
use super::shared::{RenderedStandIns, Shared};
use super::stand_in::LENGTH as STAND_IN;
use super::tag::Trims;
use super::tree::Atom;

/// The kind of token that must follow outside of strings.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Next {
    /// A key, or the end of the object.
    Key,
    Colon,
    Value,
    /// A comma or a closing bracket.
    Comma,
}

/// The beginning of a token of a rendered text.
#[derive(Debug, Clone, Copy)]
pub(super) struct Mark {
    /// The offset in the text.
    pub(super) offset: usize,
    /// The offset in the file.
    pub(super) place: usize,
}

/// A bracket that is open.
struct Frame {
    /// The bracket itself.
    byte: u8,
    /// The offset of the bracket in the file.
    place: usize,
    /// The offset of the bracket in the text.
    at: usize,
    /// The range in the text of the key whose value begins with the bracket; empty if there is no key.
    name: Range<usize>,
    /// The range in the text of the last key directly inside of the bracket.
    key: Range<usize>,
    /// Whether the bracket stands in `env` or `labels`, which rules do not look at.
    is_quiet: bool,
}

/// A run of characters and expressions outside of strings, without brackets, commas and colons.
struct Scalar {
    text: String,
    /// The text that identifies the run if it has expressions. Runs with equal keys get the same stand-in.
    key: String,
    has_expression: bool,
    /// The range in the file.
    range: Range<usize>,
    /// The kind of token that must stand in its place.
    next: Next,
}

/// Makes the text of one rendering out of its pieces.
pub(super) struct Composer<'t> {
    file: &'t str,
    shared: &'t mut Shared,
    stand_ins: &'t RenderedStandIns,
    pub(super) out: Vec<u8>,
    pub(super) marks: Vec<Mark>,
    pub(super) opaque: Vec<Range<usize>>,
    pub(super) holes: Vec<Hole>,
    frames: Vec<Frame>,
    next: Next,
    /// The offset in the text of the quote that opens the current string; `None` outside of strings.
    string: Option<usize>,
    is_escaped: bool,
    scalar: Option<Scalar>,
    /// A scalar with expressions that has ended. The next token decides what it stands for.
    pending: Option<Scalar>,
    /// Whether blanks came, which may end a scalar.
    gap: bool,
    /// Whether the next blanks are left out.
    skips: bool,
    /// Whether there are more expressions than different stand-ins.
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
            opaque: Vec::new(),
            holes: Vec::new(),
            frames: Vec::new(),
            next: Next::Value,
            string: None,
            is_escaped: false,
            scalar: None,
            pending: None,
            gap: false,
            skips: false,
            is_full: false,
        }
    }

    /// Whether the expression that the number `key` stands for may be different in each round of the loop over the
    /// list that the number `list` stands for.
    pub(super) fn depends(&mut self, key: u32, list: u32) -> bool {
        self.shared.keys.depends(key, list)
    }

    /// Whether rules look at the current place.
    pub(super) fn counts(&self) -> bool {
        let Some(frame) = self.frames.last() else { return true };
        let is_value = self.next == Next::Value || self.string.is_some() && self.next != Next::Key;
        !(frame.is_quiet || is_value && self.is_quiet_name(&frame.key))
    }

    /// Whether the key at this range of the text is `env` or `labels`.
    fn is_quiet_name(&self, key: &Range<usize>) -> bool {
        matches!(&self.out[key.clone()], b"env" | b"labels")
    }

    /// Notes a tag that leaves no text in the rendering, such as a comment or a condition. Outside of strings it may
    /// stand between elements, so the brackets of all open lists are added to the opaque ranges.
    pub(super) fn note_hidden_tag(&mut self) {
        if self.string.is_none() {
            for frame in self.frames.iter().filter(|frame| frame.byte == b'[') {
                let bracket = frame.at..frame.at + 1;
                if !self.opaque.contains(&bracket) {
                    self.opaque.push(bracket);
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

    fn end_string(&mut self) {
        let Some(start) = self.string.take() else { return };
        if self.next == Next::Key {
            let key = start + 1..self.out.len() - 1;
            if let Some(frame) = self.frames.last_mut() {
                frame.key = key;
            }
            self.next = Next::Colon;
        } else {
            self.next = Next::Comma;
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

    fn begin_scalar(&mut self, place: usize) {
        if self.scalar.is_some() {
            return;
        }
        self.settle(None);
        self.gap = false;
        self.scalar = Some(Scalar {
            text: String::new(),
            key: String::new(),
            has_expression: false,
            range: place..place,
            next: self.next,
        });
    }

    /// Adds a bracket, comma, colon or opening quote.
    fn structure(&mut self, byte: u8, place: usize) {
        let at = self.out.len();
        self.marks.push(Mark { offset: at, place });
        self.out.push(byte);
        match byte {
            b'{' | b'[' => {
                let around = self.frames.last();
                let name = match around {
                    Some(frame) if frame.byte == b'{' => frame.key.clone(),
                    _ => 0..0,
                };
                let is_quiet =
                    around.is_some_and(|frame| frame.is_quiet) || self.is_quiet_name(&name);
                self.frames.push(Frame { byte, place, at, name, key: 0..0, is_quiet });
                self.next = if byte == b'{' { Next::Key } else { Next::Value };
            }
            b'}' | b']' => {
                self.frames.pop();
                self.next = Next::Comma;
            }
            b',' => {
                let in_object = self.frames.last().is_some_and(|frame| frame.byte == b'{');
                self.next = if in_object { Next::Key } else { Next::Value };
            }
            b':' => self.next = Next::Value,
            _ => self.string = Some(at),
        }
    }

    /// Adds the expression that stands at `range` of the file.
    pub(super) fn expression(&mut self, range: Range<usize>, Atom { key, round }: Atom) {
        self.skips = false;
        if let Some(start) = self.string {
            let is_key = self.next == Next::Key;
            let own = self.shared.keys.key(key).to_owned();
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
        let own = self.shared.keys.key(key).to_owned();
        if let Some(scalar) = &mut self.scalar {
            scalar.key.push_str(&scalar.text);
            scalar.text.clear();
            scalar.key.push('\u{2}');
            scalar.key.push_str(&format!("{own}\u{2}{round}"));
            scalar.has_expression = true;
            scalar.range.end = range.end;
        }
    }

    fn push_stand_in(&mut self, key: String, round: u32, shown: &str, is_whole: bool) {
        let (shared, stand_ins) = (&mut *self.shared, self.stand_ins);
        match stand_ins.with(|stand_ins| shared.stand_in(stand_ins, key, round, shown, is_whole)) {
            Some(text) => self.out.extend_from_slice(text.as_bytes()),
            None => self.is_full = true,
        }
    }

    fn end_scalar(&mut self) {
        self.gap = false;
        let Some(mut scalar) = self.scalar.take() else { return };
        if scalar.has_expression {
            scalar.key.push('\u{2}');
            scalar.key.push_str(&scalar.text);
            self.pending = Some(scalar);
            return;
        }
        // Without a blank, two separate scalars would become one.
        if self.out.last().is_some_and(|last| !b"{}[],:".contains(last)) {
            self.out.push(b' ');
        }
        self.marks.push(Mark { offset: self.out.len(), place: scalar.range.start });
        self.out.extend_from_slice(scalar.text.as_bytes());
        self.next = Next::Comma;
    }

    /// Decides what the pending scalar stands for. `follows` is the bracket, comma, colon or quote after it, or 0
    /// at the end of the text; `None` is any other character, or an expression.
    fn settle(&mut self, follows: Option<u8>) {
        let Some(scalar) = self.pending.take() else { return };
        let in_list = self.frames.last().is_some_and(|frame| frame.byte == b'[');
        let is_outside = self.frames.is_empty();
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
                let key = start + 1..self.out.len() - 1;
                if let Some(frame) = self.frames.last_mut() {
                    frame.key = key;
                }
                self.next = Next::Colon;
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

    /// Adds a string with a stand-in in place of a scalar with expressions.
    fn value(&mut self, scalar: &Scalar) {
        let shown = self.file[scalar.range.clone()].to_owned();
        self.marks.push(Mark { offset: self.out.len(), place: scalar.range.start });
        self.out.push(b'"');
        self.push_stand_in(scalar.key.clone(), 0, &shown, true);
        self.out.push(b'"');
        self.next = Next::Comma;
    }

    /// Adds a hole, unless it stands in `env` or `labels`.
    fn hole(&mut self, range: Range<usize>, kind: HoleKind) {
        if self.frames.last().is_some_and(|frame| frame.is_quiet) {
            return;
        }
        let bracket = |frame: &Frame| {
            let name = String::from_utf8_lossy(&self.out[frame.name.clone()]).into_owned();
            Bracket { place: frame.place, name }
        };
        let around = self.frames.iter().map(bracket).collect();
        self.holes.push(Hole { range, kind, around });
    }

    /// Ends the last scalar. Nothing can be added afterwards.
    pub(super) fn finish(&mut self) {
        self.end_scalar();
        self.settle(Some(0));
    }
}
