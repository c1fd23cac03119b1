//! Choices, and the small parts that definitions are made of.

use serde_json::{Map, Value, json};

use crate::support::random::Dice;

/// A word that is in confidential values only; nothing that is reported may hold it.
pub(crate) const HUSH: &str = "hush";

/// Makes definitions. One that is not `is_odd` makes what Marathon takes, as far as that goes
/// without trying; an odd one also makes nulls, wrong types, empty and repeated things.
pub(crate) struct Maker {
    pub(crate) dice: Dice,
    pub(crate) is_odd: bool,
}

impl Maker {
    pub(crate) fn once_in(&mut self, times: usize) -> bool {
        self.dice.once_in(times)
    }

    /// True here and there in an odd definition.
    pub(crate) fn odd(&mut self) -> bool {
        self.is_odd && self.dice.once_in(25)
    }

    pub(crate) fn pick<T: Clone>(&mut self, from: &[T]) -> T {
        from[self.dice.below(from.len())].clone()
    }

    pub(crate) fn text(&mut self, from: &[&str]) -> Value {
        Value::from(self.pick(from))
    }

    /// A word of an enumeration, in letters of any case.
    pub(crate) fn word(&mut self, from: &[&str]) -> Value {
        let word = self.pick(from);
        Value::from(match self.dice.below(8) {
            0 => word.to_ascii_lowercase(),
            1 => word.to_ascii_uppercase(),
            2 => word[..1].to_ascii_uppercase() + &word[1..].to_ascii_lowercase(),
            _ => word.to_owned(),
        })
    }

    pub(crate) fn count(&mut self, below: usize) -> Value {
        Value::from(self.dice.below(below))
    }

    /// A number as it may stand in a file.
    pub(crate) fn number(&mut self, from: &[&str]) -> Value {
        serde_json::from_str(self.pick(from)).expect("a number")
    }

    /// Anything, where something else belongs.
    pub(crate) fn wrong(&mut self) -> Value {
        let values = [
            json!(null),
            json!(true),
            json!(0),
            json!(-1),
            json!("x"),
            json!(""),
            json!([]),
            json!({}),
            json!([null]),
            json!({ "a/b~c": [1] }),
            json!(["file:///etc/docker.tar.gz"]),
        ];
        self.pick(&values)
    }

    /// Adds a member, which an odd definition may spoil.
    pub(crate) fn put(&mut self, object: &mut Map<String, Value>, name: &str, value: Value) {
        let value = if self.odd() { self.wrong() } else { value };
        object.insert(name.to_owned(), value);
    }

    /// Adds a member once in `times`.
    pub(crate) fn may_put(
        &mut self,
        object: &mut Map<String, Value>,
        times: usize,
        name: &str,
        make: impl FnOnce(&mut Self) -> Value,
    ) {
        if self.once_in(times) {
            let value = make(self);
            self.put(object, name, value);
        }
    }

    pub(crate) fn list(&mut self, most: usize, make: impl Fn(&mut Self, usize) -> Value) -> Value {
        let mut list: Vec<Value> =
            (0..self.dice.below(most + 1)).map(|index| make(self, index)).collect();
        if self.odd() {
            let wrong = self.wrong();
            list.push(wrong);
        }
        if self.odd()
            && let Some(first) = list.first().cloned()
        {
            list.push(first);
        }
        list.into()
    }

    /// The members in another order.
    pub(crate) fn shuffle(&mut self, object: Map<String, Value>) -> Value {
        let mut members: Vec<(String, Value)> = object.into_iter().collect();
        for last in (1..members.len()).rev() {
            let other = self.dice.below(last + 1);
            members.swap(last, other);
        }
        Value::Object(members.into_iter().collect())
    }

    pub(crate) fn labels(&mut self) -> Value {
        let mut labels = Map::new();
        for name in ["team", "HAPROXY_GROUP", "a/b~c", "é"] {
            if self.once_in(3) {
                let text = self.text(&["x", "", "external", "true"]);
                self.put(&mut labels, name, text);
            }
        }
        labels.into()
    }

    /// The variables of an app or a pod; secret ones name `keys`.
    pub(crate) fn variables(&mut self, keys: &[String]) -> Value {
        let mut variables = Map::new();
        for name in ["PASSWORD", "LOG_LEVEL", "HOME", "JAVA_OPTS", "TOKEN", "CONFIG_URI"] {
            if self.once_in(4) {
                let value = match (self.dice.below(4), keys) {
                    (0, [_, ..]) => json!({ "secret": self.pick(keys) }),
                    (1, _) => json!("info"),
                    (2, _) if self.once_in(6) => json!("$MESOS_SANDBOX/.docker/config.json"),
                    _ => json!(format!("{HUSH}-{}", self.dice.below(9))),
                };
                self.put(&mut variables, name, value);
            }
        }
        variables.into()
    }

    pub(crate) fn uri(&mut self) -> &'static str {
        self.pick(&[
            "file:///etc/docker.tar.gz",
            "file:///etc/docker.tar.gz",
            "https://files.example.com/.dockercfg",
            "hdfs://namenode/creds/dockercfg.tgz",
            "https://files.example.com/docker.tar.gz?v=2",
            "file:///root/.docker/config.json",
        ])
    }

    pub(crate) fn other_uri(&mut self) -> &'static str {
        self.pick(&[
            "https://files.example.com/app.tar.gz",
            "https://files.example.com/init.sh",
            "s3://bucket/config.json",
            "https://files.example.com/docker-1.12.tar.gz",
        ])
    }

    pub(crate) fn image(&mut self) -> Value {
        self.text(&[
            "registry.example.com/shop/cart:4.2",
            "registry.example.com:5000/a/b",
            "docker.io/library/nginx:1.27",
            "nginx",
            "acme/tool@sha256:0123456789012345678901234567890123456789012345678901234567890123",
            "localhost/x:1",
            "1234.dkr.ecr.eu-west-1.amazonaws.com/shop/cart:1",
        ])
    }
}
