//! The tree of one JSON text: spans, kinds and navigation.

use std::borrow::Cow;
use std::ops::Range;

use json_patch::jsonptr::{Pointer, Token};

use super::encoding;
use super::error::SyntaxError;
use super::index::{Index, Items, SMALL};
use super::lines::Position;
use super::node::{Node, NodeId, NodeKind};
use super::parse;
use super::pointer::{FirstToken, first_token};
use super::string;
use super::template::Mask;

/// The size in bytes from which two threads read a text. For a smaller text, two threads take longer than
/// one.
const LARGE: usize = 1 << 20;

/// One JSON text with its tree of spans.
///
/// A document has its original text and a reading of the same length. For strict JSON both are the same text.
/// The reading of a template hides the tags, and each offset means the same place in both texts. So edits that
/// are planned on the reading can be carried out on the original.
#[derive(Debug)]
pub struct Document<'a> {
    original: &'a str,
    reading: Cow<'a, str>,
    nodes: Vec<Node>,
    mask: Option<Mask>,
    index: Index,
}

impl<'a> Document<'a> {
    /// Reads strict JSON. A leading byte order mark is skipped; offsets count it.
    ///
    /// # Errors
    /// The first place where `bytes` is not UTF-8 or not strict JSON.
    pub fn parse(bytes: &'a [u8]) -> Result<Self, SyntaxError> {
        let start = encoding::start(bytes);
        if bytes.len() < LARGE {
            let text = encoding::utf8(bytes)?;
            let nodes = parse::parse(bytes, start)?;
            return Ok(Document {
                original: text,
                reading: Cow::Borrowed(text),
                nodes,
                mask: None,
                index: Index::default(),
            });
        }
        let (text, nodes) = rayon::join(|| encoding::utf8(bytes), || parse::parse(bytes, start));
        let text = text?;
        let (reading, index) = (Cow::Borrowed(text), Index::default());
        Ok(Document { original: text, reading, nodes: nodes?, mask: None, index })
    }

    /// Parses `reading` as the tree of `original`. Both texts have the same length in bytes, so that offsets
    /// hold for both.
    ///
    /// # Errors
    /// The first place where `reading` is not strict JSON.
    pub(super) fn through(
        original: &'a str,
        reading: String,
        mask: Mask,
    ) -> Result<Self, SyntaxError> {
        debug_assert_eq!(original.len(), reading.len());
        let nodes = parse::parse(reading.as_bytes(), encoding::start(reading.as_bytes()));
        // The byte may have another column in the original.
        let nodes = nodes
            .map_err(|error| SyntaxError::new(original.as_bytes(), error.offset, error.message))?;
        let (reading, index) = (Cow::Owned(reading), Index::default());
        Ok(Document { original, reading, nodes, mask: Some(mask), index })
    }

    /// Parses a rendering of a template. `mask` has the stand-ins of the rendering, and the brackets of arrays in which
    /// the template has tags.
    ///
    /// # Errors
    /// The first place where it is not strict JSON.
    pub(super) fn rendered(text: &'a str, mask: Mask) -> Result<Self, SyntaxError> {
        let nodes = parse::parse(text.as_bytes(), encoding::start(text.as_bytes()))?;
        let (reading, index) = (Cow::Borrowed(text), Index::default());
        Ok(Document { original: text, reading, nodes, mask: Some(mask), index })
    }

    /// Returns the mask that hides the tags of the template, if the text is a reading of one.
    pub(super) fn mask(&self) -> Option<&Mask> {
        self.mask.as_ref()
    }

    /// Returns this tree with another text, for a test of the proof.
    #[cfg(test)]
    pub(super) fn claimed_for(self, text: &'a str) -> Self {
        Document { original: text, reading: Cow::Borrowed(text), ..self }
    }

