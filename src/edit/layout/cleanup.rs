//! Edits that remove text and leave no empty line and no double blank in its place.

use std::ops::Range;

use crate::text::TextEdit;

/// The changes inside of one container, before superfluous lines and blanks are added to the removals.
#[derive(Default)]
pub(super) struct Cleanup {
    /// The ranges that are removed, in any order.
    pub(super) gone: Vec<Range<usize>>,
    /// The texts that are put into the container, in any order.
    pub(super) put: Vec<TextEdit>,
}

impl Cleanup {
    /// Returns the changes as sorted edits of `text`, where `inner` is the inside of the container.
    /// A line that would keep nothing but blanks is removed as a whole, with the blank lines that
    /// would then stand at an end of the container or next to other blank lines.
    pub(super) fn edits(self, text: &str, inner: Range<usize>) -> Vec<TextEdit> {
        let Cleanup { mut gone, put } = self;
        gone.sort_by_key(|range| range.start);
        // Removed ranges with nothing but blanks between them are joined, unless a text is put there.
        let mut joined: Vec<Range<usize>> = Vec::new();
        for range in gone {
            let is_between =
                |at: usize| put.iter().any(|edit| (at..=range.start).contains(&edit.range.start));
            match joined.last_mut() {
                Some(last)
                    if range.start <= last.end
                        || text[last.end..range.start].trim_ascii().is_empty()
                            && !is_between(last.end) =>
                {
                    last.end = last.end.max(range.end);
                }
                _ => joined.push(range),
            }
        }
        let is_all = |range: &Range<usize>| {
            let rest = [&text[inner.start..range.start], &text[range.end..inner.end]];
            rest.iter().all(|rest| rest.trim_ascii().is_empty())
        };
        let mut edits: Vec<TextEdit> = match joined.as_slice() {
            [range] if put.is_empty() && is_all(range) => vec![deletion(inner)],
            _ => joined.into_iter().map(|range| deletion(with_blanks(text, range))).collect(),
        };
        edits.extend(put);
        edits.sort_by_key(|edit| (edit.range.start, edit.range.end));
        edits
    }
}

/// Returns the edit that removes `range`.
fn deletion(range: Range<usize>) -> TextEdit {
    TextEdit { range, text: String::new() }
}

/// Returns the removed `range` with the blanks around it that have to be removed, too.
fn with_blanks(text: &str, range: Range<usize>) -> Range<usize> {
    let Range { start, end } = range;
    let blanks = |text: &str| text.len() - text.trim_end_matches([' ', '\t']).len();
    let before = start - blanks(&text[..start]);
    let rest = text[end..].trim_start_matches([' ', '\t', '\r']);
    let (after, ends_line) = (text.len() - rest.len(), rest.starts_with('\n'));
    let starts_line = text[..before].ends_with('\n');
    match (starts_line, ends_line) {
        (true, true) => with_blank_lines(text, before..after + 1),
        (true, false) => start..after,
        // The carriage return stays, because it belongs to the end of the line.
        (false, true) => before..text[..after].trim_end_matches('\r').len(),
        (false, false) if before < start && after > end => start..after,
        (false, false) => range,
    }
}

/// Returns the removed `lines` with the blank lines around them that become superfluous.
fn with_blank_lines(text: &str, lines: Range<usize>) -> Range<usize> {
    let above = text[..lines.start].trim_ascii_end();
    let below = text[lines.end..].trim_ascii_start();
    let first_below = text[..text.len() - below.len()].rfind('\n').map_or(0, |newline| newline + 1);
    let last_above = lines.start.min(
        text[above.len()..].find('\n').map_or(text.len(), |newline| above.len() + newline + 1),
    );
    if below.starts_with(['}', ']']) {
        return last_above..lines.end;
    }
    let is_apart = last_above < lines.start || above.ends_with(['{', '[']);
    if is_apart { lines.start..first_below.max(lines.end) } else { lines }
}

#[cfg(test)]
mod tests {
    use super::Cleanup;
    use crate::text::splice;

    /// Removes the parts in guillemets from a text, and returns the text that [`Cleanup`] leaves.
    fn left(marked: &str) -> String {
        let (mut text, mut gone) = (String::new(), Vec::new());
        for (index, part) in marked.split(['«', '»']).enumerate() {
            if index % 2 == 1 {
                gone.push(text.len()..text.len() + part.len());
            }
            text.push_str(part);
        }
        let inner = text.find('{').map_or(0, |at| at + 1)..text.rfind('}').unwrap_or(0);
        let edits = Cleanup { gone, put: Vec::new() }.edits(&text, inner);
        String::from_utf8_lossy(&splice(text.as_bytes(), &edits)).into_owned()
    }

    #[test]
    fn lines_and_blanks_go_along() {
        for (marked, expected) in [
            ("{ a«,» «b» }", "{ a }"),
            ("{ «a,» b }", "{ b }"),
            ("{ a, «b,» c }", "{ a, c }"),
            ("{ a, «b,» }", "{ a, }"),
            ("{ «a» }", "{}"),
            ("{\n  «a» «// x»\n}", "{}"),
            ("{\n  «a,»\n  b\n}", "{\n  b\n}"),
            ("{\n  a«,»\n  «b»\n}", "{\n  a\n}"),
            ("{\n  a«,» // x\n  «b» «// y»\n}", "{\n  a // x\n}"),
            ("{\n  a«,» // x\n\n  «// y»\n  «b»\n}", "{\n  a // x\n}"),
            ("{\r\n  a«,» // x\r\n  «b»\r\n}", "{\r\n  a // x\r\n}"),
            ("{\r\n  a«,»\r\n  «b»\r\n}", "{\r\n  a\r\n}"),
            ("{\n  a,\n\n  «b,»\n\n  c\n}", "{\n  a,\n\n  c\n}"),
            ("{\n  «b,»\n\n  c\n}", "{\n  c\n}"),
            ("{\n  a,\n\n  «b,»\n  c\n}", "{\n  a,\n\n  c\n}"),
            ("{\n  «a,» b\n}", "{\n  b\n}"),
            ("{\n  a, «b,»\n  c\n}", "{\n  a,\n  c\n}"),
            ("{ // x\n  «a»\n}", "{ // x\n}"),
        ] {
            assert_eq!(left(marked), expected, "{marked}");
        }
    }
}
