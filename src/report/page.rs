//! Writes the page of a rule. On a terminal, its paragraphs, lists and tables fit the screen.

use std::io::{self, Write};

use unicode_width::UnicodeWidthStr as _;

use super::width::wrapped;
use crate::engine::Rule;

/// The most columns of a paragraph. Longer lines are hard to read.
const WIDEST: usize = 100;

/// Writes the page of `rule`, for a terminal with so many `columns`, or as it is. If a table of the page has a row for
/// `detail`, the page begins with that.
///
/// # Errors
/// The stream cannot be written.
pub fn explain(
    out: &mut dyn Write,
    rule: &Rule,
    detail: Option<&str>,
    columns: Option<usize>,
) -> io::Result<()> {
    let about = detail.and_then(|detail| about(rule.page, detail));
    let page = match (about, rule.page.split_once('\n')) {
        (Some(about), Some((title, rest))) => format!("{title}\n\n{about}\n{rest}"),
        _ => rule.page.to_owned(),
    };
    let page = columns.map_or_else(|| page.clone(), |columns| fitted(&page, columns.min(WIDEST)));
    out.write_all(page.as_bytes())
}

/// Returns the row about `detail` as a paragraph, if a table of the page has one.
fn about(page: &str, detail: &str) -> Option<String> {
    let detail = format!("`{detail}`");
    let mut rows = page.lines().filter_map(|line| line.strip_prefix("| ")?.split_once(" | "));
    let (_, text) = rows.find(|(keys, _)| keys.split(", ").any(|key| key == detail))?;
    Some(format!("{detail}: {}", text.trim_end_matches(" |").replace("\\|", "|")))
}

/// Returns Markdown with the paragraphs and the items of lists wrapped to `columns`. A table that is wider becomes a
/// list. Code and headings stay as they are.
fn fitted(page: &str, columns: usize) -> String {
    let (mut text, mut block, mut table) = (String::new(), Vec::new(), Vec::new());
    let mut is_code = false;
    for line in page.lines() {
        let is_fence = line.starts_with("```");
        let is_row = !is_code && line.starts_with('|');
        let stays = is_code || is_fence || line.is_empty() || line.starts_with('#');
        if stays || is_row || line.starts_with("* ") {
            text += &joined(&mut block, columns);
        }
        if !is_row {
            text += &listed(&mut table, columns);
        }
        is_code ^= is_fence;
        match stays {
            _ if is_row => table.push(line),
            true => text += &format!("{line}\n"),
            false => block.push(line),
        }
    }
    text + &joined(&mut block, columns) + &listed(&mut table, columns)
}

/// Takes the lines of a paragraph or of an item, and returns them wrapped to `columns`.
fn joined(block: &mut Vec<&str>, columns: usize) -> String {
    let words: Vec<&str> = block.drain(..).map(str::trim).collect();
    if words.is_empty() {
        return String::new();
    }
    let words = words.join(" ");
    let indent = if words.starts_with("* ") { "\n  " } else { "\n" };
    wrapped(&words, columns, 0).join(indent) + "\n"
}

/// Takes the rows of a table, and returns them as they are if they fit into `columns`, and otherwise as a list.
fn listed(table: &mut Vec<&str>, columns: usize) -> String {
    let rows = std::mem::take(table);
    if rows.iter().all(|row| row.width() <= columns) {
        return rows.iter().map(|row| format!("{row}\n")).collect();
    }
    let item = |row: &&str| {
        let cells = row.trim_start_matches("| ").trim_end_matches(" |");
        let item = format!("* {}", cells.replacen(" | ", ": ", 1).replace("\\|", "|"));
        joined(&mut vec![item.as_str()], columns)
    };
    // The first two rows are the headings and a line.
    rows.iter().skip(2).map(item).collect()
}

#[cfg(test)]
mod tests {
    use super::{about, fitted};

    #[test]
    fn paragraphs_and_items_are_wrapped_and_code_is_not() {
        let page = "# A heading that is long\n\nWords of a\nparagraph.\n\n* an item of two\n  lines\n* more\n\n```json\n{ \"a\": 1,\n  \"b\": 2 }\n```\n";
        let narrow = "# A heading that is long\n\nWords of a\nparagraph.\n\n* an item of\n  two lines\n* more\n\n```json\n{ \"a\": 1,\n  \"b\": 2 }\n```\n";
        assert_eq!(fitted(page, 12), narrow);
        let wide = fitted(page, 80);
        assert!(
            wide.contains("\nWords of a paragraph.\n\n* an item of two lines\n* more\n"),
            "{wide}"
        );
    }

    #[test]
    fn a_table_that_is_too_wide_becomes_a_list() {
        let page = "a\n\n| key | meaning |\n|---|---|\n| `a`, `b` | one \\| two |\n\nb\n";
        assert_eq!(fitted(page, 80), page);
        assert_eq!(fitted(page, 16), "a\n\n* `a`, `b`: one\n  | two\n\nb\n");
        assert_eq!(about(page, "b").as_deref(), Some("`b`: one | two"));
        assert_eq!(about(page, "c"), None);
    }
}
