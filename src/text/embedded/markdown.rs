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
                fenced(markdown, &fence, from..start, &mut found);
                Open::Nothing { is_blank: false }
            }
            Open::Fence(..) => open,
            Open::Indented(range) if is_indented(line) && Fence::opening(line).is_none() => {
                Open::Indented(range.start..at)
            }
            // JSON may have blank lines, and a list may have an indented text before it.
            Open::Indented(range)
                if is_blank(line) && begins_like_json(&markdown[range.clone()]) =>
            {
                Open::Indented(range)
            }
            Open::Indented(range) => {
                indented(markdown, range, &mut found);
                Open::with(line, start..at, is_blank(line))
            }
            Open::Nothing { is_blank } => Open::with(line, start..at, is_blank),
        };
    }
    if let Open::Indented(range) = open {
        indented(markdown, range, &mut found);
    }
    found
}

/// The block of Markdown that the walk is in.
enum Open {
    /// No block.
    Nothing { is_blank: bool },
    /// A fenced block, and the offset at which its text begins.
    Fence(Fence, usize),
    /// An indented block: its range up to its last line so far.
    Indented(Range<usize>),
}

impl Open {
    /// Returns the state after a line that stands outside of all blocks. An indented line opens a
    /// block only after a blank line; elsewhere it continues a paragraph.
    fn with(line: &str, range: Range<usize>, is_after_blank: bool) -> Self {
        match Fence::opening(line) {
            Some(fence) => Open::Fence(fence, range.end),
            None if is_after_blank && is_indented(line) => Open::Indented(range),
            None => Open::Nothing { is_blank: is_blank(line) },
        }
    }
}

fn fenced(markdown: &str, fence: &Fence, block: Range<usize>, found: &mut Vec<Block>) {
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

fn indented(markdown: &str, range: Range<usize>, found: &mut Vec<Block>) {
    if begins_like_json(&markdown[range.clone()]) {
        found.push(Block { range, host: Host::Indented });
    }
}

/// The line that opens a fenced block.
struct Fence {
    mark: char,
    length: usize,
    language: String,
}

impl Fence {
    fn opening(line: &str) -> Option<Self> {
        // List items, and blocks inside of them, are indented by as much as they like.
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
