//! A random app that fetches credentials, as a template.

use super::grower::Grower;
use super::list::{Item, Part};
use super::node::Node;
use crate::render::values::Kind;

const CREDENTIALS: &[&str] =
    &["\"file:///etc/docker.tar.gz\"", "\"https://files.example/.dockercfg\""];

fn item(node: Node) -> Item {
    Item { node, other: None, is_optional: false }
}

fn optional(node: Node) -> Item {
    Item { node, other: None, is_optional: true }
}

impl Grower {
    /// `"key": value`.
    fn member(&mut self, key: &str, value: Node) -> Node {
        let blank = self.blank();
        let is_split = self.is_odd() && self.once_in(20);
        let mut nodes = if is_split {
            let (head, tail) = key.split_at(key.len() / 2);
            let tail = Node::text(format!("{tail}\":{blank}"));
            vec![Node::text(format!("\"{head}")), self.comment(), tail]
        } else {
            vec![Node::text(format!("\"{key}\":{blank}"))]
        };
        if self.is_odd() && self.once_in(8) {
            nodes.push(self.oddity());
        }
        nodes.push(value);
        Node::All(nodes)
    }

    fn plain(&mut self, key: &str, value: &str) -> Node {
        self.member(key, Node::text(value))
    }

    /// A text in quotes, of which a part may be an expression.
    fn string(&mut self, text: &str) -> Node {
        if !self.dice.once_in(4) {
            return Node::text(format!("\"{text}\""));
        }
        let expression = match self.dice.below(5) {
            // What is in the string may be in a section, too.
            0 if self.budget > 0 => {
                self.budget -= 1;
                let otherwise = self.once_in(2).then(|| Node::text("-y"));
                let condition = self.condition();
                self.branch(vec![(condition, Node::text("-x"))], otherwise)
            }
            _ => self.in_string(),
        };
        Node::All(vec![Node::text(format!("\"{text}")), expression, Node::text("\"")])
    }

    fn number(&mut self) -> Node {
        if self.dice.once_in(3) {
            let name = self.name(Kind::Number);
            return self.expression(&name);
        }
        Node::text(self.pick(&["1", "64", "128", "2"]))
    }

    fn boolean(&mut self) -> Node {
        if self.budget > 0 && self.dice.once_in(5) {
            self.budget -= 1;
            let condition = self.condition();
            let arms = vec![(condition, Node::text("true"))];
            return self.branch(arms, Some(Node::text("false")));
        }
        Node::text(self.pick(&["true", "false"]))
    }

    /// The app number `number`; the number is in its id.
    pub(crate) fn app(&mut self, number: usize, depth: usize) -> Node {
        let mut items = vec![self.id(number)];
        let depth = depth + 1;
        if self.dice.once_in(2) {
            let command = self.string("run --it");
            items.push(optional(self.member("cmd", command)));
        }
        for name in ["cpus", "mem", "instances"] {
            if self.dice.once_in(3) {
                let number = self.number();
                items.push(optional(self.member(name, number)));
            }
        }
        if self.dice.once_in(3) {
            items.push(self.variables("env", depth));
        }
        items.push(self.container(depth));
        if self.dice.once_in(3) {
            items.push(self.variables("labels", depth));
        }
        if self.dice.once_in(8) {
            items.push(optional(self.plain("user", "\"nobody\"")));
        }
        if self.dice.once_in(12) {
            items.push(optional(self.plain("ipAddress", "{\"networkName\": \"dcos\"}")));
        }
        if self.dice.once_in(10) {
            items.push(optional(self.plain("portDefinitions", "[{\"port\": 0}]")));
        }
        if self.dice.once_in(10) {
            items.push(optional(self.plain("constraints", "[[\"hostname\", \"UNIQUE\"]]")));
        }
        if self.dice.once_in(10) {
            let check = "[{\"protocol\": \"TCP\", \"portIndex\": 0}]";
            items.push(optional(self.plain("healthChecks", check)));
        }
        let uris = self.credentials(depth);
        let at = if self.once_in(2) { items.len() } else { 1 + self.dice.below(items.len()) };
        items.insert(at, uris);
        let parts = self.sectioned(items);
        Node::Definition(Box::new(self.list("{", &parts, "}", depth - 1)))
    }

    fn id(&mut self, number: usize) -> Item {
        let id = match self.item_name() {
            Some(item) => {
                Node::All(vec![Node::text(format!("\"/d{number}e-")), item, Node::text("\"")])
            }
            None => self.string(&format!("/d{number}e")),
        };
        item(self.member("id", id))
    }

