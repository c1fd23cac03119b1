//! Compares two values of one type, and finds the places in which they differ for Marathon.
//!
//! An absent member is equal to its default. Members that Marathon does not know are left out.
//! Numbers are compared by value, digit for digit: `1` is equal to `1.0`. The case of enum values
//! does not count, and a set has no order. Values of the wrong type are compared as they are.

use serde_json::{Map, Number, Value};

use super::super::view::{get, is_template, is_unknown};
use super::value_path::ValuePath;
use super::{Member, Shape, ValueKind, complaining};
use crate::marathon::Targets;

/// The most elements of a set that is compared in any order. Larger sets are compared element by element.
const MAX_UNORDERED: usize = 256;

/// The definitions, of two that are compared, that have a member.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Presence {
    /// Both have it, with different values. A definition without the member may have it by default.
    Both,
    /// The first has it.
    First,
    /// The second has it.
    Second,
}

/// Calls `tell` with the pointer of each place in which `one` and `other` differ. Members that none
/// of `versions` knows are left out. A text of `one` that holds an expression of a template is
/// equal to any text.
pub(in crate::validity) fn differences(
    shape: &Shape,
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
    comparison.present(shape, one, other, &ValuePath::Definition);
}

struct Comparison<'t> {
    versions: Targets,
    tell: &'t mut dyn FnMut(&ValuePath, Presence),
}

impl Comparison<'_> {
    /// Compares the values of a member, of which one or both may be absent.
    fn member(
        &mut self,
        member: &Member,
        one: Option<&Value>,
        other: Option<&Value>,
        place: &ValuePath,
    ) {
        let (value, presence) = match (one, other) {
            (None, None) => return,
            (Some(one), Some(other)) => return self.present(member.shape, one, other, place),
            (Some(one), None) => (one, Presence::First),
            (None, Some(other)) => (other, Presence::Second),
        };
        if self.is_default(member, value) || one.is_some_and(is_unknown) {
            return;
        }
        match (member.shape, value) {
            (Shape::Object(_), Value::Object(_)) if member.defaults == ["{}"] => {
                let empty = Value::Object(Map::new());
                let (one, other) = (one.unwrap_or(&empty), other.unwrap_or(&empty));
                self.present(member.shape, one, other, place);
            }
            // Each entry of the map is told by its name, which says more than the name of the map.
            (Shape::Map { .. }, Value::Object(members)) => {
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
                matches!(member.shape, Shape::Map { .. }) && members.is_empty()
            }
            _ => false,
        };
        is_empty
            || member.defaults.iter().any(|default| {
                let default = serde_json::from_str(default).unwrap_or(Value::Null);
                self.are_equal(member.shape, &default, value)
            })
    }

    fn are_equal(&self, shape: &Shape, one: &Value, other: &Value) -> bool {
        let mut is_equal = true;
        let mut found = |_: &ValuePath, _: Presence| is_equal = false;
        let mut comparison = Comparison { versions: self.versions, tell: &mut found };
        comparison.present(shape, one, other, &ValuePath::Definition);
        is_equal
    }

    /// Compares two values that are there.
    fn present(&mut self, shape: &Shape, one: &Value, other: &Value, place: &ValuePath) {
        if is_unknown(one) {
            return;
        }
        match (shape, one, other) {
            (Shape::OrDefault(shape), ..) => self.present(shape, one, other, place),
            (Shape::Either(kinds), ..) => {
                let kind = |value| self.kind(kinds, value);
                match (kind(one), kind(other)) {
                    (Some(a), Some(b)) if std::ptr::eq(a, b) => {
                        self.present(a.shape, one, other, place);
                    }
                    _ => self.untyped(one, other, place),
                }
            }
            (Shape::Word(_), Value::String(a), Value::String(b)) => {
                if !a.eq_ignore_ascii_case(b) && !is_template(a) {
                    self.differ(place);
                }
            }
            (Shape::List { of, is_set: true, .. }, Value::Array(a), Value::Array(b)) => {
                if !self.are_same_set(of, a, b) {
                    self.differ(place);
                }
            }
            (Shape::List { of, .. }, Value::Array(a), Value::Array(b)) => {
                if a.len() != b.len() {
                    return self.differ(place);
                }
                for (index, (one, other)) in a.iter().zip(b).enumerate() {
                    self.present(of, one, other, &ValuePath::Element(place, index));
                }
            }
            (Shape::Map { of, .. }, Value::Object(_), Value::Object(_)) => {
                self.map(of, one, other, place);
            }
            (
                Shape::Object(members) | Shape::StrictObject(members),
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

    fn map(&mut self, of: &Shape, one: &Value, other: &Value, place: &ValuePath) {
        let own = members(one);
        let others = members(other).filter(|name| one.get(name).is_none());
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

    /// Compares two values whose type is not known.
    fn untyped(&mut self, one: &Value, other: &Value, place: &ValuePath) {
        if !are_same(one, other) {
            self.differ(place);
        }
    }

    fn differ(&mut self, place: &ValuePath) {
        (self.tell)(place, Presence::Both);
    }

    /// Returns the first kind that fits a value.
    fn kind(&self, kinds: &'static [ValueKind], value: &Value) -> Option<&'static ValueKind> {
        kinds.iter().find(|kind| {
            let versions = self.versions.intersection(Targets::since(kind.since));
            !versions.is_empty() && !complaining(kind.shape, value, versions).taken().is_empty()
        })
    }

    fn are_same_set(&self, of: &Shape, one: &[Value], other: &[Value]) -> bool {
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

fn members(value: &Value) -> impl Iterator<Item = &String> {
    value.as_object().into_iter().flat_map(Map::keys)
}

/// Whether two values are equal, numbers by value.
fn are_same(one: &Value, other: &Value) -> bool {
    match (one, other) {
        (Value::Number(one), Value::Number(other)) => are_same_number(one, other),
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

/// Whether two numbers have one value: `1`, `1.0` and `10e-1`.
fn are_same_number(one: &Number, other: &Number) -> bool {
    let (one, other) = (one.as_str(), other.as_str());
    one == other || matches!((Decimal::of(one), Decimal::of(other)), (Some(a), Some(b)) if a == b)
}

/// A number as its significant digits and the power of ten of the last one.
#[derive(PartialEq, Eq)]
struct Decimal {
    is_negative: bool,
    digits: String,
    exponent: i64,
}

impl Decimal {
    /// Reads a JSON number. Returns `None` if its exponent does not fit.
    fn of(text: &str) -> Option<Self> {
        let (is_negative, text) = match text.strip_prefix('-') {
            Some(text) => (true, text),
            None => (false, text),
        };
        let (mantissa, exponent) = text.split_once(['e', 'E']).unwrap_or((text, "0"));
        let (before, after) = mantissa.split_once('.').unwrap_or((mantissa, ""));
        let all = before.to_owned() + after;
        let digits = all.trim_end_matches('0');
        let zeros = i64::try_from(all.len() - digits.len()).ok()?;
        let fraction = i64::try_from(after.len()).ok()?;
        let digits = digits.trim_start_matches('0').to_owned();
        if digits.is_empty() {
            return Some(Decimal { is_negative: false, digits, exponent: 0 });
        }
        let exponent: i64 = exponent.parse().ok()?;
        let exponent = exponent.checked_sub(fraction)?.checked_add(zeros)?;
        Some(Decimal { is_negative, digits, exponent })
    }
}
