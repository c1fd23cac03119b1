//! `docker-port-mappings`: `docker.portMappings` moves up to `container.portMappings`.

use serde_json::Value;

use crate::edit::Anchor;
use crate::engine::{Context, Rule};

pub(super) const RULE: Rule = Rule {
    name: "docker-port-mappings",
    summary: "`docker.portMappings` moves up to `container.portMappings`",
    page: include_str!("../../docs/rules/docker-port-mappings.md"),
    check,
};

const INNER: &str = "/container/docker/portMappings";
const OUTER: &str = "/container/portMappings";

/// Moves the list as Marathon does (marathon: AppNormalization.scala:50-68). If there is a list
/// `container.portMappings`, even an empty one, Marathon refuses a `docker.portMappings` with
/// elements. If there is none, an empty `docker.portMappings` means "no ports", which is not the
/// same as no list.
fn check(context: &mut Context) {
    if !context.has(INNER) {
        return;
    }
    let inner_is_empty = match context.get(INNER) {
        None => return context.remove(INNER),
        Some(Value::Array(mappings)) => mappings.is_empty(),
        Some(_) => {
            return context.block(INNER, "`docker.portMappings` is not a list", "correct it");
        }
    };
    match (context.get(OUTER).is_some(), inner_is_empty) {
        (true, true) => context.remove(INNER),
        (true, false) if context.get(OUTER) == context.get(INNER) => {
            context.note(INNER, "`docker.portMappings` repeats `container.portMappings`; Marathon takes only one of them, so the outer one stays");
            context.remove(INNER);
        }
        (true, false) => context.block(
            INNER,
            "`docker.portMappings` stands next to `container.portMappings`, which Marathon refuses",
            "keep the right list",
        ),
        (false, _) => {
            if context.has(OUTER) {
                context.remove(OUTER);
            }
            context.relocate(INNER, OUTER, Anchor::After(&["docker"]));
        }
    }
}
