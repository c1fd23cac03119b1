//! The checks of port mappings and port definitions (marathon: AppValidation.scala:20-55).

use super::canonical::{App, Network};
use super::deprecated::check_names;
use super::schema::integer;
use super::view::{get, is_template, list, repeated};
use super::{Reason, Violations};
use crate::marathon::NetworkMode;

const NETWORK: Reason = Reason("port-network-name", "marathon: AppValidation.scala:37-40, 54");
const SEVERAL: Reason = Reason("host-port-without-network", "marathon: AppValidation.scala:41-47");
const PORTS: Reason = Reason("repeated-port", "marathon: AppValidation.scala:24-31");

pub(super) fn check(app: &App, found: &mut Violations) {
    if let Some(mappings) = &app.mappings {
        // The names in `docker.portMappings` were checked in `deprecated`.
        if !mappings.written.iter().any(|(at, _)| at.starts_with("/container/docker/")) {
            check_names(&mappings.written, found);
        }
        for (pointer, mapping) in &mappings.written {
            check_network_names(mapping, pointer, &app.networks, found);
        }
    }
    if let Some(definitions) = &app.definitions {
        check_names(&definitions.written, found);
        let port = |(_, definition): &(String, &serde_json::Value)| {
            get(definition, "port").and_then(integer).filter(|&port| port != 0)
        };
        let ports: Vec<i64> = definitions.written.iter().filter_map(port).collect();
        for (_, port) in repeated(&ports) {
            let message = format!("`portDefinitions` has the port {port} twice");
            found.add(&PORTS, "/portDefinitions", message);
        }
    }
}

/// Checks the `networkNames` and the `hostPort` of a port: of a port mapping of an app, or of an
/// endpoint of a pod. `networks` are the networks of the app or pod.
pub(super) fn check_network_names(
    port: &serde_json::Value,
    pointer: &str,
    networks: &[Network],
    found: &mut Violations,
) {
    let names = list(port, "networkNames");
    for (index, name) in names.iter().enumerate() {
        let Some(name) = name.as_str() else { continue };
        if !is_template(name) && !networks.iter().any(|network| network.name == Some(name)) {
            let message = format!(
                "the port names the network `{name}`, but `networks` has none of this name"
            );
            found.add(&NETWORK, format!("{pointer}/networkNames/{index}"), message);
        }
    }
    let is_several =
        networks.iter().filter(|network| network.mode == NetworkMode::Container).count() > 1;
    if is_several && get(port, "hostPort").is_some() && names.len() != 1 {
        let message =
            "a port with `hostPort` must name exactly one of the networks in `networkNames`";
        found.add(&SEVERAL, pointer, message);
    }
}
