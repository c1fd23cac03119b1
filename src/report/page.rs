//! Writes the page of a rule. On a terminal, its paragraphs and lists fit the screen.

use std::io::{self, Write};

use super::width::wrapped;
use crate::engine::Rule;

/// The most columns of a paragraph. Longer lines are hard to read.
const WIDEST: usize = 100;

/// Writes the page of `rule`, for a terminal with so many `columns`, or as it is.
///
/// # Errors
/// The stream cannot be written.
pub fn explain(out: &mut dyn Write, rule: &Rule, columns: Option<usize>) -> io::Result<()> {
    match columns {
        None => out.write_all(rule.page.as_bytes()),
        Some(columns) => out.write_all(fitted(rule.page, columns.min(WIDEST)).as_bytes()),
    }
}

/// Returns Markdown with the paragraphs and the items of lists wrapped to `columns`. Code, tables and headings stay
/// as they are.
fn fitted(page: &str, columns: usize) -> String {
    let (mut text, mut block) = (String::new(), Vec::new());
    let mut is_code = false;
    for line in page.lines() {
        let is_fence = line.starts_with("```");
        let stays = is_code || is_fence || line.is_empty() || line.starts_with(['#', '|']);
        if stays || line.starts_with("* ") {
            text += &joined(&mut block, columns);
        }
        is_code ^= is_fence;
        match stays {
            true => text += &format!("{line}\n"),
            false => block.push(line),
        }
    }
    text + &joined(&mut block, columns)
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

#[cfg(test)]
mod tests {
    use super::fitted;

    #[test]
    fn paragraphs_and_items_are_wrapped_and_nothing_else() {
        let page = "# A heading that is long\n\nWords of a\nparagraph.\n\n* an item of two\n  lines\n* more\n\n```json\n{ \"a\": 1,\n  \"b\": 2 }\n```\n| a | table that is wide |\n";
        let narrow = "# A heading that is long\n\nWords of a\nparagraph.\n\n* an item of\n  two lines\n* more\n\n```json\n{ \"a\": 1,\n  \"b\": 2 }\n```\n| a | table that is wide |\n";
        assert_eq!(fitted(page, 12), narrow);
        let wide = fitted(page, 80);
        assert!(
            wide.contains("\nWords of a paragraph.\n\n* an item of two lines\n* more\n"),
            "{wide}"
        );
    }
}