    fn variables(&mut self, name: &str, depth: usize) -> Item {
        let mut items = Vec::new();
        for index in 0..1 + self.dice.below(3) {
            let value = self.string("v");
            let mut node = self.member(&format!("K{index}"), value);
            if self.dice.once_in(8) {
                let key = self.in_string();
                let value = self.string("v");
                node = Node::All(vec![Node::text("\"X"), key, Node::text("\": "), value]);
            }
            items.push(optional(node));
        }
        let mut parts = self.sectioned(items);
        if self.budget > 0 && self.dice.once_in(6) {
            parts.push(self.looped(|it| {
                let (key, value) = (it.item_name(), it.string("v"));
                let key = key.unwrap_or_else(|| Node::text("k"));
                Node::All(vec![Node::text("\"L"), key, Node::text("\": "), value])
            }));
        }
        let list = self.list("{", &parts, "}", depth);
        optional(self.member(name, list))
    }

    fn container(&mut self, depth: usize) -> Item {
        let depth = depth + 1;
        let mut items = Vec::new();
        if !self.dice.once_in(5) {
            let kind = if self.dice.once_in(30) { "\"MESOS\"" } else { "\"DOCKER\"" };
            let other = self.pick(&["\"DOCKER\"", "\"MESOS\"", "\"docker\""]);
            let other = (!self.dice.once_in(3)).then(|| self.plain("type", other));
            let kind = if self.budget > 0 && self.dice.once_in(12) {
                self.budget -= 1;
                let condition = self.condition();
                self.branch(vec![(condition, Node::text(kind))], Some(Node::text("\"DOCKER\"")))
            } else {
                Node::text(kind)
            };
            items.push(Item { node: self.member("type", kind), other, is_optional: true });
        }
        let docker = self.docker(depth);
        items.push(item(self.member("docker", docker)));
        if self.dice.once_in(3) {
            items.push(self.volumes(depth));
        }
        if self.dice.once_in(10) {
            let mappings = self.port_mappings(depth);
            items.push(optional(self.member("portMappings", mappings)));
        }
        if self.dice.once_in(4) {
            items.rotate_left(1);
        }
        let parts = self.sectioned(items);
        let list = self.list("{", &parts, "}", depth - 1);
        item(self.member("container", list))
    }

    fn docker(&mut self, depth: usize) -> Node {
        let depth = depth + 1;
        let image = self.string("reg.example/x:1");
        let other = self.dice.once_in(2).then(|| self.plain("image", "\"reg.example/y:2\""));
        let image = self.member("image", image);
        let mut items = vec![Item { node: image, other, is_optional: false }];
        if !self.dice.once_in(3) {
            let networks = ["\"HOST\"", "\"BRIDGE\"", "\"BRIDGE\"", "\"USER\"", "\"host\""];
            let (network, other) = (self.pick(&networks), self.pick(&networks));
            let other = (!self.dice.once_in(3)).then(|| self.plain("network", other));
            let node = self.plain("network", network);
            items.push(Item { node, other, is_optional: true });
            if network == "\"BRIDGE\"" && !self.dice.once_in(3) {
                let mappings = self.port_mappings(depth);
                items.push(optional(self.member("portMappings", mappings)));
            }
        }
        if self.dice.once_in(3) {
            let value = self.boolean();
            items.push(optional(self.member("forcePullImage", value)));
        }
        if self.dice.once_in(6) {
            let value = if self.dice.once_in(6) { self.boolean() } else { Node::text("false") };
            items.push(optional(self.member("privileged", value)));
        }
        if self.dice.once_in(4) {
            let parameters = self.parameters(depth);
            items.push(optional(self.member("parameters", parameters)));
        }
        if self.dice.once_in(2) {
            let by = self.dice.below(items.len());
            items.rotate_left(by);
        }
        let mut parts = self.sectioned(items);
        if self.is_odd() && self.dice.once_in(3) {
            let hole = self.members_hole();
            parts.insert(0, Part::Odd(hole));
        }
        self.list("{", &parts, "}", depth - 1)
    }

    fn port_mappings(&mut self, depth: usize) -> Node {
        let mut items = Vec::new();
        for _ in 0..self.dice.below(3) {
            let port = self.pick(&["80", "8080", "0"]);
            let extra = self.pick(&["", ", \"hostPort\": 0", ", \"protocol\": \"tcp\""]);
            let labels = if self.dice.once_in(4) {
                let label = self.in_string();
                let nodes = [Node::text(", \"labels\": {\"l\": \""), label, Node::text("\"}")];
                Node::All(nodes.into())
            } else {
                Node::text("")
            };
            let head = Node::text(format!("{{\"containerPort\": {port}{extra}"));
            items.push(optional(Node::All(vec![head, labels, Node::text("}")])));
        }
        let parts = self.sectioned(items);
        self.list("[", &parts, "]", depth)
    }

