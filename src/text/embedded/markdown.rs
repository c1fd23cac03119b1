//! The code blocks of Markdown.

use std::ops::Range;

use super::script::blocks_of_script;
use super::{Block, Host, begins_like_json, is_blank, is_indented};

/// Returns the code blocks of a Markdown text that are JSON by their name or their first character, and
/// the JSON in its shell blocks, in order.
#[must_use]
pub fn blocks_of_markdown(markdown: &str) -> Vec<Block> {
    let mut found = Vec::new();
    let mut open = Open::Nothing { is_blank: true };
    let mut at = 0;
    for line in markdown.split_inclusive('\n') {
        let start = at;
        at += line.len();
        open = match open {
            Open::Fence(fence, from) if fence.is_closed_by(line) => {
                add_fenced(markdown, &fence, from..start, &mut found);
                Open::Nothing { is_blank: false }
            }
            Open::Fence(..) => open,
            Open::Indented(range) if is_indented(line) && Fence::opening(line).is_none() => {
                Open::Indented(range.start..at)
            }
            // A blank line does not end a block that begins like JSON, because JSON may have blank lines.
            Open::Indented(range)
                if is_blank(line) && begins_like_json(&markdown[range.clone()]) =>
            {
                Open::Indented(range)
            }
            Open::Indented(range) => {
                add_indented(markdown, range, &mut found);
                Open::after(line, start..at, is_blank(line))
            }
            Open::Nothing { is_blank } => Open::after(line, start..at, is_blank),
        };
    }
    if let Open::Indented(range) = open {
        add_indented(markdown, range, &mut found);
    }
    found
}

/// The block of Markdown that the walk is in.
enum Open {
    /// No block.
    Nothing {
        /// Whether the line before is blank, or there is none.
        is_blank: bool,
    },
    /// A fenced block, and the offset at which its text begins.
    Fence(Fence, usize),
    /// An indented block: its range up to its last line so far.
    Indented(Range<usize>),
}

impl Open {
    /// Returns the block after a line that stands outside of all blocks. An indented line opens a block only
    /// after a blank line; otherwise it continues a paragraph.
    fn after(line: &str, range: Range<usize>, is_after_blank: bool) -> Self {
        match Fence::opening(line) {
            Some(fence) => Open::Fence(fence, range.end),
            None if is_after_blank && is_indented(line) => Open::Indented(range),
            None => Open::Nothing { is_blank: is_blank(line) },
        }
    }
}

/// Adds the JSON of a fenced block: the block itself, or the blocks of a shell script in it.
fn add_fenced(markdown: &str, fence: &Fence, block: Range<usize>, found: &mut Vec<Block>) {
    let text = &markdown[block.clone()];
    match fence.language.as_str() {
        "sh" | "bash" | "shell" | "console" | "zsh" => {
            let shift = |it: Block| Block {
                range: it.range.start + block.start..it.range.end + block.start,
                ..it
            };
            found.extend(blocks_of_script(text).into_iter().map(shift));
        }
        "" | "json" | "jsonc" | "json5" | "javascript" | "js" if begins_like_json(text) => {
            found.push(Block { range: block, host: Host::Fence });
        }
        _ => {}
    }
}

/// Adds an indented block if it begins like JSON.
fn add_indented(markdown: &str, range: Range<usize>, found: &mut Vec<Block>) {
    if begins_like_json(&markdown[range.clone()]) {
        found.push(Block { range, host: Host::Indented });
    }
}

/// The line that opens a fenced block.
struct Fence {
    /// The character of the fence: a backtick or a tilde.
    mark: char,
    /// The number of these characters.
    length: usize,
    /// The name of the language after them, in lower case; empty if there is none.
    language: String,
}

impl Fence {
    /// Returns the fence that `line` is, if it opens a block.
    fn opening(line: &str) -> Option<Self> {
        // List items, and blocks inside of them, may have any indentation.
        let line = line.trim_ascii_start();
        let line = line.strip_prefix(['-', '*', '+']).map_or(line, |rest| {
            if rest.starts_with(' ') { rest.trim_ascii_start() } else { line }
        });
        let mark = line.chars().next().filter(|mark| matches!(mark, '`' | '~'))?;
        let info = line.trim_start_matches(mark);
        let length = line.len() - info.len();
        if length < 3 || info.contains('`') {
            return None;
        }
        let word = info.split(|c: char| !c.is_alphanumeric()).find(|word| !word.is_empty());
        Some(Fence { mark, length, language: word.unwrap_or_default().to_ascii_lowercase() })
    }

    /// Whether `line` closes the block that this fence opens.
    fn is_closed_by(&self, line: &str) -> bool {
        let line = line.trim_ascii();
        line.len() >= self.length && line.chars().all(|c| c == self.mark)
    }
}

#[cfg(test)]
mod tests {
    use super::blocks_of_markdown;
    use crate::text::embedded::tests::texts;

    #[test]
    fn indented_blocks_are_found() {
        let one = |body: &str| vec![(body.to_owned(), false)];
        for (markdown, expected) in [
            ("a:\n\n    {}\n\nb\n", one("    {}\n")),
            ("    {\n\n    }\n\n\n", one("    {\n\n    }\n")),
            ("\t[]", one("\t[]")),
            ("  \t// x\n\t{}\na\n", one("  \t// x\n\t{}\n")),
            ("- a\n\n    b\n\n        {}\n", one("        {}\n")),
            ("a\n    {}\n", vec![]),
            ("a\n\n   {}\n", vec![]),
            ("a\n\n    x {\n    {}\n", vec![]),
            ("a\n\n    ```json\n    {}\n    ```\n", one("    {}\n")),
            ("```yaml\n\n    {}\n```\n", vec![]),
        ] {
            assert_eq!(texts(markdown, blocks_of_markdown(markdown)), expected, "{markdown}");
        }
    }

    #[test]
    fn fences_are_found() {
        let one = |body: &str| vec![(body.to_owned(), false)];
        for (markdown, expected) in [
            ("a\n```json\n{}\n```\n", one("{}\n")),
            ("~~~~ JSON title=x\n{}\n~~~\n~~~~\n", one("{}\n~~~\n")),
            ("```\n[]\n```", one("[]\n")),
            ("1. a\n\n   ``` {.json}\n   {}\n   ```\n", one("   {}\n")),
            ("``` {.yaml}\n{}\n```\n", vec![]),
            ("1. a\n\n   ```jsonc\n   // x\n   {}\n   ```\n", one("   // x\n   {}\n")),
            ("- ```json\n  {}\n  ```\n", one("  {}\n")),
            ("```yaml\n{}\n```\n", vec![]),
            ("```json\nplain\n```\n", vec![]),
            ("```json\n{}\n", vec![]),
            ("``` `json`\n{}\n```\n", vec![]),
            ("```sh\ncat <<'E'\n{}\nE\n```\n", one("{}\n")),
            ("> ```json\n> {}\n> ```\n", vec![]),
        ] {
            assert_eq!(texts(markdown, blocks_of_markdown(markdown)), expected, "{markdown}");
        }
    }
}
