//! What definitions sit in.

use serde_json::{Map, Value, json};

use super::pieces::Maker;

impl Maker {
    /// A whole file.
    pub(crate) fn file(&mut self) -> Value {
        match self.dice.below(9) {
            0..=2 => self.definition("/shop/cart"),
            3 => self.list(4, |maker, index| maker.definition(&format!("/shop/app-{index}"))),
            4 => json!({ "apps": self.list(3, |maker, index| maker.app(&format!("/a/b{index}"))) }),
            5 => json!({ "app": self.app("/shop/cart") }),
            6 => self.group("/", 2),
            7 => json!({ "*": self.list(2, |maker, index| maker.app(&format!("/s/x{index}"))) }),
            _ => {
                let app = self.app("/deep/app");
                json!({ "services": { "web": [{ "marathon": app }] }, "version": 3 })
            }
        }
    }

    fn definition(&mut self, id: &str) -> Value {
        match self.dice.below(12) {
            0 | 1 => self.pod(id),
            2 => self.job(id),
            _ => self.app(id),
        }
    }

    fn group(&mut self, id: &str, depth: usize) -> Value {
        let mut group = Map::new();
        self.put(&mut group, "id", json!(id));
        let apps = self.list(2, |maker, index| {
            let id = maker.pick(&["app-", "./app-", "sub/../app-"]);
            maker.app(&format!("{id}{index}"))
        });
        self.put(&mut group, "apps", apps);
        if depth > 0 {
            let groups = self.list(2, |maker, index| maker.group(&format!("g{index}"), depth - 1));
            self.put(&mut group, "groups", groups);
        }
        self.shuffle(group)
    }
}
