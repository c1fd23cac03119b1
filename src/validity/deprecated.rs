//! The checks of members from before Marathon 1.5. Some are no longer allowed; others are not
//! allowed together (marathon: AppValidation.scala:82-114, 276-305; AppNormalization.scala:50-92,
//! 381-419).

use serde_json::Value;

use super::canonical::container_type;
use super::schema::integer;
use super::view::{get, list, objects, repeated, text, word};
use super::{Reason, Violations};
use crate::marathon::ContainerType;

const CREDENTIAL: Reason = Reason("docker-credential", "marathon: AppValidation.scala:90, 98");
const NETWORK_LEFT: Reason =
    Reason("docker-network-with-mesos", "marathon: AppValidation.scala:99");
const PARAMETERS_LEFT: Reason =
    Reason("docker-parameters-with-mesos", "marathon: AppValidation.scala:100");
const MAPPINGS_LEFT: Reason =
    Reason("docker-port-mappings-with-mesos", "marathon: AppValidation.scala:101");
const MAPPINGS_TWICE: Reason =
    Reason("port-mappings-twice", "marathon: AppNormalization.scala:50-60");
const NO_NETWORK: Reason =
    Reason("docker-network-none", "marathon: AppNormalization.scala:399-401, 418-420");
const DISCOVERY: Reason = Reason("ip-address-discovery", "marathon: AppValidation.scala:280-282");
const DISCOVERY_TWICE: Reason =
    Reason("ip-address-discovery-twice", "marathon: AppNormalization.scala:73-79");
const NETWORK_TWICE: Reason =
    Reason("docker-network-and-networks", "marathon: AppValidation.scala:287-289");
const ADDRESS_TWICE: Reason =
    Reason("ip-address-and-networks", "marathon: AppValidation.scala:290-292");
const URIS: Reason = Reason("uris-and-fetch", "marathon: AppValidation.scala:283-285");
const PORTS: Reason = Reason("repeated-port", "marathon: AppValidation.scala:293-296");
const ADDRESS_AND_PORTS: Reason =
    Reason("ip-address-and-ports", "marathon: AppValidation.scala:297-300");
const PORTS_TWICE: Reason =
    Reason("ports-and-port-definitions", "marathon: AppValidation.scala:301-304");

pub(super) fn check(value: &Value, found: &mut Violations) {
    check_docker(value, found);
    check_networks(value, found);
    check_ports(value, found);
    if !list(value, "uris").is_empty() && !list(value, "fetch").is_empty() {
        found.add(&URIS, "/uris", "both `uris` and `fetch` have entries, but only one of them may");
    }
}

/// Checks the members of `container.docker`.
fn check_docker(value: &Value, found: &mut Violations) {
    let Some(container) = get(value, "container") else { return };
    let Some(docker) = get(container, "docker") else { return };
    let at = |name: &str| format!("/container/docker/{name}");
    if get(docker, "credential").is_some() {
        found.add(&CREDENTIAL, at("credential"), "Marathon no longer supports `docker.credential`");
    }
    if container_type(container) == Some(ContainerType::Mesos) {
        let is_left = |name: &str| get(docker, name).is_some();
        if is_left("network") {
            let message = "a container of type MESOS takes no `docker.network`";
            found.add(&NETWORK_LEFT, at("network"), message);
        }
        if !list(docker, "parameters").is_empty() {
            let message = "a container of type MESOS takes no `docker.parameters`";
            found.add(&PARAMETERS_LEFT, at("parameters"), message);
        }
        if is_left("portMappings") {
            let message = "a container of type MESOS takes no `docker.portMappings`";
            found.add(&MAPPINGS_LEFT, at("portMappings"), message);
        }
    } else if !list(docker, "portMappings").is_empty() && get(container, "portMappings").is_some() {
        let message = "the app has both `container.portMappings` and `docker.portMappings`, but may have only one of them";
        found.add(&MAPPINGS_TWICE, at("portMappings"), message);
    }
    if word(docker, "network").as_deref() == Some("NONE") {
        found.add(&NO_NETWORK, at("network"), "Marathon does not support the docker network NONE");
    }
}

