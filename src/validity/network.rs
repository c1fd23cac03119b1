//! The checks of networks (marathon: NetworkValidation.scala:16-68,
//! NetworkNormalization.scala:33-39, AppValidation.scala:427-432).

use serde_json::Value;

use super::canonical::{App, Network};
use super::view::repeated;
use super::{Reason, Violations, Warning};
use crate::marathon::ContainerType;
use crate::marathon::NetworkMode;

const HOST: Reason = Reason("host-network-name", "marathon: NetworkValidation.scala:16-21");
const BRIDGE: Reason = Reason("bridge-network-name", "marathon: NetworkValidation.scala:22-26");
const REPEATED: Reason = Reason("repeated-network", "marathon: NetworkValidation.scala:27-31");
const MIXED: Reason = Reason("mixed-networks", "marathon: NetworkValidation.scala:32-40");
const NAME: Reason =
    Reason("container-network-without-name", "marathon: NetworkValidation.scala:64-68");
const SEVERAL: Reason =
    Reason("several-container-networks", "marathon: AppValidation.scala:427-432");

const MISPLACED: Reason = Reason("misplaced-network", "marathon: ObjectVisitor.scala:133-155");

/// Returns the warnings about networks that stand where Marathon does not look for them (marathon:
/// docs types/app.raml, appContainer.raml). There is no warning about a network if the app is on a
/// network of that mode anyway.
pub(crate) fn misplaced<'a>(app: &'a Value) -> Vec<Warning> {
    let is_empty = |value: &Value| value.as_array().is_some_and(Vec::is_empty);
    let given = |object: Option<&'a Value>, name: &str| {
        object?.get(name).filter(|value| !value.is_null() && !is_empty(value))
    };
    let (app, container) = (Some(app), given(Some(app), "container"));
    let docker = given(container, "docker");
    let places = [
        ("/network", given(app, "network")),
        ("/container/network", given(container, "network")),
        ("/container/networks", given(container, "networks")),
        ("/container/docker/networks", given(docker, "networks")),
    ];
    let mode_of = |value: &Value| match value {
        Value::String(word) => NetworkMode::of_docker(word),
        Value::Array(networks) => NetworkMode::of_network(networks.first()?),
        _ => None,
    };
    let mut warnings = Vec::new();
    for (pointer, value) in places {
        let Some(value) = value else { continue };
        let declared = [
            ("networks", given(app, "networks")),
            ("docker.network", given(docker, "network")),
            ("ipAddress", given(app, "ipAddress")),
        ];
        let declared = declared.into_iter().find_map(|(at, value)| Some((at, mode_of(value?))));
        let mode = declared.map_or(Some(NetworkMode::Host), |(_, mode)| mode);
        if mode.is_some() && mode_of(value) == mode {
            continue;
        }
        let name = pointer.rsplit('/').next().unwrap_or_default();
        let fact = match declared {
            None => "the app is on the host network".to_owned(),
            Some((at, _)) => format!("`{at}` says which network the app is on"),
        };
        let message = format!("Marathon ignores `{name}` here; {fact}");
        let Reason(name, source) = MISPLACED;
        warnings.push(Warning { pointer: pointer.to_owned(), name, message, source });
    }
    warnings
}

/// Checks the networks of an app or a pod.
pub(super) fn check(networks: &[Network], found: &mut Violations) {
    let of = |mode| networks.iter().filter(move |network| network.mode == mode);
    for network in of(NetworkMode::Host) {
        if network.name.is_some_and(|name| !name.is_empty()) || network.has_labels {
            found.add(&HOST, &*network.pointer, "a host network takes no name and no labels");
        }
    }
    for network in of(NetworkMode::Bridge) {
        if network.name.is_some_and(|name| !name.is_empty()) {
            found.add(&BRIDGE, &*network.pointer, "a bridge network takes no name");
        }
    }
    for network in of(NetworkMode::Container).filter(|network| network.name.is_none()) {
        let message = "a container network needs a name";
        found.add(&NAME, &*network.pointer, message).unless = Some("--default_network_name");
    }
    // All container networks without a name are the default network. Other networks without a name
    // may be repeated.
    let named = |network: &Network| match network.name {
        None if network.mode == NetworkMode::Container => Some(String::new()),
        name => name.map(str::to_owned),
    };
    let names: Vec<(&Network, String)> =
        networks.iter().filter_map(|network| Some((network, named(network)?))).collect();
    let keys: Vec<&String> = names.iter().map(|(_, name)| name).collect();
    for (index, _) in repeated(&keys) {
        found.add(&REPEATED, &*names[index].0.pointer, "the list names this network twice");
    }
    let counts = [NetworkMode::Host, NetworkMode::Bridge, NetworkMode::Container]
        .map(|mode| of(mode).count());
    if !matches!(counts, [0, 0, _] | [0, 1, 0] | [1, 0, 0]) {
        let message = "`networks` may have one host network, or one bridge network, or only container networks";
        found.add(&MIXED, "/networks", message);
    }
}

/// Checks that the containerizer of the app can join its networks.
pub(super) fn check_engine(app: &App, found: &mut Violations) {
    let count =
        app.networks.iter().filter(|network| network.mode == NetworkMode::Container).count();
    if app.container_type == Some(ContainerType::Docker) && count > 1 {
        let message = "a container of type DOCKER takes only one container network";
        found.add(&SEVERAL, "/networks", message);
    }
}
