//! `ip-address`: the `ipAddress` of Marathon before 1.5 becomes an entry of `networks`.
//!
//! The translation is Marathon's own (marathon: AppNormalization.scala:381-419).

use serde_json::{Map, Value, json};

use super::{Rule, Work};
use crate::edit::Place;

pub(super) const RULE: Rule = Rule {
    name: "ip-address",
    summary: "`ipAddress` gives way to an entry of `networks`",
    page: include_str!("../../docs/rules/ip-address.md"),
    check,
};

/// What Marathon calls its bridge network unless told otherwise (`--mesos_bridge_name`).
const MESOS_BRIDGE: &str = "mesos-bridge";

fn check(work: &mut Work) {
    if !work.leaves_docker() || !work.has("/ipAddress") {
        return;
    }
    if work.get("/ipAddress").is_none() {
        return work.remove("/ipAddress");
    }
    if work.get("/networks").is_some() {
        return work.block(
            "/ipAddress",
            "`ipAddress` stands next to `networks`, which Marathon refuses",
            "remove the one that does not hold",
        );
    }
    if let Some(discovery) = work.get("/ipAddress/discovery")
        && discovery.get("ports").and_then(Value::as_array).is_none_or(|ports| !ports.is_empty())
    {
        return work.block(
            "/ipAddress/discovery",
            "`ipAddress.discovery` has no counterpart for an app with an image",
            "describe the ports in `container.portMappings`",
        );
    }
    let Some(network) = network(work) else { return };
    work.remove("/ipAddress");
    work.add("/networks", json!([network]), Place::After(&["container"]));
}

/// The network that `ipAddress` and `docker.network` describe together; `None` when another rule
/// has to speak first.
fn network(work: &mut Work) -> Option<Value> {
    let name = work.text("/ipAddress/networkName").map(str::to_owned);
    let mode = work.text("/container/docker/network").map(str::to_ascii_uppercase);
    let mut network = Map::new();
    match mode.as_deref() {
        Some("HOST") => {
            network.insert("mode".into(), "host".into());
            return Some(network.into());
        }
        Some("BRIDGE") => network.insert("mode".into(), "container/bridge".into()),
        None if work.has("/container/docker/network") => return None,
        None if name.as_deref() == Some(MESOS_BRIDGE) => {
            network.insert("mode".into(), "container/bridge".into())
        }
        None | Some("USER") => {
            if name.is_none() {
                super::docker_network::warn_of_default(work, "/ipAddress");
            }
            network.insert("mode".into(), "container".into());
            name.and_then(|name| network.insert("name".into(), name.into()))
        }
        Some(_) => return None,
    };
    if let Some(labels) = work.get("/ipAddress/labels").filter(|labels| **labels != json!({})) {
        network.insert("labels".into(), labels.clone());
    }
    Some(network.into())
}
