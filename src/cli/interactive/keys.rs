//! Reads single keys from the bytes of a terminal.
//!
//! Invariant: when [`KeyReader`] is dropped, also after an error, the terminal is in its former state.

use std::fs::File;
use std::io::{self, Read as _};
use std::time::{Duration, Instant};

use super::platform::Unbuffered;

/// A key that was pressed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Pressed {
    Char(char),
    Enter,
    Erase,
    /// Ctrl-U.
    Clear,
    /// Ctrl-C, Ctrl-\ or a signal.
    Interrupt,
    /// Ctrl-Z.
    Suspend,
    /// Ctrl-D, or the terminal is gone.
    End,
    /// An arrow, a function key, or another key without a meaning here.
    Other,
}

/// A terminal from which single keys are read.
pub(super) struct KeyReader<'t>(Unbuffered<'t>);

/// The time after which a read ends without a key, in tenths of a second.
const READ_TIME: u8 = 1;

impl<'t> KeyReader<'t> {
    /// Starts to read keys from the terminal `tty`. Keys that were pressed before are discarded.
    pub(super) fn listen(tty: &'t File) -> io::Result<Self> {
        Unbuffered::new(tty, READ_TIME).map(KeyReader)
    }

    /// Waits for a key, or until `is_over` returns an exit code, which counts as [`Pressed::Interrupt`].
    pub(super) fn pressed(&self, is_over: &dyn Fn() -> Option<u8>) -> io::Result<Pressed> {
        // Each read of a closed terminal ends at once, without a byte.
        let mut silences = 0;
        loop {
            if is_over().is_some() {
                return Ok(Pressed::Interrupt);
            }
            let since = Instant::now();
            match self.byte()? {
                Some(byte) => return self.key(byte),
                None if since.elapsed() < Duration::from_millis(20) => silences += 1,
                None => silences = 0,
            }
            if silences > 20 {
                return Ok(Pressed::End);
            }
        }
    }

    /// Reads a byte; `None` if none came in time.
    fn byte(&self) -> io::Result<Option<u8>> {
        let mut byte = [0];
        match self.0.tty().read(&mut byte) {
            Ok(0) => Ok(None),
            Ok(_) => Ok(Some(byte[0])),
            Err(error) if error.kind() == io::ErrorKind::Interrupted => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// Returns the key whose first byte is `first`, after reading its other bytes.
    fn key(&self, first: u8) -> io::Result<Pressed> {
        Ok(match first {
            b'\r' | b'\n' => Pressed::Enter,
            0x08 | 0x7f => Pressed::Erase,
            0x15 => Pressed::Clear,
            0x03 | 0x1c => Pressed::Interrupt,
            0x1a => Pressed::Suspend,
            0x04 => Pressed::End,
            0x1b => {
                self.skip_sequence()?;
                Pressed::Other
            }
            0..=0x1f => Pressed::Other,
            _ => self.char(first)?.map_or(Pressed::Other, Pressed::Char),
        })
    }

    /// Skips the rest of an escape sequence, of which ESC was read. After `ESC [` and `ESC O` it ends with a byte
    /// from `@` to `~`; any other sequence has one byte.
    fn skip_sequence(&self) -> io::Result<()> {
        if !matches!(self.byte()?, Some(b'[' | b'O')) {
            return Ok(());
        }
        while self.byte()?.is_some_and(|byte| !(0x40..=0x7e).contains(&byte)) {}
        Ok(())
    }

    /// Returns the character whose first byte in UTF-8 is `first`; `None` if its other bytes do not come or are not
    /// valid.
    fn char(&self, first: u8) -> io::Result<Option<char>> {
        let length = match first {
            0xc0..=0xdf => 2,
            0xe0..=0xef => 3,
            0xf0..=0xf7 => 4,
            _ => 1,
        };
        let mut bytes = vec![first];
        while bytes.len() < length {
            match self.byte()? {
                Some(byte) => bytes.push(byte),
                None => return Ok(None),
            }
        }
        Ok(std::str::from_utf8(&bytes).ok().and_then(|text| text.chars().next()))
    }
}
