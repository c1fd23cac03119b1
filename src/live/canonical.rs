//! A definition → the form in which Marathon keeps it: deprecated members are translated, members that
//! only Marathon writes are removed, and defaults that depend on other members are filled in.
//! Defaults of single members are in the tables of `validity`.
//!
//! A value that is canonical already stays as it is. So a value may come from a file or from an answer of any version
//! of Marathon.

use serde_json::{Map, Value, json};

use super::Info;
use crate::marathon::{self, DefinitionKind, MESOS_BRIDGE, NetworkMode, PathId};

type Members = Map<String, Value>;

/// The members that only Marathon writes, or that have no effect (marathon: types/app.raml, `AppInfo`,
/// `residency`); and `id`, because definitions are compared that have one id.
const NOT_COMPARED: &[&str] = &["id", "version", "versionInfo", "residency"];

/// Returns the canonical form of a definition. Relative ids in it are relative to `group`. `info` has the settings of
/// the cluster, if they are known.
pub(super) fn canonical(
    kind: DefinitionKind,
    value: &Value,
    group: &PathId,
    info: Option<&Info>,
) -> Value {
    let Value::Object(members) = value else { return value.clone() };
    let mut members = members.clone();
    NOT_COMPARED.iter().for_each(|name| drop(members.remove(*name)));
    match kind {
        DefinitionKind::App => app(&mut members, group, info),
        DefinitionKind::Pod => pod(&mut members, info),
        DefinitionKind::Job => {}
    }
    Value::Object(members)
}

/// Makes an app canonical (marathon: AppNormalization.scala:203-318).
fn app(app: &mut Members, group: &PathId, info: Option<&Info>) {
    fetch(app);
    let ip_address = app.remove("ipAddress").filter(|it| !it.is_null());
    let mut container = take_object(app, "container");
    let mut docker = container.as_mut().and_then(|container| take_object(container, "docker"));
    let docker_network = docker.as_mut().and_then(|docker| docker.remove("network"));
    let mut networks =
        networks(app.remove("networks"), docker_network.as_ref(), ip_address.as_ref(), info);
    let is_off_host = networks.iter().any(|network| mode(network) != NetworkMode::Host);
    let is_bridge = networks.iter().any(|network| mode(network) == NetworkMode::Bridge);
    let definitions = port_definitions(app);
    let has_container = container.is_some() || ip_address.is_some();
    if container.is_none() && (has_container || is_off_host) {
        // marathon: AppNormalization.scala:97-131, 237-241
        container = Some(object(json!({ "type": "MESOS" })));
    }
    if let Some(mut container) = container {
        let mut mappings = port_mappings(&mut container, docker.as_mut(), ip_address.as_ref());
        if is_off_host {
            let wanted = definitions.as_ref().filter(|_| has_container).map_or(0, Vec::len);
            mappings.resize(mappings.len().max(wanted), json!({}));
            mappings.iter_mut().for_each(|mapping| port_mapping(mapping, is_bridge));
            container.insert("portMappings".into(), Value::Array(mappings));
        }
        of_the_engine(&mut container, docker);
        disks(&mut container);
        app.insert("container".into(), Value::Object(container));
    }
    if is_off_host {
        // marathon: AppNormalization.scala:306-310
        remove(app, &["requirePorts"]);
    } else {
        let definitions = definitions.unwrap_or_else(|| vec![json!({ "name": "default" })]);
        app.insert("portDefinitions".into(), Value::Array(definitions));
    }
    if networks.is_empty() {
        networks.push(json!({ "mode": "host" }));
    }
    app.insert("networks".into(), Value::Array(networks));
    strategies(app);
    each(app, "healthChecks", health_check);
    each(app, "constraints", constraint);
    each(app, "dependencies", |dependency| {
        if let Some(id) = dependency.as_str() {
            *dependency = Value::String(group.resolve(id).to_string());
        }
    });
}

