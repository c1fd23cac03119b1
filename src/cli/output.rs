//! The two streams, with or without styles.

use std::io::{self, Write};

use anstream::adapter::strip_bytes;
use anstream::stream::RawStream;
use anstream::{AutoStream, ColorChoice};
use anstyle::AnsiColor;

use super::args::Color;
use crate::report::{Failure, FileEntry};

/// Where to print, and whether in colour.
#[derive(Debug, Clone, Copy)]
pub(super) struct Output {
    choice: ColorChoice,
}

impl Output {
    pub(super) fn new(color: Color) -> Self {
        let choice = match color {
            Color::Auto => ColorChoice::Auto,
            Color::Always => ColorChoice::Always,
            Color::Never => ColorChoice::Never,
        };
        Output { choice }
    }

    /// stdout for styled text.
    pub(super) fn stdout(self) -> Page {
        Page { text: Vec::new(), is_styled: self.colors_stdout() }
    }

    /// Whether text on stdout should be styled.
    pub(super) fn colors_stdout(self) -> bool {
        self.colors(&io::stdout())
    }

    /// Whether text on `stream` should be styled.
    pub(super) fn colors(self, stream: &impl RawStream) -> bool {
        match self.choice {
            ColorChoice::Auto => AutoStream::choice(stream) != ColorChoice::Never,
            choice => choice != ColorChoice::Never,
        }
    }

    /// stderr for styled text.
    pub(super) fn stderr(self) -> AutoStream<io::StderrLock<'static>> {
        AutoStream::new(io::stderr(), self.choice).lock()
    }
}

/// Text for stdout, written at once when it is flushed: a stream that takes styles out writes every
/// piece between two of them by itself.
#[derive(Debug)]
pub(super) struct Page {
    text: Vec<u8>,
    is_styled: bool,
}

impl Write for Page {
    fn write(&mut self, text: &[u8]) -> io::Result<usize> {
        self.text.write(text)
    }

    fn flush(&mut self) -> io::Result<()> {
        let text = std::mem::take(&mut self.text);
        let text = if self.is_styled { text } else { strip_bytes(&text).into_vec() };
        let mut out = io::stdout().lock();
        out.write_all(&text)?;
        out.flush()
    }
}

/// Prints one error. That stderr is closed is nothing anyone could be told.
pub(super) fn error(output: &Output, message: &str) {
    let style = AnsiColor::Red.on_default().bold();
    let _ = writeln!(output.stderr(), "{style}error{style:#}: {message}");
}

/// Prints one note.
pub(super) fn note(output: &Output, message: &str) {
    let style = AnsiColor::Cyan.on_default().bold();
    let _ = writeln!(output.stderr(), "{style}note{style:#}: {message}");
}

/// Prints the errors of all files; true if there were any.
pub(super) fn failures<T>(output: &Output, files: &[FileEntry<T>]) -> bool {
    let mut any = false;
    for file in files {
        if let Err(Failure { position, message }) = &file.result {
            any = true;
            let place =
                position.map(|at| format!(":{}:{}", at.line, at.column)).unwrap_or_default();
            error(output, &format!("{}{place}: {message}", file.path.display()));
        }
    }
    any
}
