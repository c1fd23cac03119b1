//! stdout and stderr, with or without styles.

use std::io::{self, IsTerminal as _, Write};
#[cfg(unix)]
use std::os::fd::AsFd as AsTerminal;
#[cfg(windows)]
use std::os::windows::io::AsHandle as AsTerminal;
use std::path::{Path, PathBuf};

use anstream::adapter::strip_bytes;
use anstream::stream::RawStream;
use anstream::{AutoStream, ColorChoice};
use anstyle::AnsiColor;
use anyhow::{Context as _, bail};
use clap::ValueEnum;
use memchr::memchr;
use terminal_size::{Height, Width, terminal_size_of};

use crate::plan::{Failure, ReportedFile};
use crate::report::{named, visible, wrapped};
use crate::write::{TextWriter, Unflushed, save};

/// When to use colours.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Color {
    /// On a terminal, unless NO_COLOR is set
    Auto,
    /// In any case
    Always,
    /// Never
    Never,
}

/// Gives out stdout and stderr, with or without colours.
#[derive(Debug, Clone, Copy)]
pub(in crate::cli) struct Output {
    /// The choice of the user about colours.
    choice: ColorChoice,
}

impl Output {
    pub(in crate::cli) fn new(color: Color) -> Self {
        let choice = match color {
            Color::Auto => ColorChoice::Auto,
            Color::Always => ColorChoice::Always,
            Color::Never => ColorChoice::Never,
        };
        Output { choice }
    }

    /// Returns stdout for styled text.
    pub(in crate::cli) fn stdout(self) -> Page {
        self.page(None)
    }

    /// Returns an empty page for `file`, or for stdout if there is no file or if it is `-`.
    pub(in crate::cli) fn page(self, file: Option<&Path>) -> Page {
        let file = file.filter(|path| path.as_os_str() != "-").map(Path::to_owned);
        let is_styled = match (self.choice, &file) {
            (ColorChoice::Auto, Some(_)) => false,
            _ => self.colors_stdout(),
        };
        Page { text: Vec::new(), is_styled, file, failed: None, saved: None }
    }

    /// Whether text on stdout should be styled.
    pub(in crate::cli) fn colors_stdout(self) -> bool {
        self.colors(&io::stdout())
    }

    /// Whether text on `stream` should be styled.
    pub(in crate::cli) fn colors(self, stream: &impl RawStream) -> bool {
        match self.choice {
            ColorChoice::Auto => AutoStream::choice(stream) != ColorChoice::Never,
            choice => choice != ColorChoice::Never,
        }
    }

    /// Returns stderr for styled text.
    pub(in crate::cli) fn stderr(self) -> AutoStream<io::StderrLock<'static>> {
        AutoStream::new(io::stderr(), self.choice).lock()
    }
}

/// A buffer for text that goes to stdout or into a file. When the page is flushed, stdout gets the whole text in one
/// piece; a stream that removes styles would write each piece between two styles by itself. A file is written when the
/// page is finished.
#[derive(Debug)]
pub(in crate::cli) struct Page {
    /// The text that is not written yet.
    text: Vec<u8>,
    /// Whether the text keeps its styles when it is written.
    is_styled: bool,
    /// The file to write; `None` for stdout.
    file: Option<PathBuf>,
    /// The error after which stdout takes no more text.
    failed: Option<io::Error>,
    /// The result of writing a long text to the file.
    saved: Option<io::Result<Option<Unflushed>>>,
}

impl Page {
    /// Returns the path of the file that the page is written to; `None` for stdout.
    pub(in crate::cli) fn file(&self) -> Option<&Path> {
        self.file.as_deref()
    }

    /// Writes the rest of the text.
    ///
    /// # Errors
    /// Some of the text could not be written, now or earlier. Callers that have errors of files to print do so before
    /// they call this function, because they may end with its error.
    pub(in crate::cli) fn finish(&mut self) -> anyhow::Result<()> {
        let Some(path) = self.file.clone() else {
            self.flush()?;
            return self.failed.take().map_or(Ok(()), |error| Err(error.into()));
        };
        let saved = match self.saved.take() {
            Some(saved) => saved,
            None => {
                let text = self.taken();
                save(&path, &mut |out| out.write_all(&text))
            }
        };
        match saved.with_context(|| format!("cannot write to {}", path.display()))? {
            None => Ok(()),
            Some(unflushed) => bail!("{} is written, but {unflushed}", path.display()),
        }
    }

