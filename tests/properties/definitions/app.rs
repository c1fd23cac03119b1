//! Apps.

use serde_json::{Map, Value, json};

use super::container::Network;
use super::pieces::Maker;

impl Maker {
    pub(crate) fn app(&mut self, id: &str) -> Value {
        let mut app = Map::new();
        self.put(&mut app, "id", json!(id));
        let keys = self.secrets(&mut app);
        let network = self.container(&mut app, &keys);
        self.command(&mut app);
        self.fetched(&mut app);
        self.sizes(&mut app);
        self.may_put(&mut app, 3, "env", |maker| maker.variables(&keys));
        self.may_put(&mut app, 4, "labels", Maker::labels);
        if self.once_in(4) {
            let checks = self.health_checks(&app, network);
            self.put(&mut app, "healthChecks", checks);
        }
        if matches!(network, Network::None | Network::Host) && self.once_in(6) {
            self.ports(&mut app);
        }
        self.stay(&mut app);
        self.export(&mut app);
        if self.once_in(8) {
            self.put(&mut app, "x-owner", json!({ "of": ["no", 1.50, "concern"] }));
        }
        self.shuffle(app)
    }

    /// Returns the keys.
    pub(crate) fn secrets(&mut self, owner: &mut Map<String, Value>) -> Vec<String> {
        if !self.once_in(4) {
            return Vec::new();
        }
        let names = ["pull", "pullConfigSecret", "a/b~c", "db"];
        let keys: Vec<&str> = names.into_iter().filter(|_| self.once_in(2)).collect();
        let mut secrets = Map::new();
        for key in &keys {
            let source = self.text(&["pull", "/shop/cart/pullConfig", "shared/db"]);
            self.put(&mut secrets, key, json!({ "source": source }));
        }
        self.put(owner, "secrets", secrets.into());
        keys.into_iter().map(str::to_owned).collect()
    }

    fn command(&mut self, app: &mut Map<String, Value>) {
        match self.dice.below(4) {
            0 => {}
            1 => {
                let args = self.list(3, |maker, _| maker.text(&["serve", "--port", "8080", "a b"]));
                self.put(app, "args", args);
            }
            _ => {
                let cmd = self.text(&[
                    "serve --port $PORT0",
                    "echo $MARATHON_APP_DOCKER_IMAGE && exec serve",
                    "cat $MESOS_SANDBOX/.dockercfg",
                    "./run.sh",
                ]);
                self.put(app, "cmd", cmd);
            }
        }
        if self.odd() {
            self.put(app, "args", json!(["x"]));
        }
    }

    fn fetched(&mut self, app: &mut Map<String, Value>) {
        let credential = self.uri();
        let uris = |maker: &mut Maker| {
            let mut uris: Vec<Value> = vec![json!(credential)];
            for _ in 0..maker.dice.below(3) {
                let at = maker.dice.below(uris.len() + 1);
                let uri = maker.other_uri();
                uris.insert(at, json!(uri));
            }
            uris
        };
        match self.dice.below(10) {
            0..=3 => {
                let uris = uris(self);
                self.put(app, "uris", uris.into());
            }
            4..=6 => {
                let uris = uris(self);
                let fetch = uris.into_iter().map(|uri| self.artifact(uri)).collect();
                self.put(app, "fetch", Value::Array(fetch));
            }
            // As Marathon 1.4 exported it: everything twice.
            7 => {
                let uris = uris(self);
                let fetch: Vec<Value> = uris
                    .iter()
                    .map(|uri| {
                        json!({ "uri": uri, "extract": true, "executable": false, "cache": false })
                    })
                    .collect();
                self.put(app, "uris", uris.into());
                self.put(app, "fetch", fetch.into());
                self.put(app, "storeUrls", json!([]));
            }
            8 => self.put(app, "uris", json!([credential, "file:///x/.dockercfg"])),
            _ => {}
        }
        if self.once_in(8) && !app.contains_key("uris") {
            self.put(app, "uris", json!([]));
        }
    }

    pub(crate) fn artifact(&mut self, uri: Value) -> Value {
        let mut artifact = Map::new();
        self.put(&mut artifact, "uri", uri);
        self.may_put(&mut artifact, 3, "extract", |maker| json!(!maker.once_in(4)));
        self.may_put(&mut artifact, 3, "executable", |maker| json!(maker.once_in(6)));
        self.may_put(&mut artifact, 3, "cache", |maker| json!(maker.once_in(2)));
        self.may_put(&mut artifact, 8, "destPath", |maker| {
            maker.text(&[".dockercfg", ".docker/config.json", "x/docker.tar.gz"])
        });
        self.shuffle(artifact)
    }

