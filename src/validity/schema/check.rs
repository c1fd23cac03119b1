//! Holds a value against the type that it must have.

use std::fmt;

use serde_json::Value;

use super::super::version::AskedVersions;
use super::super::view::{Names, get, is_template, is_unknown};
use super::super::{Reason, Violations};
use super::form::Form;
use super::number::{integer, real};
use super::types::{Member, Type, ValueKind};
use super::value_path::{ComplainingVersions, Complaints, ValuePath};
use crate::marathon::Targets;

pub(in crate::validity) const WRONG_TYPE: Reason =
    Reason("wrong-type", "marathon: docs/docs/rest-api/public/api/v2/types");
pub(in crate::validity) const MISSING: Reason =
    Reason("missing-member", "marathon: FieldVisitor.scala:38-39");
const RANGE: Reason = Reason("out-of-range", "marathon: FieldVisitor.scala:70-85");
const LENGTH: Reason = Reason("wrong-length", "marathon: FieldVisitor.scala:70-85");
const FORM: Reason = Reason("wrong-form", "marathon: types/stringTypes.raml");
const IGNORED: Reason = Reason("ignored-value", "marathon: FieldVisitor.scala:27-52");
const WORD: Reason = Reason("unknown-value", "marathon: EnumVisitor.scala:27-46");

/// Adds a violation for each member of the definition or group `value` that does not have the type
/// that it must have.
pub(in crate::validity) fn check(value_type: &Type, value: &Value, found: &mut Violations) {
    check_at(value_type, value, &ValuePath::Definition, found);
}

/// Whether the definition `value` is an object. Adds a violation if it is none.
pub(in crate::validity) fn is_object(value: &Value, found: &mut Violations) -> bool {
    if !value.is_object() {
        refuse_type(value, "an object", &ValuePath::Definition, found);
    }
    value.is_object()
}

/// Returns those of `versions` that refuse `value`, and those that ignore it or a part of it.
pub(super) fn complaining(
    value_type: &Type,
    value: &Value,
    versions: Targets,
) -> ComplainingVersions {
    let mut complaining = ComplainingVersions::of(versions);
    check_at(value_type, value, &ValuePath::Definition, &mut complaining);
    complaining
}

/// Checks the value at `place`, and all values in it.
fn check_at(value_type: &Type, value: &Value, place: &ValuePath, found: &mut impl Complaints) {
    if is_unknown(value) {
        return;
    }
    match value_type {
        Type::Text { least, most, form } => {
            let Some(text) = value.as_str() else {
                return refuse_type(value, "text", place, found);
            };
            check_text(text, *least, *most, *form, place, found);
        }
        Type::Flag if value.is_boolean() => {}
        Type::Flag => refuse_type(value, "true or false", place, found),
        Type::Integer { least, most } => match integer(value) {
            None => refuse_type(value, "a whole number", place, found),
            Some(number) if (*least..=*most).contains(&number) => {}
            Some(_) => refuse_range(place, least, *most as f64, found),
        },
        Type::Number { least, most } => match real(value) {
            None => refuse_type(value, "a number", place, found),
            Some(number) if (*least..=*most).contains(&number) => {}
            Some(_) => refuse_range(place, least, *most, found),
        },
        Type::Word(words) => check_word(words, value, place, found),
        Type::Exactly(words) => check_exactly(words, value, place, found),
        Type::OrDefault(value_type) => {
            let refused = complaining(value_type, value, found.asked()).refused;
            found.within(refused, |found| {
                let is = type_name(value);
                found.warn(&IGNORED, place, |it| format!("`{it}` is {is}, which Marathon ignores"));
            });
        }
        Type::List { of, least, most, .. } => check_list(of, *least, *most, value, place, found),
        Type::Anything => {}
        Type::Map { of, names } => check_map(of, *names, value, place, found),
        Type::StrictObject(_) if !value.is_object() => {
            refuse_type(value, "an object", place, found)
        }
        Type::Object(members) | Type::StrictObject(members) => {
            check_object(members, value, place, found);
        }
        Type::Either(kinds) => check_either(kinds, value, place, found),
    }
}

fn check_list(
    of: &Type,
    least: usize,
    most: usize,
    value: &Value,
    place: &ValuePath,
    found: &mut impl Complaints,
) {
    let Some(list) = value.as_array() else { return refuse_type(value, "a list", place, found) };
    if list.len() < least || list.len() > most {
        found.refuse(&LENGTH, place, |it| format!("`{it}` has {} entries", list.len()));
    }
    for (index, element) in list.iter().enumerate() {
        check_at(of, element, &ValuePath::Element(place, index), found);
    }
}

fn check_exactly(words: &[&str], value: &Value, place: &ValuePath, found: &mut impl Complaints) {
    let is_right = |text: &str| words.contains(&text) || is_template(text);
    if !value.as_str().is_some_and(is_right) {
        let words = match words {
            [only] => (*only).to_owned(),
            _ => format!("one of {}", words.join(", ")),
        };
        found.refuse(&WORD, place, |it| format!("`{it}` must be exactly {words}"));
    }
}

