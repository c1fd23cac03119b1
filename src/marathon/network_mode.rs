//! Reads the modes of the networks that a definition asks for: host, bridge or container.

use serde_json::Value;

/// The default of `--mesos_bridge_name`: a network with this name is the bridge (marathon:
/// raml/Networks.scala).
pub const MESOS_BRIDGE: &str = "mesos-bridge";

/// The mode of a network.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NetworkMode {
    /// The agent's own network (`host`).
    Host,
    /// The agent's bridge, with mapped ports (`container/bridge`).
    Bridge,
    /// A virtual network, in which the container has an address of its own (`container`).
    Container,
}

impl NetworkMode {
    /// Returns the mode of a network in `networks`; `None` if Marathon does not know the mode. A
    /// network without a mode is a container network (marathon: docs types/network.raml).
    #[must_use]
    pub fn of_network(network: &Value) -> Option<Self> {
        let Some(mode) = network.get("mode").filter(|mode| !mode.is_null()) else {
            return Some(NetworkMode::Container);
        };
        let mode = mode.as_str()?;
        let modes = [NetworkMode::Host, NetworkMode::Bridge, NetworkMode::Container];
        modes.into_iter().find(|it| mode.eq_ignore_ascii_case(it.as_str()))
    }

    /// Returns the mode that a word of `docker.network` stands for; `None` if it stands for none.
    #[must_use]
    pub fn of_docker(word: &str) -> Option<Self> {
        match word.to_ascii_uppercase().as_str() {
            "HOST" => Some(NetworkMode::Host),
            "BRIDGE" => Some(NetworkMode::Bridge),
            "USER" => Some(NetworkMode::Container),
            _ => None,
        }
    }

    /// Returns the mode of the network that `ipAddress.networkName` calls `name`. `bridge` is the
    /// name of the bridge; see [`MESOS_BRIDGE`].
    #[must_use]
    pub fn of_name(name: Option<&str>, bridge: &str) -> Self {
        if name == Some(bridge) { NetworkMode::Bridge } else { NetworkMode::Container }
    }

    /// Returns the word for the mode in `networks`.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            NetworkMode::Host => "host",
            NetworkMode::Bridge => "container/bridge",
            NetworkMode::Container => "container",
        }
    }
}
