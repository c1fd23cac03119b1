//! Where JSON stands inside other texts: the heredocs and quoted words of shell scripts and the code
//! blocks of Markdown.
//!
//! Finds the places by the syntax around them and by their first character; whether it is JSON is
//! for a reader to say. What is not found is merely not offered: a script is never misread into
//! something that is not there, because every block runs up to the terminator that ends it.

use std::ops::Range;

use super::template::splice::{Word, escaped_end};

/// A part of a text that may be JSON.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Block {
    /// From its first byte to its last: of heredocs and code blocks whole lines, of a quoted word
    /// what stands between the quotes.
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
    /// Single quotes in a script.
    Quotes {
        /// Whether they close and open again around something that the shell puts in.
        is_spliced: bool,
    },
    /// What somebody changes before it is read as JSON, so that it cannot be read here: a noun phrase.
    Unread(&'static str),
    /// A fenced block of Markdown.
    Fence,
    /// A block of Markdown that is code because it is indented.
    Indented,
}

impl Block {
    /// Whether the block would begin and end where it does if `text` stood in its place.
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

/// The heredocs and quoted words of a shell script that begin like JSON, in order.
#[must_use]
pub fn blocks_of_script(script: &str) -> Vec<Block> {
    let mut shell = Shell {
        text: script,
        at: 0,
        open: vec![Context::Command],
        pending: Vec::new(),
        found: Vec::new(),
    };
    while shell.step().is_some() {}
    let mut found = shell.found;
    // A string is found when it ends, and what stands inside of it before.
    found.sort_by_key(|block| block.range.start);
    found
}

/// The code blocks of a Markdown text that are JSON by their name or their first character, and
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
    /// None, and whether the line before was blank.
    Nothing { is_blank: bool },
    /// A fenced one, whose text begins at a place.
    Fence(Fence, usize),
    /// An indented one, up to its last line so far.
    Indented(Range<usize>),
}

