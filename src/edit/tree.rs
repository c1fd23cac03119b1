//! RFC 6902 operations on a lazy tree over the spans of a text.
//!
//! A value that no operation reached stays [`Item::Raw`], one span. If an operation changes something inside of a
//! container, the container is *opened*: its children are listed one by one, as a [`Container`]. They remember the slot
//! in which they stand in the text, so that the layout knows which children stay, go and arrive. A value that is moved
//! keeps its nodes, and so its text.

use std::borrow::Cow;
use std::collections::HashSet;

use json_patch::PatchOperation;
use json_patch::jsonptr::{Pointer, Token};
use serde_json::Value;

use super::change::Anchor;
use super::runs::Run;
use crate::text::{Document, NodeId, NodeKind};

/// The most members of an object without a set of its names. A patch may add many members to a larger object,
/// and a search without the set would be slow for each.
const LARGE: usize = 64;

/// A value in the edited tree.
#[derive(Debug, Clone)]
pub(super) enum Item {
    /// A value as it stands in the text.
    Raw(NodeId),
    /// A new scalar, as JSON text.
    Scalar(String),
    /// A container whose children are listed: it is new, or it was opened.
    Container(Container),
}

/// A container that is new or was opened.
#[derive(Debug, Clone)]
pub(super) struct Container {
    /// The node of the text that the container was opened from; `None` if it is new.
    pub(super) origin: Option<NodeId>,
    pub(super) is_object: bool,
    pub(super) children: Vec<Child>,
    /// The names of the members, also of removed ones. Only a large object has this set, after the first
    /// search for a name.
    names: Option<HashSet<String>>,
}

/// An element or a member.
#[derive(Debug, Clone)]
pub(super) struct Child {
    /// The index of the child in the container of the text, if it still stands there. `None` if it is new or
    /// was moved here.
    pub(super) slot: Option<usize>,
    /// The name of a member; `None` for an element.
    pub(super) name: Option<String>,
    /// The node of the member's key in the text; `None` if the name is new.
    pub(super) key: Option<NodeId>,
    /// Whether the child stands in an arm of a template in which its container does not stand.
    pub(super) optional: bool,
    /// For a child that is new or was moved here, the slot of the child after which it was put. That child
    /// may have been removed. `None` if it was put before all others.
    pub(super) after: Option<usize>,
    pub(super) value: Item,
}

/// The edited value, as a lazy tree.
pub(super) struct Tree<'d> {
    document: &'d Document<'d>,
    pub(super) root: Item,
}

impl<'d> Tree<'d> {
    pub(super) fn new(document: &'d Document<'d>, scope: NodeId) -> Self {
        Tree { document, root: Item::Raw(scope) }
    }

    /// Carries out one operation that `json_patch` has accepted. Returns `None` if the tree cannot
    /// carry it out.
    pub(super) fn apply(
        &mut self,
        operation: &PatchOperation,
        anchor: Option<Anchor>,
    ) -> Option<()> {
        match operation {
            PatchOperation::Test(_) => Some(()),
            PatchOperation::Add(op) => self.add(&op.path, Child::new(item(&op.value)), anchor),
            PatchOperation::Replace(op) => {
                *self.find(&op.path)? = item(&op.value);
                Some(())
            }
            PatchOperation::Remove(op) => self.take(&op.path).map(drop),
            PatchOperation::Move(op) if op.from == op.path => self.find(&op.path).map(drop),
            PatchOperation::Move(op) => {
                let child = self.take(&op.from)?;
                self.add(&op.path, child, anchor)
            }
            PatchOperation::Copy(op) => {
                let child = self.copy(&op.from)?;
                self.add(&op.path, child, anchor)
            }
        }
    }

    /// Puts `child` at `path`, as an `add` operation does.
    fn add(&mut self, path: &Pointer, child: Child, anchor: Option<Anchor>) -> Option<()> {
        let Some((parent, token)) = path.split_back() else {
            self.root = child.value;
            return Some(());
        };
        let document = self.document;
        self.container(parent)?.insert(document, &token, child, anchor)
    }

    /// Takes the child at `path` out of its container.
    fn take(&mut self, path: &Pointer) -> Option<Child> {
        let (parent, token) = path.split_back()?;
        let container = self.container(parent)?;
        let at = container.position(&token)?;
        let child = container.children.remove(at);
        Some(Child { slot: None, ..child })
    }

