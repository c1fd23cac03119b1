//! Text that moves to another place: it is indented anew, or its lines are joined to one.

use std::borrow::Cow;
use std::ops::Range;

use super::{BLANKS, Layout};
use crate::text::{Style, TextEdit, splice_part};

/// A mark in place of a line break inside of an expression or a tag. The text after such a line break must not be
/// indented anew. JSON has no raw NUL, so the mark cannot be a part of the text.
const HELD_BREAK: char = '\u{0}';

impl<'d> Layout<'d> {
    /// Returns the text at `range` after `edits`, for a place that is indented by `indent`. If `spread` is
    /// false, the lines are joined to one where that is possible.
    pub(super) fn moved(
        self,
        range: Range<usize>,
        edits: &[TextEdit],
        indent: &str,
        spread: bool,
    ) -> String {
        let text = self.held(range.clone());
        let edits: Vec<TextEdit> =
            edits.iter().map(|edit| edit.clone().in_part(range.start)).collect();
        let bytes = splice_part(text.as_bytes(), 0..text.len(), &edits);
        let moved = String::from_utf8_lossy(&bytes);
        if !moved.contains('\n') {
            return with_breaks(moved.into_owned());
        }
        // In JSON with comments the lines are not joined, because a comment may reach to the end of its line.
        if !spread && !self.document.is_commented() {
            return with_breaks(one_line(&moved, self.style));
        }
        let old = self.indent_at(range.start);
        let mut lines = moved.split('\n');
        let mut out = lines.next().unwrap_or_default().to_owned();
        for line in lines {
            out.push('\n');
            match line.strip_prefix(&*old) {
                Some(rest) if !rest.trim_ascii().is_empty() => {
                    out.push_str(indent);
                    out.push_str(rest);
                }
                _ => out.push_str(line),
            }
        }
        with_breaks(out)
    }

    /// Returns the original text of `range`, with [`HELD_BREAK`] for the line breaks inside expressions
    /// and tags.
    fn held(self, range: Range<usize>) -> Cow<'d, str> {
        let original = &self.document.original()[range.clone()];
        let reading = self.text.as_bytes();
        let in_tag =
            |at: usize| !self.document.is_commented() && self.document.tag_at(at).is_some();
        let is_held = |&at: &usize| reading[range.start + at] != b'\n' || in_tag(range.start + at);
        let newlines = memchr::memchr_iter(b'\n', original.as_bytes());
        let held: Vec<usize> = newlines.filter(is_held).collect();
        if held.is_empty() {
            return Cow::Borrowed(original);
        }
        let mut text = original.as_bytes().to_vec();
        held.into_iter().for_each(|at| text[at] = HELD_BREAK as u8);
        Cow::Owned(String::from_utf8_lossy(&text).into_owned())
    }

    /// Returns the text of a comment for a line that is indented by `indent`. If `indent` is `None`, returns a
    /// block comment, for a place inside of a line.
    pub(super) fn moved_comment(self, comment: &Range<usize>, indent: Option<&str>) -> String {
        let text = &self.document.original()[comment.clone()];
        let Some(indent) = indent else {
            if self.is_block(comment) {
                return text.to_owned();
            }
            let words =
                text.trim_start_matches(['/', '#']).trim_matches(BLANKS).replace("*/", "* /");
            return format!("/* {words} */");
        };
        let old = self.indent_at(comment.start);
        let mut lines = text.split('\n');
        let mut moved = lines.next().unwrap_or_default().to_owned();
        for line in lines {
            moved.push('\n');
            match line.strip_prefix(&*old) {
                Some(rest) => {
                    moved.push_str(indent);
                    moved.push_str(rest);
                }
                None => moved.push_str(line),
            }
        }
        moved
    }
}

/// Returns `text` with line breaks in place of the marks of [`Layout::held`].
fn with_breaks(text: String) -> String {
    if text.contains(HELD_BREAK) { text.replace(HELD_BREAK, "\n") } else { text }
}

/// Returns `text` with its lines joined to one. Every line break stands between tokens, because strings of
/// JSON have no raw line breaks.
fn one_line(text: &str, style: &Style) -> String {
    let mut out = String::with_capacity(text.len());
    for line in text.split('\n') {
        let line = line.trim_matches([' ', '\t', '\r']);
        let after_comma = out.ends_with(',') && style.inline_comma.ends_with(' ');
        let after_colon = out.ends_with(':') && style.inline_colon.ends_with(' ');
        if after_comma || after_colon {
            out.push(' ');
        }
        out.push_str(line);
    }
    out
}
