//! `privileged`: the Mesos containerizer ignores the field silently.

use serde_json::Value;

use crate::engine::{Context, Rule};

pub(super) const RULE: Rule = Rule {
    name: "privileged",
    summary: "`docker.privileged` has no effect on the Mesos containerizer",
    page: include_str!("../../docs/rules/privileged.md"),
    check,
};

const FIELD: &str = "/container/docker/privileged";

/// Marathon's code for containers of type MESOS never reads `docker.privileged` (marathon:
/// ContainerConversion.scala:125-134).
fn check(context: &mut Context) {
    if !context.leaves_docker() {
        if context.get(FIELD).is_some_and(|value| *value != Value::Bool(false)) {
            context.warn(
                FIELD,
                "the app is of type MESOS already, where `privileged` has no effect: it runs without privileges",
                "find out whether it needs any; if not, remove the member",
            );
        }
        return;
    }
    if !context.has(FIELD) {
        return;
    }
    match context.get(FIELD) {
        None | Some(Value::Bool(false)) => context.remove(FIELD),
        Some(_) => {
            let when = match context.unknown(FIELD) {
                Some(expression) => format!(" if `{expression}` is true"),
                None => String::new(),
            };
            let accepted = context.block_or_lose(
                FIELD,
                format!("the app runs privileged{when}; the Mesos containerizer would start it without privileges, and Marathon would not warn"),
                "find out which privilege it needs, and whether it works without",
                "the app starts without privileges",
            );
            if accepted {
                context.remove(FIELD);
            }
        }
    }
}
