//! The members of an object or the elements of a list, some of them in sections and loops, and where
//! their commas go.

use super::grower::Grower;
use super::node::Node;

/// What a condition says, in the words of the language.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Condition {
    /// A name.
    Is(String),
    Not(Box<Condition>),
    /// Anything else.
    Other(String),
}

/// The tags of a loop.
#[derive(Debug, Clone)]
pub(crate) struct Repeat {
    pub(crate) open: String,
    pub(crate) end: String,
    /// A comma in all rounds but the first, and in all but the last, where the language can say so.
    pub(crate) not_first: Option<Node>,
    pub(crate) not_last: Option<Node>,
}

/// One or several members or elements, without commas.
#[derive(Debug, Clone)]
pub(crate) enum Part {
    One(Node),
    If {
        arms: Vec<(Condition, Vec<Part>)>,
        otherwise: Option<Vec<Part>>,
    },
    Loop(Repeat, Vec<Part>),
    /// Nothing that JSON sees.
    Odd(Node),
}

impl Part {
    fn is_there(&self) -> bool {
        match self {
            Part::One(_) => true,
            Part::If { arms, otherwise: Some(otherwise) } => {
                let is_there = |parts: &[Part]| parts.iter().any(Part::is_there);
                is_there(otherwise) && arms.iter().all(|(_, parts)| is_there(parts))
            }
            _ => false,
        }
    }
}

/// On which side of each part its comma stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Comma {
    Before,
    After,
}

impl Grower {
    /// `parts` between brackets.
    pub(crate) fn list(&mut self, open: &str, parts: &[Part], close: &str, depth: usize) -> Node {
        if parts.is_empty() {
            return Node::text(format!("{open}{close}"));
        }
        let inside = self.separated(parts, depth + 1);
        let gap = self.gap(depth);
        Node::All(vec![Node::text(open), inside, gap, Node::text(close)])
    }

    /// `parts` with commas between them.
    fn separated(&mut self, parts: &[Part], depth: usize) -> Node {
        let there: Vec<usize> = (0..parts.len()).filter(|&at| parts[at].is_there()).collect();
        let real = parts.iter().filter(|part| !matches!(part, Part::Odd(_))).count();
        if there.is_empty() && real > 1 {
            return self.chained(parts, depth);
        }
        let first = || parts.iter().position(|part| !matches!(part, Part::Odd(_)));
        let anchor = if there.is_empty() { first() } else { Some(self.pick(&there)) };
        let anchor = anchor.unwrap_or(0);
        let mut nodes = Vec::new();
        for (at, part) in parts.iter().enumerate() {
            let node = match at.cmp(&anchor) {
                std::cmp::Ordering::Less => self.with_comma(part, Comma::After, depth),
                std::cmp::Ordering::Equal => self.alone(part, depth),
                std::cmp::Ordering::Greater => self.with_comma(part, Comma::Before, depth),
            };
            nodes.push(node);
        }
        Node::All(nodes)
    }

    /// Parts of which each may be absent: commas in sections of both, or somewhere.
    fn chained(&mut self, parts: &[Part], depth: usize) -> Node {
        let mut nodes = Vec::new();
        let mut before: Option<Condition> = None;
        for part in parts {
            let Part::If { arms, otherwise: None } = part else {
                before = None;
                nodes.push(self.with_comma(part, Comma::After, depth));
                continue;
            };
            let condition = arms[0].0.clone();
            if let Some(before) = before.filter(|_| arms.len() == 1) {
                let comma = self.branch(vec![(before, Node::text(","))], None);
                nodes.push(self.branch(vec![(condition.clone(), comma)], None));
            }
            nodes.push(self.alone(part, depth));
            before = Some(condition);
        }
        Node::All(nodes)
    }

    /// A part that needs no comma to its neighbours.
    fn alone(&mut self, part: &Part, depth: usize) -> Node {
        match part {
            Part::One(node) | Part::Odd(node) => Node::All(vec![self.gap(depth), node.clone()]),
            Part::If { arms, otherwise } => {
                let body = |it: &mut Self, parts: &[Part]| {
                    let body = it.separated(parts, depth);
                    Node::All(vec![body, it.soft_gap(depth)])
                };
                let arms = arms.iter().map(|(condition, it)| (condition.clone(), body(self, it)));
                let arms = arms.collect();
                let otherwise = otherwise.as_ref().map(|parts| body(self, parts));
                Node::All(vec![self.soft_gap(depth), self.branch(arms, otherwise)])
            }
            Part::Loop(repeat, parts) => {
                let mut body = vec![self.separated(parts, depth), self.soft_gap(depth)];
                match (&repeat.not_first, &repeat.not_last) {
                    (_, Some(comma)) if self.dice.once_in(2) => body.push(comma.clone()),
                    (Some(comma), _) => body.insert(0, comma.clone()),
                    (_, Some(comma)) => body.push(comma.clone()),
                    // Right for one round at most.
                    _ => {}
                }
                Node::All(vec![self.soft_gap(depth), block(repeat, body)])
            }
        }
    }