fn check_text(
    text: &str,
    least: usize,
    most: usize,
    form: Form,
    place: &ValuePath,
    found: &mut impl Complaints,
) {
    // No text has more UTF-16 units than bytes, so the units of a short text need not be counted.
    let is_long = text.len() > most && text.encode_utf16().count() > most;
    let is_empty = text.len() < least;
    if !is_empty && !is_long && form.matches(text) || is_template(text) {
        return;
    }
    if is_empty {
        found.refuse(&LENGTH, place, |it| format!("`{it}` is empty"));
    } else if is_long {
        found.refuse(&LENGTH, place, |it| format!("`{it}` is longer than {most} characters"));
    } else {
        found.refuse(&FORM, place, |it| format!("`{it}` must be {}", form.describe()));
    }
}

fn check_word(words: &[&str], value: &Value, place: &ValuePath, found: &mut impl Complaints) {
    let Some(text) = value.as_str() else { return refuse_type(value, "text", place, found) };
    if words.iter().any(|word| word.eq_ignore_ascii_case(text)) || is_template(text) {
        return;
    }
    found.refuse(&WORD, place, |it| {
        format!("`{it}` is `{text}`, but must be one of {}", words.join(", "))
    });
}

fn check_map(
    of: &Type,
    names: Form,
    value: &Value,
    place: &ValuePath,
    found: &mut impl Complaints,
) {
    let Some(map) = value.as_object() else {
        return refuse_type(value, "an object", place, found);
    };
    for (name, value) in map {
        let place = ValuePath::Member(place, name);
        if !names.matches(name) && !is_template(name) {
            found.refuse(&FORM, &place, |_| format!("the name must be {}", names.describe()));
        }
        check_at(of, value, &place, found);
    }
}

fn check_object(members: &[Member], value: &Value, place: &ValuePath, found: &mut impl Complaints) {
    if !value.is_object() {
        if members.iter().any(|known| known.is_required) {
            return refuse_type(value, "an object", place, found);
        }
        let is = type_name(value);
        return found.warn(&IGNORED, place, |it| {
            format!("`{it}` is {is} instead of an object; Marathon reads it as `{{}}`")
        });
    }
    let names = Names::of(value);
    for known in members {
        if !known.is_required && !names.may_hold(known.name) {
            continue;
        }
        let place = ValuePath::Member(place, known.name);
        match get(value, known.name) {
            Some(value) => found.within(Targets::since(known.since), |found| {
                check_at(known.value_type, value, &place, found);
            }),
            // A required member that is `null` is checked as well, because Marathon reads `null` as
            // an empty object for some types.
            None if known.is_required && value.get(known.name).is_some() => {
                check_at(known.value_type, &Value::Null, &place, found);
            }
            None if known.is_required => {
                found.refuse(&MISSING, &place, |it| format!("`{it}` is missing"));
            }
            None => {}
        }
    }
}

/// Checks a value that may be of several kinds. Marathon takes the first kind that fits. If none
/// fits, the violation is about the kind whose sign the value has, or else about the last kind
/// (marathon: UnionVisitor.scala:15-30).
fn check_either(
    kinds: &[ValueKind],
    value: &Value,
    place: &ValuePath,
    found: &mut impl Complaints,
) {
    let mut rest = found.asked();
    for kind in kinds {
        let complaining =
            complaining(kind.value_type, value, rest.intersection(Targets::since(kind.since)));
        let taken = complaining.taken();
        found.within(taken.intersection(complaining.warned), |found| {
            check_at(kind.value_type, value, place, found);
        });
        rest = rest.without(taken);
        if rest.is_empty() {
            return;
        }
    }
    let looks_like = kinds.iter().find(|kind| get(value, kind.sign).is_some());
    if let Some(kind) = looks_like.or(kinds.last()) {
        found.within(rest, |found| check_at(kind.value_type, value, place, found));
    }
}

/// Returns the first of `kinds` that fits `value`. If the first kind that fits differs between the
/// asked versions, the versions for which it is another kind are removed from `asked`.
pub(in crate::validity) fn first_kind<'k>(
    kinds: &'k [ValueKind],
    value: &Value,
    asked: &AskedVersions,
) -> Option<&'k ValueKind> {
    kinds.iter().find(|kind| {
        let versions = asked.get().intersection(Targets::since(kind.since));
        asked.are_among(complaining(kind.value_type, value, versions).taken())
    })
}

/// Returns the type that `value` has, in words.
fn type_name(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "true or false",
        Value::Number(_) => "a number",
        Value::String(_) => "text",
        Value::Array(_) => "a list",
        Value::Object(_) => "an object",
    }
}

/// Refuses a value of the wrong type. `expected` is the right type in words.
fn refuse_type(value: &Value, expected: &str, place: &ValuePath, found: &mut impl Complaints) {
    let is = type_name(value);
    found.refuse(&WRONG_TYPE, place, |it| match it {
        "" => format!("the definition must be {expected}, not {is}"),
        _ => format!("`{it}` must be {expected}, not {is}"),
    });
}

/// Refuses a number that is not from `least` to `most`.
fn refuse_range(
    place: &ValuePath,
    least: impl fmt::Display,
    most: f64,
    found: &mut impl Complaints,
) {
    let to = if most < i32::MAX.into() { format!(" and at most {most}") } else { String::new() };
    found.refuse(&RANGE, place, |it| format!("`{it}` must be at least {least}{to}"));
}