    /// Carries out removals that `json_patch` would accept. Returns `None` if the tree cannot carry
    /// them out.
    pub(super) fn take_out(&mut self, run: &Run) -> Option<()> {
        let container = self.container(run.list)?;
        if container.is_object {
            return run.operations.iter().try_for_each(|operation| self.apply(operation, None));
        }
        run.take_out(&mut container.children)
    }

    /// Returns a copy of the child at `path`.
    fn copy(&mut self, path: &Pointer) -> Option<Child> {
        let Some((parent, token)) = path.split_back() else {
            return Some(Child::new(self.root.clone()));
        };
        let container = self.container(parent)?;
        let at = container.position(&token)?;
        let child = container.children[at].clone();
        Some(Child { slot: None, ..child })
    }

    /// Opens the container at `path` and returns it; `None` if there is no container.
    fn container(&mut self, path: &Pointer) -> Option<&mut Container> {
        let document = self.document;
        self.find(path)?.open(document)
    }

    /// Returns the item at `path`. Opens the containers around it.
    fn find(&mut self, path: &Pointer) -> Option<&mut Item> {
        let document = self.document;
        path.tokens().try_fold(&mut self.root, |item, token| {
            let container = item.open(document)?;
            let at = container.position(&token)?;
            Some(&mut container.children[at].value)
        })
    }
}

impl Item {
    /// Whether this is the unchanged `node` of the text.
    pub(super) fn is(&self, node: NodeId) -> bool {
        matches!(self, Item::Raw(raw) if *raw == node)
    }

    /// Opens the container that this item is, unless it is open. Returns `None` if the item is no container.
    fn open(&mut self, document: &Document) -> Option<&mut Container> {
        if let Item::Raw(node) = *self {
            *self = Item::Container(Container::opened(document, node)?);
        }
        match self {
            Item::Container(container) => Some(container),
            Item::Raw(_) | Item::Scalar(_) => None,
        }
    }
}

impl Container {
    /// Returns the container `node` of the text with its children; `None` if the node is no container.
    fn opened(document: &Document, node: NodeId) -> Option<Self> {
        let is_object = match document.kind(node) {
            NodeKind::Object => true,
            NodeKind::Array => false,
            _ => return None,
        };
        let elements = document.elements(node).map(|value| (None, value));
        let members = document.members(node).map(|(key, value)| (Some(key), value));
        let inside = document.span(node).start;
        let child = |(slot, (key, value)): (usize, (Option<NodeId>, NodeId))| Child {
            slot: Some(slot),
            name: key.and_then(|key| document.string(key)).map(Cow::into_owned),
            key,
            optional: document.is_optional(document.span(key.unwrap_or(value)).start, inside),
            after: None,
            value: Item::Raw(value),
        };
        let children = elements.chain(members).enumerate().map(child).collect();
        Some(Container { origin: Some(node), is_object, children, names: None })
    }

    /// Returns the node of the text that edits can turn into this container. Returns `None` if the container
    /// is new, or if it has children now but had neither children nor tags in the text: then no old child
    /// shows how to lay out the new ones.
    pub(super) fn kept_origin(&self, document: &Document) -> Option<NodeId> {
        self.origin.filter(|&node| {
            let has_tags = !document.is_commented() && document.has_opaque(document.span(node));
            let is_blank = document.is_empty(node) && !has_tags;
            self.children.is_empty() || !is_blank
        })
    }

    /// Whether a child of this container is a container.
    pub(super) fn holds_containers(&self, document: &Document) -> bool {
        self.children.iter().any(|child| match child.value {
            Item::Raw(node) => document.is_container(node),
            Item::Scalar(_) => false,
            Item::Container(_) => true,
        })
    }

    /// Returns the index of the child that `token` names.
    fn position(&mut self, token: &Token) -> Option<usize> {
        if self.is_object {
            let name = token.decoded();
            if self.children.len() > LARGE {
                let names = || self.children.iter().filter_map(|child| child.name.clone());
                if !self.names.get_or_insert_with(|| names().collect()).contains(&*name) {
                    return None;
                }
            }
            return self.children.iter().position(|child| child.is_named(&name));
        }
        token.to_index().ok()?.for_len(self.children.len()).ok()
    }