    fn with_comma(&mut self, part: &Part, comma: Comma, depth: usize) -> Node {
        let beside = |node: Node, other: Node| match comma {
            Comma::Before => Node::All(vec![other, node]),
            Comma::After => Node::All(vec![node, other]),
        };
        match part {
            Part::Odd(node) => Node::All(vec![self.gap(depth), node.clone()]),
            Part::One(node) => {
                let (gap, node) = (self.gap(depth), node.clone());
                let comma_first = self.once_in(6);
                match comma {
                    Comma::After => Node::All(vec![gap, node, Node::text(",")]),
                    Comma::Before if comma_first => Node::All(vec![gap, Node::text(","), node]),
                    Comma::Before => Node::All(vec![Node::text(","), gap, node]),
                }
            }
            Part::If { .. } if part.is_there() && self.dice.once_in(2) => {
                beside(self.alone(part, depth), Node::text(","))
            }
            Part::If { arms, otherwise: None } if arms.len() == 1 && self.dice.once_in(4) => {
                let own = self.comma_if(&arms[0].0.clone());
                beside(self.alone(part, depth), own)
            }
            Part::If { arms, otherwise } => {
                let body = |it: &mut Self, parts: &[Part]| {
                    let mut nodes: Vec<Node> =
                        parts.iter().map(|part| it.with_comma(part, comma, depth)).collect();
                    nodes.push(it.soft_gap(depth));
                    Node::All(nodes)
                };
                let arms = arms.iter().map(|(condition, it)| (condition.clone(), body(self, it)));
                let arms = arms.collect();
                let otherwise = otherwise.as_ref().map(|parts| body(self, parts));
                Node::All(vec![self.soft_gap(depth), self.branch(arms, otherwise)])
            }
            Part::Loop(repeat, parts) => {
                let body = parts.iter().map(|part| self.with_comma(part, comma, depth));
                let mut body: Vec<Node> = body.collect();
                body.push(self.soft_gap(depth));
                Node::All(vec![self.soft_gap(depth), block(repeat, body)])
            }
        }
    }

    /// Puts some of `items` into sections: each comes with another one that may stand in its place,
    /// and may be absent if it says so.
    pub(crate) fn sectioned(&mut self, items: Vec<Item>) -> Vec<Part> {
        let mut parts = Vec::new();
        let mut items = items.into_iter().peekable();
        while let Some(item) = items.next() {
            if self.is_odd() {
                let odd = self.oddity();
                parts.push(Part::Odd(odd));
            }
            let calm =
                if item.is_optional || item.other.is_some() { self.calm } else { usize::MAX };
            if calm == usize::MAX || self.budget == 0 || !self.dice.once_in(calm) {
                let node = if self.is_odd() { self.wrapped(item.node) } else { item.node };
                parts.push(Part::One(node));
                continue;
            }
            self.budget -= 1;
            let mut inside = vec![Part::One(item.node)];
            if item.is_optional && self.dice.once_in(5) {
                inside.extend(items.next_if(|next| next.is_optional).map(|it| Part::One(it.node)));
            }
            parts.push(self.choice(inside, item.other, item.is_optional));
        }
        parts
    }

    fn choice(&mut self, inside: Vec<Part>, other: Option<Node>, is_optional: bool) -> Part {
        let condition = self.condition();
        let inside = if self.budget > 0 && is_optional && self.once_in(5) {
            // A section in a section.
            self.budget -= 1;
            vec![Part::If { arms: vec![(self.condition(), inside)], otherwise: None }]
        } else {
            inside
        };
        let copy = inside.clone();
        let other = other.map(|node| vec![Part::One(node)]);
        let (arms, otherwise) = match (other, is_optional, self.dice.below(6)) {
            (Some(other), true, 0) => (vec![(condition, inside), (self.condition(), other)], None),
            (Some(other), _, 1) => {
                (vec![(condition, inside), (self.condition(), other)], Some(copy))
            }
            (Some(other), _, 2) => (vec![(condition, other)], Some(inside)),
            (Some(other), true, 3) => (vec![(condition, other)], None),
            (Some(other), ..) => (vec![(condition, inside)], Some(other)),
            (None, true, 0) => (vec![(condition, Vec::new())], Some(inside)),
            (None, true, 1) => (vec![(condition, inside)], Some(Vec::new())),
            (None, true, _) => (vec![(condition, inside)], None),
            (None, false, _) => (vec![(condition, inside)], Some(copy)),
        };
        Part::If { arms, otherwise }
    }
}

/// A member or element and what may happen to it.
pub(crate) struct Item {
    pub(crate) node: Node,
    pub(crate) other: Option<Node>,
    pub(crate) is_optional: bool,
}

fn block(repeat: &Repeat, body: Vec<Node>) -> Node {
    Node::block(repeat.open.clone(), Node::All(body), repeat.end.clone())
}
