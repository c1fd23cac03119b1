//! Cuts and wraps texts, so that they fit into a number of columns of a terminal.
//!
//! Columns are counted as terminals do: wide characters take two, combining ones take none.

use unicode_width::{UnicodeWidthChar as _, UnicodeWidthStr as _};

/// Returns the end of `text` that fits into `columns`, with `…` at the start if something was cut off. The cut is
/// before a `/` if there is one in the first half of that end.
pub(super) fn end_of(text: &str, columns: usize) -> String {
    if text.width() <= columns {
        return text.to_owned();
    }
    let mut start = text.len();
    let mut room = columns.saturating_sub(1);
    for (at, c) in text.char_indices().rev() {
        let wide = c.width().unwrap_or(0);
        if wide > room {
            break;
        }
        room -= wide;
        start = at;
    }
    let kept = &text[start..];
    let from_slash = kept.find('/').filter(|&at| at < kept.len() / 2);
    format!("…{}", &kept[from_slash.unwrap_or(0)..])
}

/// Returns `text`. If it is wider than `columns`, `…` takes the place of its middle, so that it fits.
pub(super) fn middle_out(text: &str, columns: usize) -> String {
    if text.width() <= columns {
        return text.to_owned();
    }
    let tail = end_of(text, columns.div_ceil(2));
    let mut room = columns.saturating_sub(tail.width());
    let head = text.chars().take_while(|c| {
        let wide = c.width().unwrap_or(0);
        let fits = wide <= room;
        room = room.saturating_sub(wide);
        fits
    });
    head.collect::<String>() + &tail
}

/// Wraps `text` between words, and returns the lines, for a screen of `columns`. The caller writes the first line
/// after a text that is `used` columns wide, and indents the others by two; the lines leave room for that. A word
/// that is wider than the screen stays whole, so that it can be copied.
#[must_use]
pub fn wrapped(text: &str, columns: usize, used: usize) -> Vec<String> {
    let mut lines = vec![String::new()];
    let mut at = used;
    for word in text.split(' ') {
        let wide = word.width();
        let line = lines.last_mut().expect("there is always one");
        let is_first = line.is_empty();
        // The first word of a line would have no more room on the next line.
        if at + usize::from(!is_first) + wide > columns && (!is_first || at > 2) && at + wide > 2 {
            lines.push(word.to_owned());
            at = 2 + wide;
            continue;
        }
        if !is_first {
            line.push(' ');
            at += 1;
        }
        line.push_str(word);
        at += wide;
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::{end_of, middle_out, wrapped};

    #[test]
    fn names_are_cut_where_it_hurts_least() {
        assert_eq!(end_of("a/b.json", 8), "a/b.json");
        assert_eq!(end_of("services/payments/ledger.json", 20), "…/ledger.json");
        assert_eq!(end_of("a-very-long-name.json", 10), "…name.json");
        assert_eq!(end_of("日本語.json", 7), "….json");
        assert_eq!(
            middle_out("https://artifacts.example/a/docker.tgz", 20),
            "https://ar…ocker.tgz"
        );
        assert_eq!(middle_out("short", 20), "short");
    }

    #[test]
    fn lines_break_between_words() {
        assert_eq!(wrapped("one two three", 7, 0), ["one two", "three"]);
        assert_eq!(
            wrapped("a https://long.example/x b", 6, 0),
            ["a", "https://long.example/x", "b"]
        );
        assert_eq!(wrapped("one two", 9, 6), ["one", "two"]);
        assert_eq!(wrapped("one two", 9, 7), ["", "one two"]);
        assert_eq!(wrapped("", 6, 0), [""]);
    }
}
