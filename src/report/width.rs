//! Fits text into some columns of a terminal.
//!
//! Columns are counted as terminals do: wide characters take two, combining ones take none.

use unicode_width::{UnicodeWidthChar as _, UnicodeWidthStr as _};

/// Returns the end of `text` in at most `columns`, with `…` at the start if it was cut. The cut is
/// at a `/` if one is near.
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

/// Returns `text` in at most `columns`, with `…` instead of its middle if it was cut.
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

/// Returns the lines of `text`, wrapped between words. The first line is to follow a text of `used`
/// columns, and the others are to be indented by two; neither is a part of the lines. A word that is wider than the line stays whole, so that
/// it can be copied.
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
