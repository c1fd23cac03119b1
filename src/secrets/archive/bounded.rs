//! A reader with a limit, which protects against decompression bombs and remembers why reading
//! failed.

use std::cell::Cell;
use std::io::{self, Read};
use std::rc::Rc;

use super::ArchiveError;

/// The state of the reading.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Point {
    Inside,
    End,
    TooFar,
}

/// The progress of a [`Bounded`] reader. Its owner keeps it while the reader is lent to a library.
#[derive(Debug, Clone)]
pub(super) struct Reach(Rc<Cell<Point>>);

impl Reach {
    /// Returns the meaning of a read error. The error's own text is not shown, because it may quote
    /// the data.
    pub(super) fn explain(&self, error: &io::Error) -> ArchiveError {
        match (self.0.get(), error.kind()) {
            (Point::TooFar, _) => ArchiveError::LargeContent,
            (_, io::ErrorKind::OutOfMemory) => ArchiveError::Window,
            (_, io::ErrorKind::UnexpectedEof) | (Point::End, _) => ArchiveError::Truncated,
            (Point::Inside, _) => ArchiveError::Damaged,
        }
    }
}

/// A reader that returns at most a number of bytes, and an error instead of the next one.
pub(super) struct Bounded<R> {
    inner: R,
    left: u64,
    reach: Reach,
}

impl<R: Read> Bounded<R> {
    pub(super) fn new(inner: R, limit: u64) -> Self {
        Bounded { inner, left: limit, reach: Reach(Rc::new(Cell::new(Point::Inside))) }
    }

    pub(super) fn reach(&self) -> Reach {
        self.reach.clone()
    }
}

impl<R: Read> Read for Bounded<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if buffer.is_empty() {
            return Ok(0);
        }
        let room = usize::try_from(self.left).unwrap_or(usize::MAX).clamp(1, buffer.len());
        let count = self.inner.read(&mut buffer[..room])?;
        if count == 0 {
            self.reach.0.set(Point::End);
        }
        match self.left.checked_sub(count as u64) {
            Some(left) => self.left = left,
            None => {
                self.reach.0.set(Point::TooFar);
                return Err(io::Error::other("too much"));
            }
        }
        Ok(count)
    }
}
