//! The checks of placement constraints (marathon: SchedulingValidation.scala:86-172,
//! ConstraintConversion.scala:32-55).

use serde_json::Value;

use super::java_regex::is_java_regex;
use super::view::{is_template, list, objects, text};
use super::{Reason, Violations};
use crate::marathon::Target;

const CONSTRAINT: Reason = Reason("constraint", "marathon: SchedulingValidation.scala:86-172");
const CASE: Reason =
    Reason("constraint-operator-case", "marathon: ConstraintConversion.scala:32-55");

/// Checks the constraints of an app: lists of field, operator and value. Marathon validates the
/// operator in capitals, but later looks it up as it is written; an operator in small letters then
/// ends in an exception.
pub(super) fn check(value: &Value, found: &mut Violations) {
    for (index, constraint) in list(value, "constraints").iter().enumerate() {
        let at = format!("/constraints/{index}");
        let parts = constraint.as_array().map_or(&[][..], Vec::as_slice);
        let words: Vec<&str> = parts.iter().filter_map(Value::as_str).collect();
        if words.len() < parts.len() || !constraint.is_array() {
            // The schema has reported wrong types already.
            continue;
        }
        let (field, operator, value) = match words[..] {
            [field, operator] => (field, operator, None),
            [field, operator, value] => (field, operator, Some(value)),
            _ => {
                found.add(&CONSTRAINT, at, "a constraint must have two or three parts");
                continue;
            }
        };
        let is_capital = !operator.contains(|c: char| c.is_ascii_lowercase());
        if check_one(field, operator, value, &at, found) && !is_capital && !is_template(operator) {
            let message = format!("the operator `{operator}` must be in capitals");
            found.add(&CASE, at + "/1", message);
        }
    }
}

/// Checks the constraints in the `placement` of a pod, which are objects.
pub(super) fn check_placement(placement: &Value, pointer: &str, found: &mut Violations) {
    for (pointer, constraint) in objects(placement, pointer, "constraints") {
        if let (Some(field), Some(operator)) =
            (text(constraint, "fieldName"), text(constraint, "operator"))
        {
            check_one(field, operator, text(constraint, "value"), &pointer, found);
        }
    }
}

/// Checks the constraints of a pod's persistent volume. `info` is the `persistent` of the volume.
/// Marathon does not validate these constraints, and looks up their operators as they are written
/// (marathon: ConstraintConversion.scala:32-55).
pub(super) fn check_volume(info: &Value, pointer: &str, found: &mut Violations) {
    for (index, constraint) in list(info, "constraints").iter().enumerate() {
        let word = |at: usize| constraint.get(at).and_then(Value::as_str);
        let is_known = word(1).is_some_and(|it| OPERATORS.contains(&it) || is_template(it));
        if word(0).is_none() || !is_known {
            let at = format!("{pointer}/constraints/{index}");
            found.add(
                &CONSTRAINT,
                at,
                format!("the operator must be one of {}", OPERATORS.join(", ")),
            );
        }
    }
}

const OPERATORS: &[&str] = &["UNIQUE", "CLUSTER", "GROUP_BY", "LIKE", "UNLIKE", "MAX_PER", "IS"];

/// Whether Marathon may accept a text as a regular expression. A text with a template expression is
/// accepted, because its value is unknown.
pub(super) fn is_regex(text: &str) -> bool {
    is_template(text) || is_java_regex(text)
}

/// Checks one constraint, except for the case of its operator. Returns whether it is accepted.
fn check_one(
    field: &str,
    operator: &str,
    value: Option<&str>,
    pointer: &str,
    found: &mut Violations,
) -> bool {
    if [Some(field), Some(operator), value].into_iter().flatten().any(is_template) {
        return true;
    }
    let is_whole = |value: &str| value.parse::<i32>().is_ok();
    let is_plain = |value: &str| {
        value.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"_/.-".contains(&byte))
    };
    let message = match operator.to_ascii_uppercase().as_str() {
        _ if field.is_empty() => "the constraint names no field",
        "UNIQUE" if value.is_some() => "UNIQUE takes no value",
        "GROUP_BY" if !value.is_none_or(is_whole) => "GROUP_BY takes a whole number or no value",
        "MAX_PER" if !value.is_some_and(is_whole) => "MAX_PER needs a whole number",
        "LIKE" | "UNLIKE" if value.is_none() => "LIKE and UNLIKE need a regular expression",
        "LIKE" | "UNLIKE" if !value.is_some_and(is_java_regex) => {
            "Java cannot read the value of LIKE or UNLIKE as a regular expression"
        }
        "IS" if !found.since(Target::V1_6) => "the operator IS needs Marathon 1.6 or later",
        "IS" if !is_plain(value.unwrap_or_default()) => "IS needs a plain text or a number",
        "UNIQUE" | "CLUSTER" | "GROUP_BY" | "MAX_PER" | "LIKE" | "UNLIKE" | "IS" => return true,
        _ => "the operator must be UNIQUE, CLUSTER, GROUP_BY, LIKE, UNLIKE, MAX_PER or IS",
    };
    found.add(&CONSTRAINT, pointer, message);
    false
}
