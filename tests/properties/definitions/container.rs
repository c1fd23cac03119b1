//! Containers of apps: networks old and new, ports, volumes of all kinds.

use serde_json::{Map, Value, json};

use super::pieces::Maker;

/// How an app asks for its network.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Network {
    None,
    Host,
    Bridge,
    Container,
}

impl Maker {
    pub(crate) fn container(&mut self, app: &mut Map<String, Value>, keys: &[String]) -> Network {
        let mut container = Map::new();
        let mut docker = Map::new();
        let mesos = self.once_in(8);
        let kind = if mesos { self.word(&["MESOS"]) } else { self.word(&["DOCKER"]) };
        if mesos || !self.once_in(3) {
            self.put(&mut container, "type", kind);
        }
        let image = self.image();
        self.put(&mut docker, "image", image);
        let network = self.network(app, &mut docker, mesos);
        self.odd_network(app, &mut docker);
        let is_mapped = matches!(network, Network::Bridge | Network::Container);
        if is_mapped && self.once_in(2) || self.odd() {
            let mappings = self.mappings(network);
            if mesos || self.once_in(2) {
                self.put(&mut container, "portMappings", mappings);
            } else {
                self.put(&mut docker, "portMappings", mappings);
            }
        }
        self.may_put(&mut docker, 3, "forcePullImage", |maker| json!(maker.once_in(2)));
        if !mesos {
            let times = if self.is_odd { 4 } else { 12 };
            self.may_put(&mut docker, 4, "privileged", |maker| json!(maker.once_in(times)));
            self.may_put(&mut docker, 3, "parameters", Maker::parameters);
        }
        if mesos && self.once_in(2) || self.odd() {
            let key = keys.first().map_or("pull", String::as_str);
            self.put(&mut docker, "pullConfig", json!({ "secret": key }));
        }
        if self.odd() {
            self.put(&mut docker, "credential", json!({ "principal": "p" }));
        }
        self.may_put(&mut container, 3, "volumes", |maker| maker.volumes(keys, mesos));
        if self.once_in(12) {
            let info = self.linux_info();
            self.put(&mut container, "linuxInfo", info);
        }
        let docker = self.shuffle(docker);
        self.put(&mut container, "docker", docker);
        let container = self.shuffle(container);
        self.put(app, "container", container);
        network
    }

    fn network(
        &mut self,
        app: &mut Map<String, Value>,
        docker: &mut Map<String, Value>,
        mesos: bool,
    ) -> Network {
        let network =
            self.pick(&[Network::None, Network::Host, Network::Bridge, Network::Container]);
        let is_old = !mesos && !self.once_in(3);
        let name = self.pick(&["dcos", "overlay-1", "calico_net"]);
        match network {
            Network::None => {}
            Network::Host if is_old => {
                let word = self.word(&["HOST"]);
                self.put(docker, "network", word);
            }
            Network::Bridge if is_old => {
                let word = self.word(&["BRIDGE"]);
                self.put(docker, "network", word);
            }
            Network::Container if is_old => {
                let mut address = Map::new();
                self.put(&mut address, "networkName", json!(name));
                self.may_put(&mut address, 3, "labels", Maker::labels);
                self.may_put(&mut address, 4, "groups", |_| json!(["dev"]));
                self.may_put(&mut address, 8, "discovery", |maker| {
                    json!({ "ports": maker.list(1, |_, _| json!({ "number": 80, "name": "http" })) })
                });
                self.put(app, "ipAddress", address.into());
                if self.once_in(2) {
                    let word = self.word(&["USER"]);
                    self.put(docker, "network", word);
                }
            }
            Network::Host => self.put(app, "networks", json!([{ "mode": "host" }])),
            Network::Bridge => {
                let mode = self.word(&["container/bridge"]);
                self.put(app, "networks", json!([{ "mode": mode }]));
            }
            Network::Container => {
                let labels = self.labels();
                let network = match self.dice.below(3) {
                    0 => json!({ "name": name }),
                    1 => json!({ "mode": "container", "name": name }),
                    _ => json!({ "mode": "container", "name": name, "labels": labels }),
                };
                self.put(app, "networks", json!([network]));
            }
        }
        network
    }

    fn odd_network(&mut self, app: &mut Map<String, Value>, docker: &mut Map<String, Value>) {
        if self.odd() {
            let word = self.word(&["NONE", "USER", "HOST"]);
            self.put(docker, "network", word);
        }
        if self.odd() {
            self.put(app, "networks", json!([{ "mode": "host" }, { "mode": "container" }]));
        }
    }

    fn mappings(&mut self, network: Network) -> Value {
        self.list(3, |maker, index| {
            let mut mapping = Map::new();
            maker.put(&mut mapping, "containerPort", json!(8000 + index));
            maker.may_put(&mut mapping, 2, "hostPort", |maker| maker.count(2));
            maker.may_put(&mut mapping, 3, "servicePort", |_| json!(10_000 + index));
            let protocols: &[&str] =
                if maker.is_odd { &["tcp", "udp", "udp,tcp"] } else { &["tcp", "udp"] };
            let protocol = maker.word(protocols);
            maker.may_put(&mut mapping, 2, "protocol", |_| protocol);
            maker.may_put(&mut mapping, 3, "name", |_| json!(format!("port-{index}")));
            maker.may_put(&mut mapping, 4, "labels", Maker::labels);
            if network == Network::Container && maker.odd() {
                mapping.insert("networkNames".into(), json!(["dcos"]));
            }
            maker.shuffle(mapping)
        })
    }

    fn volumes(&mut self, keys: &[String], mesos: bool) -> Value {
        self.list(3, |maker, index| {
            let mode = maker.word(&["RO", "RW"]);
            let path = format!("/data/{index}");
            let kind = maker.dice.below(if maker.is_odd { 8 } else { 5 });
            let mut volume = match (kind, keys) {
                (3, _) => json!({
                    "containerPath": format!("state-{index}"),
                    "mode": maker.word(&["RW"]),
                    "persistent": { "size": 10 },
                }),
                (4, [key, ..]) => json!({ "containerPath": path, "secret": key }),
                (5, _) => json!({
                    "containerPath": path,
                    "mode": mode,
                    "external": {
                        "name": format!("vol-{index}"),
                        "provider": "dvdi",
                        "options": { "dvdi/driver": if mesos { "rexray" } else { "portworx" } },
                    },
                }),
                (6, _) => json!({ "containerPath": "rel", "hostPath": "rel", "mode": mode }),
                (7, _) => json!({ "containerPath": path, "hostPath": "/dev/shm" }),
                _ => json!({ "containerPath": path, "hostPath": "/srv/data", "mode": mode }),
            };
            if let (true, Value::Object(volume)) = (maker.odd(), &mut volume) {
                maker.put(volume, "hostPath", json!("/var/run/docker.sock"));
            }
            volume
        })
    }

    fn linux_info(&mut self) -> Value {
        let infos = [
            json!({ "seccomp": { "unconfined": true } }),
            json!({ "seccomp": { "profileName": "web" } }),
            json!({ "ipcInfo": { "mode": "PRIVATE", "shmSize": 64 } }),
            json!({ "ipcInfo": { "mode": "SHARE_PARENT" } }),
        ];
        self.pick(&infos)
    }
}
