//! The `serde_json` value of a subtree, and its members.
//!
//! It is made from the spans, since they tell how much room each object takes before it is filled: half the
//! work of reading the text once more. No change rests on this reading alone: it is compared with that
//! of `serde_json` where credentials are named (P0), and what is written of it is read by `serde_json`
//! again (P2).

use std::sync::LazyLock;

use memchr::memmem::Finder;
use serde_json::{Map, Number, Value};

use super::document::Document;
use super::node::{NodeId, NodeKind};
use super::string::same_name;

/// The beginning of the names by which `serde_json` marks numbers and texts of its own. A value of
/// `serde_json` does not have such a member, whatever the text has.
static MARK: LazyLock<Finder> = LazyLock::new(|| Finder::new(b"$serde_json::private::"));

/// The most members of an object in which looking at each is faster than a hash.
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
    /// Returns `id` as the value that `serde_json` reads, numbers digit for digit; of several members with
    /// one name the last, in the place of the first.
    ///
    /// # Errors
    /// Only if `serde_json` reads the text differently, which [`Document::cross_check`] would have said.
    pub fn value(&self, id: NodeId) -> serde_json::Result<Value> {
        let text = self.raw(id);
        if MARK.find(text.as_bytes()).is_some() {
            return serde_json::from_str(text);
        }
        self.made(id)
    }

    fn made(&self, id: NodeId) -> serde_json::Result<Value> {
        Ok(match self.kind(id) {
            NodeKind::Null => Value::Null,
            NodeKind::Bool => Value::Bool(self.raw(id) == "true"),
            NodeKind::Number => Value::Number(serde_json::from_str::<Number>(self.raw(id))?),
            NodeKind::String => Value::String(self.owned(id)),
            NodeKind::Array => {
                let mut elements = Vec::with_capacity(self.elements(id).count());
                for element in self.elements(id) {
                    elements.push(self.made(element)?);
                }
                Value::Array(elements)
            }
            NodeKind::Object => {
                let mut members = Map::with_capacity(self.members(id).count());
                for (key, value) in self.members(id) {
                    members.insert(self.owned(key), self.made(value)?);
                }
                Value::Object(members)
            }
        })
    }

    fn owned(&self, string: NodeId) -> String {
        self.string(string).unwrap_or_default().into_owned()
    }
}
