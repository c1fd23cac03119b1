//! The walk over a document that finds its definitions.
//!
//! What stands nowhere interesting is not entered and costs one question; pointers and resolved ids
//! are made for the definitions returned, and for nothing else.

use std::borrow::Cow;
use std::collections::HashMap;
use std::ops::Range;

use json_patch::jsonptr::{PointerBuf, Token};

use super::definition::{Definition, Envelope};
use super::id::Id;
use super::kind::DefinitionKind;
use super::shape::{self, Shape};
use crate::text::{self, Document, NodeId};

/// All definitions of a document, in the order of the text, none inside another.
///
/// `interesting` is asked with the span of an array or object; what stands in an uninteresting one
/// is not looked at. Of several members with one name only the last counts, as for every reader.
#[must_use]
pub fn definitions(
    document: &Document,
    interesting: &dyn Fn(Range<usize>) -> bool,
) -> Vec<Definition> {
    walk(document, interesting).found
}

/// All definitions of a document, and the groups that hold some, the outermost ones.
#[must_use]
pub fn definitions_and_groups(document: &Document) -> (Vec<Definition>, Vec<Group>) {
    let walk = walk(document, &|_| true);
    (walk.found, walk.outermost)
}

/// A group that is in no other.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Group {
    /// The object itself.
    pub node: NodeId,
    /// The way to [`Group::node`] from the document's root.
    pub pointer: PointerBuf,
    /// What it sits in.
    pub envelope: Envelope,
    /// What it is called: a path, as an app's.
    pub id: Id,
}

fn walk<'w>(document: &'w Document<'w>, interesting: &'w dyn Fn(Range<usize>) -> bool) -> Walk<'w> {
    let mut walk = Walk {
        document,
        interesting,
        steps: Vec::new(),
        groups: Vec::new(),
        outermost: Vec::new(),
        found: Vec::new(),
    };
    walk.value(document.root(), Place::Top);
    walk
}

/// What may be expected of a value, by where it stands.
#[derive(Debug, Clone, Copy)]
enum Place {
    /// The file itself.
    Top,
    /// An element of the array that the file is.
    Element,
    /// The array of such things.
    Many(Role),
    /// Such a thing.
    One(Role),
    /// Nothing.
    Elsewhere,
}

#[derive(Debug, Clone, Copy)]
enum Role {
    Definition(Envelope),
    /// A group, with the envelope of what it contains.
    Group(Envelope),
    /// An element of a group's `pods`: a pod's status.
    PodStatus(Envelope),
}

/// One step of the way from the root.
#[derive(Debug, Clone, Copy)]
enum Step {
    /// Into the member with this key.
    Member(NodeId),
    /// Into this element.
    Element(usize),
}

struct Walk<'w> {
    document: &'w Document<'w>,
    interesting: &'w dyn Fn(Range<usize>) -> bool,
    /// The way to where the walk is.
    steps: Vec<Step>,
    /// The ids of the groups around it, outermost first.
    groups: Vec<Option<NodeId>>,
    /// The groups that hold definitions and are in no other.
    outermost: Vec<Group>,
    found: Vec<Definition>,
}

