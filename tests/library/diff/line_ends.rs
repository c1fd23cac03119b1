//! Line ends, byte order marks, missing newlines, empty files.

use std::path::PathBuf;

use super::applied::assert_applies;
use super::edits;

/// A name, the old text, and edits as `(start, end, text)`.
type Case = (&'static str, &'static str, &'static [(usize, usize, &'static str)]);

const CASES: &[Case] = &[
    ("newline stays away", "a\nb", &[(2, 3, "c")]),
    ("newline comes", "a\nb", &[(3, 3, "\n")]),
    ("newline goes", "a\nb\n", &[(3, 4, "")]),
    ("last line goes, newline stays away", "a\nb\nc", &[(3, 5, "")]),
    ("unfinished line is context", "a\nb\nc", &[(0, 1, "x")]),
    ("line after an unfinished one", "a", &[(1, 1, "\nb")]),
    ("CRLF", "a\r\nb\r\n", &[(3, 4, "c")]),
    ("CRLF to LF", "a\r\nb\r\n", &[(1, 3, "\n")]),
    ("CRLF without end", "a\r\nb\r", &[(0, 1, "c")]),
    ("mixed", "a\r\nb\nc\r\n", &[(3, 4, "x\r\ny")]),
    ("lone CR", "a\rb\nc\rd\n", &[(2, 3, "x\ry")]),
    ("byte order mark", "\u{feff}{\n}\n", &[(4, 4, "\n \"a\": 1")]),
    ("byte order mark goes", "\u{feff}{\n}\n", &[(0, 3, "")]),
    ("line separators in a string", "\"\u{2028}\u{85}\"\n1\n", &[(8, 9, "\u{2029}")]),
    ("empty before", "", &[(0, 0, "a\nb\n")]),
    ("empty before, unfinished", "", &[(0, 0, "a")]),
    ("empty after", "a\nb\n", &[(0, 4, "")]),
    ("only a newline", "\n", &[(0, 0, "\n")]),
    ("lines that look like a patch", "--- a/x\n+++ b/x\n@@ -1 +1 @@\n", &[(0, 8, "")]),
    ("two edits in a line", "abc\nd\n", &[(0, 1, "x"), (2, 3, "y")]),
    ("an edit up to the next line's edit", "a\nb\nc\n", &[(0, 2, "x"), (2, 3, "y\n")]),
    ("lines joined", "a\nb\nc\nd\n", &[(1, 2, ""), (5, 6, " ")]),
];

#[test]
fn every_kind_of_line_end_survives() {
    let file =
        |(what, old, list): &Case| (PathBuf::from(what), old.as_bytes().to_vec(), edits(list));
    let files: Vec<_> = CASES.iter().map(file).collect();
    for around in [0, 1, 3, usize::MAX] {
        assert_applies(&files, around);
    }
}
