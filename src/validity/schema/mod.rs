//! The types of members, as Marathon's RAML files give them (marathon:
//! docs/docs/rest-api/public/api/v2/types/*.raml) and its reader takes them: `null` is absent,
//! enumerations have no case, `1.0` and `1e0` are integers, members that are not listed are ignored
//! (marathon: EnumVisitor.scala:27-46, FieldVisitor.scala:27-52, ObjectVisitor.scala:133-155).

mod app;
mod form;
mod health;
mod parts;
mod pod;

use serde_json::Value;

use super::view::{dotted, get, is_template, member};
use super::{Reason, Violations};
use crate::marathon::Target;

pub(super) use app::APP;
pub(super) use form::Form;
pub(super) use parts::VOLUME_KINDS;
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

/// What is wrong with the types in `value`.
pub(super) fn check(shape: &Shape, value: &Value, pointer: &str, found: &mut Violations) {
    match shape {
        Shape::Text { least, most, form } => {
            let Some(text) = value.as_str() else { return wrong(value, "text", pointer, found) };
            check_text(text, *least, *most, *form, pointer, found);
        }
        Shape::Flag if value.is_boolean() => {}
        Shape::Flag => wrong(value, "true or false", pointer, found),
        Shape::Integer { least, most } => match integer(value) {
            None => wrong(value, "a whole number", pointer, found),
            Some(number) if (*least..=*most).contains(&number) => {}
            Some(_) => range(pointer, &least.to_string(), *most as f64, found),
        },
        Shape::Number { least, most } => match value.as_f64() {
            None => wrong(value, "a number", pointer, found),
            Some(number) if (*least..=*most).contains(&number) => {}
            Some(_) => range(pointer, &least.to_string(), *most, found),
        },
        Shape::Word(words) => check_word(words, value, pointer, found),
        Shape::List { of, least, most } => {
            let Some(list) = value.as_array() else {
                return wrong(value, "a list", pointer, found);
            };
            if list.len() < *least || list.len() > *most {
                let message = format!("`{}` has {} entries", dotted(pointer), list.len());
                found.add(&LENGTH, pointer, message);
            }
            for (index, element) in list.iter().enumerate() {
                check(of, element, &format!("{pointer}/{index}"), found);
            }
        }
        Shape::Map { of, names } => {
            let Some(map) = value.as_object() else {
                return wrong(value, "an object", pointer, found);
            };
            for (name, value) in map {
                let pointer = member(pointer, name);
                if !names.matches(name) && !is_template(name) {
                    found.add(&FORM, &*pointer, format!("the name must be {}", names.describe()));
                }
                check(of, value, &pointer, found);
            }
        }
        Shape::Object(members) => check_object(members, value, pointer, found),
        Shape::Either(kinds) => check_either(kinds, value, pointer, found),
    }
}

/// Whether nothing is wrong with the types in `value`.
pub(super) fn fits(shape: &Shape, value: &Value, target: Target) -> bool {
    let mut found = Violations { target, found: Vec::new() };
    check(shape, value, "", &mut found);
    found.found.is_empty()
}

fn check_text(
    text: &str,
    least: usize,
    most: usize,
    form: Form,
    pointer: &str,
    found: &mut Violations,
) {
    if is_template(text) {
        return;
    }
    let length = text.encode_utf16().count();
    if length < least {
        found.add(&LENGTH, pointer, format!("`{}` is empty", dotted(pointer)));
    } else if length > most {
        let message = format!("`{}` is longer than {most} characters", dotted(pointer));
        found.add(&LENGTH, pointer, message);
    } else if !form.matches(text) {
        let message = format!("`{}` must be {}", dotted(pointer), form.describe());
        found.add(&FORM, pointer, message);
    }
}

fn check_word(words: &[&str], value: &Value, pointer: &str, found: &mut Violations) {
    let Some(text) = value.as_str() else { return wrong(value, "text", pointer, found) };
    if is_template(text) || words.iter().any(|word| word.eq_ignore_ascii_case(text)) {
        return;
    }
    let message = format!("`{}` is `{text}`; Marathon knows {}", dotted(pointer), words.join(", "));
    found.add(&WORD, pointer, message);
}

fn check_object(members: &[Member], value: &Value, pointer: &str, found: &mut Violations) {
    if !value.is_object() {
        return wrong(value, "an object", pointer, found);
    }
    for known in members {
        if found.target < known.since {
            continue;
        }
        let pointer = member(pointer, known.name);
        match get(value, known.name) {
            Some(value) => check(known.shape, value, &pointer, found),
            None if known.is_required => {
                found.add(&MISSING, &*pointer, format!("`{}` is missing", dotted(&pointer)));
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
    pointer: &str,
    found: &mut Violations,
) {
    if kinds.iter().any(|(_, shape)| fits(shape, value, found.target)) {
        return;
    }
    let looks_like = kinds.iter().find(|(sign, _)| get(value, sign).is_some());
    if let Some((_, shape)) = looks_like.or(kinds.last()) {
        check(shape, value, pointer, found);
    }
}

fn wrong(value: &Value, expected: &str, pointer: &str, found: &mut Violations) {
    let is = match value {
        Value::Null => "null",
        Value::Bool(_) => "true or false",
        Value::Number(_) => "a number",
        Value::String(_) => "text",
        Value::Array(_) => "a list",
        Value::Object(_) => "an object",
    };
    let message = if pointer.is_empty() {
        format!("the definition must be {expected}, not {is}")
    } else {
        format!("`{}` must be {expected}, not {is}", dotted(pointer))
    };
    found.add(&TYPE, pointer, message);
}

fn range(pointer: &str, least: &str, most: f64, found: &mut Violations) {
    let to = if most < i32::MAX.into() { format!(" and at most {most}") } else { String::new() };
    let message = format!("`{}` must be at least {least}{to}", dotted(pointer));
    found.add(&RANGE, pointer, message);
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