/// Removes `portDefinitions` and `ports` from `app`. Returns the port definitions, or else the ports in the form of
/// port definitions (marathon: AppNormalization.scala:215-216).
fn port_definitions(app: &mut Members) -> Option<Vec<Value>> {
    let ports = take_list(app, "ports").map(|ports| {
        let port = |port: Value| json!({ "port": port });
        ports.into_iter().map(port).collect::<Vec<_>>()
    });
    take_list(app, "portDefinitions").or(ports)
}

/// Removes `portMappings` from `container` and `docker`. Returns the mappings of `ipAddress`, of `container` or of
/// `docker`, or else the default mapping (marathon: AppNormalization.scala:49-90).
fn port_mappings(
    container: &mut Members,
    docker: Option<&mut Members>,
    ip_address: Option<&Value>,
) -> Vec<Value> {
    let inner = docker.and_then(|docker| take_list(docker, "portMappings"));
    let own = take_list(container, "portMappings");
    let written = match (own, inner) {
        (Some(own), Some(inner)) if own.is_empty() => Some(inner),
        (own, inner) => own.or(inner),
    };
    let is_mesos = is_word(container.get("type"), "MESOS");
    let discovered = ip_address.and_then(discovered).filter(|_| is_mesos);
    discovered.or(written).unwrap_or_else(|| vec![json!({ "name": "default" })])
}

/// Removes the members that the containerizer of the container does not know, and puts `docker` back into
/// the container (marathon: ContainerConversion.scala:63-102).
fn of_the_engine(container: &mut Members, mut docker: Option<Members>) {
    if is_word(container.get("type"), "MESOS") {
        docker.iter_mut().for_each(|docker| remove(docker, &["parameters", "privileged"]));
    } else {
        docker.iter_mut().for_each(|docker| remove(docker, &["credential", "pullConfig"]));
        remove(container, &["linuxInfo"]);
    }
    if let Some(docker) = docker {
        container.insert("docker".into(), Value::Object(docker));
    }
}

/// Moves `uris` to `fetch` (marathon: AppNormalization.scala:33-45). Answers of Marathon 1.4 have both;
/// then `fetch` stays as it is.
fn fetch(app: &mut Members) {
    let uris = take_list(app, "uris").unwrap_or_default();
    let is_empty = app.get("fetch").and_then(Value::as_array).is_none_or(Vec::is_empty);
    if is_empty && !uris.is_empty() {
        let artifact = |uri: Value| {
            let extract = uri.as_str().is_some_and(marathon::is_extract);
            json!({ "uri": uri, "extract": extract })
        };
        app.insert("fetch".into(), uris.into_iter().map(artifact).collect());
    }
}

/// Returns the networks: those in `networks`, or else the one that `docker` or `ipAddress` describes
/// (marathon: AppNormalization.scala:374-419, NetworkNormalization.scala:20-31).
fn networks(
    written: Option<Value>,
    docker: Option<&Value>,
    ip_address: Option<&Value>,
    info: Option<&Info>,
) -> Vec<Value> {
    let written = match written {
        Some(Value::Array(written)) => written,
        _ => Vec::new(),
    };
    let mut networks = written;
    if networks.is_empty() {
        let bridge = info.and_then(|info| info.mesos_bridge_name.as_deref());
        let bridge = bridge.unwrap_or(MESOS_BRIDGE);
        let name = ip_address.and_then(|it| it.get("networkName")).and_then(Value::as_str);
        let mode = match docker.and_then(Value::as_str).map(NetworkMode::of_docker) {
            Some(mode) => mode,
            None if ip_address.is_none() => None,
            None => Some(NetworkMode::of_name(name, bridge)),
        };
        if let Some(mode) = mode {
            let mut network = object(json!({ "mode": mode.as_str() }));
            let labels = ip_address.and_then(|it| it.get("labels")).cloned();
            network.extend(labels.map(|labels| ("labels".into(), labels)));
            network.extend(name.map(|name| ("name".into(), name.into())));
            networks.push(Value::Object(network));
        }
    }
    let default = info.and_then(|info| info.default_network_name.as_deref());
    for network in &mut networks {
        let mode = mode(network);
        let Some(network) = network.as_object_mut() else { continue };
        match mode {
            NetworkMode::Host => remove(network, &["name", "labels"]),
            NetworkMode::Bridge => remove(network, &["name"]),
            NetworkMode::Container => {
                if let (None, Some(default)) = (network.get("name"), default) {
                    network.insert("name".into(), default.into());
                }
            }
        }
    }
    networks
}

