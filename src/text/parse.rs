//! Strict JSON (RFC 8259) → flat tree, without recursion.
//!
//! It refuses everything in a UTF-8 text that `serde_json` refuses, with an offset: comments, trailing commas,
//! lone surrogates, nesting beyond [`MAX_DEPTH`]. Objects with duplicate keys are accepted; a caller that
//! relies on names calls [`Document::duplicate_key`](super::Document::duplicate_key).

use super::error::{SyntaxError, found, found_escape};
use super::lines::Lines;
use super::node::{Node, NodeKind};
use super::string::{escape_length, plain_run_end, spaces_end};

/// The most levels to which containers may nest: the deepest that `serde_json` reads.
pub(super) const MAX_DEPTH: usize = 127;

/// Reads one JSON value from byte `start` to the end of `text`.
///
/// It looks at ASCII characters only; [`utf8`](super::utf8) checks that the text is UTF-8.
pub(super) fn parse(text: &[u8], start: usize) -> Result<Vec<Node>, SyntaxError> {
    // Definitions have a node in every 20 to 25 bytes.
    let nodes = Vec::with_capacity((text.len() / 20).min(SAMPLE));
    let mut parser = Parser { bytes: text, at: start, nodes, open: Vec::new() };
    match parser.document() {
        Ok(()) => Ok(parser.nodes),
        Err(fault) => Err(SyntaxError::new(parser.bytes, fault.offset, fault.message)),
    }
}

/// The most nodes for which there is room at first. When it is used up, the nodes so far show how many the whole
/// text will have.
const SAMPLE: usize = 1 << 16;

/// The place at which a text is not JSON, and the reason as a clause.
struct Fault {
    offset: usize,
    message: String,
}

/// The result of a step of the parser. The fault is boxed, so that a step that succeeds returns in a
/// register.
type Step<T = ()> = Result<T, Box<Fault>>;

/// The state of the parser.
struct Parser<'a> {
    bytes: &'a [u8],
    /// The offset of the next byte.
    at: usize,
    /// The nodes so far.
    nodes: Vec<Node>,
    /// The indices of the open containers, outermost first.
    open: Vec<u32>,
}

