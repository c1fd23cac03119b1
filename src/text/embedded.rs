//! Where JSON stands inside other texts: the heredocs of shell scripts and the fenced blocks of
//! Markdown.
//!
//! Finds the places by the syntax around them and by their first character; whether it is JSON is
//! for a reader to say. What is not found is merely not offered: a script is never misread into
//! something that is not there, because every block runs up to the terminator that ends it.

use std::ops::Range;

/// A part of a text that may be JSON.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Block {
    /// From the first byte of its first line to the end of its last line, in bytes.
    pub range: Range<usize>,
    /// What it stands in.
    pub host: Host,
}

/// What a block stands in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Host {
    /// The body of a heredoc.
    Heredoc {
        /// Whether the shell expands variables and commands in it.
        expands: bool,
    },
    /// Single quotes in a script, without them.
    Quotes,
    /// A fenced block of Markdown.
    Fence,
}

/// The heredocs and quoted words of a shell script that begin like JSON, in order.
#[must_use]
pub fn blocks_of_script(script: &str) -> Vec<Block> {
    let mut shell =
        Shell { text: script, at: 0, quoted: vec![false], pending: Vec::new(), found: Vec::new() };
    while shell.step().is_some() {}
    shell.found.retain(|block| begins_like_json(&script[block.range.clone()]));
    shell.found
}

/// The fenced blocks of a Markdown text that are JSON by their name or their first character, and
/// the JSON in its shell blocks, in order.
#[must_use]
pub fn blocks_of_markdown(markdown: &str) -> Vec<Block> {
    let mut found = Vec::new();
    let mut open: Option<(Fence, usize)> = None;
    let mut at = 0;
    for line in markdown.split_inclusive('\n') {
        let (start, end) = (at, at + line.len());
        at = end;
        match &open {
            None => open = Fence::opening(line).map(|fence| (fence, end)),
            Some((fence, from)) if fence.is_closed_by(line) => {
                let block = *from..start;
                match fence.language.as_str() {
                    "sh" | "bash" | "shell" | "console" | "zsh" => {
                        let shift = |it: Block| Block {
                            range: it.range.start + block.start..it.range.end + block.start,
                            ..it
                        };
                        found.extend(
                            blocks_of_script(&markdown[block.clone()]).into_iter().map(shift),
                        );
                    }
                    "" | "json" | "jsonc" | "json5" | "javascript" | "js"
                        if begins_like_json(&markdown[block.clone()]) =>
                    {
                        found.push(Block { range: block, host: Host::Fence });
                    }
                    _ => {}
                }
                open = None;
            }
            Some(_) => {}
        }
    }
    found
}

/// Whether the first character that is no blank opens a container or a comment.
fn begins_like_json(text: &str) -> bool {
    let text = text.trim_ascii_start();
    text.starts_with(['{', '[']) || text.starts_with("//") || text.starts_with("/*")
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

/// A walk through a script that knows just enough of quotes to tell operators from text.
struct Shell<'t> {
    text: &'t str,
    at: usize,
    /// The contexts around, outermost first: whether each is a double-quoted string.
    quoted: Vec<bool>,
    /// The heredocs whose bodies begin with the next line.
    pending: Vec<Heredoc>,
    found: Vec<Block>,
}

struct Heredoc {
    word: String,
    expands: bool,
    /// Whether tabs at the beginning of a line do not count (`<<-`).
    strips_tabs: bool,
}