/// Returns the mode of an element of `networks`; `container` is the default.
fn mode(network: &Value) -> NetworkMode {
    NetworkMode::of_network(network).unwrap_or(NetworkMode::Container)
}

/// Returns `ipAddress.discovery.ports` as port mappings; `None` if there are none (marathon:
/// AppNormalization.scala:73-90).
fn discovered(ip_address: &Value) -> Option<Vec<Value>> {
    let ports = ip_address.get("discovery")?.get("ports")?.as_array()?;
    let mapping = |port: &Value| {
        let mut port = port.as_object().cloned().unwrap_or_default();
        if let Some(number) = port.remove("number") {
            port.insert("containerPort".into(), number);
        }
        Value::Object(port)
    };
    (!ports.is_empty()).then(|| ports.iter().map(mapping).collect())
}

/// Fills in `hostPort` for bridge mode (marathon: AppNormalization.scala:119-125), and writes the protocol
/// `tcp,udp` as `udp,tcp`, because Marathon has answered both (marathon: NetworkConversion.scala:48-55).
fn port_mapping(mapping: &mut Value, is_bridge: bool) {
    let Some(mapping) = mapping.as_object_mut() else { return };
    if is_bridge && mapping.get("hostPort").is_none_or(Value::is_null) {
        mapping.insert("hostPort".into(), 0.into());
    }
    if is_word(mapping.get("protocol"), "tcp,udp") {
        mapping.insert("protocol".into(), "udp,tcp".into());
    }
}

/// Fills in the disk type of persistent volumes (marathon: VolumeConversion.scala:36).
fn disks(owner: &mut Members) {
    each(owner, "volumes", |volume| {
        let Some(Value::Object(persistent)) = volume.get_mut("persistent") else { return };
        let is_absent = |name: &str| persistent.get(name).is_none_or(Value::is_null);
        if is_absent("type") {
            let disk = if is_absent("profileName") { "root" } else { "mount" };
            persistent.insert("type".into(), disk.into());
        }
    });
}

/// Fills in `upgradeStrategy` and `unreachableStrategy`, which depend on the volumes (marathon:
/// AppConversion.scala, `UpgradeStrategyConverter`; AppNormalization.scala:300-304).
fn strategies(app: &mut Members) {
    let volumes = app.get("container").and_then(|container| container.get("volumes"));
    let has = |kind: &str| {
        let mut volumes = volumes.and_then(Value::as_array).into_iter().flatten();
        volumes.any(|volume| volume.get(kind).is_some_and(Value::is_object))
    };
    let (has_persistent, has_external) = (has("persistent"), has("external"));
    let is_absent = |app: &Members, name: &str| app.get(name).is_none_or(Value::is_null);
    if is_absent(app, "upgradeStrategy") {
        let (health, over) = if has_persistent || has_external { (0.5, 0) } else { (1.0, 1) };
        let strategy = json!({ "minimumHealthCapacity": health, "maximumOverCapacity": over });
        app.insert("upgradeStrategy".into(), strategy);
    }
    if has_persistent && is_absent(app, "unreachableStrategy") {
        app.insert("unreachableStrategy".into(), "disabled".into());
    }
}

/// Removes the members of a health check that Marathon ignores for its protocol (marathon:
/// HealthCheckConversion.scala:135-166). A check without a port gets the first port of the app
/// (marathon: AppNormalization.scala:20-31).
fn health_check(check: &mut Value) {
    let Some(check) = check.as_object_mut() else { return };
    let protocol = check.get("protocol").and_then(Value::as_str).unwrap_or("HTTP");
    let others: &[&str] = match protocol.to_ascii_uppercase().as_str() {
        "COMMAND" => &["ignoreHttp1xx", "path", "port", "portIndex", "ipProtocol"],
        "HTTP" | "HTTPS" => &["command", "delaySeconds", "ipProtocol"],
        "TCP" => &["command", "delaySeconds", "ipProtocol", "ignoreHttp1xx", "path"],
        "MESOS_HTTP" | "MESOS_HTTPS" => &["command", "ignoreHttp1xx"],
        "MESOS_TCP" => &["command", "ignoreHttp1xx", "path"],
        _ => &[],
    };
    let is_command = protocol.eq_ignore_ascii_case("COMMAND");
    remove(check, others);
    let is_absent = |name: &str| check.get(name).is_none_or(Value::is_null);
    if !is_command && is_absent("port") && is_absent("portIndex") {
        check.insert("portIndex".into(), 0.into());
    }
}