    /// Puts `child` at the place that `token` names. In an array the elements after it move; in an object it replaces
    /// the value of a member with the same name.
    fn insert(
        &mut self,
        document: &Document,
        token: &Token,
        child: Child,
        anchor: Option<Anchor>,
    ) -> Option<()> {
        if !self.is_object {
            let at = token.to_index().ok()?.for_len_incl(self.children.len()).ok()?;
            self.put(at, Child { name: None, key: None, ..child });
            return Some(());
        }
        if let Some(at) = self.position(token) {
            self.children[at].value = child.value;
            return Some(());
        }
        let name = token.decoded().into_owned();
        let key = child.key.filter(|_| child.is_named(&name));
        let Spot { at, after } = self.spot(document, anchor);
        self.put(at, Child { slot: None, name: Some(name), key, ..child });
        if after.is_some() {
            self.children[at].after = after;
        }
        Some(())
    }

    /// Puts `child` before the child with the index `at`.
    fn put(&mut self, at: usize, child: Child) {
        let previous = at.checked_sub(1).map(|before| &self.children[before]);
        let after = previous.and_then(|previous| previous.slot.or(previous.after));
        if let (Some(names), Some(name)) = (&mut self.names, &child.name) {
            names.insert(name.clone());
        }
        self.children.insert(at, Child { optional: false, after, ..child });
    }

    /// Returns the spot of a new member. In a template the member stands next to members that exist in all
    /// arms, so that it has one place in all readings.
    fn spot(&self, document: &Document, anchor: Option<Anchor>) -> Spot {
        let after = |name: &&str| {
            let is_it = |child: &Child| child.is_named(name) && !child.optional;
            Some(Spot::at(self.children.iter().position(is_it)? + 1))
        };
        match anchor {
            Some(Anchor::First) => Spot::at(self.first(document)),
            Some(Anchor::After(names)) => {
                names.iter().find_map(after).unwrap_or_else(|| self.last(document))
            }
            None => self.last(document),
        }
    }

    /// Returns the spot after the last member that exists in all arms. If all of these members were removed,
    /// returns the spot of the last of them.
    fn last(&self, document: &Document) -> Spot {
        if let Some(at) = self.children.iter().rposition(|child| !child.optional) {
            return Spot::at(at + 1);
        }
        let Some(node) = self.origin.filter(|_| document.is_masked()) else { return Spot::at(0) };
        let inside = document.span(node).start;
        let spans = document.children(node).enumerate();
        let always = spans.filter(|(_, span)| !document.is_optional(span.start, inside));
        match always.last() {
            Some((gone, _)) => {
                let is_before = |child: &Child| child.slot.is_some_and(|slot| slot < gone);
                let at = self.children.iter().rposition(is_before).map_or(0, |at| at + 1);
                Spot { at, after: Some(gone) }
            }
            None => Spot::at(0),
        }
    }

    /// Returns the index of the first spot for a new member. If a tag or an arm stands before the first member that
    /// exists in all arms, returns the index after that member.
    fn first(&self, document: &Document) -> usize {
        let always = self.children.iter().position(|child| !child.optional);
        let (Some(always), Some(node)) = (always, self.origin) else { return 0 };
        if document.is_commented() {
            return 0;
        }
        let start = document.span(node).start;
        let before = self.children[always].key.map(|key| start..document.span(key).start);
        if before.is_some_and(|before| document.has_opaque(before)) { always + 1 } else { 0 }
    }
}

/// The spot of a new member among the children of its container.
struct Spot {
    /// The index that the member gets.
    at: usize,
    /// The value of [`Child::after`], if it is not the slot of the child before the spot.
    after: Option<usize>,
}

impl Spot {
    fn at(at: usize) -> Self {
        Spot { at, after: None }
    }
}

impl Child {
    fn new(value: Item) -> Self {
        Child { slot: None, name: None, key: None, optional: false, after: None, value }
    }

    fn is_named(&self, name: &str) -> bool {
        self.name.as_deref() == Some(name)
    }
}

/// Returns the new value of an operation as a tree.
fn item(value: &Value) -> Item {
    let container = |is_object, children| {
        Item::Container(Container { origin: None, is_object, children, names: None })
    };
    match value {
        Value::Array(elements) => {
            container(false, elements.iter().map(|element| Child::new(item(element))).collect())
        }
        Value::Object(members) => {
            let member = |(name, value): (&String, &Value)| Child {
                name: Some(name.clone()),
                ..Child::new(item(value))
            };
            container(true, members.iter().map(member).collect())
        }
        scalar => Item::Scalar(scalar.to_string()),
    }
}
