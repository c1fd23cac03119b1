//! Names of apps and pods (marathon: state/PathId.scala:205-256). Characters are the schema's.

use serde_json::Value;

use super::view::{is_template, list, text};
use super::{Reason, Violations};

const RESERVED: Reason = Reason("reserved-id", "marathon: PathId.scala:217-222");
const ROOT: Reason = Reason("root-id", "marathon: AppValidation.scala:320, PathId.scala:262");

const RESERVED_SEGMENTS: [&str; 3] = ["restart", "tasks", "versions"];

pub(super) fn check(value: &Value, found: &mut Violations) {
    if let Some(id) = text(value, "id").filter(|id| !id.is_empty() && !is_template(id)) {
        let mut segments = Vec::new();
        for segment in id.split('/').filter(|segment| !matches!(*segment, "" | ".")) {
            if segment == ".." {
                segments.pop();
            } else {
                segments.push(segment);
            }
        }
        match segments.last() {
            // A group may make more of `..` than the root does.
            None if !id.contains("..") => {
                found.add(&ROOT, "/id", "the id is that of the root group");
            }
            Some(last) if RESERVED_SEGMENTS.contains(last) => {
                let message = format!("the id ends with `{last}`, which Marathon keeps for itself");
                found.add(&RESERVED, "/id", message);
            }
            _ => {}
        }
    }
    for (index, dependency) in list(value, "dependencies").iter().enumerate() {
        let last = dependency.as_str().and_then(|path| path.trim_matches('/').rsplit('/').next());
        if let Some(last) = last.filter(|last| RESERVED_SEGMENTS.contains(last)) {
            let message = format!("the dependency ends with `{last}`, which is no app's name");
            found.add(&RESERVED, format!("/dependencies/{index}"), message);
        }
    }
}
