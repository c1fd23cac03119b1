//! The heredocs and quoted words of shell scripts.

use super::heredoc::{Heredoc, Operator};
use super::{Block, Host, begins_like_json};
use crate::text::template::splice::{Word, escaped_end};

/// Returns the heredocs and quoted words of a shell script that begin like JSON, in order.
#[must_use]
pub fn blocks_of_script(script: &str) -> Vec<Block> {
    let mut shell = Shell {
        text: script,
        at: 0,
        open: vec![Nesting::Command],
        pending: Vec::new(),
        found: Vec::new(),
    };
    while shell.step().is_some() {}
    let mut found = shell.found;
    // A string is found at its end, after the blocks inside of it.
    found.sort_by_key(|block| block.range.start);
    found
}

/// A walk through a script. It knows enough of quotes to distinguish operators from text.
struct Shell<'t> {
    text: &'t str,
    at: usize,
    /// The constructs around the current place, outermost first. The outermost is never closed.
    open: Vec<Nesting>,
    /// The heredocs whose bodies begin with the next line.
    pending: Vec<Heredoc>,
    found: Vec<Block>,
}

/// The construct that the walk is in.
#[derive(Clone, Copy)]
enum Nesting {
    /// Commands.
    Command,
    /// A string in double quotes.
    String {
        /// The beginning of the string, after the quote.
        start: usize,
        /// Whether JSON stands in it, with escapes.
        has_json: bool,
    },
}

impl Shell<'_> {
    /// Passes over one token. Returns `None` at the end of the script.
    fn step(&mut self) -> Option<()> {
        let bytes = self.text.as_bytes();
        let string = match self.open.last() {
            Some(&Nesting::String { start, has_json }) => Some((start, has_json)),
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
                        self.open.push(Nesting::String { start: self.at + 1, has_json: false });
                    }
                }
                self.at += 1;
            }
            b'$' if rest.starts_with("$(") => {
                self.open.push(Nesting::Command);
                self.at += 2;
            }
            _ if string.is_some() => self.advance(),
            b'$' if rest.starts_with("$'") => self.escaped_quotes(),
            b'\'' => self.quotes(),
            b'(' => {
                self.open.push(Nesting::Command);
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

    /// Passes over a backslash and the escaped character. An escaped quote in a string shows that the string is
    /// JSON, if it opens the first key of an object, closes a key or opens the first element of a list.
    fn escape(&mut self) {
        let (before, rest) = self.text.split_at(self.at);
        if let Some(Nesting::String { has_json, .. }) = self.open.last_mut()
            && let Some(after) = rest.strip_prefix("\\\"")
        {
            *has_json |= before.trim_ascii_end().ends_with(['{', '['])
                || after.trim_ascii_start().starts_with(':');
        }
        self.at += 1 + rest[1..].chars().next().map_or(0, char::len_utf8);
    }

    /// Passes over a part of a word in single quotes. If the part begins like JSON, passes over the whole word.
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
            // Nothing is known of the text after a quote that is not closed.
            self.found.push(unread("JSON in quotes that are not closed"));
            self.at = self.text.len();
            return;
        };
        let text = &self.text[word.inside.clone()];
        let is_spliced = text.contains('\'');
        let host = match () {
            () if !word.is_closed() => Host::Unread("JSON that goes on behind its single quotes"),
            () if self.is_printf() || has_directive(text) => {
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

    /// Whether the current command is `printf`. Only its last bytes are looked at.
    fn is_printf(&self) -> bool {
        /// The number of bytes that are looked at.
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

    /// Passes over one character.
    fn advance(&mut self) {
        self.at += self.text[self.at..].chars().next().map_or(1, char::len_utf8);
    }

    /// Whether a word of a command may begin at this place.
    fn starts_word(&self) -> bool {
        let before = self.text.as_bytes()[..self.at].last();
        before.is_none_or(|byte| byte.is_ascii_whitespace() || b";&|(".contains(byte))
    }

    /// Passes over the operator of a heredoc, or over a shift in arithmetic.
    fn operator(&mut self) {
        let start = self.at + "<<".len();
        let Operator { heredoc, length } = Heredoc::opened_by(&self.text[start..]);
        self.pending.extend(heredoc);
        self.at = start + length;
    }

    /// Passes over the bodies of the heredocs of the line that has ended.
    fn bodies(&mut self) {
        for heredoc in std::mem::take(&mut self.pending) {
            let Some(body) = heredoc.body(self.text, self.at) else { return };
            if begins_like_json(&self.text[body.range.clone()]) {
                let host = Host::Heredoc { expands: heredoc.expands };
                self.found.push(Block { range: body.range, host });
            }
            self.at = body.end;
        }
    }
}

/// Whether `text` has a directive of `printf`, such as `%s`. A text such as `%d0` counts as an escaped byte of a
/// URI.
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
    use super::blocks_of_script;
    use crate::text::embedded::Host;
    use crate::text::embedded::tests::texts;

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
}
