//! Walks over a document and finds its definitions.
//!
//! The caller tells which parts of the document are interesting. Other parts are not entered.
//! Pointers and resolved ids are made only for the definitions that are returned.

use std::borrow::Cow;
use std::collections::HashMap;
use std::ops::Range;

use json_patch::jsonptr::{PointerBuf, Token};

use super::definition::{Definition, Envelope};
use super::id::Id;
use super::kind::DefinitionKind;
use super::shape::{self, ObjectShape};
use crate::text::{self, Document, NodeId};

/// Returns the definitions of a document, in the order of the text, none inside another.
///
/// `interesting` is called with the span of each array and object. An uninteresting one is not
/// entered, so no definition is found in it. If an object has several members with one name, only
/// the last is entered, because Marathon reads the last.
#[must_use]
pub fn definitions(
    document: &Document,
    interesting: &dyn Fn(Range<usize>) -> bool,
) -> Vec<Definition> {
    walk(document, interesting).found
}

/// Returns all definitions of a document, and the outermost groups that hold definitions.
#[must_use]
pub fn definitions_and_groups(document: &Document) -> DefinitionsAndGroups {
    let walk = walk(document, &|_| true);
    DefinitionsAndGroups { definitions: walk.found, groups: walk.outermost }
}

/// The definitions and groups of a document, each in the order of the text.
#[derive(Debug)]
pub struct DefinitionsAndGroups {
    /// All definitions.
    pub definitions: Vec<Definition>,
    /// The outermost groups that hold definitions.
    pub groups: Vec<Group>,
}

/// A group that is in no other group.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Group {
    /// The object itself.
    pub node: NodeId,
    /// The pointer to [`Group::node`] from the document's root.
    pub pointer: PointerBuf,
    /// The envelope of the apps in the group.
    pub envelope: Envelope,
    /// The id: a path, like an app's.
    pub id: Id,
}

/// Walks over the whole document; see [`definitions`].
fn walk<'w>(
    document: &'w Document<'w>,
    interesting: &'w dyn Fn(Range<usize>) -> bool,
) -> DefinitionWalk<'w> {
    let mut walk = DefinitionWalk {
        document,
        interesting,
        steps: Vec::new(),
        groups: Vec::new(),
        outermost: Vec::new(),
        found: Vec::new(),
    };
    walk.value(document.root(), Expected::Top);
    walk
}

/// The kind of value that is expected at a place.
#[derive(Debug, Clone, Copy)]
enum Expected {
    /// The whole file.
    Top,
    /// An element of the array that the file is.
    Element,
    /// An array of objects with this role.
    Many(ExpectedRole),
    /// An object with this role.
    One(ExpectedRole),
    /// Nothing is expected.
    Elsewhere,
}

/// The role of an object at a place where one is expected.
#[derive(Debug, Clone, Copy)]
enum ExpectedRole {
    /// A definition in this envelope.
    Definition(Envelope),
    /// A group whose apps have this envelope.
    Group(Envelope),
    /// An element of a group's `pods`: the status of a pod, or a pod itself. The pod has this
    /// envelope.
    PodStatus(Envelope),
}

/// A step on the way from the root.
#[derive(Debug, Clone, Copy)]
enum PathStep {
    /// A step into the member with this key.
    Member(NodeId),
    /// A step into this element.
    Element(usize),
}

/// A walk over a document.
struct DefinitionWalk<'w> {
    document: &'w Document<'w>,
    interesting: &'w dyn Fn(Range<usize>) -> bool,
    /// The steps from the root to the current value.
    steps: Vec<PathStep>,
    /// The ids of the groups around the current value, outermost first.
    groups: Vec<Option<NodeId>>,
    /// The outermost groups that hold definitions.
    outermost: Vec<Group>,
    /// The definitions that were found so far.
    found: Vec<Definition>,
}

