//! Proof P0: the tree of a document is the one that `serde_json` reads from its text.
//!
//! `serde_json` reads the whole text as a stream, and each node that it reads is compared with the node of the
//! document, without building a value. Every key, string and number is compared. Of a container that is not
//! `interesting`, only the kind and the span are compared, and nothing inside of it.

use std::fmt;
use std::ops::Range;

use serde::Deserialize;
use serde::de::{DeserializeSeed, Deserializer, Error, MapAccess, SeqAccess, Visitor};
use serde_json::value::RawValue;

use super::document::Document;
use super::lines::Position;
use super::node::{NodeId, NodeKind};

/// The first place where the tree of a document and `serde_json` differ. Such a text must not be edited.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{}:{}: two JSON readers disagree: {message}", position.line, position.column)]
pub struct Disagreement {
    /// The position at which `serde_json` stopped.
    pub position: Position,
    /// The message of `serde_json`, as a clause without a final stop.
    pub message: String,
}

impl Document<'_> {
    /// Compares the tree with the values that `serde_json` reads.
    ///
    /// `interesting` returns whether the container with a span is compared in detail. It is not called for containers
    /// inside of a container that is not compared in detail.
    ///
    /// # Errors
    /// The first place where the two readers differ.
    pub fn cross_check(
        &self,
        interesting: &dyn Fn(Range<usize>) -> bool,
    ) -> Result<(), Disagreement> {
        let text = self.reading();
        let start = if text.starts_with('\u{FEFF}') { 3 } else { 0 };
        let follow = Follow { document: self, node: self.root(), interesting };
        let mut reader = serde_json::Deserializer::from_str(&text[start..]);
        let read = follow.deserialize(&mut reader).and_then(|()| reader.end());
        read.map_err(|error| self.disagreement(&text[start..], start, &error))
    }

    /// Returns the disagreement that an error of `serde_json` means. `serde_json` counts columns in bytes and
    /// appends the place to its message.
    fn disagreement(&self, read: &str, start: usize, error: &serde_json::Error) -> Disagreement {
        let lines = read.split_inclusive('\n').take(error.line().saturating_sub(1));
        let line: usize = lines.map(str::len).sum();
        let message = error.to_string();
        let clause =
            message.rsplit_once(" at line ").map_or(message.as_str(), |(clause, _)| clause);
        Disagreement {
            position: self.position(start + line + error.column().saturating_sub(1)),
            message: clause.into(),
        }
    }
}

/// Compares the value that `serde_json` reads with the subtree of `node`.
#[derive(Clone, Copy)]
struct Follow<'d> {
    document: &'d Document<'d>,
    node: NodeId,
    /// Whether the container with a span is compared in detail.
    interesting: &'d dyn Fn(Range<usize>) -> bool,
}

impl<'d> Follow<'d> {
    /// Returns the comparison with another node.
    fn at(self, node: NodeId) -> Self {
        Follow { node, ..self }
    }

    /// Whether `raw` begins like a value of the node's kind.
    fn has_kind_of(self, raw: &[u8]) -> bool {
        let kind = self.document.kind(self.node);
        match raw.first() {
            Some(b'n') => kind == NodeKind::Null,
            Some(b't' | b'f') => kind == NodeKind::Bool,
            Some(b'-' | b'0'..=b'9') => kind == NodeKind::Number,
            Some(b'"') => kind == NodeKind::String,
            Some(b'[') => kind == NodeKind::Array,
            Some(b'{') => kind == NodeKind::Object,
            _ => false,
        }
    }

    /// Checks that `raw`, a part of the reading, has the span and the kind of the node.
    fn check_span<E: Error>(self, raw: &str) -> Result<(), E> {
        let text = self.document.reading();
        let start = raw.as_ptr() as usize - text.as_ptr() as usize;
        let ours = self.document.span(self.node);
        if ours == (start..start + raw.len()) && self.has_kind_of(raw.as_bytes()) {
            return Ok(());
        }
        Err(E::custom(format_args!(
            "a value at bytes {start}..{} and at {ours:?}",
            start + raw.len()
        )))
    }
}

impl<'de> DeserializeSeed<'de> for Follow<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, reader: D) -> Result<(), D::Error> {
        match self.document.kind(self.node) {
            NodeKind::String => reader.deserialize_str(self),
            NodeKind::Array if (self.interesting)(self.document.span(self.node)) => {
                reader.deserialize_seq(self)
            }
            NodeKind::Object if (self.interesting)(self.document.span(self.node)) => {
                reader.deserialize_map(self)
            }
            _ => self.check_span(<&RawValue>::deserialize(reader)?.get()),
        }
    }
}

impl<'de> Visitor<'de> for Follow<'_> {
    type Value = ();

    fn expecting(&self, out: &mut fmt::Formatter) -> fmt::Result {
        write!(out, "{:?}", self.document.kind(self.node))
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<(), E> {
        match self.document.string(self.node) {
            Some(ours) if ours == text => Ok(()),
            _ => Err(E::custom("a string that differs")),
        }
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut elements: A) -> Result<(), A::Error> {
        for element in self.document.elements(self.node) {
            if elements.next_element_seed(self.at(element))?.is_none() {
                return Err(A::Error::custom("an array with fewer elements"));
            }
        }
        match elements.next_element::<serde::de::IgnoredAny>()? {
            None => Ok(()),
            Some(_) => Err(A::Error::custom("an array with more elements")),
        }
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<(), A::Error> {
        for (key, value) in self.document.members(self.node) {
            if members.next_key_seed(self.at(key))?.is_none() {
                return Err(A::Error::custom("an object with fewer members"));
            }
            members.next_value_seed(self.at(value))?;
        }
        match members.next_key::<serde::de::IgnoredAny>()? {
            None => Ok(()),
            Some(_) => Err(A::Error::custom("an object with more members")),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Document;

    /// The proof can fail: a tree is not the tree of another text of the same length.
    #[test]
    fn the_tree_of_another_text_is_refused() {
        let pairs = [
            ("[1,23]", "[12,3]"),
            ("[1,2  ]", "[1,2,3]"),
            ("[1,2,3]", "[1,2  ]"),
            ("[null]", "[true]"),
            ("{\"a\":1}", "[\"a\",1]"),
            ("{\"a\":1      }", "{\"a\":1,\"b\":2}"),
            ("[\"a,b\"  ]", "[\"a\",\"b\"]"),
            ("[[],[1]]", "[[1],[]]"),
            ("[1]\n\n", "[1]\n]"),
        ];
        for (tree, text) in pairs {
            let document = Document::parse(tree.as_bytes()).expect("JSON");
            assert!(document.cross_check(&|_| true).is_ok(), "{tree}");
            let wrong = document.claimed_for(text).cross_check(&|_| true);
            assert!(wrong.is_err(), "{tree} is not {text}");
        }
        let document = Document::parse("\u{FEFF}[\"é\",\n1 ]".as_bytes()).expect("JSON");
        let wrong = document.claimed_for("\u{FEFF}[\"é\",\n12]").cross_check(&|_| true);
        let message = "2:3: two JSON readers disagree: a value at bytes 10..12 and at 10..11";
        assert_eq!(wrong.map_err(|error| error.to_string()), Err(message.into()));
    }
}
