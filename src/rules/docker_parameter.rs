//! `docker-parameter`: flags for the Docker command line.

use serde_json::Value;

use super::{Rule, Work};

pub(super) const RULE: Rule = Rule {
    name: "docker-parameter",
    summary: "`docker.parameters` are flags for `docker run`; the Mesos containerizer takes none",
    page: include_str!("../../docs/rules/docker-parameter.md"),
    check,
};

const FIELD: &str = "/container/docker/parameters";

/// An empty list passes Marathon's validation (marathon: AppValidation.scala:97-102) but says
/// nothing any more.
fn check(work: &mut Work) {
    if !work.has(FIELD) || !work.leaves_docker() {
        return;
    }
    match work.get(FIELD) {
        None => work.remove(FIELD),
        Some(Value::Array(parameters)) if parameters.is_empty() => work.remove(FIELD),
        Some(Value::Array(parameters)) => {
            let key = |parameter: &Value| {
                parameter.get("key").and_then(Value::as_str).unwrap_or("?").to_owned()
            };
            let keys: Vec<String> = parameters.iter().map(key).collect();
            for (index, key) in keys.iter().enumerate() {
                work.block(
                    &format!("{FIELD}/{index}"),
                    format!("the Docker parameter `{key}` has to be translated by hand"),
                    "express it in Marathon's own fields, then remove it",
                );
            }
        }
        Some(_) => work.block(FIELD, "`docker.parameters` is not a list", "correct it"),
    }
}
