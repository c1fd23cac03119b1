//! What the systems disagree on: where the terminal is, how large, and how it gives single keys.
//!
//! Decides nothing. Invariant: when [`Unbuffered`] is dropped, also on the way out of an error, the
//! terminal is as it was. Elsewhere than on Unix no terminal is found.

#[cfg(not(unix))]
pub(super) use elsewhere::{Unbuffered, open, size, suspend};
#[cfg(unix)]
pub(super) use unix::{Unbuffered, open, size, suspend};

#[cfg(unix)]
mod unix {
    use std::fs::File;
    use std::io;

    use rustix::process::{Signal, getpid, kill_process};
    use rustix::termios::{
        LocalModes, OptionalActions, SpecialCodeIndex, Termios, tcgetattr, tcgetwinsize, tcsetattr,
    };

    /// The controlling terminal of the process.
    pub(in super::super) fn open() -> io::Result<File> {
        File::options().read(true).write(true).open("/dev/tty")
    }

    /// Columns and rows, if the terminal tells.
    pub(in super::super) fn size(tty: &File) -> Option<(usize, usize)> {
        let size = tcgetwinsize(tty).ok()?;
        (size.ws_col > 0 && size.ws_row > 0).then(|| (size.ws_col.into(), size.ws_row.into()))
    }

    /// What Ctrl-Z does elsewhere.
    pub(in super::super) fn suspend() -> io::Result<()> {
        Ok(kill_process(getpid(), Signal::TSTP)?)
    }

    /// A terminal that gives every key at once and shows none.
    pub(in super::super) struct Unbuffered<'t> {
        tty: &'t File,
        before: Termios,
    }

    impl<'t> Unbuffered<'t> {
        /// What was typed before is dropped. A read takes `patience` tenths of a second at most.
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
            // If this fails there is no terminal to be restored.
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

    pub(in super::super) fn size(_: &File) -> Option<(usize, usize)> {
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
