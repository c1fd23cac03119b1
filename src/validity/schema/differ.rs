//! Compares two values of one type, and finds the places in which they differ for Marathon.
//!
//! An absent member is equal to its default. Members that Marathon does not know are left out.
//! Numbers are compared by value, digit for digit: `1` is equal to `1.0`. The case of enum values
//! does not count, and a set has no order. Values of the wrong type are compared as they are.

use serde_json::{Map, Value};

use super::super::view::{get, is_template, is_unknown};
use super::check::complaining;
use super::number;
use super::types::{Member, Type, ValueKind};
use super::value_path::ValuePath;

use crate::marathon::Targets;

/// The most elements of a set that is compared in any order. Larger sets are compared element by
/// element.
const MAX_UNORDERED: usize = 256;

/// The definitions that have a member, out of the two that are compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Presence {
    /// Both have the member, with different values. A definition in which the member is not written
    /// has it as well if Marathon has a default for it.
    Both,
    /// Only the first has it.
    First,
    /// Only the second has it.
    Second,
}

/// Calls `tell` for each place in which the definitions `one` and `other` differ, with the pointer
/// to the place and the definitions that have a value there. Members that none of `versions` knows
/// are left out. A text of `one` that holds an expression of a template is equal to any text.
pub(in crate::validity) fn differences(
    value_type: &Type,
    one: &Value,
    other: &Value,
    versions: Targets,
    tell: &mut dyn FnMut(String, Presence),
) {
    let mut told = |place: &ValuePath, presence| {
        let mut pointer = String::new();
        place.write(&mut pointer);
        tell(pointer, presence);
    };
    let mut comparison = Comparison { versions, tell: &mut told };
    comparison.present(value_type, one, other, &ValuePath::Definition);
}

/// A comparison of two values of one type.
struct Comparison<'t> {
    /// The versions of Marathon whose members count.
    versions: Targets,
    /// Is called with each place that differs.
    tell: &'t mut dyn FnMut(&ValuePath, Presence),
}