impl Walk<'_> {
    fn value(&mut self, node: NodeId, place: Place) {
        let kind = self.document.kind(node);
        if !matches!(kind, text::Kind::Array | text::Kind::Object)
            || !(self.interesting)(self.document.span(node))
        {
            return;
        }
        match (kind, place) {
            (text::Kind::Array, Place::Top) => self.elements(node, Place::Element),
            (text::Kind::Array, Place::Many(role)) => self.elements(node, Place::One(role)),
            (text::Kind::Array, _) => self.elements(node, Place::Elsewhere),
            (_, Place::Top) => self.document_object(node, Envelope::Single),
            (_, Place::Element) => self.document_object(node, Envelope::Array),
            (_, Place::One(role)) => self.expected(node, role),
            _ => self.unexpected(node),
        }
    }

    /// An object that is the file, or an element of the array that is the file.
    fn document_object(&mut self, node: NodeId, envelope: Envelope) {
        let answer = |envelope| Role::Definition(envelope);
        match shape::shape(self.document, node) {
            Shape::Definition(kind) => self.found(kind, node, envelope),
            Shape::Group => self.group(node, Envelope::Group),
            Shape::AppsAnswer => {
                self.members(node, &[("apps", Place::Many(answer(Envelope::AppsAnswer)))]);
            }
            Shape::StarAnswer => {
                self.members(node, &[("*", Place::Many(answer(Envelope::StarAnswer)))]);
            }
            Shape::AppAnswer => {
                self.members(node, &[("app", Place::One(answer(Envelope::AppAnswer)))]);
            }
            Shape::PodStatus => {
                self.members(node, &[("spec", Place::One(answer(Envelope::PodStatus)))]);
            }
            Shape::Other => self.unexpected(node),
        }
    }

    fn expected(&mut self, node: NodeId, role: Role) {
        match role {
            Role::Definition(envelope) => match shape::loose_kind(self.document, node) {
                Some(kind) => self.found(kind, node, envelope),
                None => self.unexpected(node),
            },
            Role::Group(envelope) => self.group(node, envelope),
            Role::PodStatus(envelope) => match shape::shape(self.document, node) {
                Shape::PodStatus => {
                    self.members(node, &[("spec", Place::One(Role::Definition(envelope)))]);
                }
                Shape::Definition(kind) => self.found(kind, node, envelope),
                _ => self.unexpected(node),
            },
        }
    }

    /// An object in JSON of which nothing is known.
    fn unexpected(&mut self, node: NodeId) {
        match shape::strict_kind(self.document, node) {
            Some(kind) => self.found(kind, node, Envelope::Unknown),
            None if shape::is_named_group(self.document, node) => {
                self.group(node, Envelope::Unknown);
            }
            None => self.members(node, &[]),
        }
    }

    /// A group; one that contains nothing (`version` or `scaleBy` alone, marathon:
    /// M/state/Group.scala:329-330) has no definitions.
    fn group(&mut self, node: NodeId, envelope: Envelope) {
        let shown = if envelope == Envelope::Group { Envelope::GroupAnswer } else { envelope };
        let (first, id) = (self.found.len(), shape::present(self.document, node, "id"));
        self.groups.push(id);
        self.members(
            node,
            &[
                ("apps", Place::Many(Role::Definition(envelope))),
                ("groups", Place::Many(Role::Group(envelope))),
                ("pods", Place::Many(Role::PodStatus(shown))),
            ],
        );
        self.groups.pop();
        if self.groups.is_empty() && self.found.len() > first {
            let (pointer, id) = (self.pointer(), Id::of_group(self.document, id));
            self.outermost.push(Group { node, pointer, envelope, id });
        }
    }

    fn elements(&mut self, node: NodeId, place: Place) {
        let document = self.document;
        for (index, element) in document.elements(node).enumerate() {
            self.steps.push(Step::Element(index));
            self.value(element, place);
            self.steps.pop();
        }
    }

    /// Goes into every member; those named in `places` stand where something is expected.
    fn members(&mut self, node: NodeId, places: &[(&str, Place)]) {
        let document = self.document;
        let named = |(key, value)| Some((document.string(key)?, value));
        let last: HashMap<Cow<str>, NodeId> = document.members(node).filter_map(named).collect();
        for (key, value) in document.members(node) {
            let Some(name) = document.string(key) else { continue };
            if last.get(&name) != Some(&value) {
                continue;
            }
            let place = places.iter().find(|(expected, _)| *expected == name);
            self.steps.push(Step::Member(key));
            self.value(value, place.map_or(Place::Elsewhere, |&(_, place)| place));
            self.steps.pop();
        }
    }

    fn found(&mut self, kind: DefinitionKind, node: NodeId, envelope: Envelope) {
        let id_node = shape::present(self.document, node, "id");
        let id = Id::of(self.document, kind, id_node, &self.groups);
        let pointer = self.pointer();
        self.found.push(Definition { kind, node, pointer, envelope, id, id_node });
    }

    fn pointer(&self) -> PointerBuf {
        let token = |step: &Step| match *step {
            Step::Member(key) => Token::new(self.document.string(key).unwrap_or_default()),
            Step::Element(index) => Token::from(index),
        };
        PointerBuf::from_tokens(self.steps.iter().map(token))
    }
}