    /// Writes a long text without styles, piece by piece, as the function `text` makes it. The page must have no other
    /// text.
    ///
    /// # Errors
    /// stdout takes no more. An error of a file is returned by [`Page::finish`].
    pub(in crate::cli) fn write_long(&mut self, text: &mut TextWriter) -> io::Result<()> {
        match &self.file {
            None => text(&mut self.in_portions())?,
            Some(path) => self.saved = Some(save(path, text)),
        }
        Ok(())
    }

    /// Returns a writer for a long text. On stdout it is written in portions, each of which ends
    /// with a line.
    pub(in crate::cli) fn in_portions(&mut self) -> impl Write + '_ {
        Portions(self)
    }

    /// Whether stdout takes no more text, so that further writing is useless.
    pub(in crate::cli) fn is_cut(&self) -> bool {
        self.failed.is_some()
    }

    /// Whether the text keeps its styles when it is written.
    pub(in crate::cli) fn is_styled(&self) -> bool {
        self.is_styled
    }

    /// Tells the page not to remove anything from the text. The caller has made it with or without styles.
    pub(in crate::cli) fn keep_as_is(&mut self) {
        self.is_styled = true;
    }

    /// Returns the columns of the terminal that the page is shown on, if it goes to one.
    pub(in crate::cli) fn columns(&self) -> Option<usize> {
        if self.file.is_some() || !io::stdout().is_terminal() {
            return None;
        }
        Some(columns_of(&io::stdout()))
    }

    /// Returns the rows of the terminal that the page is shown on, if it goes to one.
    pub(in crate::cli) fn rows(&self) -> Option<usize> {
        self.columns()?;
        let size = terminal_size_of(io::stdout()).map(|(_, Height(rows))| usize::from(rows));
        Some(size.filter(|&rows| rows > 0).unwrap_or(24))
    }

    /// Removes and returns the text as it is to be written.
    fn taken(&mut self) -> Vec<u8> {
        let text = std::mem::take(&mut self.text);
        if self.is_styled { text } else { without_styles(text) }
    }
}

/// Returns `text` without its styles, and without other characters that a terminal would obey. If there are such
/// characters, it uses a slower function, which looks at each byte alone.
fn without_styles(text: Vec<u8>) -> Vec<u8> {
    match plain_parts(&text) {
        Some(parts) => parts.concat(),
        None => strip_bytes(&text).into_vec(),
    }
}

/// Returns the parts of `text` between its styles; `None` if the text has other characters that a terminal obeys, or is
/// not UTF-8.
fn plain_parts(text: &[u8]) -> Option<Vec<&[u8]>> {
    let mut parts = Vec::new();
    let mut rest = std::str::from_utf8(text).ok()?.as_bytes();
    while let Some(at) = memchr(b'\x1b', rest) {
        parts.push(&rest[..at]);
        let style = rest[at..].strip_prefix(b"\x1b[")?;
        let end = style.iter().position(|byte| !matches!(byte, b'0'..=b'9' | b';'))?;
        rest = style[end..].strip_prefix(b"m")?;
    }
    parts.push(rest);
    // All bytes are looked at, even after one that is not plain, because then the compiler can compare many at once.
    let is_plain = |byte: &u8| !byte.is_ascii_control() | byte.is_ascii_whitespace();
    let are_plain = |part: &&[u8]| part.iter().fold(true, |are, byte| are & is_plain(byte));
    parts.iter().all(are_plain).then_some(parts)
}

impl Page {
    /// Returns the text that is not written yet, with all its styles, for another stream.
    pub(in crate::cli) fn into_bytes(self) -> Vec<u8> {
        self.text
    }
}

impl Write for Page {
    fn write(&mut self, text: &[u8]) -> io::Result<usize> {
        self.text.write(text)
    }

    /// Never fails: an error of stdout is returned by [`Page::finish`].
    fn flush(&mut self) -> io::Result<()> {
        if self.file.is_some() {
            return Ok(());
        }
        let text = self.taken();
        if !self.is_cut() {
            let mut out = io::stdout().lock();
            let written = out.write_all(&text).and_then(|()| out.flush());
            self.failed = written.map_err(to_stdout).err();
        }
        Ok(())
    }
}

/// The writer that [`Page::in_portions`] returns.
struct Portions<'p>(&'p mut Page);

/// The number of bytes that are collected before they are written.
const PORTION: usize = 1 << 20;

