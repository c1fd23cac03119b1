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
        nodes.push(match self.dice.below(10) {
            0..6 => self.app(0, 0),
            6 => {
                let apps = self.apps(1);
                self.list("[", &apps, "]", 0)
            }
            7 => {
                let apps = self.apps(2);
                let list = self.list("[", &apps, "]", 1);
                let members =
                    [Node::text("\"id\": \"/\""), Node::All(vec![Node::text("\"apps\": "), list])];
                self.list("{", &members.map(Part::One), "}", 0)
            }
            8 => {
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

    fn apps(&mut self, depth: usize) -> Vec<Part> {
        let count = 1 + self.dice.below(3);
        let mut items = Vec::new();
        for number in 0..count {
            let node = self.app(number, depth);
            let other = self.dice.once_in(8).then(|| self.app(number + 10, depth));
            items.push(Item { node, other, is_optional: self.dice.once_in(3) });
        }
        let mut parts = self.sectioned(items);
        if self.budget > 0 && self.dice.once_in(6) {
            parts.push(self.looped(|it| it.app(5, depth)));
        }
        if self.is_odd() {
            let assignment = self.assignment();
            parts.insert(self.dice.below(parts.len()), Part::Odd(assignment));
        }
        parts
    }
}
