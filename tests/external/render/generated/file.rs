//! A random file: one app or several, in lists, groups, sections and loops.

use super::grower::Grower;
use super::list::{Item, Part};
use super::node::Node;

impl Grower {
    pub(crate) fn file(&mut self) -> Node {
        let mut nodes = Vec::new();
        for _ in 0..2 {
            if self.is_odd() {
                nodes.extend([self.assignment(), Node::text("\n")]);
            }
        }
        nodes.push(match self.dice.below(12) {
            0..6 => self.app(0, 0),
            6..8 => {
                let apps = self.apps(0, 1);
                self.list("[", &apps, "]", 0)
            }
            8 => self.group("/", 0, 0),
            9 => {
                let groups = [self.group("g", 0, 2), self.group("h", 20, 2)].map(Part::One);
                let list = self.list("[", &groups, "]", 1);
                let list = Node::All(vec![Node::text("\"groups\": "), list]);
                self.list("{", &[Node::text("\"id\": \"/\""), list].map(Part::One), "}", 0)
            }
            10 => {
                let looped = self.looped(|it| it.app(0, 1));
                self.list("[", &[looped], "]", 0)
            }
            _ => {
                let condition = self.condition();
                let (one, other) = (self.app(0, 0), self.once_in(2).then(|| self.app(1, 0)));
                self.branch(vec![(condition, one)], other)
            }
        });
        nodes.push(Node::text("\n"));
        Node::All(nodes)
    }

    /// A group with apps from number `first` on.
    fn group(&mut self, id: &str, first: usize, depth: usize) -> Node {
        let apps = self.apps(first, depth + 2);
        let list = self.list("[", &apps, "]", depth + 1);
        let id = Node::text(format!("\"id\": \"{id}\""));
        let members = [id, Node::All(vec![Node::text("\"apps\": "), list])];
        self.list("{", &members.map(Part::One), "}", depth)
    }

    fn apps(&mut self, first: usize, depth: usize) -> Vec<Part> {
        let count = 1 + self.dice.below(4);
        let mut items = Vec::new();
        for number in first..first + count {
            let node = self.app(number, depth);
            let other = self.dice.once_in(8).then(|| self.app(number + 10, depth));
            items.push(Item { node, other, is_optional: self.dice.once_in(3) });
        }
        let mut parts = self.sectioned(items);
        if self.budget > 0 && self.dice.once_in(6) {
            parts.push(self.looped(|it| it.app(first + 5, depth)));
        }
        if self.is_odd() {
            let assignment = self.assignment();
            parts.insert(self.dice.below(parts.len()), Part::Odd(assignment));
        }
        parts
    }
}