impl Write for Portions<'_> {
    fn write(&mut self, text: &[u8]) -> io::Result<usize> {
        let written = self.0.write(text)?;
        if self.0.text.len() >= PORTION && text.ends_with(b"\n") {
            self.0.flush()?;
        }
        // This error only stops the writer of the text; `Page::finish` returns the true one.
        if self.0.is_cut() { Err(io::ErrorKind::BrokenPipe.into()) } else { Ok(written) }
    }

    fn flush(&mut self) -> io::Result<()> {
        self.0.flush()
    }
}

/// Whether an error says that the reader of the output has closed it.
pub(in crate::cli) fn is_broken_pipe(failure: &anyhow::Error) -> bool {
    let is_pipe = |error: &io::Error| error.kind() == io::ErrorKind::BrokenPipe;
    failure.chain().any(|cause| cause.downcast_ref::<io::Error>().is_some_and(is_pipe))
}

/// Returns the result of writing a listing. A reader that has closed the pipe is no failure.
pub(in crate::cli) fn unless_closed(written: anyhow::Result<()>) -> anyhow::Result<()> {
    written.or_else(|failure| if is_broken_pipe(&failure) { Ok(()) } else { Err(failure) })
}

/// Adds the name of the stream to an error, because the error of the system does not name it.
pub(in crate::cli) fn to_stdout(error: io::Error) -> io::Error {
    io::Error::new(error.kind(), format!("cannot write to stdout: {error}"))
}

/// Returns the number of columns of a terminal, or 80 if the terminal does not tell it.
pub(in crate::cli) fn columns_of(terminal: &impl AsTerminal) -> usize {
    let size = terminal_size_of(terminal).map(|(Width(columns), _)| usize::from(columns));
    size.filter(|&columns| columns > 0).unwrap_or(80)
}

/// Prints one error. An error of writing to stderr is ignored.
pub(in crate::cli) fn error(output: &Output, message: &str) {
    tell(output, "error", AnsiColor::Red, message);
}

/// Prints one note.
pub(in crate::cli) fn note(output: &Output, message: &str) {
    tell(output, "note", AnsiColor::Cyan, message);
}

/// Prints one warning.
pub(in crate::cli) fn warning(output: &Output, message: &str) {
    tell(output, "warning", AnsiColor::Yellow, message);
}

/// Prints a message to stderr, after `word`. On a terminal, a message of one line is wrapped between words.
fn tell(output: &Output, word: &str, color: AnsiColor, message: &str) {
    let style = color.on_default().bold();
    let text = match io::stderr().is_terminal() && !message.contains('\n') {
        true => wrapped(message, columns_of(&io::stderr()), word.len() + ": ".len()).join("\n  "),
        false => message.to_owned(),
    };
    let _ = writeln!(output.stderr(), "{style}{word}{style:#}: {text}");
}

/// Prints the errors of all files. Returns whether there were any.
pub(in crate::cli) fn failures<T>(output: &Output, files: &[ReportedFile<T>]) -> bool {
    let mut any = false;
    for file in files {
        if let Err(Failure { position, message }) = &file.result {
            any = true;
            let place =
                position.map(|at| format!(":{}:{}", at.line, at.column)).unwrap_or_default();
            error(output, &format!("{}{place}: {}", named(&file.path), visible(message)));
        }
    }
    any
}

#[cfg(test)]
mod tests {
    use anstream::adapter::strip_bytes;

    use super::{plain_parts, without_styles};

    /// The fast way is used for the output of this program, and removes the same text as the slow way.
    #[test]
    fn styles_are_taken_out() {
        let ours = ["", "a\n", "\x1b[1m a.json\x1b[0m:1:2:\t\x1b[31m\x1b[38;5;2mü → 日\r\n\x1b[m"];
        let others = ["\x1b", "\x1b[", "\x1b[1", "\x1b[2Ja", "\x1bPa", "a\x07b", "a\x7f\x1b[1mb"];
        for (text, is_ours) in
            ours.map(|it| (it, true)).into_iter().chain(others.map(|it| (it, false)))
        {
            assert_eq!(plain_parts(text.as_bytes()).is_some(), is_ours, "{text:?}");
            let slow = strip_bytes(text.as_bytes()).into_vec();
            assert_eq!(without_styles(text.into()), slow, "{text:?}");
        }
        assert_eq!(without_styles(b"a\xffb".to_vec()), strip_bytes(b"a\xffb").into_vec());
    }
}