/// Writes the operator of a constraint in capitals, and removes an empty value, which Marathon before 1.5
/// has answered for a constraint without a value.
fn constraint(constraint: &mut Value) {
    let Some(parts) = constraint.as_array_mut() else { return };
    if parts.len() == 3 && parts[2] == "" {
        parts.truncate(2);
    }
    if let Some(Value::String(operator)) = parts.get_mut(1) {
        operator.make_ascii_uppercase();
    }
}

/// Makes a pod canonical (marathon: PodNormalization.scala:109-119).
fn pod(pod: &mut Members, info: Option<&Info>) {
    let networks = networks(pod.remove("networks"), None, None, info);
    let is_container = networks.iter().any(|network| mode(network) == NetworkMode::Container);
    pod.insert("networks".into(), Value::Array(networks));
    each(pod, "containers", |container| {
        let Some(container) = container.as_object_mut() else { return };
        // Marathon does not keep `check` (marathon: ContainerConversion.scala:17-55).
        remove(container, &["check"]);
        if !is_container {
            each(container, "endpoints", |endpoint| port_mapping(endpoint, true));
        }
    });
    disks(pod);
    let volumes = pod.get("volumes").and_then(Value::as_array).into_iter().flatten();
    if volumes.clone().any(|volume| volume.get("persistent").is_some_and(Value::is_object)) {
        // marathon: PodNormalization.scala:75-93
        let mut scheduling = take_object(pod, "scheduling").unwrap_or_default();
        let upgrade = json!({ "minimumHealthCapacity": 0.5, "maximumOverCapacity": 0 });
        for (name, default) in [("upgrade", upgrade), ("unreachableStrategy", json!("disabled"))] {
            if scheduling.get(name).is_none_or(Value::is_null) {
                scheduling.insert(name.into(), default);
            }
        }
        pod.insert("scheduling".into(), Value::Object(scheduling));
    }
}

/// Whether `value` is the text `word`, in capitals or not.
fn is_word(value: Option<&Value>, word: &str) -> bool {
    value.and_then(Value::as_str).is_some_and(|value| value.eq_ignore_ascii_case(word))
}

fn remove(members: &mut Members, names: &[&str]) {
    names.iter().for_each(|name| drop(members.remove(*name)));
}

/// Calls `change` with each element of the list `name`, if there is such a list.
fn each(members: &mut Members, name: &str, change: impl Fn(&mut Value)) {
    if let Some(Value::Array(elements)) = members.get_mut(name) {
        elements.iter_mut().for_each(change);
    }
}

/// Removes and returns a member that is an object. Removes `null`. Any other value stays.
fn take_object(members: &mut Members, name: &str) -> Option<Members> {
    match members.get_mut(name).map(Value::take) {
        Some(Value::Object(object)) => Some(object),
        Some(Value::Null) | None => None,
        Some(other) => {
            members.insert(name.into(), other);
            None
        }
    }
}

/// Removes and returns a member that is a list. Removes `null`. Any other value stays.
fn take_list(members: &mut Members, name: &str) -> Option<Vec<Value>> {
    match members.get_mut(name).map(Value::take) {
        Some(Value::Array(list)) => Some(list),
        Some(Value::Null) | None => None,
        Some(other) => {
            members.insert(name.into(), other);
            None
        }
    }
}

/// Returns the members of an object; none if `value` is no object.
fn object(value: Value) -> Members {
    match value {
        Value::Object(members) => members,
        _ => Members::new(),
    }
}
