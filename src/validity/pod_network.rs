//! The checks of the endpoints of pods (marathon: PodsValidation.scala:95-117, 193-206).

use serde_json::Value;

use super::canonical::Network;
use super::ports::check_network_names;
use super::schema::integer;
use super::view::{get, list, objects, repeated, text};
use super::{Reason, Violations};
use crate::marathon::NetworkMode;

const PORT: Reason = Reason("endpoint-port", "marathon: PodsValidation.scala:97-107");
const PROTOCOL: Reason = Reason("endpoint-protocol", "marathon: PodsValidation.scala:109-113");
const REPEATED: Reason = Reason("repeated-endpoint", "marathon: PodsValidation.scala:193-206");

/// Checks the endpoints of the container at `pointer`. `networks` are the networks of the pod.
pub(super) fn check_endpoints(
    container: &Value,
    pointer: &str,
    networks: &[Network],
    found: &mut Violations,
) {
    let has = |mode| networks.iter().any(|network| network.mode == mode);
    for (pointer, endpoint) in objects(container, pointer, "endpoints") {
        check_network_names(endpoint, &pointer, networks, found);
        let has_port = get(endpoint, "containerPort").is_some();
        if has(NetworkMode::Host) && has_port {
            let message = "an endpoint in the host network takes no `containerPort`";
            found.add(&PORT, format!("{pointer}/containerPort"), message);
        }
        if has(NetworkMode::Container) && !has_port {
            let message = "an endpoint in a container network needs a `containerPort`";
            found.add(&PORT, format!("{pointer}/containerPort"), message);
        }
        if repeated(list(endpoint, "protocol")).next().is_some() {
            let message = "the endpoint names a protocol twice";
            found.add(&PROTOCOL, format!("{pointer}/protocol"), message);
        }
    }
}

/// Checks that the names and the fixed ports of endpoints are unique in the whole pod. Each of
/// `containers` stands after its pointer.
pub(super) fn check_unique(containers: &[(String, &Value)], found: &mut Violations) {
    let endpoints: Vec<(String, &Value)> = containers
        .iter()
        .flat_map(|(pointer, container)| objects(container, pointer, "endpoints"))
        .collect();
    let mut refuse = |what: &str, values: Vec<(usize, String)>| {
        let keys: Vec<&String> = values.iter().map(|(_, key)| key).collect();
        for (index, key) in repeated(&keys) {
            let pointer = format!("{}/{what}", endpoints[values[index].0].0);
            found.add(&REPEATED, pointer, format!("two endpoints have the {what} {key}"));
        }
    };
    let named = |(index, (_, endpoint)): (usize, &(String, &Value))| {
        Some((index, text(endpoint, "name")?.to_owned()))
    };
    refuse("name", endpoints.iter().enumerate().filter_map(named).collect());
    for what in ["containerPort", "hostPort"] {
        let fixed = |(index, (_, endpoint)): (usize, &(String, &Value))| {
            let port = get(endpoint, what).and_then(integer).filter(|&port| port != 0)?;
            Some((index, port.to_string()))
        };
        refuse(what, endpoints.iter().enumerate().filter_map(fixed).collect());
    }
}
