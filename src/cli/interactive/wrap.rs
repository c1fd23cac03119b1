//! Styled text → lines that fit the terminal, broken between words.
//!
//! A line that is broken goes on under its own indentation. Escape sequences take no room; a word
//! that is too long for a line is left to the terminal.

/// `text` with lines of at most `columns`.
pub(super) fn wrap(text: &str, columns: usize) -> String {
    let mut out = String::with_capacity(text.len());
    for line in text.split_inclusive('\n') {
        wrap_line(&mut out, line, columns);
    }
    out
}

fn wrap_line(out: &mut String, line: &str, columns: usize) {
    let indent = line.len() - line.trim_start_matches(' ').len();
    // On a very narrow terminal a deep indentation would leave no room.
    let hanging = " ".repeat((indent + 2).min(columns / 4));
    let mut at = 0;
    for (index, word) in line[indent..].split_inclusive(' ').enumerate() {
        let width = width(word.trim_end());
        if index == 0 {
            out.push_str(&line[..indent]);
            at = indent;
        } else if at + width > columns {
            out.truncate(out.trim_end_matches(' ').len());
            out.push('\n');
            out.push_str(&hanging);
            at = hanging.len();
        }
        out.push_str(word);
        at += self::width(word);
    }
}

/// Columns that `text` takes: a character takes one, an escape sequence none.
pub(super) fn width(text: &str) -> usize {
    let mut width = 0;
    let mut rest = text.chars();
    while let Some(c) = rest.next() {
        if c != '\x1b' {
            width += usize::from(!c.is_control());
        } else if rest.as_str().starts_with(']') {
            // A link, up to BEL or `ESC \`.
            rest.by_ref().find(|c| matches!(c, '\x07' | '\\'));
        } else {
            rest.by_ref().find(char::is_ascii_alphabetic);
        }
    }
    width
}

#[cfg(test)]
mod tests {
    use super::wrap;

    #[test]
    fn lines_are_broken_between_words() {
        let cases = [
            ("short\n", 20, "short\n"),
            ("one two three four\n", 9, "one two\n  three\n  four\n"),
            ("    an indented line\n", 16, "    an indented\n    line\n"),
            ("\x1b[1mone two\x1b[0m three\n", 7, "\x1b[1mone two\x1b[0m\n three\n"),
            ("a-word-that-is-too-long b\n", 10, "a-word-that-is-too-long\n  b\n"),
            (
                "\x1b]8;;https://e.example\x1b\\link\x1b]8;;\x1b\\ and\n",
                8,
                "\x1b]8;;https://e.example\x1b\\link\x1b]8;;\x1b\\ and\n",
            ),
            ("", 10, ""),
        ];
        for (text, columns, wrapped) in cases {
            assert_eq!(wrap(text, columns), wrapped, "{text:?} in {columns}");
        }
    }
}
