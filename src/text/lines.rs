//! Byte offset → line and column, without an index of every line.
//!
//! Newlines and characters are counted once for each block of bytes. A query counts inside of one block
//! only, however long its line is. So a file of 200 MB needs 1.6 MB of counts, and a line with thousands of
//! findings is not walked thousands of times.

use memchr::{memchr_iter, memrchr};

/// The number of bytes of a block.
const BLOCK: usize = 1024;

/// A line and a column of a file. Both numbers start at 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize)]
pub struct Position {
    /// Line number; lines end with `\n`.
    pub line: usize,
    /// Column in characters (Unicode scalar values), a tab counting as one. A byte order mark is no column.
    pub column: usize,
}

impl Position {
    /// The beginning of a text.
    pub const START: Self = Position { line: 1, column: 1 };

    /// Returns this position, which is one in a part of a text, as a position in the whole text. The part begins
    /// at `start`.
    #[must_use]
    pub fn in_file(self, start: Position) -> Self {
        let column = if self.line == 1 { start.column - 1 } else { 0 };
        Position { line: start.line - 1 + self.line, column: column + self.column }
    }
}

/// Answers [`Position`] queries on one text, or on a part of one.
#[derive(Debug)]
pub struct Lines<'a> {
    bytes: &'a [u8],
    /// The position in the whole text at which `bytes` begins.
    start: Position,
    /// The counts before each block, in ascending order.
    before: Vec<Before>,
}

/// The numbers of newlines and characters before a byte.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Before {
    newlines: u32,
    /// The characters between the last newline and the byte.
    characters: u32,
}

impl Before {
    const START: Self = Before { newlines: 0, characters: 0 };

    /// Returns the counts after `text`; `self` has the counts before it.
    fn after(self, text: &[u8]) -> Self {
        match memrchr(b'\n', text) {
            Some(last) => Before {
                newlines: self.newlines.saturating_add(count(memchr_iter(b'\n', text).count())),
                characters: count(characters(&text[last + 1..])),
            },
            None => Before {
                characters: self.characters.saturating_add(count(characters(text))),
                ..self
            },
        }
    }
}

impl<'a> Lines<'a> {
    /// Counts the newlines and characters of `bytes` once.
    #[must_use]
    pub fn new(bytes: &'a [u8]) -> Self {
        Self::part(bytes, Position::START)
    }

    /// Counts the newlines and characters of a part of a text. The part begins at `start`. Offsets count from
    /// its beginning, and positions are those of the whole text.
    #[must_use]
    pub fn part(bytes: &'a [u8], start: Position) -> Self {
        let mut before = Vec::with_capacity(bytes.len() / BLOCK + 1);
        let mut at = Before::START;
        let mut begin = mark(bytes);
        // The last block is not counted: nothing stands after it.
        for end in (BLOCK..).step_by(BLOCK).take_while(|&end| end < bytes.len()) {
            before.push(at);
            at = at.after(&bytes[begin..end]);
            begin = end;
        }
        before.push(at);
        Lines { bytes, start, before }
    }

    /// Returns the position of the character that begins at byte `offset`. An offset after the end counts as the
    /// end.
    #[must_use]
    pub fn position(&self, offset: usize) -> Position {
        let offset = offset.min(self.bytes.len());
        let block = (offset / BLOCK).min(self.before.len().saturating_sub(1));
        let start = self.begin(block);
        let before = self.before.get(block).copied().unwrap_or(Before::START);
        let Before { newlines, characters } = before.after(&self.bytes[start.min(offset)..offset]);
        let inside = Position { line: newlines as usize + 1, column: characters as usize + 1 };
        inside.in_file(self.start)
    }

    /// Returns the byte offset of a position that [`Lines::position`] has returned. For any other position, the
    /// offset is somewhere in the text or at its end.
    #[must_use]
    pub fn offset(&self, position: Position) -> usize {
        let newlines = position.line.saturating_sub(self.start.line);
        let first = if newlines == 0 { self.start.column } else { 1 };
        let characters = count(position.column.saturating_sub(first));
        let wanted = Before { newlines: count(newlines), characters };
        // The character is in the last block whose counts before it are not greater than `wanted`.
        let Some(block) = self.before.partition_point(|it| *it <= wanted).checked_sub(1) else {
            return 0;
        };
        let (start, before) = (self.begin(block), self.before[block]);
        let text = &self.bytes[start..self.bytes.len().min((block + 1) * BLOCK)];
        let found = match (wanted.newlines - before.newlines) as usize {
            0 => nth_character(text, wanted.characters - before.characters),
            lines => memchr_iter(b'\n', text).nth(lines - 1).and_then(|newline| {
                let line = newline + 1;
                Some(line + nth_character(&text[line..], wanted.characters)?)
            }),
        };
        found.map_or(self.bytes.len(), |found| start + found)
    }

    /// Returns the offset at which the text of a block begins. In the first block that is after the byte order
    /// mark.
    fn begin(&self, block: usize) -> usize {
        if block == 0 { mark(self.bytes) } else { block * BLOCK }
    }
}

/// Returns the length of the byte order mark, if there is one.
fn mark(bytes: &[u8]) -> usize {
    if bytes.starts_with(b"\xEF\xBB\xBF") { 3 } else { 0 }
}

/// Returns the number of characters that begin in `text`.
fn characters(text: &[u8]) -> usize {
    text.iter().filter(|&&byte| begins_character(byte)).count()
}

/// Returns the offset of the character before which `index` others begin in `text`.
fn nth_character(text: &[u8], index: u32) -> Option<usize> {
    (0..text.len()).filter(|&at| begins_character(text[at])).nth(index as usize)
}

/// Whether a byte of UTF-8 is the first one of a character.
fn begins_character(byte: u8) -> bool {
    byte & 0xC0 != 0x80
}

/// Returns a number of line breaks or characters as a `u32`. The numbers of a text fit, because files of 4 GiB and
/// more are not read. A greater number becomes the greatest `u32`.
fn count(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}
