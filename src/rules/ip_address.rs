//! `ip-address`: the `ipAddress` of Marathon before 1.5 becomes an entry of `networks`.
//!
//! The translation is Marathon's own (marathon: AppNormalization.scala:381-419).

use json_patch::jsonptr::Token;
use serde_json::{Map, Value, json};

use super::{Rule, Work, docker_network};

pub(super) const RULE: Rule = Rule {
    name: "ip-address",
    summary: "`ipAddress` gives way to an entry of `networks`",
    page: include_str!("../../docs/rules/ip-address.md"),
    check,
};

const FIELD: &str = "/ipAddress";

/// What Marathon calls its bridge network unless told otherwise (`--mesos_bridge_name`).
const MESOS_BRIDGE: &str = "mesos-bridge";

/// An app of type MESOS may keep `ipAddress`, but not `docker.network`, which has to be read
/// together with it; so the two go together.
fn check(work: &mut Work) {
    if !work.leaves_docker() && work.get(docker_network::FIELD).is_none() {
        return;
    }
    match work.get(FIELD) {
        // A `null` is absent to Marathon, and hinders nothing.
        None => return,
        Some(Value::Object(_)) => {}
        Some(_) => return work.block(FIELD, "`ipAddress` is not an object", "correct it"),
    }
    if docker_network::networks(work).is_some() {
        return work.block(
            FIELD,
            "`ipAddress` stands next to `networks`, which Marathon refuses",
            "remove the one that does not hold",
        );
    }
    if let Some(discovery) = work.get("/ipAddress/discovery")
        && discovery.get("ports").is_some_and(|ports| !ports.is_null() && *ports != json!([]))
    {
        return work.block(
            "/ipAddress/discovery",
            "`ipAddress.discovery` lists ports, for which `networks` has no place",
            "describe the ports in `container.portMappings`",
        );
    }
    let Some(network) = network(work) else { return };
    tell_ignored(work);
    work.remove(FIELD);
    if work.has(docker_network::FIELD) {
        work.remove(docker_network::FIELD);
    }
    docker_network::set(work, network);
}

/// What Marathon knows of `ipAddress` and of its `discovery`; of the rest it takes no notice (marathon:
/// ObjectVisitor.scala:133-155).
const KNOWN: [(&str, &[&str]); 2] = [
    (FIELD, &["networkName", "labels", "discovery", "groups"]),
    ("/ipAddress/discovery", &["ports"]),
];

/// Tells which members go with `ipAddress` that nothing reads.
fn tell_ignored(work: &mut Work) {
    if work.get("/ipAddress/groups").is_some() {
        work.note(
            "/ipAddress/groups",
            "`ipAddress.groups`, of which Marathon takes no notice, goes with `ipAddress`",
        );
    }
    for (pointer, known) in KNOWN {
        let members = work.get(pointer).and_then(Value::as_object).into_iter().flatten();
        let unknown = members.map(|(name, _)| name.clone());
        let unknown: Vec<String> = unknown.filter(|name| !known.contains(&&**name)).collect();
        for name in unknown {
            let token = Token::new(&name);
            let at = format!("{pointer}/{}", token.encoded());
            work.warn(
                &at,
                format!("`{name}`, of which Marathon takes no notice, goes with `ipAddress`"),
                "if it is misspelt or somebody reads it, write it where it belongs",
            );
        }
    }
}

/// The network that `ipAddress` and `docker.network` describe together; `None` if something is
/// wrong with either. Of a wrong `docker.network` the rule for it speaks.
fn network(work: &mut Work) -> Option<Value> {
    let name = match work.get("/ipAddress/networkName") {
        None => None,
        Some(Value::String(name)) => Some(name.clone()),
        Some(_) => {
            work.block(
                "/ipAddress/networkName",
                "the network's name is not a string",
                "correct it",
            );
            return None;
        }
    };
    let is_bridge = name.as_deref() == Some(MESOS_BRIDGE);
    let mode = work.text(docker_network::FIELD).map(str::to_ascii_uppercase);
    let mode = match mode.as_deref() {
        Some("HOST") => return Some(json!({ "mode": "host" })),
        Some("BRIDGE") => "container/bridge",
        Some("USER") => "container",
        None if work.get(docker_network::FIELD).is_none() && is_bridge => "container/bridge",
        None if work.get(docker_network::FIELD).is_none() => "container",
        _ => return None,
    };
    let mut network = Map::new();
    network.insert("mode".into(), mode.into());
    if mode == "container" {
        match name {
            Some(name) => drop(network.insert("name".into(), name.into())),
            None => docker_network::warn_of_default(work, FIELD),
        }
    }
    if let Some(labels) = work.get("/ipAddress/labels").filter(|labels| **labels != json!({})) {
        network.insert("labels".into(), labels.clone());
    }
    Some(network.into())
}
