//! The checks of the ids of apps and pods (marathon: state/PathId.scala:206-266). The schema checks
//! the characters of the ids.

use serde_json::Value;

use super::schema::{Form, MISSING};
use super::view::{get, is_template, list, text};
use super::{Reason, Violations};
use crate::marathon::{PathId, Target};

pub(super) const RESERVED: Reason = Reason("reserved-id", "marathon: PathId.scala:219-224");
const ROOT: Reason = Reason("root-id", "marathon: AppValidation.scala:319, PathId.scala:261");

const SEGMENT: Reason = Reason("wrong-form", "marathon: PathId.scala:206-217");
const POD: Reason = Reason("pod-id", "marathon: PodsValidation.scala:238, PathId.scala:229-266");
const CIRCLE: Reason = Reason("circular-dependency", "marathon: RootGroup.scala:40-96, 479");

/// The words that the last segment of an id must not be.
const RESERVED_SEGMENTS: [&str; 3] = ["restart", "tasks", "versions"];

/// Checks the id and the dependencies of an app. An app without an id gets the id from the URL of
/// the request.
pub(super) fn check(value: &Value, found: &mut Violations) {
    let id = text(value, "id").filter(|id| !id.is_empty() && !is_template(id));
    if value.get("id").is_some_and(Value::is_null) {
        found.add(&MISSING, "/id", "`id` is null; write the id, or remove the member if the URL of the request names the app");
    }
    let path = id.map(|id| PathId::root().resolve(id));
    if let Some(path) = &path {
        match path.last() {
            None => {
                found.add(&ROOT, "/id", "this is the id of the root group");
            }
            Some(last) if is_reserved(last, found) => {
                let message = format!("the id ends with `{last}`, a name that Marathon reserves");
                found.add(&RESERVED, "/id", message);
            }
            _ => {}
        }
    }
    for (index, dependency) in list(value, "dependencies").iter().enumerate() {
        let Some(text) = dependency.as_str().filter(|text| !is_template(text)) else { continue };
        let at = format!("/dependencies/{index}");
        let dependency = PathId::root().resolve(text);
        if !Form::Path.matches(&dependency.to_string()) {
            found.add(&SEGMENT, at, format!("the dependency must be {}", Form::Path.describe()));
        } else if let Some(last) = dependency.last().filter(|last| is_reserved(last, found)) {
            let message = format!(
                "the dependency ends with `{last}`, a name that Marathon reserves, so no app has it"
            );
            found.add(&RESERVED, at, message);
        } else if path.as_ref().is_some_and(|it| *it == dependency || it.is_in(&dependency))
            && !found.is_in_group
        {
            found.add(&CIRCLE, at, "the app depends on itself, or on a group that contains it");
        }
    }
}

/// Whether Marathon refuses an id with this last segment, because it reserves the word. Marathon
/// 1.6 alone accepts such ids (marathon 1.6: AppValidation.scala, `validateCanonicalAppAPI`).
pub(super) fn is_reserved(segment: &str, found: &Violations) -> bool {
    RESERVED_SEGMENTS.contains(&segment)
        && (!found.since(Target::V1_6) || found.since(Target::V1_7))
}

/// Checks the id of a pod as it is written: Marathon does not resolve it before.
pub(super) fn check_pod(value: &Value, found: &mut Violations) {
    let Some(id) = text(value, "id") else {
        if get(value, "id").is_none() {
            found.add(&POD, "/id", "a pod needs an id");
        }
        return;
    };
    if is_template(id) || id.is_empty() {
        return;
    }
    let segments: Vec<&str> = id.split('/').filter(|segment| !segment.is_empty()).collect();
    if !id.starts_with('/') {
        found.add(&POD, "/id", "the id of a pod must begin with a slash");
    } else if segments.is_empty() {
        found.add(&ROOT, "/id", "this is the id of the root group");
    } else if segments.contains(&"..") {
        found.add(&POD, "/id", "the id of a pod must not contain `..`");
    } else if let Some(last) = segments.last().filter(|last| is_reserved(last, found)) {
        let message = format!("the id ends with `{last}`, a name that Marathon reserves");
        found.add(&RESERVED, "/id", message);
    }
}
