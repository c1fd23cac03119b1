//! The types of members, as Marathon's RAML files give them (marathon:
//! docs/docs/rest-api/public/api/v2/types/*.raml) and its reader takes them: `null` is absent,
//! enumerations have no case, `1.0` and `1e0` are integers, members that are not listed are ignored
//! (marathon: EnumVisitor.scala:27-46, FieldVisitor.scala:27-52, ObjectVisitor.scala:133-155).

mod app;
mod form;
mod health;
mod parts;
mod place;
mod pod;

use std::fmt;

use serde_json::Value;

use super::view::{get, is_template, is_unknown};
use super::{Reason, Violations};
use crate::marathon::Target;

pub(super) use app::APP;
pub(super) use form::Form;
pub(super) use parts::VOLUME_KINDS;
use place::{Complaints, Doubt, Place};
pub(super) use pod::POD;

/// What a value has to be.
pub(super) enum Shape {
    /// Text of so many UTF-16 units.
    Text {
        least: usize,
        most: usize,
        form: Form,
    },
    Flag,
    /// A whole number.
    Integer {
        least: i64,
        most: i64,
    },
    Number {
        least: f64,
        most: f64,
    },
    /// One of these words.
    Word(&'static [&'static str]),
    List {
        of: &'static Shape,
        least: usize,
        most: usize,
    },
    /// An object with names of a form.
    Map {
        of: &'static Shape,
        names: Form,
    },
    Object(&'static [Member]),
    /// The first that fits; each goes by a member that only it has.
    Either(&'static [(&'static str, &'static Shape)]),
}

/// A member of an object.
pub(super) struct Member {
    name: &'static str,
    shape: &'static Shape,
    is_required: bool,
    since: Target,
}

const TYPE: Reason = Reason("wrong-type", "marathon: docs/docs/rest-api/public/api/v2/types");
const MISSING: Reason = Reason("missing-member", "marathon: FieldVisitor.scala:38-39");
const RANGE: Reason = Reason("out-of-range", "marathon: FieldVisitor.scala:70-85");
const LENGTH: Reason = Reason("wrong-length", "marathon: FieldVisitor.scala:70-85");
const FORM: Reason = Reason("wrong-form", "marathon: types/stringTypes.raml");
const WORD: Reason = Reason("unknown-value", "marathon: EnumVisitor.scala:27-46");

/// What is wrong with the types in `value`, a definition.
pub(super) fn check(shape: &Shape, value: &Value, found: &mut Violations) {
    check_at(shape, value, &Place::Definition, found);
}

/// Whether nothing is wrong with the types in `value`.
pub(super) fn fits(shape: &Shape, value: &Value, target: Target) -> bool {
    let mut doubt = Doubt { target, is_refused: false };
    check_at(shape, value, &Place::Definition, &mut doubt);
    !doubt.is_refused
}

fn check_at(shape: &Shape, value: &Value, place: &Place, found: &mut impl Complaints) {
    if is_unknown(value) {
        return;
    }
    match shape {
        Shape::Text { least, most, form } => {
            let Some(text) = value.as_str() else { return wrong(value, "text", place, found) };
            check_text(text, *least, *most, *form, place, found);
        }
        Shape::Flag if value.is_boolean() => {}
        Shape::Flag => wrong(value, "true or false", place, found),
        Shape::Integer { least, most } => match integer(value) {
            None => wrong(value, "a whole number", place, found),
            Some(number) if (*least..=*most).contains(&number) => {}
            Some(_) => range(place, least, *most as f64, found),
        },
        Shape::Number { least, most } => match value.as_f64() {
            None if value.is_number() => {
                found.refuse(&RANGE, place, |it| format!("`{it}` is too large for a number"));
            }
            None => wrong(value, "a number", place, found),
            Some(number) if (*least..=*most).contains(&number) => {}
            Some(_) => range(place, least, *most, found),
        },
        Shape::Word(words) => check_word(words, value, place, found),
        Shape::List { of, least, most } => {
            let Some(list) = value.as_array() else {
                return wrong(value, "a list", place, found);
            };
            if list.len() < *least || list.len() > *most {
                found.refuse(&LENGTH, place, |it| format!("`{it}` has {} entries", list.len()));
            }
            for (index, element) in list.iter().enumerate() {
                check_at(of, element, &Place::Element(place, index), found);
            }
        }
        Shape::Map { of, names } => check_map(of, *names, value, place, found),
        Shape::Object(members) => check_object(members, value, place, found),
        Shape::Either(kinds) => check_either(kinds, value, place, found),
    }
}

fn check_text(
    text: &str,
    least: usize,
    most: usize,
    form: Form,
    place: &Place,
    found: &mut impl Complaints,
) {
    // No text has more UTF-16 units than bytes.
    let is_long = text.len() > most && text.encode_utf16().count() > most;
    let is_short = text.len() < least;
    if !is_short && !is_long && form.matches(text) || is_template(text) {
        return;
    }
    if is_short {
        found.refuse(&LENGTH, place, |it| format!("`{it}` is empty"));
    } else if is_long {
        found.refuse(&LENGTH, place, |it| format!("`{it}` is longer than {most} characters"));
    } else {
        found.refuse(&FORM, place, |it| format!("`{it}` must be {}", form.describe()));
    }
}

fn check_word(words: &[&str], value: &Value, place: &Place, found: &mut impl Complaints) {
    let Some(text) = value.as_str() else { return wrong(value, "text", place, found) };
    if words.iter().any(|word| word.eq_ignore_ascii_case(text)) || is_template(text) {
        return;
    }
    found.refuse(&WORD, place, |it| {
        format!("`{it}` is `{text}`; Marathon knows {}", words.join(", "))
    });
}

fn check_map(of: &Shape, names: Form, value: &Value, place: &Place, found: &mut impl Complaints) {
    let Some(map) = value.as_object() else {
        return wrong(value, "an object", place, found);
    };
    for (name, value) in map {
        let place = Place::Member(place, name);
        if !names.matches(name) && !is_template(name) {
            found.refuse(&FORM, &place, |_| format!("the name must be {}", names.describe()));
        }
        check_at(of, value, &place, found);
    }
}

fn check_object(members: &[Member], value: &Value, place: &Place, found: &mut impl Complaints) {
    if !value.is_object() {
        return wrong(value, "an object", place, found);
    }
    for known in members {
        if found.target() < known.since {
            continue;
        }
        let place = Place::Member(place, known.name);
        match get(value, known.name) {
            Some(value) => check_at(known.shape, value, &place, found),
            None if known.is_required => {
                found.refuse(&MISSING, &place, |it| format!("`{it}` is missing"));
            }
            None => {}
        }
    }
}

/// Of several kinds Marathon takes the first that fits; if none does, what is said is about the one
/// that the value looks like (marathon: UnionVisitor.scala:15-30).
fn check_either(
    kinds: &[(&str, &'static Shape)],
    value: &Value,
    place: &Place,
    found: &mut impl Complaints,
) {
    if kinds.iter().any(|(_, shape)| fits(shape, value, found.target())) {
        return;
    }
    let looks_like = kinds.iter().find(|(sign, _)| get(value, sign).is_some());
    if let Some((_, shape)) = looks_like.or(kinds.last()) {
        check_at(shape, value, place, found);
    }
}

fn wrong(value: &Value, expected: &str, place: &Place, found: &mut impl Complaints) {
    let is = match value {
        Value::Null => "null",
        Value::Bool(_) => "true or false",
        Value::Number(_) => "a number",
        Value::String(_) => "text",
        Value::Array(_) => "a list",
        Value::Object(_) => "an object",
    };
    found.refuse(&TYPE, place, |it| match it {
        "" => format!("the definition must be {expected}, not {is}"),
        _ => format!("`{it}` must be {expected}, not {is}"),
    });
}

fn range(place: &Place, least: impl fmt::Display, most: f64, found: &mut impl Complaints) {
    let to = if most < i32::MAX.into() { format!(" and at most {most}") } else { String::new() };
    found.refuse(&RANGE, place, |it| format!("`{it}` must be at least {least}{to}"));
}

/// A whole number, however it is written (play-json: Reads.scala, `isValidInt`).
pub(super) fn integer(value: &Value) -> Option<i64> {
    let number = value.as_number()?;
    number.as_i64().or_else(|| {
        let number = number.as_f64()?;
        // 2^53: beyond it an f64 does not tell whether there was a fraction.
        (number.fract() == 0.0 && number.abs() < 9_007_199_254_740_992.0).then_some(number as i64)
    })
}