impl Open {
    /// What is open behind a line that stands outside of all blocks. An indented line opens a block
    /// behind a blank one only; elsewhere it goes on with a paragraph.
    fn with(line: &str, range: Range<usize>, is_behind_blank: bool) -> Self {
        match Fence::opening(line) {
            Some(fence) => Open::Fence(fence, range.end),
            None if is_behind_blank && is_indented(line) => Open::Indented(range),
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

fn is_blank(line: &str) -> bool {
    line.trim_ascii().is_empty()
}

/// Whether a line that is not blank is indented as far as code must be.
fn is_indented(line: &str) -> bool {
    let blanks = line.len() - line.trim_start_matches(' ').len();
    !is_blank(line) && (blanks >= 4 || line[blanks..].starts_with('\t'))
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
    /// The contexts around, outermost first; the last one is never closed.
    open: Vec<Context>,
    /// The heredocs whose bodies begin with the next line.
    pending: Vec<Heredoc>,
    found: Vec<Block>,
}

/// What the walk is in.
#[derive(Clone, Copy)]
enum Context {
    /// Commands.
    Command,
    /// A string in double quotes.
    String {
        /// Where it begins, behind the quote.
        start: usize,
        /// Whether JSON stands in it, with escapes.
        has_json: bool,
    },
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
        let string = match self.open.last() {
            Some(&Context::String { start, has_json }) => Some((start, has_json)),
            _ => None,
        };
        let rest = &self.text[self.at..];
        match bytes.get(self.at)? {
            b'\\' => self.escape(),
            b'\n' => {
                self.at += 1;
                self.bodies();
            }
            b'"' => {
                match string {
                    Some((start, has_json)) => {
                        self.open.pop();
                        if has_json {
                            let host = Host::Unread("JSON in double quotes");
                            self.found.push(Block { range: start..self.at, host });
                        }
                    }
                    None => {
                        self.open.push(Context::String { start: self.at + 1, has_json: false });
                    }
                }
                self.at += 1;
            }
            b'$' if rest.starts_with("$(") => {
                self.open.push(Context::Command);
                self.at += 2;
            }
            _ if string.is_some() => self.advance(),
            b'$' if rest.starts_with("$'") => self.escaped_quotes(),
            b'\'' => self.quotes(),
            b'(' => {
                self.open.push(Context::Command);
                self.at += 1;
            }
            b')' => {
                if self.open.len() > 1 {
                    self.open.pop();
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

    /// Passes over a backslash and what it escapes. In a string, a quote that opens a key, closes
    /// one or opens the first element of a list says that the string is JSON.
    fn escape(&mut self) {
        let (before, rest) = self.text.split_at(self.at);
        if let Some(Context::String { has_json, .. }) = self.open.last_mut()
            && let Some(behind) = rest.strip_prefix("\\\"")
        {
            *has_json |= before.trim_ascii_end().ends_with(['{', '['])
                || behind.trim_ascii_start().starts_with(':');
        }
        self.at += 1 + rest[1..].chars().next().map_or(0, char::len_utf8);
    }

    /// Passes over a part of a word in single quotes; over the whole word if it begins like JSON.
    fn quotes(&mut self) {
        let start = self.at + 1;
        let end = self.text[start..].find('\'').map(|length| start + length);
        if !begins_like_json(&self.text[start..]) {
            self.at = end.map_or(self.text.len(), |end| end + 1);
            return;
        }
        let unread =
            |what| Block { range: start..end.unwrap_or(self.text.len()), host: Host::Unread(what) };
        let Some(word) = Word::at(self.text, self.at) else {
            // What comes behind a quote that is not closed is anybody's guess.
            self.found.push(unread("JSON in quotes that are not closed"));
            self.at = self.text.len();
            return;
        };
        let text = &self.text[word.inside.clone()];
        let is_spliced = text.contains('\'');
        let host = match () {
            () if !word.is_closed() => Host::Unread("JSON that goes on behind its single quotes"),
            () if self.is_printed() || has_directive(text) => {
                Host::Unread("JSON that `printf` or the like fills in")
            }
            () => Host::Quotes { is_spliced },
        };
        self.found.push(Block { range: word.inside, host });
        self.at = word.end;
    }

    /// Passes over `$'…'`.
    fn escaped_quotes(&mut self) {
        let start = self.at + 2;
        let end = escaped_end(self.text.as_bytes(), start);
        let inside = start..end.map_or(self.text.len(), |end| end - 1);
        if begins_like_json(&self.text[inside.clone()]) {
            let host = Host::Unread("JSON in quotes with escapes");
            self.found.push(Block { range: inside, host });
        }
        self.at = end.unwrap_or(self.text.len()).min(self.text.len());
    }

    /// Whether the command around is `printf`, as far as its beginning is near.
    fn is_printed(&self) -> bool {
        const NEAR: usize = 200;
        let bytes = &self.text.as_bytes()[..self.at];
        let near = &bytes[bytes.len().saturating_sub(NEAR)..];
        let separator = |at: &usize| match near[*at] {
            b'\n' => *at == 0 || near[at - 1] != b'\\',
            byte => b";&|(`".contains(&byte),
        };
        let start = (0..near.len()).rev().find(separator).map_or(0, |at| at + 1);
        near[start..].split(u8::is_ascii_whitespace).any(|word| word == b"printf")
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
            if begins_like_json(&self.text[start..end]) {
                let host = Host::Heredoc { expands: heredoc.expands };
                self.found.push(Block { range: start..end, host });
            }
            self.at = end + last.len();
        }
    }
}

/// Whether a text has a place that `printf` fills in, such as `%s`. What can be a byte of a URI, such
/// as `%d0`, is taken for one.
fn has_directive(text: &str) -> bool {
    text.split('%').skip(1).any(|rest| {
        let rest = rest.trim_start_matches(|c: char| c.is_ascii_digit() || "$-+ #.".contains(c));
        match *rest.as_bytes() {
            [b's' | b'i' | b'q', ..] => true,
            [b'd' | b'b', next, ..] => !next.is_ascii_hexdigit(),
            _ => false,
        }
    })
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
    fn quoted_words_are_found() {
        let one = |body: &str, is_spliced| vec![(body.to_owned(), Some(is_spliced))];
        let unread = |body: &str| vec![(body.to_owned(), None)];
        for (script, expected) in [
            ("curl -d '{\"a\": 1}' x\n", one("{\"a\": 1}", false)),
            ("BODY='[{\"a\": 1}]'\n", one("[{\"a\": 1}]", false)),
            ("curl -d'\n{\n}\n'", one("\n{\n}\n", false)),
            ("x \"$(curl -d '{}')\"", one("{}", false)),
            ("curl -d '{\"a\": \"'$A'\"}' x", one("{\"a\": \"'$A'\"}", true)),
            ("curl -d '{\"a\": '\"$A\"'}' x", one("{\"a\": '\"$A\"'}", true)),
            ("curl -d '{\"a\": 1'\"}\"", unread("{\"a\": 1")),
            ("curl -d '{\"a\": 1}'$REST", unread("{\"a\": 1}")),
            ("curl -d \"{\\\"a\\\": $A}\" x", unread("{\\\"a\\\": $A}")),
            ("curl -d \"{\\\"a\\\": \"$A\"}\" x", unread("{\\\"a\\\": ")),
            ("ssh h \"curl -d '{\\\"a\\\": 1}'\"", unread("curl -d '{\\\"a\\\": 1}'")),
            ("curl -d $'{\"a\": \"it\\'s\"}' x", unread("{\"a\": \"it\\'s\"}")),
            ("printf '{\"a\": 1}' x", unread("{\"a\": 1}")),
            ("x; printf -v y \\\n '{\"a\": 1}'", unread("{\"a\": 1}")),
            ("printf 1; x '{\"a\": 1}'", one("{\"a\": 1}", false)),
            ("F='{\"a\": \"%s\"}'", unread("{\"a\": \"%s\"}")),
            ("F='{\"a\": %2$d}'", unread("{\"a\": %2$d}")),
            ("F='{\"a\": \"%d0%BC 5%\"}'", one("{\"a\": \"%d0%BC 5%\"}", false)),
            ("echo \"use \\\"x\\\"\"", vec![]),
            ("sed 's/a/{}/' \"{$x}\" '\"' \"'{}'\"", vec![]),
        ] {
            let kind = |host| match host {
                Host::Quotes { is_spliced } => Some(is_spliced),
                _ => None,
            };
            let found = blocks_of_script(script).into_iter();
            let found: Vec<_> =
                found.map(|it| (script[it.range].to_owned(), kind(it.host))).collect();
            assert_eq!(found, expected, "{script}");
        }
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