impl Shell<'_> {
    /// Goes on by one token; none at the end.
    fn step(&mut self) -> Option<()> {
        let bytes = self.text.as_bytes();
        let in_string = self.quoted.last().copied().unwrap_or(false);
        let rest = &self.text[self.at..];
        match bytes.get(self.at)? {
            b'\\' => self.at += 1 + rest[1..].chars().next().map_or(0, char::len_utf8),
            b'\n' => {
                self.at += 1;
                self.bodies();
            }
            b'"' => {
                if in_string {
                    self.quoted.pop();
                } else {
                    self.quoted.push(true);
                }
                self.at += 1;
            }
            b'$' if rest.starts_with("$(") => {
                self.quoted.push(false);
                self.at += 2;
            }
            _ if in_string => self.advance(),
            b'\'' => {
                let start = self.at + 1;
                let end = start + rest[1..].find('\'').unwrap_or(rest.len() - 1);
                self.found.push(Block { range: start..end, host: Host::Quotes });
                self.at = (end + 1).min(self.text.len());
            }
            b'(' => {
                self.quoted.push(false);
                self.at += 1;
            }
            b')' => {
                if self.quoted.len() > 1 {
                    self.quoted.pop();
                }
                self.at += 1;
            }
            b'#' if self.starts_word() => self.at += rest.find('\n').unwrap_or(rest.len()),
            b'<' if rest.starts_with("<<<") => self.at += 3,
            b'<' if rest.starts_with("<<") => self.operator(),
            _ => self.advance(),
        }
        Some(())
    }

    fn advance(&mut self) {
        self.at += self.text[self.at..].chars().next().map_or(1, char::len_utf8);
    }

    fn starts_word(&self) -> bool {
        let before = self.text.as_bytes()[..self.at].last();
        before.is_none_or(|byte| byte.is_ascii_whitespace() || b";&|(".contains(byte))
    }

    /// Reads `<<WORD`, where the word is a name; anything else is arithmetic.
    fn operator(&mut self) {
        let rest = &self.text[self.at + 2..];
        let strips_tabs = rest.starts_with('-');
        let rest = rest.strip_prefix('-').unwrap_or(rest);
        let word = rest.trim_start_matches([' ', '\t']);
        let is_quote = |c: char| matches!(c, '\'' | '"' | '\\');
        let is_part = |c: char| c.is_alphanumeric() || matches!(c, '_' | '-' | '.') || is_quote(c);
        let length = word.find(|c| !is_part(c)).unwrap_or(word.len());
        let (raw, behind) = word.split_at(length);
        self.at = self.text.len() - behind.len();
        let name: String = raw.chars().filter(|&c| !is_quote(c)).collect();
        if name.starts_with(|c: char| c.is_alphabetic() || c == '_') {
            self.pending.push(Heredoc {
                word: name,
                expands: !raw.contains(is_quote),
                strips_tabs,
            });
        }
    }

    /// Passes over the bodies of the heredocs of the line that has ended.
    fn bodies(&mut self) {
        for heredoc in std::mem::take(&mut self.pending) {
            let start = self.at;
            let mut end = start;
            let body = self.text[start..].split_inclusive('\n').find(|line| {
                let bare = line.trim_end_matches(['\n', '\r']);
                let bare = if heredoc.strips_tabs { bare.trim_start_matches('\t') } else { bare };
                if bare != heredoc.word {
                    end += line.len();
                }
                bare == heredoc.word
            });
            let Some(last) = body else { return };
            let host = Host::Heredoc { expands: heredoc.expands };
            self.found.push(Block { range: start..end, host });
            self.at = end + last.len();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Block, Host, blocks_of_markdown, blocks_of_script};

    /// The blocks, and whether a shell expands them.
    fn texts(text: &str, blocks: Vec<Block>) -> Vec<(String, bool)> {
        let expands = Host::Heredoc { expands: true };
        let text = |block: Block| (text[block.range].to_owned(), block.host == expands);
        blocks.into_iter().map(text).collect()
    }

    #[test]
    fn heredocs_are_found() {
        let one = |body: &str, expands| vec![(body.to_owned(), expands)];
        for (script, expected) in [
            ("cat <<EOF | curl -d @- x\n{}\nEOF\n", one("{}\n", true)),
            ("cat << 'EOF' >x\n{}\nEOF", one("{}\n", false)),
            ("cat <<\"E-1\"\n[]\nE-1\n", one("[]\n", false)),
            ("cat <<\\EOF\n{}\nEOF\n", one("{}\n", false)),
            ("cat <<-EOF\n\t{}\n\t\tEOF\n", one("\t{}\n", true)),
            ("cat <<EOF\n{}\n EOF\nEOF\n", one("{}\n EOF\n", true)),
            ("x=\"$(cat <<EOF\n{\"a\": \"'\"}\nEOF\n)\"\n", one("{\"a\": \"'\"}\n", true)),
            ("cat <<A <<B\n{1}\nA\n{2}\nB\n", [one("{1}\n", true), one("{2}\n", true)].concat()),
            ("cat <<EOF\r\n{}\r\nEOF\r\n", one("{}\r\n", true)),
            ("# it's\ncat <<EOF\n{}\nEOF\n", one("{}\n", true)),
            ("echo \"it's $((1<<2)) 'x\"\ncat <<EOF\n{}\nEOF\n", one("{}\n", true)),
            ("curl -d '{\"a\": 1}' x\n", one("{\"a\": 1}", false)),
            ("echo '<<EOF'\n{}\nEOF\n", vec![]),
            ("echo \"<<EOF\"\n{}\nEOF\n", vec![]),
            ("# <<EOF\n{}\nEOF\n", vec![]),
            ("cat <<<EOF\n{}\nEOF\n", vec![]),
            ("cat <<EOF\nplain\nEOF\n", vec![]),
            ("cat <<EOF\n{}\n", vec![]),
            ("cat \\<<EOF\n{}\n", vec![]),
        ] {
            assert_eq!(texts(script, blocks_of_script(script)), expected, "{script}");
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