    /// Returns the text as it stands in the file.
    #[must_use]
    pub fn original(&self) -> &'a str {
        self.original
    }

    /// Returns the strict JSON that the tree was read from.
    #[must_use]
    pub fn reading(&self) -> &str {
        &self.reading
    }

    /// Returns the outermost value.
    #[must_use]
    pub fn root(&self) -> NodeId {
        NodeId(0)
    }

    fn node(&self, id: NodeId) -> Node {
        self.nodes[id.0 as usize]
    }

    /// Returns the kind of `id`.
    #[must_use]
    pub fn kind(&self, id: NodeId) -> NodeKind {
        self.node(id).kind
    }

    /// Returns the range of bytes of `id`, with the brackets of a container and the quotes of a string.
    #[must_use]
    pub fn span(&self, id: NodeId) -> Range<usize> {
        let node = self.node(id);
        node.start as usize..node.end as usize
    }

    /// Returns the text of `id` in the reading.
    #[must_use]
    pub fn raw(&self, id: NodeId) -> &str {
        &self.reading[self.span(id)]
    }

    /// Returns the text of a string, with its escapes decoded; `None` for any other node.
    #[must_use]
    pub fn string(&self, id: NodeId) -> Option<Cow<'_, str>> {
        let node = self.node(id);
        (node.kind == NodeKind::String).then(|| match self.body(node) {
            body if node.has_escapes => string::decode(body),
            body => Cow::Borrowed(body),
        })
    }

    /// Returns the text between the quotes of a string.
    fn body(&self, node: Node) -> &str {
        &self.reading[node.start as usize + 1..node.end as usize - 1]
    }

    /// Returns the elements of an array in order; none for any other node.
    pub fn elements(&self, id: NodeId) -> impl Iterator<Item = NodeId> + '_ {
        let end = if self.kind(id) == NodeKind::Array { self.node(id).next } else { 0 };
        let mut at = id.0 + 1;
        std::iter::from_fn(move || {
            (at < end).then(|| {
                let element = NodeId(at);
                at = self.node(element).next;
                element
            })
        })
    }

    /// Returns the members of an object in order, each as its key and its value; none for any other node.
    pub fn members(&self, id: NodeId) -> impl Iterator<Item = (NodeId, NodeId)> + '_ {
        let end = if self.kind(id) == NodeKind::Object { self.node(id).next } else { 0 };
        let mut at = id.0 + 1;
        std::iter::from_fn(move || {
            (at < end).then(|| {
                let (key, value) = (NodeId(at), NodeId(at + 1));
                at = self.node(value).next;
                (key, value)
            })
        })
    }

    /// Returns the spans of a container's items: an element's own, a member's from its key to its value.
    pub fn children(&self, id: NodeId) -> impl Iterator<Item = Range<usize>> + '_ {
        let member = |(key, value)| self.span(key).start..self.span(value).end;
        let elements = self.elements(id).map(|element| self.span(element));
        elements.chain(self.members(id).map(member))
    }

    /// Whether `id` is an array or an object.
    #[must_use]
    pub fn is_container(&self, id: NodeId) -> bool {
        matches!(self.kind(id), NodeKind::Array | NodeKind::Object)
    }

    /// Whether `id` has no items.
    #[must_use]
    pub fn is_empty(&self, id: NodeId) -> bool {
        self.node(id).next == id.0 + 1
    }

    /// Returns every node of the subtree of `id`, keys included, in the order of the text.
    pub fn subtree(&self, id: NodeId) -> impl Iterator<Item = NodeId> + use<> {
        (id.0..self.node(id).next).map(NodeId)
    }

    /// Returns the value of the member called `name`. If there are several, returns the last, as `serde_json`
    /// does.
    #[must_use]
    pub fn get(&self, id: NodeId, name: &str) -> Option<NodeId> {
        self.members(id).filter(|&(key, _)| self.is_named(key, name)).last().map(|(_, value)| value)
    }

    /// Whether `key` is the key of a member called `name`.
    #[must_use]
    pub fn is_named(&self, key: NodeId, name: &str) -> bool {
        let node = self.node(key);
        if node.has_escapes {
            return string::decode(self.body(node)) == name;
        }
        // Most keys already differ in their length, so that their texts need not be compared.
        (node.end - node.start) as usize == name.len() + 2
            && string::same_name(self.body(node), name)
    }

    /// Returns the node to which an RFC 6901 pointer leads from `id`.
    #[must_use]
    pub fn find(&self, id: NodeId, pointer: &Pointer) -> Option<NodeId> {
        let mut at = id;
        let mut rest = pointer.as_str();
        while let Some(token) = first_token(rest) {
            at = self.value_at(at, self.item(at, token)?);
            rest = token.rest;
        }
        Some(at)
    }

    /// Follows an RFC 6901 pointer from `id` as far as there are nodes. Returns the last item on that way, which
    /// is the key of a member or an element, or `id` if there is none. Messages about the item as a whole point
    /// there.
    #[must_use]
    pub fn find_nearest(&self, id: NodeId, pointer: &Pointer) -> NodeId {
        let (mut at, mut nearest) = (id, id);
        let mut rest = pointer.as_str();
        while let Some(token) = first_token(rest) {
            let Some(item) = self.item(at, token) else { break };
            (at, nearest) = (self.value_at(at, item), item);
            rest = token.rest;
        }
        nearest
    }

    /// Returns the value of an item of `container`. The item of an object is the key of a member, the item of
    /// an array is the element itself.
    fn value_at(&self, container: NodeId, item: NodeId) -> NodeId {
        if self.kind(container) == NodeKind::Object { self.value_of(item) } else { item }
    }

    /// Returns the item of `container` that `token` names: the key of a member, or an element.
    fn item(&self, container: NodeId, token: FirstToken) -> Option<NodeId> {
        match self.kind(container) {
            NodeKind::Object if token.is_escaped => {
                self.key(container, &Token::from_encoded(token.text).ok()?.decoded())
            }
            NodeKind::Object => self.key(container, token.text),
            NodeKind::Array => {
                let index = Token::from_encoded(token.text).ok()?.to_index().ok()?;
                self.element(container, index.for_len(usize::MAX).ok()?)
            }
            _ => None,
        }
    }

    /// Returns the value of the member with the key `key`.
    #[must_use]
    pub fn value_of(&self, key: NodeId) -> NodeId {
        NodeId(key.0 + 1)
    }

    /// Returns the element of `array` at `index`.
    fn element(&self, array: NodeId, index: usize) -> Option<NodeId> {
        if index < SMALL {
            return self.elements(array).nth(index);
        }
        let elements = || Items::Elements(self.elements(array).collect());
        match &*self.index.items(array, elements) {
            Items::Elements(elements) => elements.get(index).copied(),
            Items::Keys(_) => None,
        }
    }

    /// Returns the key of the member called `name` of an object. If there are several, returns the last.
    fn key(&self, object: NodeId, name: &str) -> Option<NodeId> {
        let mut found = None;
        for (walked, (key, _)) in self.members(object).enumerate() {
            if walked == SMALL {
                let named = |(key, _)| (self.string(key).unwrap_or_default().into_owned(), key);
                let keys = || Items::Keys(self.members(object).map(named).collect());
                return match &*self.index.items(object, keys) {
                    Items::Keys(keys) => keys.get(name).copied(),
                    Items::Elements(_) => None,
                };
            }
            found = Some(key).filter(|&key| self.is_named(key, name)).or(found);
        }
        found
    }

    /// Returns line and column of a byte offset. For many offsets, a [`Lines`](super::Lines) takes less time.
    #[must_use]
    pub fn position(&self, offset: usize) -> Position {
        super::Lines::new(self.original.as_bytes()).position(offset)
    }
}
