//! The types of members, as Marathon's RAML files describe them (marathon:
//! docs/docs/rest-api/public/api/v2/types/*.raml), and as Marathon reads them: `null` is absent,
//! upper and lower case are the same in enumerations, `1.0` and `1e0` are integers, and members
//! that are not listed are ignored (marathon: EnumVisitor.scala:27-46, FieldVisitor.scala:27-52,
//! ObjectVisitor.scala:133-155).
//!
//! The comment of a type names the RAML file that describes it.

mod app;
mod differ;
mod form;
mod health;
mod parts;
mod pod;
mod value_path;

use std::fmt;

use serde_json::Value;

use super::version::AskedVersions;
use super::view::{Names, get, is_template, is_unknown};
use super::{Reason, Violations};
use crate::marathon::{Target, Targets};

pub(super) use app::{APP, GROUP};
pub use differ::Presence;
pub(super) use differ::differences;
pub(super) use form::Form;
pub(super) use parts::VOLUME_KINDS;
pub(super) use pod::{POD, POD_VOLUMES};
use value_path::{ComplainingVersions, Complaints, ValuePath};

/// The type that a value must have.
pub(super) enum Shape {
    /// A text whose length in UTF-16 units is from `least` to `most`.
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
    /// One of these words, in letters of any case.
    Word(&'static [&'static str]),
    /// One of these words, letter by letter.
    Exactly(&'static [&'static str]),
    /// A value of this type. Any other value counts as the default (marathon: FieldT.scala,
    /// `playReader`).
    OrDefault(&'static Shape),
    List {
        of: &'static Shape,
        least: usize,
        most: usize,
        /// Whether the order means nothing.
        is_set: bool,
    },
    /// Any value.
    Anything,
    /// An object whose members have names of one form and values of one type.
    Map {
        of: &'static Shape,
        names: Form,
    },
    /// An object. If no member is required, Marathon reads any other value as an object without
    /// members (marathon: ObjectVisitor.scala:133-155).
    Object(&'static [Member]),
    /// An object. Marathon refuses any other value, because the library Play reads it (marathon:
    /// ObjectVisitor.scala:214-216).
    StrictObject(&'static [Member]),
    /// A value of one of these kinds. Marathon takes the first kind that fits.
    Either(&'static [ValueKind]),
}

impl Shape {
    /// Returns the names of the members of an object, in the order of the table.
    pub(super) fn names(&self) -> impl Iterator<Item = &'static str> {
        let members = match self {
            Shape::Object(members) | Shape::StrictObject(members) => *members,
            _ => &[],
        };
        members.iter().map(|member| member.name)
    }
}

/// One of the kinds that a value may be of.
pub(super) struct ValueKind {
    /// The member by which a value of this kind is recognised. It is empty if there is no such
    /// member.
    pub(super) sign: &'static str,
    shape: &'static Shape,
    since: Target,
}

/// A member of an object.
pub(super) struct Member {
    name: &'static str,
    shape: &'static Shape,
    is_required: bool,
    since: Target,
    /// The values, as JSON, that Marathon has in the place of an absent member. There are several
    /// if they differ between versions, because an app keeps the default of the version that
    /// created it.
    defaults: &'static [&'static str],
}

impl Member {
    /// Returns the member with `defaults`.
    const fn or(self, defaults: &'static [&'static str]) -> Self {
        Member { defaults, ..self }
    }
}

pub(super) const TYPE: Reason =
    Reason("wrong-type", "marathon: docs/docs/rest-api/public/api/v2/types");
pub(super) const MISSING: Reason = Reason("missing-member", "marathon: FieldVisitor.scala:38-39");
const RANGE: Reason = Reason("out-of-range", "marathon: FieldVisitor.scala:70-85");
const LENGTH: Reason = Reason("wrong-length", "marathon: FieldVisitor.scala:70-85");
const FORM: Reason = Reason("wrong-form", "marathon: types/stringTypes.raml");
const IGNORED: Reason = Reason("ignored-value", "marathon: FieldVisitor.scala:27-52");
const WORD: Reason = Reason("unknown-value", "marathon: EnumVisitor.scala:27-46");

/// Adds a violation for each member of the definition `value` that does not have its type.
pub(super) fn check(shape: &Shape, value: &Value, found: &mut Violations) {
    check_at(shape, value, &ValuePath::Definition, found);
}

/// Whether `value`, a definition, is an object. Adds a violation if it is not.
pub(super) fn is_object(value: &Value, found: &mut Violations) -> bool {
    if !value.is_object() {
        refuse_type(value, "an object", &ValuePath::Definition, found);
    }
    value.is_object()
}

/// Returns those of `versions` that refuse `value`, and those that warn about it.
fn complaining(shape: &Shape, value: &Value, versions: Targets) -> ComplainingVersions {
    let mut complaining = ComplainingVersions::of(versions);
    check_at(shape, value, &ValuePath::Definition, &mut complaining);
    complaining
}

