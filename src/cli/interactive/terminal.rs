//! The terminal of the user, wherever stdin and stdout go: reads keys and lines from it, shows text on it, and runs
//! programs on it.
//!
//! Invariant: the terminal is in a changed mode only while the program waits
//! for a key. Whatever ends the program at any other moment leaves the terminal in its former
//! state. Keys that were pressed before a question was asked do not answer it.

use std::fs::File;
use std::io::{self, Read as _, Write as _};
use std::process::{Command, ExitStatus, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

use anstream::adapter::strip_bytes;
use anyhow::anyhow;
use signal_hook::consts::{SIGINT, SIGTERM};
use signal_hook::flag;

use super::keys::{KeyReader, Pressed};
use super::platform::{self, ScreenSize};
use crate::cli::terminal::output::Output;
use crate::report::wrapped;

/// The user's input after a question.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Typed<T> {
    /// A key, or a line that is not empty.
    This(T),
    /// No answer: a key that stands for no character, or an empty line.
    Nothing,
    /// The end of the input.
    End,
    /// A request to end the program with this exit code, by the user or by a signal.
    Interrupt(u8),
}

/// The exit code after Ctrl-C.
const INTERRUPTED: u8 = 130;

/// An open terminal.
#[derive(Debug)]
pub(in crate::cli) struct Terminal {
    tty: File,
    /// Whether the terminal can only take lines and show text, and cannot move the cursor.
    is_plain: bool,
    is_colored: bool,
    signals: Signals,
}

/// The signals that have arrived.
#[derive(Debug)]
struct Signals {
    /// The exit code for the signal that has arrived; 0 if none has.
    code: Arc<AtomicUsize>,
    /// Whether SIGINT ends the program at once.
    may_exit: Arc<AtomicBool>,
}

impl Terminal {
    /// Opens the controlling terminal of the process.
    ///
    /// # Errors
    /// The process has none.
    #[expect(clippy::disallowed_methods, reason = "the terminal is an edge of the process")]
    pub(in crate::cli) fn open(output: Output) -> anyhow::Result<Self> {
        let tty = platform::open()
            .map_err(|_| anyhow!("-i asks on a terminal, and this process has none"))?;
        let is_plain =
            std::env::var_os("TERM").is_none_or(|term| term.is_empty() || term == "dumb");
        let is_colored = output.colors(&tty);
        let signals = Signals { code: Arc::default(), may_exit: Arc::default() };
        let interrupted = INTERRUPTED.into();
        flag::register_conditional_shutdown(SIGINT, interrupted, Arc::clone(&signals.may_exit))?;
        flag::register_usize(SIGINT, Arc::clone(&signals.code), INTERRUPTED.into())?;
        flag::register_usize(SIGTERM, Arc::clone(&signals.code), 143)?;
        Ok(Terminal { tty, is_plain, is_colored, signals })
    }

    /// Returns the size of the terminal, or 80 columns and 24 rows if the terminal does not tell it.
    pub(super) fn size(&self) -> ScreenSize {
        platform::size(&self.tty).unwrap_or(ScreenSize { columns: 80, rows: 24 })
    }

    /// Whether the terminal can run programs that take the whole screen.
    pub(super) fn has_screen(&self) -> bool {
        !self.is_plain
    }

    /// Shows `text`, without its styles if the terminal takes none.
    pub(super) fn show(&self, text: &[u8]) -> io::Result<()> {
        if self.is_colored {
            return (&self.tty).write_all(text);
        }
        (&self.tty).write_all(&strip_bytes(text).into_vec())
    }

    /// Shows lines, wrapped to the width of the terminal.
    pub(super) fn say(&self, text: &str) -> io::Result<()> {
        let columns = self.size().columns;
        let lines = text.split('\n').map(|line| wrapped(line, columns, 0).join("\n  "));
        self.show(format!("{}\n", lines.collect::<Vec<_>>().join("\n")).as_bytes())
    }

    /// Shows `question` and waits for a key. On a plain terminal it waits for a line and takes its first character.
    pub(super) fn key(&self, question: &str) -> io::Result<Typed<char>> {
        if self.is_plain {
            return Ok(match self.plain_line(question)? {
                Typed::This(line) => line.chars().next().map_or(Typed::Nothing, Typed::This),
                Typed::Nothing => Typed::Nothing,
                Typed::End => Typed::End,
                Typed::Interrupt(code) => Typed::Interrupt(code),
            });
        }
        loop {
            let keys = KeyReader::listen(&self.tty)?;
            self.show(question.as_bytes())?;
            let pressed = keys.pressed(&|| self.signals.pending())?;
            drop(keys);
            return Ok(match pressed {
                Pressed::Char(key) => {
                    self.say(&key.to_string())?;
                    Typed::This(key)
                }
                Pressed::Suspend => {
                    self.suspend()?;
                    continue;
                }
                Pressed::Interrupt => self.interrupted()?,
                Pressed::End => {
                    self.say("")?;
                    Typed::End
                }
                Pressed::Enter | Pressed::Erase | Pressed::Clear | Pressed::Other => {
                    self.say("")?;
                    Typed::Nothing
                }
            });
        }
    }

