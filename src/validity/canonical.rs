//! An app in canonical form. Before Marathon judges an app, it translates deprecated members and
//! fills in default ports (marathon: AppNormalization.scala:203-318, 374-419).

use serde_json::Value;

use super::schema::{VOLUME_KINDS, first_kind};
use super::version::AskedVersions;
use super::view::{elements, get, list, text, word};
use crate::marathon::{ContainerType, MESOS_BRIDGE, NetworkMode};

/// An app in canonical form.
pub(super) struct App<'v> {
    /// The app as it is written.
    pub(super) value: &'v Value,
    /// The `container`, if there is one.
    pub(super) container: Option<&'v Value>,
    /// The kinds of the volumes, in the order of the volumes; see [`Volume::kind`].
    kinds: Vec<Option<&'static str>>,
    /// The type of the container; `None` if there is no container or its type is unknown. An app
    /// with `ipAddress` and no `container` has the type MESOS, because Marathon gives the app a
    /// container.
    pub(super) container_type: Option<ContainerType>,
    /// The networks, also those that deprecated members ask for.
    pub(super) networks: Vec<Network<'v>>,
    /// The port mappings; `None` if Marathon uses none, because the app has no container or no
    /// other network than the host's.
    pub(super) mappings: Option<Ports<'v>>,
    /// The port definitions; `None` if Marathon uses none, because the app has another network than
    /// the host's.
    pub(super) definitions: Option<Ports<'v>>,
}

/// A network that an app or a pod asks for.
pub(super) struct Network<'v> {
    /// The pointer to the member that asks for the network.
    pub(super) pointer: String,
    pub(super) mode: NetworkMode,
    pub(super) name: Option<&'v str>,
    pub(super) has_labels: bool,
}

/// A volume of an app.
pub(super) struct Volume<'v> {
    /// The pointer to [`Volume::value`] in the app.
    pub(super) pointer: String,
    pub(super) value: &'v Value,
    /// The kind as Marathon reads it: `persistent`, `external`, `secret` or `hostPath`; `None` if
    /// no kind fits.
    pub(super) kind: Option<&'static str>,
}

/// A list of ports.
#[derive(Default)]
pub(super) struct Ports<'v> {
    /// The ports that the definition describes, each after its pointer.
    pub(super) written: Vec<(String, &'v Value)>,
    /// The number of further ports: those that Marathon adds, and the numbers in the deprecated
    /// `ports`.
    pub(super) added: usize,
    /// Whether Marathon adds the port that is called `default`.
    pub(super) has_default: bool,
}

impl Ports<'_> {
    /// Returns the number of all ports.
    pub(super) fn count(&self) -> usize {
        self.written.len() + self.added
    }

    /// Returns the names of the ports that have one.
    pub(super) fn names(&self) -> impl Iterator<Item = &str> {
        let written = self.written.iter().filter_map(|(_, port)| text(port, "name"));
        written.chain(self.has_default.then_some("default"))
    }
}

impl<'v> App<'v> {
    /// Returns the app `value` in canonical form, as the asked versions read it. Removes versions
    /// from `asked` if the kind of a volume depends on the version; see [`first_kind`].
    pub(super) fn of(value: &'v Value, asked: &AskedVersions) -> Self {
        let container = get(value, "container");
        let ip_address = get(value, "ipAddress");
        let container_type = match container {
            Some(container) => container_type(container),
            None => ip_address.map(|_| ContainerType::Mesos),
        };
        let networks = networks(value);
        let definitions = port_definitions(value);
        let has_network_of_its_own =
            networks.iter().any(|network| network.mode != NetworkMode::Host);
        let mappings = container_type
            .and_then(|_| mappings(value, container, &networks, definitions.as_ref()));
        let definitions = match definitions {
            _ if has_network_of_its_own => None,
            None => Some(Ports { added: 1, has_default: true, ..Ports::default() }),
            some => some,
        };
        let volumes = container.map_or(&[][..], |container| list(container, "volumes"));
        let kinds = volumes.iter().map(|volume| volume_kind(volume, asked)).collect();
        App { value, container, kinds, container_type, networks, mappings, definitions }
    }

    /// Returns the number of ports among which `portIndex` chooses (marathon:
    /// AppValidation.scala:346-354).
    pub(super) fn port_count(&self) -> usize {
        self.mappings.as_ref().or(self.definitions.as_ref()).map_or(0, Ports::count)
    }

    /// Returns the number of ports against which Marathon validates `MESOS_*` health checks. If an
    /// app has no container and its networks are not the host's, Marathon has given it a container
    /// with one port mapping by then (marathon: AppNormalization.scala:97-131,
    /// AppDefinition.scala:337).
    pub(super) fn checked_port_count(&self) -> usize {
        let has_network_of_its_own =
            self.networks.iter().any(|network| network.mode != NetworkMode::Host);
        match &self.mappings {
            Some(mappings) if mappings.count() > 0 => mappings.count(),
            None if self.container_type.is_none() && has_network_of_its_own => 1,
            _ => self.definitions.as_ref().map_or(0, Ports::count),
        }
    }

