//! Byte offset → line and column, without an index of every line.
//!
//! Newlines are counted once per block; a query counts inside one block only. Thus a 200 MB file
//! costs 200 KB of counts, and thousands of findings in it do not cost thousands of passes.

use memchr::{memchr_iter, memrchr};

const BLOCK: usize = 4096;

/// Where something stands in a file: both numbers start at 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize)]
pub struct Position {
    /// Line number; lines end with `\n`.
    pub line: usize,
    /// Column in characters (Unicode scalar values), a tab counting as one. A byte order mark is no column.
    pub column: usize,
}

/// Answers [`Position`] queries on one text.
#[derive(Debug)]
pub struct Lines<'a> {
    bytes: &'a [u8],
    /// Newlines before the start of each block.
    before: Vec<u32>,
}

impl<'a> Lines<'a> {
    /// Counts the newlines of `bytes` once.
    #[must_use]
    pub fn new(bytes: &'a [u8]) -> Self {
        let mut before = Vec::with_capacity(bytes.len() / BLOCK + 1);
        let mut count = 0;
        for block in bytes.chunks(BLOCK) {
            before.push(count);
            count += u32::try_from(memchr_iter(b'\n', block).count()).unwrap_or(0);
        }
        Lines { bytes, before }
    }

    /// The position of the character that begins at byte `offset`; past the end means the end.
    #[must_use]
    pub fn position(&self, offset: usize) -> Position {
        let offset = offset.min(self.bytes.len());
        let block = (offset / BLOCK).min(self.before.len().saturating_sub(1));
        let counted = self.before.get(block).map_or(0, |count| *count as usize);
        let tail = &self.bytes[block * BLOCK..offset];
        Position {
            line: counted + memchr_iter(b'\n', tail).count() + 1,
            column: column(self.bytes, offset),
        }
    }

    /// The byte offset of a position that [`Lines::position`] has given.
    #[must_use]
    pub fn offset(&self, position: Position) -> usize {
        let wanted = position.line.saturating_sub(1);
        let start = if wanted == 0 {
            if self.bytes.starts_with(MARK) { MARK.len() } else { 0 }
        } else {
            // The last block with fewer newlines before it holds the one that ends the line above.
            let block = self.before.partition_point(|&count| (count as usize) < wanted).max(1) - 1;
            let missing = wanted - self.before[block] as usize;
            let mut newlines = memchr_iter(b'\n', &self.bytes[block * BLOCK..]);
            let newline = newlines.nth(missing - 1);
            newline.map_or(self.bytes.len(), |newline| block * BLOCK + newline + 1)
        };
        let is_character = |at: &usize| self.bytes[*at] & 0xC0 != 0x80;
        let mut characters = (start..self.bytes.len()).filter(is_character);
        characters.nth(position.column.saturating_sub(1)).unwrap_or(self.bytes.len())
    }
}

/// The byte order mark.
const MARK: &[u8] = b"\xEF\xBB\xBF";

fn column(bytes: &[u8], offset: usize) -> usize {
    let mut start = memrchr(b'\n', &bytes[..offset]).map_or(0, |newline| newline + 1);
    if start == 0 && bytes.starts_with(MARK) {
        start = MARK.len().min(offset);
    }
    let characters = bytes[start..offset].iter().filter(|&&byte| byte & 0xC0 != 0x80);
    characters.count() + 1
}
