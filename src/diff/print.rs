//! Printing of a unified diff, plain or coloured.
//!
//! It knows no terminal: the caller decides whether colours are wanted. Invariant: the coloured
//! form without its escape sequences is the plain form.

use std::io::{self, Write};
use std::ops::Range;

use anstyle::{AnsiColor, Style};

use super::{Hunk, Line, LineKind, Pair, UnifiedDiff, pairs};

/// The style of each kind of line. An empty style writes nothing.
struct Palette {
    header: Style,
    hunk: Style,
    context: Style,
    removed: Style,
    added: Style,
    /// Whether words that differ are marked, in a removed line and an added line that are alike.
    marks: bool,
}

const PLAIN: Palette = Palette {
    header: Style::new(),
    hunk: Style::new(),
    context: Style::new(),
    removed: Style::new(),
    added: Style::new(),
    marks: false,
};

/// The styles that git has by default (`color.diff.meta`, `.frag`, `.old`, `.new`).
const COLORED: Palette = Palette {
    header: Style::new().bold(),
    hunk: AnsiColor::Cyan.on_default(),
    context: Style::new(),
    removed: AnsiColor::Red.on_default(),
    added: AnsiColor::Green.on_default(),
    marks: true,
};

impl UnifiedDiff<'_> {
    /// Writes the diff in the form of a patch file. It writes in many small pieces, so `out` should be
    /// buffered.
    ///
    /// # Errors
    /// The errors of `out`.
    pub fn write_plain(&self, out: &mut dyn Write) -> io::Result<()> {
        self.write(out, &PLAIN)
    }

    /// Writes the diff for a terminal: a bold header, cyan positions, red and green lines. Words that differ
    /// in lines that are alike are in reverse colours.
    ///
    /// # Errors
    /// The errors of `out`.
    pub fn write_colored(&self, out: &mut dyn Write) -> io::Result<()> {
        self.write(out, &COLORED)
    }

    /// Writes the diff in the styles of `palette`; writes nothing if the diff is empty.
    fn write(&self, out: &mut dyn Write, palette: &Palette) -> io::Result<()> {
        if self.is_empty() {
            return Ok(());
        }
        write_name(out, palette.header, "---", &self.old_name)?;
        write_name(out, palette.header, "+++", &self.new_name)?;
        for hunk in &self.hunks {
            write_position(out, palette.hunk, hunk)?;
            let marks = if palette.marks { changed_words(hunk) } else { Vec::new() };
            for (at, line) in hunk.lines.iter().enumerate() {
                write_line(out, palette, line, marks.get(at).map_or(&[], Vec::as_slice))?;
            }
        }
        Ok(())
    }
}

/// Writes the line of the header that begins with `marker`, `---` or `+++`.
fn write_name(out: &mut dyn Write, style: Style, marker: &str, name: &[u8]) -> io::Result<()> {
    write!(out, "{style}{marker} ")?;
    out.write_all(name)?;
    // Without the tab, `patch` would take the name to end at its first space.
    let tab = if name.contains(&b' ') { "\t" } else { "" };
    writeln!(out, "{style:#}{tab}")
}

/// Writes the line `@@ … @@` of a hunk.
fn write_position(out: &mut dyn Write, style: Style, hunk: &Hunk<'_>) -> io::Result<()> {
    let side = |start: usize, len: usize| match len {
        1 => start.to_string(),
        _ => format!("{start},{len}"),
    };
    let old = side(hunk.old_start, hunk.old_len);
    let new = side(hunk.new_start, hunk.new_len);
    writeln!(out, "{style}@@ -{old} +{new} @@{style:#}")
}

/// Returns the byte ranges of the words to mark, for each line of a hunk.
fn changed_words<'h>(hunk: &'h Hunk<'_>) -> Vec<Vec<Range<usize>>> {
    let mut marks = vec![Vec::new(); hunk.lines.len()];
    let mut at = 0;
    for block in
        hunk.lines.chunk_by(|a, b| (a.kind == LineKind::Context) == (b.kind == LineKind::Context))
    {
        let start = at;
        at += block.len();
        if block[0].kind == LineKind::Context {
            continue;
        }
        let added =
            block.iter().position(|line| line.kind == LineKind::Added).unwrap_or(block.len());
        let text = |lines: &'h [Line<'_>]| -> Vec<&'h [u8]> {
            lines.iter().map(|line| &*line.text).collect()
        };
        let (old, new) = (text(&block[..added]), text(&block[added..]));
        for Pair { old, new } in pairs(&old, &new) {
            old.into_iter().for_each(|it| marks[start + it.line] = it.changed);
            new.into_iter().for_each(|it| marks[start + added + it.line] = it.changed);
        }
    }
    marks
}

/// Writes a line of a hunk. `marks` are the byte ranges of the words that are shown in reverse colours.
fn write_line(
    out: &mut dyn Write,
    palette: &Palette,
    line: &Line<'_>,
    marks: &[Range<usize>],
) -> io::Result<()> {
    let (style, marker) = match line.kind {
        LineKind::Context => (palette.context, ' '),
        LineKind::Removed => (palette.removed, '-'),
        LineKind::Added => (palette.added, '+'),
    };
    // As in git, the colour ends before the CR of a CRLF, because some terminals would colour the rest of the
    // row.
    let (text, cr) = match line.text.strip_suffix(b"\r") {
        Some(text) if !line.no_newline => (text, "\r"),
        _ => (&*line.text, ""),
    };
    write!(out, "{style}{marker}")?;
    let mut at = 0;
    for mark in marks {
        let (start, end) = (mark.start.min(text.len()), mark.end.min(text.len()));
        let marked = style.invert();
        out.write_all(&text[at..start])?;
        write!(out, "{style:#}{marked}")?;
        out.write_all(&text[start..end])?;
        write!(out, "{marked:#}{style}")?;
        at = end;
    }
    out.write_all(&text[at..])?;
    writeln!(out, "{style:#}{cr}")?;
    if line.no_newline {
        writeln!(out, "\\ No newline at end of file")?;
    }
    Ok(())
}