    fn sizes(&mut self, app: &mut Map<String, Value>) {
        self.may_put(app, 2, "cpus", |maker| maker.number(&["0.5", "1", "2.0", "1e-1"]));
        self.may_put(app, 2, "mem", |maker| maker.number(&["128", "64.0", "1e3", "512"]));
        self.may_put(app, 2, "instances", |maker| maker.number(&["1", "0", "3", "1.0"]));
        self.may_put(app, 6, "disk", |_| json!(0));
        self.may_put(app, 12, "gpus", |_| json!(0));
        self.may_put(app, 8, "user", |maker| maker.text(&["root", "app"]));
        self.may_put(app, 12, "tty", |maker| json!(maker.once_in(2)));
        let executors: &[&str] =
            if self.is_odd { &["", "//cmd", "/opt/run"] } else { &["", "//cmd"] };
        let executor = self.text(executors);
        self.may_put(app, 8, "executor", |_| executor);
        self.may_put(app, 10, "resourceLimits", |_| json!({ "cpus": 4, "mem": "unlimited" }));
        self.may_put(app, 5, "constraints", |maker| {
            json!([maker.pick(&[
                json!(["hostname", "UNIQUE"]),
                json!(["rack", "GROUP_BY", "2"]),
                json!(["zone", "like", "a|b"]),
            ])])
        });
        self.may_put(app, 6, "taskKillGracePeriodSeconds", |maker| maker.count(60));
    }

    fn health_checks(&mut self, app: &Map<String, Value>, network: Network) -> Value {
        let has_mappings = |owner: &str| {
            app.get("container")
                .and_then(|container| container.pointer(owner))
                .and_then(Value::as_array)
                .is_some_and(Vec::is_empty)
        };
        let has_no_ports = has_mappings("/portMappings") || has_mappings("/docker/portMappings");
        let is_off_host = matches!(network, Network::Bridge | Network::Container);
        let is_portless = has_no_ports && is_off_host;
        let check = match self.dice.below(4) {
            0 => json!({ "protocol": "COMMAND", "command": { "value": "curl -f localhost" } }),
            1 => json!({ "protocol": self.word(&["MESOS_HTTP", "MESOS_TCP"]), "path": "/health" }),
            2 if !is_portless => json!({ "protocol": self.word(&["HTTP", "TCP"]), "portIndex": 0 }),
            _ => json!({ "path": "/", "port": 8080 }),
        };
        let mut checks = vec![check];
        if self.odd() {
            checks.push(json!({ "protocol": "MESOS_HTTP", "ipProtocol": "IPv6", "portIndex": 3 }));
        }
        checks.into()
    }

    fn ports(&mut self, app: &mut Map<String, Value>) {
        match self.dice.below(3) {
            0 => self.put(app, "ports", json!([0, 10_001])),
            1 => self.put(app, "portDefinitions", json!([{ "port": 0, "name": "http" }])),
            _ => {
                self.put(app, "ports", json!([10_001]));
                self.put(app, "portDefinitions", json!([{ "port": 10_001, "protocol": "tcp" }]));
            }
        }
        self.may_put(app, 2, "requirePorts", |maker| json!(maker.once_in(2)));
    }

    /// What goes with volumes that stay on an agent.
    fn stay(&mut self, app: &mut Map<String, Value>) {
        let over = if self.odd() { 1 } else { 0 };
        let strategy = json!({ "minimumHealthCapacity": 0.5, "maximumOverCapacity": over });
        self.may_put(app, 5, "upgradeStrategy", |_| strategy);
        self.may_put(app, 10, "unreachableStrategy", |_| json!("disabled"));
        self.may_put(app, 15, "residency", |_| json!({ "taskLostBehavior": "WAIT_FOREVER" }));
        self.may_put(app, 12, "acceptedResourceRoles", |_| json!(["*"]));
        self.may_put(app, 10, "dependencies", |_| json!(["/shop/db", "../mail"]));
        self.may_put(app, 12, "backoffFactor", |maker| maker.number(&["1.15", "2.0"]));
    }

    /// What a running Marathon adds.
    fn export(&mut self, app: &mut Map<String, Value>) {
        if !self.once_in(10) {
            return;
        }
        for (name, value) in [
            ("version", json!("2017-11-02T10:24:51.113Z")),
            ("tasksRunning", json!(2)),
            ("deployments", json!([])),
        ] {
            app.insert(name.into(), value);
        }
        for name in [
            "cmd",
            "args",
            "user",
            "residency",
            "ipAddress",
            "secrets",
            "taskKillGracePeriodSeconds",
        ] {
            if !app.contains_key(name) && self.once_in(2) {
                app.insert(name.into(), Value::Null);
            }
        }
    }
}