    fn parameters(&mut self, depth: usize) -> Node {
        let mut items = Vec::new();
        for _ in 0..self.dice.below(3) {
            let (key, value) = self.pick(&[
                ("env", "A=b"),
                ("volume", "/h8:/c8:ro"),
                ("hostname", "h"),
                ("user", "nobody"),
                ("log-driver", "none"),
                ("net", "host"),
                ("label", "x=y"),
            ]);
            let value =
                if key == "env" { self.string(value) } else { Node::text(format!("{value:?}")) };
            let head = Node::text(format!("{{\"key\": \"{key}\", \"value\": "));
            items.push(optional(Node::All(vec![head, value, Node::text("}")])));
        }
        let parts = self.sectioned(items);
        self.list("[", &parts, "]", depth)
    }

    fn volumes(&mut self, depth: usize) -> Item {
        let volume = |path: &str| {
            format!(
                "{{\"containerPath\": \"/{path}\", \"hostPath\": \"/{path}\", \"mode\": \"RO\"}}"
            )
        };
        let mut items = Vec::new();
        for index in 0..self.dice.below(3) {
            items.push(optional(Node::text(volume(&format!("v{index}")))));
        }
        let mut parts = self.sectioned(items);
        if self.budget > 0 && self.dice.once_in(3) {
            let at = self.dice.below(parts.len() + 1);
            let part = self.looped(|it| {
                let name = it.item_name().unwrap_or_else(|| Node::text("v"));
                let tail = "\", \"hostPath\": \"/h\", \"mode\": \"RW\"}";
                let head = Node::text("{\"containerPath\": \"/");
                Node::All(vec![head, name, Node::text(tail)])
            });
            parts.insert(at, part);
        }
        let list = self.list("[", &parts, "]", depth);
        optional(self.member("volumes", list))
    }

    /// `uris` or `fetch`, with a credential somewhere.
    fn credentials(&mut self, depth: usize) -> Item {
        let is_fetch = self.dice.once_in(3);
        let entry = |uri: Node| match is_fetch {
            true => Node::All(vec![Node::text("{\"uri\": "), uri, Node::text("}")]),
            false => uri,
        };
        let credential = if self.dice.once_in(6) {
            let name = self.name(Kind::Credential);
            let uri = self.unescaped(&name);
            Node::All(vec![Node::text("\""), uri, Node::text("\"")])
        } else if self.is_odd() {
            self.odd_credential()
        } else {
            Node::text(self.pick(CREDENTIALS))
        };
        let mut items = vec![Item {
            node: entry(credential),
            other: self.dice.once_in(3).then(|| entry(Node::text("\"http://a/other.zip\""))),
            is_optional: self.dice.once_in(2),
        }];
        for index in 0..self.dice.below(3) {
            let uri = self.string(&format!("http://a/{index}.tgz?"));
            let at = self.dice.below(items.len() + 1);
            items.insert(at, optional(entry(uri)));
        }
        let mut parts = self.sectioned(items);
        if self.budget > 0 && self.dice.once_in(5) {
            let at = self.dice.below(parts.len() + 1);
            let part = self.looped(|it| {
                let name = it.item_name().unwrap_or_else(|| Node::text("u"));
                entry(Node::All(vec![Node::text("\"http://x/"), name, Node::text(".tgz\"")]))
            });
            parts.insert(at, part);
        }
        if self.is_odd() && self.dice.once_in(3) && !is_fetch {
            let hole = self.elements_hole();
            parts.insert(0, Part::Odd(hole));
        }
        if self.is_odd() && !is_fetch {
            let joined = self.joined();
            parts.push(Part::One(Node::All(vec![
                Node::text("\"http://j/"),
                joined,
                Node::text("\""),
            ])));
        }
        let list = self.list("[", &parts, "]", depth);
        let name = if is_fetch { "fetch" } else { "uris" };
        let other = self.dice.once_in(3).then(|| self.plain(name, "[]"));
        Item { node: self.member(name, list), other, is_optional: self.dice.once_in(4) }
    }

    /// A credential of which a part is an expression.
    fn odd_credential(&mut self) -> Node {
        let around = |head: &str, node: Node, tail: &str| {
            Node::All(vec![Node::text(format!("\"{head}")), node, Node::text(format!("{tail}\""))])
        };
        let expression = self.in_string();
        match self.dice.below(2) {
            0 => around("http://", expression, "/docker.tar.gz"),
            _ => around("file:///etc/docker.tar.gz?", expression, ""),
        }
    }

    /// A loop of which each round has one member or element.
    pub(crate) fn looped(&mut self, body: impl FnOnce(&mut Self) -> Node) -> Part {
        self.budget = self.budget.saturating_sub(1);
        let repeat = self.repeat();
        let body = body(self);
        let calm = self.calm;
        let parts = if self.budget > 0 && self.dice.once_in(calm) {
            self.budget -= 1;
            let arms = vec![(self.condition(), vec![Part::One(body)])];
            vec![Part::If { arms, otherwise: None }]
        } else {
            vec![Part::One(body)]
        };
        self.scopes.pop();
        Part::Loop(repeat, parts)
    }
}
