//! `ip-address`: the `ipAddress` of Marathon before 1.5 becomes an entry of `networks`.
//!
//! The translation is Marathon's own (marathon: AppNormalization.scala:381-419).

use serde_json::{Map, Value, json};

use super::docker_network;
use crate::engine::{Context, Rule};
use crate::marathon::NetworkMode;
use crate::text::token;

pub(super) const RULE: Rule = Rule {
    name: "ip-address",
    summary: "An entry of `networks` replaces `ipAddress`",
    page: include_str!("../../docs/rules/ip-address.md"),
    check,
};

const FIELD: &str = "/ipAddress";

/// Translates `ipAddress` and `docker.network` together, because both describe the network. An app
/// that is of type MESOS already may keep `ipAddress` if it has no `docker.network`.
fn check(context: &mut Context) {
    if !context.leaves_docker() && context.get(docker_network::FIELD).is_none() {
        return;
    }
    match context.get(FIELD) {
        // Marathon treats `null` as absent.
        None => return,
        Some(Value::Object(_)) => {}
        Some(_) => return context.block(FIELD, "`ipAddress` is not an object", "correct it"),
    }
    if docker_network::networks(context).is_some() {
        return context.block(
            FIELD,
            "`ipAddress` stands next to `networks`, which Marathon refuses",
            "remove the one that is wrong",
        );
    }
    if let Some(discovery) = context.get("/ipAddress/discovery")
        && discovery.get("ports").is_some_and(|ports| !ports.is_null() && *ports != json!([]))
    {
        return context.block(
            "/ipAddress/discovery",
            "`ipAddress.discovery` lists ports, for which `networks` has no place",
            "describe the ports in `container.portMappings`",
        );
    }
    let Some(network) = network(context) else { return };
    tell_ignored(context);
    context.remove(FIELD);
    if context.has(docker_network::FIELD) {
        context.remove(docker_network::FIELD);
    }
    docker_network::set(context, network);
}

/// The members of `ipAddress` and of its `discovery` that Marathon knows. It ignores all others
/// (marathon: ObjectVisitor.scala:133-155).
const KNOWN_MEMBERS: [(&str, &[&str]); 2] = [
    (FIELD, &["networkName", "labels", "discovery", "groups"]),
    ("/ipAddress/discovery", &["ports"]),
];

/// Reports the members that nothing reads and that are removed with `ipAddress`.
fn tell_ignored(context: &mut Context) {
    if context.get("/ipAddress/groups").is_some() {
        context.note(
            "/ipAddress/groups",
            "`ipAddress.groups` is removed with `ipAddress`; Marathon ignores it",
        );
    }
    for (pointer, known) in KNOWN_MEMBERS {
        let members = context.get(pointer).and_then(Value::as_object).into_iter().flatten();
        let unknown = members.map(|(name, _)| name.clone());
        let unknown: Vec<String> = unknown.filter(|name| !known.contains(&&**name)).collect();
        for name in unknown {
            let at = format!("{pointer}/{}", token(&name));
            context.warn(
                &at,
                format!("`{name}` is removed with `ipAddress`; Marathon ignores it"),
                "if it is misspelt or somebody reads it, write it where it belongs",
            );
        }
    }
}

/// Returns the network that `ipAddress` and `docker.network` describe together. Returns `None` if
/// one of them is wrong; the rule for `docker.network` reports a mistake in that field.
fn network(context: &mut Context) -> Option<Value> {
    let name = match context.get("/ipAddress/networkName") {
        None => None,
        Some(Value::String(name)) => Some(name.clone()),
        Some(_) => {
            context.block(
                "/ipAddress/networkName",
                "the network's name is not a string",
                "correct it",
            );
            return None;
        }
    };
    let mode = match context.get(docker_network::FIELD) {
        None => NetworkMode::of_name(name.as_deref(), context.options().bridge_name()),
        Some(word) => NetworkMode::of_docker(word.as_str()?)?,
    };
    let mut network = Map::new();
    network.insert("mode".into(), mode.as_str().into());
    if mode == NetworkMode::Host {
        return Some(network.into());
    }
    if mode == NetworkMode::Container {
        match name {
            Some(name) => drop(network.insert("name".into(), name.into())),
            None => docker_network::warn_of_default(context, FIELD),
        }
    }
    if let Some(labels) = context.get("/ipAddress/labels").filter(|labels| **labels != json!({})) {
        network.insert("labels".into(), labels.clone());
    }
    Some(network.into())
}
