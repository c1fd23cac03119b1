//! Mustache.

use super::grower::{Grower, Scope};
use super::list::{Condition, Repeat};
use super::node::Node;
use crate::render::values::Kind;

pub(crate) fn condition(it: &mut Grower) -> Condition {
    let name = match it.dice.below(12) {
        0 => {
            let (object, flag) = (it.name(Kind::Object), it.flag());
            format!("{object}.{flag}")
        }
        1 => it.name(Kind::Object),
        2 => it.name(Kind::Strings),
        _ => it.flag(),
    };
    negated_once_in(it, 4, Condition::Is(name))
}

pub(crate) fn negated_once_in(it: &mut Grower, times: usize, condition: Condition) -> Condition {
    if it.once_in(times) { Condition::Not(Box::new(condition)) } else { condition }
}

/// A section of its own for each arm, and one in another where there are more than two.
pub(crate) fn branch(
    it: &mut Grower,
    arms: Vec<(Condition, Node)>,
    otherwise: Option<Node>,
) -> Node {
    let mut arms = arms.into_iter();
    let Some((condition, node)) = arms.next() else { return otherwise.unwrap_or(Node::text("")) };
    let rest: Vec<(Condition, Node)> = arms.collect();
    let one = section(it, &condition, node);
    if rest.is_empty() && otherwise.is_none() {
        return one;
    }
    let other = branch(it, rest, otherwise);
    let other = section(it, &Condition::Not(Box::new(condition)), other);
    let gap = it.soft_gap(2);
    // A line break in a string is no JSON.
    let is_in_string = [&one, &other].iter().any(|arm| arm.write().contains("}-"));
    let gap = if is_in_string { Node::text("") } else { gap };
    if it.once_in(4) { Node::All(vec![other, gap, one]) } else { Node::All(vec![one, gap, other]) }
}

pub(crate) fn section(it: &mut Grower, condition: &Condition, node: Node) -> Node {
    let (name, mark) = plain(condition);
    let blank = if it.once_in(8) { " " } else { "" };
    let open = format!("{{{{{mark}{blank}{name}{blank}}}}}");
    Node::block(open, node, format!("{{{{/{blank}{name}}}}}"))
}

/// The name that a condition is about, and the mark for whether it has to hold.
fn plain(condition: &Condition) -> (String, char) {
    match condition {
        Condition::Is(name) | Condition::Other(name) => (name.clone(), '#'),
        Condition::Not(condition) => match plain(condition) {
            (name, '#') => (name, '^'),
            (name, _) => (name, '#'),
        },
    }
}

pub(crate) fn repeat(it: &mut Grower) -> Repeat {
    let is_strings = it.once_in(3);
    let list = it.name(if is_strings { Kind::Strings } else { Kind::List });
    let (open, end) = (format!("{{{{#{list}}}}}"), format!("{{{{/{list}}}}}"));
    if is_strings {
        it.scopes.push(Scope::Strings { item: ".".into(), index: None });
        return Repeat { open, end, not_first: None, not_last: None };
    }
    it.scopes.push(Scope::Objects { item: String::new(), index: None });
    let comma = |name: &str| {
        Node::block(format!("{{{{^{name}}}}}"), Node::text(","), format!("{{{{/{name}}}}}"))
    };
    Repeat { open, end, not_first: Some(comma("first")), not_last: Some(comma("last")) }
}

pub(crate) fn in_string(it: &mut Grower) -> Node {
    let name = it.name(Kind::String);
    match it.dice.below(4) {
        0 => Node::tag(format!("{{{{&{name}}}}}")),
        1 => Node::tag(format!("{{{{& {name} }}}}")),
        2 => {
            let object = it.name(Kind::Object);
            Node::tag(format!("{{{{{object}.name}}}}"))
        }
        _ => Node::tag(format!("{{{{name}}}}{{{{! {name} }}}}")),
    }
}

pub(crate) fn oddity(it: &mut Grower) -> Node {
    match it.dice.below(4) {
        0 => {
            let flag = it.flag();
            Node::tag(format!("{{{{#{flag}}}}}{{{{/{flag}}}}}"))
        }
        1 => Node::tag("{{=<% %>=}}<%! c %><%={{ }}=%>"),
        2 => Node::tag("{{! two\n lines }}"),
        _ => {
            let flag = it.flag();
            Node::tag(format!("{{{{=| |=}}}}|#{flag}| |/{flag}||={{{{ }}}}=|"))
        }
    }
}

pub(crate) fn wrapped(it: &mut Grower, node: Node) -> Node {
    match it.dice.below(3) {
        0 if node.is_plain() => Node::block("{{=<% %>=}}", node, "<%={{ }}=%>"),
        1 => {
            let object = it.name(Kind::Object);
            section(it, &Condition::Is(object), node)
        }
        _ => {
            // Either way.
            let flag = Condition::Is(it.flag());
            let copy = node.clone();
            branch(it, vec![(flag, node)], Some(copy))
        }
    }
}
