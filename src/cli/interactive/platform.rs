//! The functions of a terminal that differ between operating systems: to open it, to tell its size, and to read single
//! keys.
//!
//! Invariant: when [`Unbuffered`] is dropped, also after an error, the terminal
//! is in its former state. On systems other than Unix no terminal is found.

#[cfg(not(unix))]
pub(super) use elsewhere::{Unbuffered, open, size, suspend};
#[cfg(unix)]
pub(super) use unix::{Unbuffered, open, size, suspend};

/// The size of a terminal.
#[derive(Debug, Clone, Copy)]
pub(super) struct ScreenSize {
    pub(super) columns: usize,
    pub(super) rows: usize,
}

#[cfg(unix)]
mod unix {
    use std::fs::File;
    use std::io;

    use rustix::process::{Signal, getpid, kill_process};
    use rustix::termios::{
        LocalModes, OptionalActions, SpecialCodeIndex, Termios, tcgetattr, tcgetwinsize, tcsetattr,
    };

    /// Opens the controlling terminal of the process.
    pub(in super::super) fn open() -> io::Result<File> {
        File::options().read(true).write(true).open("/dev/tty")
    }

    /// Returns the size of the terminal, if it tells it.
    pub(in super::super) fn size(tty: &File) -> Option<super::ScreenSize> {
        let size = tcgetwinsize(tty).ok()?;
        (size.ws_col > 0 && size.ws_row > 0)
            .then(|| super::ScreenSize { columns: size.ws_col.into(), rows: size.ws_row.into() })
    }

    /// Suspends the process, as Ctrl-Z does in other programs.
    pub(in super::super) fn suspend() -> io::Result<()> {
        Ok(kill_process(getpid(), Signal::TSTP)?)
    }

    /// A terminal that gives every key at once and does not echo it.
    pub(in super::super) struct Unbuffered<'t> {
        tty: &'t File,
        before: Termios,
    }

    impl<'t> Unbuffered<'t> {
        /// Switches the terminal to the mode in which it gives every key at once. Keys that were pressed before are
        /// discarded. A read ends after `patience` tenths of a second at the latest.
        pub(in super::super) fn new(tty: &'t File, patience: u8) -> io::Result<Self> {
            let before = tcgetattr(tty)?;
            let mut mode = before.clone();
            let lines =
                LocalModes::ICANON | LocalModes::ECHO | LocalModes::ISIG | LocalModes::IEXTEN;
            mode.local_modes.remove(lines);
            mode.special_codes[SpecialCodeIndex::VMIN] = 0;
            mode.special_codes[SpecialCodeIndex::VTIME] = patience;
            tcsetattr(tty, OptionalActions::Flush, &mode)?;
            Ok(Unbuffered { tty, before })
        }

        pub(in super::super) fn tty(&self) -> &'t File {
            self.tty
        }
    }

    impl Drop for Unbuffered<'_> {
        fn drop(&mut self) {
            // If this fails, there is no terminal whose state could be restored.
            let _ = tcsetattr(self.tty, OptionalActions::Drain, &self.before);
        }
    }
}

#[cfg(not(unix))]
mod elsewhere {
    use std::fs::File;
    use std::io;

    pub(in super::super) fn open() -> io::Result<File> {
        Err(io::ErrorKind::Unsupported.into())
    }

    pub(in super::super) fn size(_: &File) -> Option<super::ScreenSize> {
        None
    }

    pub(in super::super) fn suspend() -> io::Result<()> {
        Err(io::ErrorKind::Unsupported.into())
    }

    pub(in super::super) struct Unbuffered<'t>(&'t File);

    impl<'t> Unbuffered<'t> {
        pub(in super::super) fn new(_: &'t File, _: u8) -> io::Result<Self> {
            Err(io::ErrorKind::Unsupported.into())
        }

        pub(in super::super) fn tty(&self) -> &'t File {
            self.0
        }
    }
}
