//! Writes the change of one file as a table with the old text on the left and the new text on the
//! right.
//!
//! Invariant: no login is shown. Logins are masked before the lines are compared, so that a marked
//! word is one that differs on the page.

use std::borrow::Cow;
use std::io::{self, Write};
use std::ops::Range;

use super::escape::content;
use crate::diff::{Hunk, Line, LineKind, Marked, Pair, UnifiedDiff, pairs};
use crate::text::without_login;

/// The number of bytes around a changed part that are shown of a long line.
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
        let added =
            block.iter().position(|line| line.kind == LineKind::Added).unwrap_or(block.len());
        let texts: Vec<Cow<str>> = block.iter().map(shown).collect();
        let bytes: Vec<&[u8]> = texts.iter().map(|text| text.as_bytes()).collect();
        for pair in pairs(&bytes[..added], &bytes[added..]) {
            row(out, &pair, &texts, added, FirstLines { old, new })?;
        }
        (old, new) = (old + added, new + block.len() - added);
    }
    Ok(())
}

/// The line numbers of the first removed and the first added line of a block.
struct FirstLines {
    old: usize,
    new: usize,
}

/// Writes a row of the table.
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
    write!(out, "<tr class=\"c\">{old}{new}")
}

fn shown<'l>(line: &'l Line) -> Cow<'l, str> {
    let text = line.text.strip_suffix(b"\r").unwrap_or(&line.text);
    match String::from_utf8_lossy(text) {
        Cow::Borrowed(text) => without_login(text),
        Cow::Owned(text) => Cow::Owned(without_login(&text).into_owned()),
    }
}

/// Returns the line as HTML with its changed parts marked. In a long line, text that is far from the
/// changed parts is left out.
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

/// Adds `text`. A long text is cut, so that the parts next to a mark stay. `after` is whether a mark stands
/// before `text`, and `before` is whether a mark follows.
fn plain(out: &mut String, text: &str, after: bool, before: bool) {
    let (head, tail) = match (after, before) {
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

fn floor(text: &str, mut at: usize) -> usize {
    at = at.min(text.len());
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}

fn ceil(text: &str, mut at: usize) -> usize {
    at = at.min(text.len());
    while !text.is_char_boundary(at) {
        at += 1;
    }
    at
}
