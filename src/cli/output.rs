//! The two streams, with or without styles.

use std::io::{self, BufWriter, Write};

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
    pub(super) fn stdout(self) -> BufWriter<AutoStream<io::StdoutLock<'static>>> {
        BufWriter::new(AutoStream::new(io::stdout(), self.choice).lock())
    }

    /// Whether text on stdout should be styled.
    pub(super) fn colors_stdout(self) -> bool {
        match self.choice {
            ColorChoice::Auto => AutoStream::choice(&io::stdout()) != ColorChoice::Never,
            choice => choice != ColorChoice::Never,
        }
    }

    /// stderr for styled text.
    pub(super) fn stderr(self) -> AutoStream<io::StderrLock<'static>> {
        AutoStream::new(io::stderr(), self.choice).lock()
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
