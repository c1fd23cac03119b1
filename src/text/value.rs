//! The `serde_json` value of a subtree, and its members.
//!
//! The value is made from the spans. They show the size of each object before it is filled. So the value is made in
//! half the time that it takes to read the text once more. No change depends on this value alone: the tree is compared
//! with what `serde_json` reads where credentials are named (P0), and `serde_json` reads the new text again (P2).

use std::sync::LazyLock;

use memchr::memmem::Finder;
use serde_json::{Map, Number, Value};

use super::document::Document;
use super::node::{NodeId, NodeKind};
use super::string::same_name;

/// The beginning of the member names with which `serde_json` marks its own numbers and raw texts. `serde_json` takes an
/// object with such a member for a number or a raw text. So it must read a text with this beginning itself.
static MARK: LazyLock<Finder> = LazyLock::new(|| Finder::new(b"$serde_json::private::"));

/// The most members of an object in which a look at each is faster than a hash.
const FEW: usize = 16;

/// Returns the member `name` of an object.
#[must_use]
pub fn member<'v>(members: &'v Map<String, Value>, name: &str) -> Option<&'v Value> {
    if members.len() > FEW {
        return members.get(name);
    }
    members.iter().find(|(other, _)| same_name(other, name)).map(|(_, value)| value)
}

impl Document<'_> {
    /// Returns the value that `serde_json` reads for `id`, with all digits of numbers. Of several members with
    /// one name, the value has the last one, at the position of the first.
    ///
    /// # Errors
    /// `serde_json` reads the text differently, so that [`Document::cross_check`] fails as well.
    pub fn value(&self, id: NodeId) -> serde_json::Result<Value> {
        let text = self.raw(id);
        if MARK.find(text.as_bytes()).is_some() {
            return serde_json::from_str(text);
        }
        self.build(id)
    }

    /// Makes the value of `id` from the spans.
    fn build(&self, id: NodeId) -> serde_json::Result<Value> {
        Ok(match self.kind(id) {
            NodeKind::Null => Value::Null,
            NodeKind::Bool => Value::Bool(self.raw(id) == "true"),
            NodeKind::Number => Value::Number(serde_json::from_str::<Number>(self.raw(id))?),
            NodeKind::String => Value::String(self.owned(id)),
            NodeKind::Array => {
                let mut elements = Vec::with_capacity(self.elements(id).count());
                for element in self.elements(id) {
                    elements.push(self.build(element)?);
                }
                Value::Array(elements)
            }
            NodeKind::Object => {
                let mut members = Map::with_capacity(self.members(id).count());
                for (key, value) in self.members(id) {
                    members.insert(self.owned(key), self.build(value)?);
                }
                Value::Object(members)
            }
        })
    }

    /// Returns the text of a string node.
    fn owned(&self, string: NodeId) -> String {
        self.string(string).unwrap_or_default().into_owned()
    }
}
