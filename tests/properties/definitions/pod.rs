//! Pods and jobs.

use serde_json::{Map, Value, json};

use super::pieces::Maker;

impl Maker {
    pub(crate) fn pod(&mut self, id: &str) -> Value {
        let mut pod = Map::new();
        self.put(&mut pod, "id", json!(id));
        let keys = self.secrets(&mut pod);
        let count = 1 + self.dice.below(3);
        let containers: Vec<Value> =
            (0..count).map(|index| self.pod_container(index, &keys)).collect();
        self.put(&mut pod, "containers", containers.into());
        self.may_put(&mut pod, 4, "environment", |maker| maker.variables(&keys));
        let modes = [
            json!([{ "mode": "host" }]),
            json!([{ "mode": "container", "name": "dcos" }]),
            json!([{ "mode": "container/bridge" }]),
        ];
        let networks = self.pick(&modes);
        self.may_put(&mut pod, 2, "networks", |_| networks);
        self.may_put(&mut pod, 3, "scaling", |_| json!({ "kind": "fixed", "instances": 1 }));
        self.may_put(&mut pod, 4, "labels", Maker::labels);
        self.may_put(&mut pod, 10, "version", |_| json!("2019-01-01T00:00:00.000Z"));
        self.shuffle(pod)
    }

    fn pod_container(&mut self, index: usize, keys: &[String]) -> Value {
        let mut container = Map::new();
        self.put(&mut container, "name", json!(format!("part-{index}")));
        self.put(&mut container, "resources", json!({ "cpus": 0.1, "mem": 32 }));
        if !self.once_in(8) {
            let mut image = Map::new();
            let id = self.image();
            self.put(&mut image, "kind", json!("DOCKER"));
            self.put(&mut image, "id", id);
            self.may_put(&mut image, 4, "forcePull", |_| json!(true));
            if let ([key, ..], true) = (keys, self.once_in(4)) {
                self.put(&mut image, "pullConfig", json!({ "secret": key }));
            }
            let image = self.shuffle(image);
            self.put(&mut container, "image", image);
        }
        if !self.once_in(3) {
            let credential = self.uri();
            let artifacts = self.list(3, |maker, index| {
                let uri = if index == 1 { credential } else { maker.other_uri() };
                maker.artifact(json!(uri))
            });
            self.put(&mut container, "artifacts", artifacts);
        }
        self.may_put(&mut container, 3, "exec", |_| json!({ "command": { "shell": "serve" } }));
        self.may_put(&mut container, 4, "environment", |maker| maker.variables(keys));
        self.shuffle(container)
    }

    pub(crate) fn job(&mut self, id: &str) -> Value {
        let uri = self.uri();
        let image = self.image();
        let id = id.trim_start_matches('/').replace('/', ".");
        json!({
            "id": id,
            "run": {
                "cpus": 0.1, "mem": 32, "disk": 0,
                "docker": { "image": image },
                "artifacts": [{ "uri": uri, "extract": true }],
            },
        })
    }
}
