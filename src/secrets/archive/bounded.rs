//! A reader with a limit, which protects against decompression bombs and remembers why reading
//! failed.

use std::cell::Cell;
use std::io::{self, Read};
use std::rc::Rc;

use super::ArchiveError;

/// How far a reader has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Progress {
    /// Neither the end nor the limit was reached.
    Inside,
    /// The end of the data was reached.
    End,
    /// The data has more bytes than the limit.
    TooFar,
}

/// The progress of a [`Bounded`] reader. The caller keeps the handle while a library has the reader.
#[derive(Debug, Clone)]
pub(super) struct ProgressHandle(Rc<Cell<Progress>>);

impl ProgressHandle {
    /// Returns the meaning of a read error. The error's own text is not shown, because it may quote
    /// the data.
    pub(super) fn explain(&self, error: &io::Error) -> ArchiveError {
        match (self.0.get(), error.kind()) {
            (Progress::TooFar, _) => ArchiveError::LargeContent,
            (_, io::ErrorKind::OutOfMemory) => ArchiveError::Window,
            (_, io::ErrorKind::UnexpectedEof) | (Progress::End, _) => ArchiveError::Truncated,
            (Progress::Inside, _) => ArchiveError::Damaged,
        }
    }
}

/// A reader that fails if the data has more bytes than a limit.
pub(super) struct Bounded<R> {
    inner: R,
    /// The number of bytes that may still be read.
    left: u64,
    progress: ProgressHandle,
}

impl<R: Read> Bounded<R> {
    pub(super) fn new(inner: R, limit: u64) -> Self {
        Bounded {
            inner,
            left: limit,
            progress: ProgressHandle(Rc::new(Cell::new(Progress::Inside))),
        }
    }

    pub(super) fn progress(&self) -> ProgressHandle {
        self.progress.clone()
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
            self.progress.0.set(Progress::End);
        }
        match self.left.checked_sub(count as u64) {
            Some(left) => self.left = left,
            None => {
                self.progress.0.set(Progress::TooFar);
                return Err(io::Error::other("too much"));
            }
        }
        Ok(count)
    }
}