    /// Shows `question` and waits for a line.
    pub(super) fn line(&self, question: &str) -> io::Result<Typed<String>> {
        if self.is_plain {
            return self.plain_line(question);
        }
        let mut line = String::new();
        let keys = KeyReader::listen(&self.tty)?;
        self.show(question.as_bytes())?;
        loop {
            match keys.pressed(&|| self.signals.pending())? {
                Pressed::Char(key) => {
                    line.push(key);
                    (&self.tty).write_all(key.encode_utf8(&mut [0; 4]).as_bytes())?;
                }
                Pressed::Erase => {
                    if line.pop().is_some() {
                        (&self.tty).write_all(b"\x08 \x08")?;
                    }
                }
                Pressed::Clear => {
                    (&self.tty).write_all("\x08 \x08".repeat(line.chars().count()).as_bytes())?;
                    line.clear();
                }
                Pressed::Interrupt => {
                    drop(keys);
                    return self.interrupted();
                }
                Pressed::Enter | Pressed::End => break,
                Pressed::Suspend | Pressed::Other => {}
            }
        }
        drop(keys);
        self.say("")?;
        let line = line.trim();
        Ok(if line.is_empty() { Typed::Nothing } else { Typed::This(line.to_owned()) })
    }

    /// Shows `question` and reads a line, while the terminal itself handles its editing keys. Ctrl-C ends the program
    /// at once, because no mode of the terminal has to be restored.
    fn plain_line(&self, question: &str) -> io::Result<Typed<String>> {
        self.signals.may_exit.store(true, Ordering::SeqCst);
        self.show(question.as_bytes())?;
        if let Some(code) = self.signals.pending() {
            return Ok(Typed::Interrupt(code));
        }
        let mut bytes = Vec::new();
        let mut byte = [0];
        while !bytes.ends_with(b"\n") {
            match (&self.tty).read(&mut byte) {
                Ok(0) => break,
                Ok(_) => bytes.push(byte[0]),
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return Err(error),
            }
        }
        self.signals.may_exit.store(false, Ordering::SeqCst);
        if bytes.is_empty() {
            return Ok(Typed::End);
        }
        let line = String::from_utf8_lossy(&bytes).trim().to_owned();
        Ok(if line.is_empty() { Typed::Nothing } else { Typed::This(line) })
    }

    /// Returns the request to end the program, with the exit code of the signal that has arrived, or else of Ctrl-C.
    fn interrupted<T>(&self) -> io::Result<Typed<T>> {
        self.say("")?;
        Ok(Typed::Interrupt(self.signals.pending().unwrap_or(INTERRUPTED)))
    }

    /// Suspends the process, as Ctrl-Z does in other programs.
    fn suspend(&self) -> io::Result<()> {
        self.say("")?;
        platform::suspend()
    }

    /// Runs a command on the terminal. Its stdin is `input` if there is some, else the terminal. While it runs,
    /// Ctrl-C is for the command.
    pub(super) fn run(&self, mut command: Command, input: Option<&[u8]>) -> io::Result<ExitStatus> {
        let stdin = if input.is_some() { Stdio::piped() } else { self.tty.try_clone()?.into() };
        command.stdin(stdin).stdout(self.tty.try_clone()?).stderr(self.tty.try_clone()?);
        let mut child = command.spawn()?;
        if let (Some(mut pipe), Some(input)) = (child.stdin.take(), input) {
            // A pager that the user leaves early stops reading.
            let _ = pipe.write_all(input);
        }
        let status = child.wait();
        // A signal to end the program still holds.
        let code = &self.signals.code;
        let _ = code.compare_exchange(INTERRUPTED.into(), 0, Ordering::SeqCst, Ordering::SeqCst);
        status
    }

    /// Returns `text` as another program may show it on this terminal: without styles if the terminal takes none.
    pub(super) fn styled(&self, text: &[u8]) -> Vec<u8> {
        if self.is_colored { text.to_vec() } else { strip_bytes(text).into_vec() }
    }
}

impl Signals {
    /// Returns the exit code for the signal that has arrived, if one has.
    fn pending(&self) -> Option<u8> {
        u8::try_from(self.code.load(Ordering::SeqCst)).ok().filter(|code| *code > 0)
    }
}