/// Checks `docker.network` and `ipAddress`.
fn check_networks(value: &Value, found: &mut Violations) {
    let container = get(value, "container");
    let docker = container.and_then(|container| get(container, "docker"));
    let has_networks = !list(value, "networks").is_empty();
    if has_networks && docker.is_some_and(|docker| get(docker, "network").is_some()) {
        let message =
            "the app has both `docker.network` and `networks`, but may have only one of them";
        found.add(&NETWORK_TWICE, "/container/docker/network", message);
    }
    let Some(address) = get(value, "ipAddress") else { return };
    if has_networks {
        found.add(
            &ADDRESS_TWICE,
            "/ipAddress",
            "the app has both `ipAddress` and `networks`, but may have only one of them",
        );
    }
    let has_ports = |name| !list(value, name).is_empty();
    if has_ports("ports") || has_ports("portDefinitions") {
        let message = "an app with `ipAddress` takes neither `ports` nor `portDefinitions`";
        found.add(&ADDRESS_AND_PORTS, "/ipAddress", message);
    }
    let Some(discovery) = get(address, "discovery") else { return };
    let kind = container.and_then(container_type);
    if kind == Some(ContainerType::Docker) {
        let message = "an app with a container of type DOCKER takes no `ipAddress.discovery`";
        found.add(&DISCOVERY, "/ipAddress/discovery", message);
    } else if !list(discovery, "ports").is_empty()
        && container.is_some_and(|container| get(container, "portMappings").is_some())
    {
        let message = "the app has both `ipAddress.discovery.ports` and `container.portMappings`, but may have only one of them";
        found.add(&DISCOVERY_TWICE, "/ipAddress/discovery/ports", message);
    }
}

/// Checks `ports`, and the names in `docker.portMappings`.
fn check_ports(value: &Value, found: &mut Violations) {
    let ports: Vec<i64> = list(value, "ports").iter().filter_map(integer).collect();
    let fixed: Vec<i64> = ports.iter().copied().filter(|&port| port != 0).collect();
    for (_, port) in repeated(&fixed) {
        found.add(&PORTS, "/ports", format!("`ports` has {port} twice"));
    }
    if get(value, "ports").is_some() && get(value, "portDefinitions").is_some() {
        let defined: Vec<i64> = objects(value, "", "portDefinitions")
            .map(|(_, definition)| get(definition, "port").and_then(integer).unwrap_or(0))
            .collect();
        if defined != ports {
            let message = "`ports` and `portDefinitions` name different ports";
            found.add(&PORTS_TWICE, "/ports", message);
        }
    }
    let docker = get(value, "container").and_then(|container| get(container, "docker"));
    if let Some(docker) = docker {
        // The names in `docker.portMappings` are checked here, those in `container.portMappings` in
        // `ports`.
        let inner: Vec<(String, &Value)> =
            objects(docker, "/container/docker", "portMappings").collect();
        check_names(&inner, found);
    }
}

const NAMES: Reason = Reason("repeated-port-name", "marathon: AppValidation.scala:23-34, 279");

/// Checks that the names of ports are unique in their list. `ports` has each port after its
/// pointer.
pub(super) fn check_names(ports: &[(String, &Value)], found: &mut Violations) {
    let named: Vec<(&String, &str)> =
        ports.iter().filter_map(|(at, port)| Some((at, text(port, "name")?))).collect();
    let names: Vec<&str> = named.iter().map(|(_, name)| *name).collect();
    for (index, name) in repeated(&names) {
        let pointer = format!("{}/name", named[index].0);
        found.add(&NAMES, pointer, format!("two ports are called `{name}`"));
    }
}