    /// Returns the object `container.docker`.
    pub(super) fn docker(&self) -> Option<&'v Value> {
        get(self.container?, "docker")
    }

    /// Whether the app pins tasks to agents: by `residency`, or by persistent volumes.
    pub(super) fn is_resident(&self) -> bool {
        get(self.value, "residency").is_some() || self.has_volume("persistent")
    }

    /// Whether the app has a volume of this kind.
    pub(super) fn has_volume(&self, kind: &str) -> bool {
        self.kinds.contains(&Some(kind))
    }

    /// Returns the volumes that are objects.
    pub(super) fn volumes(&self) -> impl Iterator<Item = Volume<'v>> {
        let volumes = self.container.map(|it| elements(it, "/container", "volumes"));
        let volumes = volumes.into_iter().flatten().zip(&self.kinds);
        let volumes =
            volumes.map(|((pointer, value), kind)| Volume { pointer, value, kind: *kind });
        volumes.filter(|volume| volume.value.is_object())
    }
}

/// Returns the type of a container; `None` if Marathon does not know the type. An absent type means
/// DOCKER (marathon: types/appContainer.raml:160-162).
pub(super) fn container_type(container: &Value) -> Option<ContainerType> {
    match get(container, "type") {
        None => Some(ContainerType::Docker),
        Some(name) => name.as_str()?.parse().ok(),
    }
}

/// Returns the networks of an app (marathon: AppNormalization.scala:381-419).
fn networks(value: &Value) -> Vec<Network<'_>> {
    let written = written_networks(value);
    if !written.is_empty() {
        return written;
    }
    let docker = get(value, "container").and_then(|container| get(container, "docker"));
    let network = docker.and_then(|docker| word(docker, "network"));
    let ip_address = get(value, "ipAddress");
    let name = ip_address.and_then(|address| text(address, "networkName"));
    let has_labels = ip_address.is_some_and(has_labels);
    let pointer = if network.is_some() { "/container/docker/network" } else { "/ipAddress" };
    let mode = match (network.as_deref(), ip_address) {
        (Some(word), _) => match NetworkMode::of_docker(word) {
            Some(mode) => mode,
            None => return Vec::new(),
        },
        (None, Some(_)) => NetworkMode::of_name(name, MESOS_BRIDGE),
        (None, None) => return Vec::new(),
    };
    let name = name.filter(|_| mode == NetworkMode::Container);
    let has_labels = has_labels && mode != NetworkMode::Host;
    vec![Network { pointer: pointer.into(), mode, name, has_labels }]
}

/// Returns the networks in `networks` of an app or a pod, without those whose mode Marathon does
/// not know.
pub(super) fn written_networks(value: &Value) -> Vec<Network<'_>> {
    let network = |(pointer, network)| {
        let mode = NetworkMode::of_network(network)?;
        let (name, has_labels) = (text(network, "name"), has_labels(network));
        Some(Network { pointer, mode, name, has_labels })
    };
    elements(value, "", "networks").filter_map(network).collect()
}

/// Whether a network has labels.
fn has_labels(value: &Value) -> bool {
    super::view::members(value, "labels").next().is_some()
}

/// Returns the port definitions of an app, from `portDefinitions` or the deprecated `ports`; `None`
/// if it has neither (marathon: AppNormalization.scala:215-216).
fn port_definitions(value: &Value) -> Option<Ports<'_>> {
    if get(value, "portDefinitions").is_some() {
        let written = elements(value, "", "portDefinitions").collect();
        return Some(Ports { written, ..Ports::default() });
    }
    get(value, "ports")?;
    Some(Ports { added: list(value, "ports").len(), ..Ports::default() })
}

/// Returns the port mappings of an app, if Marathon uses them. If there are more port definitions
/// than port mappings, Marathon adds mappings (marathon: AppNormalization.scala:50-68, 71-92,
/// 202-213).
fn mappings<'v>(
    value: &'v Value,
    container: Option<&'v Value>,
    networks: &[Network],
    definitions: Option<&Ports>,
) -> Option<Ports<'v>> {
    if networks.is_empty() || networks.iter().any(|network| network.mode == NetworkMode::Host) {
        return None;
    }
    let own = container.and_then(|container| written(container, "/container", "portMappings"));
    let inner = container
        .and_then(|container| get(container, "docker"))
        .and_then(|docker| written(docker, "/container/docker", "portMappings"));
    let discovered = get(value, "ipAddress")
        .and_then(|address| get(address, "discovery"))
        .and_then(|discovery| written(discovery, "/ipAddress/discovery", "ports"))
        .filter(|ports| !ports.is_empty());
    let mut ports = match own.or(inner).or(discovered) {
        Some(written) => Ports { written, ..Ports::default() },
        None => Ports { added: 1, has_default: true, ..Ports::default() },
    };
    let wanted = definitions.map_or(0, Ports::count);
    ports.added += wanted.saturating_sub(ports.count());
    Some(ports)
}

/// Returns the elements of the list `name` with their pointers, or `None` if there is no such list.
/// `base` is the pointer to `value`.
fn written<'v>(value: &'v Value, base: &str, name: &str) -> Option<Vec<(String, &'v Value)>> {
    get(value, name)?;
    Some(elements(value, base, name).collect())
}

/// Returns the kind of a volume as Marathon reads it: the first of `persistent`, `external` and so
/// on that is a member of the volume and has the right type.
fn volume_kind(volume: &Value, asked: &AskedVersions) -> Option<&'static str> {
    first_kind(VOLUME_KINDS, volume, asked).map(|kind| kind.sign)
}