fn check_at(shape: &Shape, value: &Value, place: &ValuePath, found: &mut impl Complaints) {
    if is_unknown(value) {
        return;
    }
    match shape {
        Shape::Text { least, most, form } => {
            let Some(text) = value.as_str() else {
                return refuse_type(value, "text", place, found);
            };
            check_text(text, *least, *most, *form, place, found);
        }
        Shape::Flag if value.is_boolean() => {}
        Shape::Flag => refuse_type(value, "true or false", place, found),
        Shape::Integer { least, most } => match integer(value) {
            None => refuse_type(value, "a whole number", place, found),
            Some(number) if (*least..=*most).contains(&number) => {}
            Some(_) => refuse_range(place, least, *most as f64, found),
        },
        Shape::Number { least, most } => match real(value) {
            None => refuse_type(value, "a number", place, found),
            Some(number) if (*least..=*most).contains(&number) => {}
            Some(_) => refuse_range(place, least, *most, found),
        },
        Shape::Word(words) => check_word(words, value, place, found),
        Shape::Exactly(words) => check_exactly(words, value, place, found),
        Shape::OrDefault(shape) => {
            let refused = complaining(shape, value, found.asked()).refused;
            found.within(refused, |found| {
                let is = type_name(value);
                found.warn(&IGNORED, place, |it| format!("`{it}` is {is}, which Marathon ignores"));
            });
        }
        Shape::List { of, least, most, .. } => check_list(of, *least, *most, value, place, found),
        Shape::Anything => {}
        Shape::Map { of, names } => check_map(of, *names, value, place, found),
        Shape::StrictObject(_) if !value.is_object() => {
            refuse_type(value, "an object", place, found)
        }
        Shape::Object(members) | Shape::StrictObject(members) => {
            check_object(members, value, place, found);
        }
        Shape::Either(kinds) => check_either(kinds, value, place, found),
    }
}

fn check_list(
    of: &Shape,
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
    of: &Shape,
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
                check_at(known.shape, value, &place, found);
            }),
            // A required member that is `null` is checked as well, because some types read `null`
            // as empty.
            None if known.is_required && value.get(known.name).is_some() => {
                check_at(known.shape, &Value::Null, &place, found);
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
            complaining(kind.shape, value, rest.intersection(Targets::since(kind.since)));
        let taken = complaining.taken();
        found.within(taken.intersection(complaining.warned), |found| {
            check_at(kind.shape, value, place, found);
        });
        rest = rest.without(taken);
        if rest.is_empty() {
            return;
        }
    }
    let looks_like = kinds.iter().find(|kind| get(value, kind.sign).is_some());
    if let Some(kind) = looks_like.or(kinds.last()) {
        found.within(rest, |found| check_at(kind.shape, value, place, found));
    }
}

/// Returns the first of `kinds` that fits. Afterwards `asked` has only the versions for which that
/// kind is the first.
pub(super) fn first_kind<'k>(
    kinds: &'k [ValueKind],
    value: &Value,
    asked: &AskedVersions,
) -> Option<&'k ValueKind> {
    kinds.iter().find(|kind| {
        let versions = asked.get().intersection(Targets::since(kind.since));
        asked.are_among(complaining(kind.shape, value, versions).taken())
    })
}

/// Returns the name of the type of `value`, in words.
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

fn refuse_type(value: &Value, expected: &str, place: &ValuePath, found: &mut impl Complaints) {
    let is = type_name(value);
    found.refuse(&TYPE, place, |it| match it {
        "" => format!("the definition must be {expected}, not {is}"),
        _ => format!("`{it}` must be {expected}, not {is}"),
    });
}

fn refuse_range(
    place: &ValuePath,
    least: impl fmt::Display,
    most: f64,
    found: &mut impl Complaints,
) {
    let to = if most < i32::MAX.into() { format!(" and at most {most}") } else { String::new() };
    found.refuse(&RANGE, place, |it| format!("`{it}` must be at least {least}{to}"));
}

/// Returns the value of a number; a number that is too large is infinite (play-json: Reads.scala,
/// `DoubleReads`).
fn real(value: &Value) -> Option<f64> {
    let number = value.as_number()?;
    number.as_f64().or_else(|| number.as_str().parse().ok())
}

/// Returns the value of a whole number, however it is written: `2.0` and `2e0` are 2 (play-json:
/// Reads.scala, `isValidInt`). Returns `None` for any other value.
pub(super) fn integer(value: &Value) -> Option<i64> {
    let number = value.as_number()?;
    number.as_i64().or_else(|| whole(number.as_str()))
}

/// Returns the exact value of a decimal number that has no fraction.
fn whole(text: &str) -> Option<i64> {
    let (sign, text) = text.strip_prefix('-').map_or(("", text), |text| ("-", text));
    let (mantissa, exponent) = text.split_once(['e', 'E']).unwrap_or((text, "0"));
    let exponent: i64 = exponent.parse().ok()?;
    let (before, after) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let digits = before.to_owned() + after;
    let digits = digits.trim_start_matches('0');
    let significant = digits.trim_end_matches('0');
    if significant.is_empty() {
        return Some(0);
    }
    let zeros = exponent
        .checked_sub(after.len() as i64)?
        .checked_add((digits.len() - significant.len()) as i64)?;
    // No more than 19 digits fit.
    let zeros = usize::try_from(zeros).ok().filter(|&zeros| zeros < 20)?;
    format!("{sign}{significant}{}", "0".repeat(zeros)).parse().ok()
}
