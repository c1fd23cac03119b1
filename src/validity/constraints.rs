//! Placement constraints (marathon: SchedulingValidation.scala:86-172). Whether an expression is a
//! regular expression of Java's is not asked.

use serde_json::Value;

use super::view::{is_template, list, objects, text};
use super::{Reason, Violations};

const CONSTRAINT: Reason = Reason("constraint", "marathon: SchedulingValidation.scala:86-172");

/// An app's: lists of field, operator and value.
pub(super) fn check(value: &Value, found: &mut Violations) {
    for (index, constraint) in list(value, "constraints").iter().enumerate() {
        let words: Vec<&str> =
            constraint.as_array().into_iter().flatten().filter_map(Value::as_str).collect();
        // Other lengths are the schema's.
        let (field, operator, value) = match words[..] {
            [field, operator] => (field, operator, None),
            [field, operator, value] => (field, operator, Some(value)),
            _ => continue,
        };
        check_one(field, operator, value, &format!("/constraints/{index}"), found);
    }
}

/// A pod's: objects.
pub(super) fn check_placement(placement: &Value, pointer: &str, found: &mut Violations) {
    for (pointer, constraint) in objects(placement, pointer, "constraints") {
        if let (Some(field), Some(operator)) =
            (text(constraint, "fieldName"), text(constraint, "operator"))
        {
            check_one(field, operator, text(constraint, "value"), &pointer, found);
        }
    }
}

fn check_one(
    field: &str,
    operator: &str,
    value: Option<&str>,
    pointer: &str,
    found: &mut Violations,
) {
    if [Some(field), Some(operator), value].into_iter().flatten().any(is_template) {
        return;
    }
    let is_whole = |value: &str| value.parse::<i32>().is_ok();
    let is_plain = |value: &str| {
        value.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"_/.-".contains(&byte))
    };
    let message = match operator.to_ascii_uppercase().as_str() {
        _ if field.is_empty() => "the constraint names no field",
        "UNIQUE" if value.is_some() => "UNIQUE takes no value",
        "GROUP_BY" if !value.is_none_or(is_whole) => "GROUP_BY takes a whole number or nothing",
        "MAX_PER" if !value.is_some_and(is_whole) => "MAX_PER takes a whole number",
        "LIKE" | "UNLIKE" if value.is_none() => "LIKE and UNLIKE take a regular expression",
        "IS" if !is_plain(value.unwrap_or_default()) => "IS takes a plain text or number",
        "UNIQUE" | "CLUSTER" | "GROUP_BY" | "MAX_PER" | "LIKE" | "UNLIKE" | "IS" => return,
        _ => "the operator is none of UNIQUE, CLUSTER, GROUP_BY, LIKE, UNLIKE, MAX_PER and IS",
    };
    found.add(&CONSTRAINT, pointer, message);
}
