//! `docker-network`: `docker.network` becomes an entry of `networks`.
//!
//! The Mesos containerizer must not have the old field (marathon: AppValidation.scala:99); its
//! translation is Marathon's own (marathon: AppNormalization.scala:381-419).

use serde_json::{Value, json};

use super::{Rule, Work};
use crate::edit::Place;

pub(super) const RULE: Rule = Rule {
    name: "docker-network",
    summary: "`docker.network` gives way to an entry of `networks`",
    page: include_str!("../../docs/rules/docker-network.md"),
    check,
};

const FIELD: &str = "/container/docker/network";

fn check(work: &mut Work) {
    if !work.has(FIELD) {
        return;
    }
    let mode = match work.get(FIELD) {
        None => return work.remove(FIELD),
        Some(Value::String(name)) => name.to_ascii_uppercase(),
        Some(other) => other.to_string(),
    };
    let networks_are_ours = work.definition_has("/ipAddress");
    if work.get("/networks").is_some() && !networks_are_ours {
        return work.block(
            FIELD,
            "`docker.network` stands next to `networks`, which Marathon refuses",
            "remove the one that does not hold",
        );
    }
    let network = match mode.as_str() {
        "HOST" => json!({"mode": "host"}),
        "BRIDGE" => json!({"mode": "container/bridge"}),
        "USER" => json!({"mode": "container"}),
        "NONE" => {
            return work.block(
                FIELD,
                "`docker.network` is NONE; the Mesos containerizer has no such network",
                "choose a network the app may be on",
            );
        }
        other => {
            let message =
                format!("`docker.network` is {other}; Marathon knows HOST, BRIDGE and USER");
            return work.block(FIELD, message, "correct the network");
        }
    };
    work.remove(FIELD);
    if networks_are_ours && work.get("/networks").is_some() {
        return;
    }
    if mode == "USER" {
        warn_of_default(work, FIELD);
    }
    if work.has("/networks") {
        work.replace("/networks", json!([network]));
    } else {
        work.add("/networks", json!([network]), Place::After(&["container"]));
    }
}

/// A container network without a name gets Marathon's `--default_network_name` or is refused
/// (marathon: NetworkValidation.scala:64-68).
pub(super) fn warn_of_default(work: &mut Work, pointer: &str) {
    work.warn(
        pointer,
        "the container network has no name; Marathon refuses the app unless it runs with `--default_network_name`",
        "add `\"name\"` to the entry of `networks`",
    );
}