impl Parser<'_> {
    /// Reads the whole text.
    fn document(&mut self) -> Step {
        self.skip_blanks();
        if self.at == self.bytes.len() {
            return self.fail("the file is empty, expected a JSON value");
        }
        loop {
            let opened = self.value()?;
            if !opened && !self.after_value()? {
                break;
            }
        }
        self.skip_blanks();
        if self.at < self.bytes.len() {
            let found = found(self.bytes, self.at);
            let message =
                format!("expected the end of the file after the JSON value, found {found}");
            return self.fail(message);
        }
        Ok(())
    }

    /// Reads a scalar, or the head of a container up to its first value. Returns whether another value must
    /// follow, because a container was opened and is not empty.
    fn value(&mut self) -> Step<bool> {
        self.skip_blanks();
        match self.bytes.get(self.at) {
            Some(b'"') => self.string()?,
            Some(b'{') => return self.open_container(NodeKind::Object, b'}'),
            Some(b'[') => return self.open_container(NodeKind::Array, b']'),
            Some(b'-' | b'0'..=b'9') => self.number()?,
            Some(b't') => self.literal(NodeKind::Bool, b"true")?,
            Some(b'f') => self.literal(NodeKind::Bool, b"false")?,
            Some(b'n') => self.literal(NodeKind::Null, b"null")?,
            _ => return self.expected("a value"),
        }
        Ok(false)
    }

    /// Reads an opening bracket and the first key. Returns whether a value must follow, because the container
    /// is not empty.
    fn open_container(&mut self, kind: NodeKind, closer: u8) -> Step<bool> {
        if self.open.len() == MAX_DEPTH {
            return self.fail(format!("nested deeper than {MAX_DEPTH} levels"));
        }
        self.open.push(self.index());
        self.push(kind, self.at, self.at);
        self.at += 1;
        self.skip_blanks();
        if self.bytes.get(self.at) == Some(&closer) {
            self.close();
            return Ok(false);
        }
        if kind == NodeKind::Object {
            self.key()?;
        }
        Ok(true)
    }

    /// Reads commas and closing brackets after a value; returns whether another value must follow.
    fn after_value(&mut self) -> Step<bool> {
        while let Some(&container) = self.open.last() {
            self.skip_blanks();
            let kind = self.nodes[container as usize].kind;
            match (self.bytes.get(self.at), kind) {
                (Some(b','), _) => {
                    let comma = self.at;
                    self.at += 1;
                    self.skip_blanks();
                    if let Some(closer @ (b'}' | b']')) = self.bytes.get(self.at) {
                        let closer = char::from(*closer);
                        return fail(comma, format!("there must be no comma before `{closer}`"));
                    }
                    if kind == NodeKind::Object {
                        self.key()?;
                    }
                    return Ok(true);
                }
                (Some(b'}'), NodeKind::Object) | (Some(b']'), NodeKind::Array) => self.close(),
                (_, NodeKind::Object) => return self.expected("`,` or `}`"),
                _ => return self.expected("`,` or `]`"),
            }
        }
        Ok(false)
    }

    /// Reads a key and the colon after it.
    fn key(&mut self) -> Step {
        if self.bytes.get(self.at) != Some(&b'"') {
            return self.expected("a key in double quotes");
        }
        self.string()?;
        self.skip_blanks();
        if self.bytes.get(self.at) != Some(&b':') {
            return self.expected("`:`");
        }
        self.at += 1;
        Ok(())
    }

    /// Passes over the bracket that closes the innermost container.
    fn close(&mut self) {
        self.at += 1;
        let next = self.index();
        if let Some(container) = self.open.pop() {
            let node = &mut self.nodes[container as usize];
            node.end = offset(self.at);
            node.next = next;
        }
    }

    fn string(&mut self) -> Step {
        let start = self.at;
        self.at += 1;
        let mut has_escapes = false;
        loop {
            self.at = plain_run_end(self.bytes, self.at);
            match self.bytes.get(self.at) {
                Some(b'"') => break,
                Some(b'\\') => match escape_length(self.bytes, self.at) {
                    Ok(length) => {
                        has_escapes = true;
                        self.at += length;
                    }
                    Err(wrong) => {
                        let escape = found_escape(self.bytes, self.at);
                        return self.fail(format!("the escape sequence `{escape}` {wrong}"));
                    }
                },
                Some(b'\n' | b'\r') => {
                    return fail(start, "the string is not closed before the line ends");
                }
                Some(b'\t') => return self.fail("a tab in a string must be written `\\t`"),
                Some(byte) => {
                    return self.fail(format!(
                        "the control character 0x{byte:02X} in a string must be written `\\u{byte:04x}`"
                    ));
                }
                None => return fail(start, "the string is never closed"),
            }
        }
        self.at += 1;
        self.push_node(NodeKind::String, start, self.at, has_escapes);
        Ok(())
    }

    fn number(&mut self) -> Step {
        let start = self.at;
        if self.bytes[self.at] == b'-' {
            self.at += 1;
        }
        let first = self.bytes.get(self.at).copied();
        self.digits(start)?;
        let integer = self.at - start - usize::from(self.bytes[start] == b'-');
        if first == Some(b'0') && integer > 1 {
            return fail(
                start,
                format!("a number must not begin with a zero, found {}", found(self.bytes, start)),
            );
        }
        if self.bytes.get(self.at) == Some(&b'.') {
            self.at += 1;
            self.digits(start)?;
        }
        if matches!(self.bytes.get(self.at), Some(b'e' | b'E')) {
            self.at += 1;
            if matches!(self.bytes.get(self.at), Some(b'+' | b'-')) {
                self.at += 1;
            }
            self.digits(start)?;
        }
        self.push(NodeKind::Number, start, self.at);
        Ok(())
    }

    /// Reads at least one digit of the number that begins at `number`.
    fn digits(&mut self, number: usize) -> Step {
        let start = self.at;
        while self.bytes.get(self.at).is_some_and(u8::is_ascii_digit) {
            self.at += 1;
        }
        if self.at == start {
            // Only the end of the number is shown, see `error::found`.
            let text =
                String::from_utf8_lossy(&self.bytes[number.max(start.saturating_sub(3))..start]);
            return self.fail(format!("expected a digit after `{text}`"));
        }
        Ok(())
    }

    /// Reads `word`, which is `null`, `true` or `false`.
    fn literal(&mut self, kind: NodeKind, word: &[u8]) -> Step {
        if !self.bytes[self.at..].starts_with(word) {
            return self.expected("a value");
        }
        let start = self.at;
        self.at += word.len();
        self.push(kind, start, self.at);
        Ok(())
    }

    /// Adds a node that is no string with escapes.
    fn push(&mut self, kind: NodeKind, start: usize, end: usize) {
        self.push_node(kind, start, end, false);
    }

    /// Adds a node that has no nodes inside so far.
    fn push_node(&mut self, kind: NodeKind, start: usize, end: usize, has_escapes: bool) {
        if self.nodes.len() == self.nodes.capacity() {
            self.make_room();
        }
        let next = self.index() + 1;
        self.nodes.push(Node { start: offset(start), end: offset(end), next, kind, has_escapes });
    }

    /// Makes room for the nodes of the rest of the text, at the density of nodes so far. To double the room would
    /// take up to twice the memory.
    #[cold]
    fn make_room(&mut self) {
        let (count, rest) = (self.nodes.len(), self.bytes.len().saturating_sub(self.at));
        let expected = count.saturating_mul(rest / 1024) / (self.at / 1024).max(1);
        self.nodes.reserve_exact((expected + expected / 32).max(count / 4).max(16));
    }

    /// Returns the index of the next node.
    fn index(&self) -> u32 {
        offset(self.nodes.len())
    }

    #[inline]
    fn skip_blanks(&mut self) {
        loop {
            match self.bytes.get(self.at) {
                Some(b' ') => self.at = spaces_end(self.bytes, self.at),
                Some(b'\n' | b'\r' | b'\t') => self.at += 1,
                _ => return,
            }
        }
    }

    /// Returns an error at the next byte.
    fn fail<T>(&self, message: impl Into<String>) -> Step<T> {
        fail(self.at, message)
    }

    /// Returns the error that something else stands where `what` was expected.
    fn expected<T>(&self, what: &str) -> Step<T> {
        if self.at < self.bytes.len() {
            return self.fail(format!("expected {what}, found {}", found(self.bytes, self.at)));
        }
        let open = self.open.last().map(|&container| self.nodes[container as usize].start as usize);
        match open {
            Some(start) => {
                let line = Lines::new(self.bytes).position(start).line;
                let bracket = char::from(self.bytes[start]);
                self.fail(format!("the file ends before the `{bracket}` of line {line} is closed"))
            }
            None => self.fail(format!("expected {what}, found the end of the file")),
        }
    }
}

/// Returns an error at `offset`.
#[cold]
fn fail<T>(offset: usize, message: impl Into<String>) -> Step<T> {
    Err(Box::new(Fault { offset, message: message.into() }))
}

/// Returns an offset or the index of a node in four bytes. It fits, because [`utf8`](super::utf8) refuses texts of
/// 4 GiB and more.
fn offset(value: usize) -> u32 {
    u32::try_from(value).unwrap_or(u32::MAX)
}
