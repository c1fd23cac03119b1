//! Finds JSON inside of other texts: in the heredocs and quoted words of shell scripts, and in the
//! code blocks of Markdown.
//!
//! The places are found by the syntax around them and by their first character; a reader of JSON then
//! decides whether they are JSON. A place that is not found is not converted. Every block reaches up to
//! its terminator, so that none is read in part.

mod heredoc;
mod markdown;
mod script;

use std::ops::Range;

use super::template::splice::Word;

pub use markdown::blocks_of_markdown;
pub use script::blocks_of_script;

/// A part of a text that may be JSON.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Block {
    /// The bytes of the block: whole lines of a heredoc or a code block, or the text between the quotes of a
    /// quoted word.
    pub range: Range<usize>,
    /// The construct that the block stands in.
    pub host: Host,
}

/// The construct that a block stands in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Host {
    /// The body of a heredoc.
    Heredoc {
        /// Whether the shell expands variables and commands in it.
        expands: bool,
    },
    /// Single quotes in a script.
    Quotes {
        /// Whether the quotes are closed and opened again around a text that the shell puts in.
        is_spliced: bool,
    },
    /// A text that looks like JSON and is not read, for example because the shell changes it first. The value describes
    /// it in messages, such as `JSON in double quotes`.
    Unread(&'static str),
    /// A fenced block of Markdown.
    Fence,
    /// A block of Markdown that is code because it is indented.
    Indented,
}

impl Block {
    /// Whether `text` can replace the text of the block, so that the block still begins before `text` and ends
    /// after it.
    #[must_use]
    pub fn can_hold(&self, text: &str) -> bool {
        match self.host {
            Host::Heredoc { .. } | Host::Fence => true,
            Host::Quotes { is_spliced } => {
                let quoted = format!("'{text}'");
                let word = Word::at(&quoted, 0);
                text.contains('\'') == is_spliced
                    && word.is_some_and(|word| word.is_closed() && word.end == quoted.len())
            }
            Host::Unread(_) => false,
            Host::Indented => text.lines().all(|line| is_blank(line) || is_indented(line)),
        }
    }
}

fn is_blank(line: &str) -> bool {
    line.trim_ascii().is_empty()
}

/// Whether a line is not blank and is indented as far as code must be.
fn is_indented(line: &str) -> bool {
    let blanks = line.len() - line.trim_start_matches(' ').len();
    !is_blank(line) && (blanks >= 4 || line[blanks..].starts_with('\t'))
}

/// Whether `text` begins with a container or a comment, perhaps after blanks.
fn begins_like_json(text: &str) -> bool {
    let text = text.trim_ascii_start();
    text.starts_with(['{', '[']) || text.starts_with("//") || text.starts_with("/*")
}

#[cfg(test)]
mod tests {
    use super::{Block, Host};

    /// Returns the text of each block, and whether a shell expands it.
    pub(super) fn texts(text: &str, blocks: Vec<Block>) -> Vec<(String, bool)> {
        let expands = Host::Heredoc { expands: true };
        let text = |block: Block| (text[block.range].to_owned(), block.host == expands);
        blocks.into_iter().map(text).collect()
    }

    #[test]
    fn a_block_holds_what_does_not_end_it() {
        let quotes = |is_spliced| Host::Quotes { is_spliced };
        for (host, text, expected) in [
            (quotes(false), "{\"a\": 2}", true),
            (quotes(false), "{\"a\": \"it's\"}", false),
            (quotes(false), "{\"a\": \"'$X'\"}", false),
            (quotes(true), "{\"a\": \"'$X''$X'\"}", true),
            (quotes(true), "{\"a\": \"'$X'\", \"b\": \"it's b\"}", false),
            (Host::Indented, "    {\n\n\t}\n", true),
            (Host::Indented, "    {\n  }\n", false),
        ] {
            assert_eq!(Block { range: 0..0, host }.can_hold(text), expected, "{text}");
        }
    }
}