impl DefinitionWalk<'_> {
    /// Looks at a value at a place where `place` is expected, and at all values in it.
    fn value(&mut self, node: NodeId, place: Expected) {
        let kind = self.document.kind(node);
        if !matches!(kind, text::NodeKind::Array | text::NodeKind::Object)
            || !(self.interesting)(self.document.span(node))
        {
            return;
        }
        match (kind, place) {
            (text::NodeKind::Array, Expected::Top) => self.elements(node, Expected::Element),
            (text::NodeKind::Array, Expected::Many(role)) => {
                self.elements(node, Expected::One(role))
            }
            (text::NodeKind::Array, _) => self.elements(node, Expected::Elsewhere),
            (_, Expected::Top) => self.document_object(node, Envelope::Single),
            (_, Expected::Element) => self.document_object(node, Envelope::Array),
            (_, Expected::One(role)) => self.expected(node, role),
            _ => self.unexpected(node),
        }
    }

    /// Looks at an object that is the file, or an element of the array that is the file.
    fn document_object(&mut self, node: NodeId, envelope: Envelope) {
        let answer = |envelope| ExpectedRole::Definition(envelope);
        match shape::shape(self.document, node) {
            ObjectShape::Definition(kind) => self.found(kind, node, envelope),
            ObjectShape::Group => self.group(node, Envelope::Group),
            ObjectShape::AppsAnswer => {
                self.members(node, &[("apps", Expected::Many(answer(Envelope::AppsAnswer)))]);
            }
            ObjectShape::StarAnswer => {
                self.members(node, &[("*", Expected::Many(answer(Envelope::StarAnswer)))]);
            }
            ObjectShape::AppAnswer => {
                self.members(node, &[("app", Expected::One(answer(Envelope::AppAnswer)))]);
            }
            ObjectShape::PodStatus => {
                self.members(node, &[("spec", Expected::One(answer(Envelope::PodStatus)))]);
            }
            ObjectShape::Other => self.unexpected(node),
        }
    }

    /// Looks at an object at a place where an object with this role is expected.
    fn expected(&mut self, node: NodeId, role: ExpectedRole) {
        match role {
            ExpectedRole::Definition(envelope) => match shape::loose_kind(self.document, node) {
                Some(kind) => self.found(kind, node, envelope),
                None => self.unexpected(node),
            },
            ExpectedRole::Group(envelope) => self.group(node, envelope),
            ExpectedRole::PodStatus(envelope) => match shape::shape(self.document, node) {
                ObjectShape::PodStatus => {
                    self.members(
                        node,
                        &[("spec", Expected::One(ExpectedRole::Definition(envelope)))],
                    );
                }
                ObjectShape::Definition(kind) => self.found(kind, node, envelope),
                _ => self.unexpected(node),
            },
        }
    }

    /// Looks at an object at a place where nothing is expected.
    fn unexpected(&mut self, node: NodeId) {
        match shape::strict_kind(self.document, node) {
            Some(kind) => self.found(kind, node, Envelope::Unknown),
            None if shape::is_named_group(self.document, node) => {
                self.group(node, Envelope::Unknown);
            }
            None => self.members(node, &[]),
        }
    }

    /// Looks at a group. A group has no definitions if it has only `version` or `scaleBy`, which
    /// Marathon allows alone (marathon: state/Group.scala:329-330).
    fn group(&mut self, node: NodeId, envelope: Envelope) {
        let pods_envelope =
            if envelope == Envelope::Group { Envelope::GroupAnswer } else { envelope };
        let (first, id) = (self.found.len(), shape::present(self.document, node, "id"));
        self.groups.push(id);
        self.members(
            node,
            &[
                ("apps", Expected::Many(ExpectedRole::Definition(envelope))),
                ("groups", Expected::Many(ExpectedRole::Group(envelope))),
                ("pods", Expected::Many(ExpectedRole::PodStatus(pods_envelope))),
            ],
        );
        self.groups.pop();
        if self.groups.is_empty() && self.found.len() > first {
            let (pointer, id) = (self.pointer(), Id::of_group(self.document, id));
            self.outermost.push(Group { node, pointer, envelope, id });
        }
    }

    /// Looks at each element of an array.
    fn elements(&mut self, node: NodeId, place: Expected) {
        let document = self.document;
        for (index, element) in document.elements(node).enumerate() {
            self.steps.push(PathStep::Element(index));
            self.value(element, place);
            self.steps.pop();
        }
    }

    /// Looks at the value of every member. Of several members with one name, only the last counts.
    /// `places` tells what is expected in the members that it names.
    fn members(&mut self, node: NodeId, places: &[(&str, Expected)]) {
        let document = self.document;
        let named = |(key, value)| Some((document.string(key)?, value));
        let last: HashMap<Cow<str>, NodeId> = document.members(node).filter_map(named).collect();
        for (key, value) in document.members(node) {
            let Some(name) = document.string(key) else { continue };
            if last.get(&name) != Some(&value) {
                continue;
            }
            let place = places.iter().find(|(expected, _)| *expected == name);
            self.steps.push(PathStep::Member(key));
            self.value(value, place.map_or(Expected::Elsewhere, |&(_, place)| place));
            self.steps.pop();
        }
    }

    /// Adds the definition at `node` to those that were found.
    fn found(&mut self, kind: DefinitionKind, node: NodeId, envelope: Envelope) {
        let id_node = shape::present(self.document, node, "id");
        let id = Id::of(self.document, kind, id_node, &self.groups);
        let pointer = self.pointer();
        self.found.push(Definition { kind, node, pointer, envelope, id, id_node });
    }

    /// Returns the pointer to the current value.
    fn pointer(&self) -> PointerBuf {
        let token = |step: &PathStep| match *step {
            PathStep::Member(key) => Token::new(self.document.string(key).unwrap_or_default()),
            PathStep::Element(index) => Token::from(index),
        };
        PointerBuf::from_tokens(self.steps.iter().map(token))
    }
}
