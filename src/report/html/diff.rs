//! Writes the change of one file as a table with the old text on the left and the new text on the
//! right.
//!
//! Invariant: no login is shown. `***` takes the place of a login before two lines are compared word by word, so that a
//! word is marked only if it differs on the page, too.

use std::borrow::Cow;
use std::io::{self, Write};
use std::ops::Range;

use super::escape::content;
use crate::diff::{Hunk, Line, LineKind, Marked, Pair, UnifiedDiff, pairs};
use crate::text::without_login;

/// In a long line, the number of bytes that are shown before and after each changed part.
const AROUND: usize = 160;

/// Writes the table. Writes nothing if the text does not change.
pub(super) fn diff(out: &mut dyn Write, diff: &UnifiedDiff) -> io::Result<()> {
    if diff.is_empty() {
        return Ok(());
    }
    writeln!(
        out,
        "<table class=\"diff\"><colgroup><col class=\"n\"><col><col class=\"n\"><col></colgroup>"
    )?;
    let mut told = 0;
    for hunk in &diff.hunks {
        let skipped = hunk.old_start.saturating_sub(told + 1);
        if skipped > 0 {
            let lines = if skipped == 1 { "line" } else { "lines" };
            write!(out, "<tr class=\"gap\"><td colspan=\"4\">⋯ {skipped} unchanged {lines}")?;
        }
        told = hunk.old_start + hunk.old_len - 1;
        self::hunk(out, hunk)?;
    }
    writeln!(out, "</table>")
}

/// Writes the rows of a hunk. A block is a run of lines that are all unchanged, or all changed: the removed ones first,
/// then the added ones.
fn hunk(out: &mut dyn Write, hunk: &Hunk) -> io::Result<()> {
    let (mut old, mut new) = (hunk.old_start, hunk.new_start);
    for block in
        hunk.lines.chunk_by(|a, b| (a.kind == LineKind::Context) == (b.kind == LineKind::Context))
    {
        if block[0].kind == LineKind::Context {
            for line in block {
                let text = marked(&shown(line), &[]);
                write!(out, "<tr><td>{old}<td>{text}<td>{new}<td>{text}")?;
                (old, new) = (old + 1, new + 1);
            }
            continue;
        }
        // On a narrow screen, the removed lines of the block stand above the added ones.
        write!(out, "<tbody class=\"c\">")?;
        let added =
            block.iter().position(|line| line.kind == LineKind::Added).unwrap_or(block.len());
        let texts: Vec<Cow<str>> = block.iter().map(shown).collect();
        let bytes: Vec<&[u8]> = texts.iter().map(|text| text.as_bytes()).collect();
        for pair in pairs(&bytes[..added], &bytes[added..]) {
            row(out, &pair, &texts, added, FirstLines { old, new })?;
        }
        write!(out, "<tbody>")?;
        (old, new) = (old + added, new + block.len() - added);
    }
    Ok(())
}

/// The line numbers at which a block of changed lines begins.
struct FirstLines {
    /// The number in the old text of the first removed line.
    old: usize,
    /// The number in the new text of the first added line.
    new: usize,
}

/// Writes the row of a removed and an added line that stand side by side, or of one without a partner. `texts` are the
/// lines of the block as they are shown; the added ones begin at the index `added`.
fn row(
    out: &mut dyn Write,
    pair: &Pair,
    texts: &[Cow<str>],
    added: usize,
    first: FirstLines,
) -> io::Result<()> {
    let side = |side: &Option<Marked>, class, from: usize, first: usize| match side {
        Some(Marked { line, changed }) => {
            let text = marked(&texts[from + line], changed);
            format!("<td class=\"{class}\">{}<td class=\"{class}\">{text}", first + line)
        }
        None => "<td class=\"x\"><td class=\"x\">".to_owned(),
    };
    let old = side(&pair.old, "o", 0, first.old);
    let new = side(&pair.new, "a", added, first.new);
    write!(out, "<tr>{old}{new}")
}

/// Returns the text of a line as it is shown: without a `\r` at the end and without logins.
fn shown<'l>(line: &'l Line) -> Cow<'l, str> {
    let text = line.text.strip_suffix(b"\r").unwrap_or(&line.text);
    match String::from_utf8_lossy(text) {
        Cow::Borrowed(text) => without_login(text),
        Cow::Owned(text) => Cow::Owned(without_login(&text).into_owned()),
    }
}

/// Returns the line `text` as HTML with the ranges `changed` marked. In a long line, text that is far from these ranges
/// is left out.
fn marked(text: &str, changed: &[Range<usize>]) -> String {
    let mut out = String::new();
    let mut at = 0;
    for (index, range) in changed.iter().enumerate() {
        // A mark may begin or end within a character of several bytes.
        let (start, end) = (floor(text, range.start).max(at), ceil(text, range.end));
        plain(&mut out, &text[at..start], index > 0, true);
        out.push_str("<mark>");
        plain(&mut out, &text[start..end], true, true);
        out.push_str("</mark>");
        at = end;
    }
    plain(&mut out, &text[at..], !changed.is_empty(), false);
    out
}

/// Adds `text` as HTML. Of a long text, only the parts next to a mark are kept. `follows_mark` is whether a mark stands
/// directly before `text`, and `precedes_mark` is whether one stands directly after it.
fn plain(out: &mut String, text: &str, follows_mark: bool, precedes_mark: bool) {
    let (head, tail) = match (follows_mark, precedes_mark) {
        (true, false) => (AROUND, 0),
        (false, true) => (0, AROUND),
        (true, true) => (AROUND, AROUND),
        (false, false) => (8 * AROUND, 0),
    };
    if text.len() <= head + tail + AROUND {
        out.push_str(&content(text));
        return;
    }
    let (head, tail) = (floor(text, head), ceil(text, text.len() - tail));
    out.push_str(&content(&text[..head]));
    out.push_str(&format!("<i>⋯{} characters⋯</i>", text[head..tail].chars().count()));
    out.push_str(&content(&text[tail..]));
}

/// Returns the last character boundary of `text` that is not after the offset `at`.
fn floor(text: &str, mut at: usize) -> usize {
    at = at.min(text.len());
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}

/// Returns the first character boundary of `text` that is not before the offset `at`.
fn ceil(text: &str, mut at: usize) -> usize {
    at = at.min(text.len());
    while !text.is_char_boundary(at) {
        at += 1;
    }
    at
}