impl Comparison<'_> {
    /// Compares the values that a member has in two objects. `None` stands for an absent member.
    fn member(
        &mut self,
        member: &Member,
        one: Option<&Value>,
        other: Option<&Value>,
        place: &ValuePath,
    ) {
        let (value, presence) = match (one, other) {
            (None, None) => return,
            (Some(one), Some(other)) => return self.present(member.value_type, one, other, place),
            (Some(one), None) => (one, Presence::First),
            (None, Some(other)) => (other, Presence::Second),
        };
        if self.is_default(member, value) || one.is_some_and(is_unknown) {
            return;
        }
        match (member.value_type, value) {
            (Type::Object(_), Value::Object(_)) if member.defaults == ["{}"] => {
                let empty = Value::Object(Map::new());
                let (one, other) = (one.unwrap_or(&empty), other.unwrap_or(&empty));
                self.present(member.value_type, one, other, place);
            }
            // Each member of the map is told, because their names say more than the name of the
            // map.
            (Type::Map { .. }, Value::Object(members)) => {
                for (name, _) in members.iter().filter(|(_, it)| !it.is_null()) {
                    (self.tell)(&ValuePath::Member(place, name), presence);
                }
            }
            // The definition that lacks the member has it by default.
            _ if !member.defaults.is_empty() => (self.tell)(place, Presence::Both),
            _ => (self.tell)(place, presence),
        }
    }

    /// Whether an absent member means the same to Marathon as `value`.
    fn is_default(&self, member: &Member, value: &Value) -> bool {
        let is_empty = match value {
            Value::Array(elements) => elements.is_empty(),
            Value::Object(members) => {
                matches!(member.value_type, Type::Map { .. }) && members.is_empty()
            }
            _ => false,
        };
        is_empty
            || member.defaults.iter().any(|default| {
                let default = serde_json::from_str(default).unwrap_or(Value::Null);
                self.are_equal(member.value_type, &default, value)
            })
    }

    /// Whether two values of one type are equal for Marathon.
    fn are_equal(&self, value_type: &Type, one: &Value, other: &Value) -> bool {
        let mut is_equal = true;
        let mut found = |_: &ValuePath, _: Presence| is_equal = false;
        let mut comparison = Comparison { versions: self.versions, tell: &mut found };
        comparison.present(value_type, one, other, &ValuePath::Definition);
        is_equal
    }

    /// Compares two values of one type.
    fn present(&mut self, value_type: &Type, one: &Value, other: &Value, place: &ValuePath) {
        if is_unknown(one) {
            return;
        }
        match (value_type, one, other) {
            (Type::OrDefault(value_type), ..) => self.present(value_type, one, other, place),
            (Type::Either(kinds), ..) => {
                let kind = |value| self.kind(kinds, value);
                match (kind(one), kind(other)) {
                    (Some(a), Some(b)) if std::ptr::eq(a, b) => {
                        self.present(a.value_type, one, other, place);
                    }
                    _ => self.untyped(one, other, place),
                }
            }
            (Type::Word(_), Value::String(a), Value::String(b)) => {
                if !a.eq_ignore_ascii_case(b) && !is_template(a) {
                    self.differ(place);
                }
            }
            (Type::List { of, is_set: true, .. }, Value::Array(a), Value::Array(b)) => {
                if !self.are_same_set(of, a, b) {
                    self.differ(place);
                }
            }
            (Type::List { of, .. }, Value::Array(a), Value::Array(b)) => {
                if a.len() != b.len() {
                    return self.differ(place);
                }
                for (index, (one, other)) in a.iter().zip(b).enumerate() {
                    self.present(of, one, other, &ValuePath::Element(place, index));
                }
            }
            (Type::Map { of, .. }, Value::Object(_), Value::Object(_)) => {
                self.map(of, one, other, place);
            }
            (
                Type::Object(members) | Type::StrictObject(members),
                Value::Object(_),
                Value::Object(_),
            ) => {
                for member in *members {
                    if self.versions.intersection(Targets::since(member.since)).is_empty() {
                        continue;
                    }
                    let at = ValuePath::Member(place, member.name);
                    self.member(member, get(one, member.name), get(other, member.name), &at);
                }
            }
            _ => self.untyped(one, other, place),
        }
    }

    /// Compares two maps whose values have the type `of`.
    fn map(&mut self, of: &Type, one: &Value, other: &Value, place: &ValuePath) {
        let own = member_names(one);
        let others = member_names(other).filter(|name| one.get(name).is_none());
        for name in own.chain(others) {
            let at = ValuePath::Member(place, name);
            match (get(one, name), get(other, name)) {
                (Some(one), Some(other)) => self.present(of, one, other, &at),
                (Some(_), None) => (self.tell)(&at, Presence::First),
                (None, Some(_)) => (self.tell)(&at, Presence::Second),
                (None, None) => {}
            }
        }
    }

    /// Compares two values of which at least one does not have the type that it must have.
    fn untyped(&mut self, one: &Value, other: &Value, place: &ValuePath) {
        if !are_same(one, other) {
            self.differ(place);
        }
    }

    /// Tells that both definitions have a value at `place`, and that the values differ.
    fn differ(&mut self, place: &ValuePath) {
        (self.tell)(place, Presence::Both);
    }

    /// Returns the first of `kinds` that fits a value in some version.
    fn kind(&self, kinds: &'static [ValueKind], value: &Value) -> Option<&'static ValueKind> {
        kinds.iter().find(|kind| {
            let versions = self.versions.intersection(Targets::since(kind.since));
            !versions.is_empty()
                && !complaining(kind.value_type, value, versions).taken().is_empty()
        })
    }

    /// Whether two lists have equal elements, in any order.
    fn are_same_set(&self, of: &Type, one: &[Value], other: &[Value]) -> bool {
        if one.len() != other.len() {
            return false;
        }
        if one.iter().zip(other).all(|(one, other)| self.are_equal(of, one, other)) {
            return true;
        }
        let mut rest: Vec<&Value> = other.iter().collect();
        one.len() <= MAX_UNORDERED
            && one.iter().all(|one| {
                let found = rest.iter().position(|other| self.are_equal(of, one, other));
                found.map(|at| rest.swap_remove(at)).is_some()
            })
    }
}

/// Returns the names of the members of an object.
fn member_names(value: &Value) -> impl Iterator<Item = &String> {
    value.as_object().into_iter().flat_map(Map::keys)
}

/// Whether two values of any type are equal. Numbers are compared by value. A text of `one` with an
/// expression of a template is equal to any text.
fn are_same(one: &Value, other: &Value) -> bool {
    match (one, other) {
        (Value::Number(one), Value::Number(other)) => number::are_equal(one, other),
        (Value::String(one), Value::String(other)) => one == other || is_template(one),
        (Value::Array(one), Value::Array(other)) => {
            one.len() == other.len()
                && one.iter().zip(other).all(|(one, other)| are_same(one, other))
        }
        (Value::Object(one), Value::Object(other)) => {
            one.len() == other.len()
                && one
                    .iter()
                    .all(|(name, one)| other.get(name).is_some_and(|other| are_same(one, other)))
        }
        (one, other) => one == other,
    }
}
