//! ERB.

use super::grower::{Grower, Scope};
use super::list::{Condition, Repeat};
use super::mustache::negated_once_in;
use super::node::Node;
use crate::render::values::Kind;

fn flag(it: &mut Grower) -> String {
    let at = if it.once_in(4) { "@" } else { "" };
    format!("{at}{}", it.flag())
}

pub(crate) fn condition(it: &mut Grower) -> Condition {
    let scope = it.scopes.last().cloned();
    let condition = match it.dice.below(16) {
        0 => {
            let object = it.name(Kind::Object);
            Condition::Other(format!("{object} && {object}[\"{}\"]", it.flag()))
        }
        1 => Condition::Is(it.name(Kind::Object)),
        2 => Condition::Other(format!("{}.any?", it.name(Kind::Strings))),
        3 => Condition::Other(format!("{} == \"a\"", it.name(Kind::Mode))),
        4 => Condition::Other(format!("{} && {}", flag(it), flag(it))),
        5 => Condition::Other(format!("not {} and {}", flag(it), flag(it))),
        6 => Condition::Other(format!("!{} && {}", flag(it), flag(it))),
        7 => Condition::Other(format!("{} || {}", flag(it), flag(it))),
        8 => Condition::Other(format!("{} == \"%>\"", it.name(Kind::Mode)).replace("%>", "%")),
        9 => Condition::Other(format!("{}.size > 1", it.name(Kind::Strings))),
        10 if !it.assigned.is_empty() => Condition::Is(it.pick(&it.assigned.clone())),
        11 => match scope {
            Some(Scope::Objects { item, .. }) => {
                Condition::Is(format!("{item}[\"{}\"]", it.flag()))
            }
            _ => Condition::Is(flag(it)),
        },
        12 => match scope {
            Some(
                Scope::Objects { index: Some(index), .. }
                | Scope::Strings { index: Some(index), .. },
            ) => Condition::Other(format!("{index} > 0")),
            _ => Condition::Is(flag(it)),
        },
        _ => Condition::Is(flag(it)),
    };
    negated_once_in(it, 5, condition)
}

pub(crate) fn written(condition: &Condition) -> String {
    match condition {
        Condition::Is(text) | Condition::Other(text) => text.clone(),
        Condition::Not(condition) => match &**condition {
            Condition::Is(name) => format!("!{name}"),
            other => format!("!({})", written(other)),
        },
    }
}

fn tag(it: &mut Grower, inside: &str) -> String {
    let left = if it.once_in(10) { "-" } else { "" };
    let right = if it.once_in(6) { "-" } else { "" };
    format!("<%{left} {inside} {right}%>")
}

pub(crate) fn branch(
    it: &mut Grower,
    arms: Vec<(Condition, Node)>,
    otherwise: Option<Node>,
) -> Node {
    if it.is_odd() {
        return case(it, arms, otherwise);
    }
    let mut made = Vec::new();
    for (at, (condition, node)) in arms.into_iter().enumerate() {
        let then = if it.once_in(15) { " then" } else { "" };
        let open = match (&condition, at) {
            (Condition::Not(of), 0) if it.once_in(2) => format!("unless {}{then}", written(of)),
            (_, 0) => format!("if {}{then}", written(&condition)),
            _ => format!("elsif {}{then}", written(&condition)),
        };
        // `unless` has no `elsif`.
        made.push((tag(it, &open), node));
    }
    if let Some(node) = otherwise {
        made.push((tag(it, "else"), node));
    }
    let end = tag(it, "end");
    Node::Block(made, end)
}

/// As a `case` of its own for each.
fn case(it: &mut Grower, arms: Vec<(Condition, Node)>, otherwise: Option<Node>) -> Node {
    let mut made = Vec::new();
    let mode = it.name(Kind::Mode);
    let by_mode = it.once_in(2);
    for (at, (condition, node)) in arms.into_iter().enumerate() {
        let when = if by_mode {
            format!("when {}", ["\"a\"", "\"b\", \"d\"", "\"c\""][at % 3])
        } else {
            format!("when {}", written(&condition))
        };
        let head = if by_mode { format!("case {mode}") } else { "case".to_owned() };
        let open = match (at, it.once_in(2)) {
            (0, true) => tag(it, &format!("{head}\n   {when}")),
            (0, false) => format!("<% {head} %>\n{}", tag(it, &when)),
            _ => tag(it, &when),
        };
        made.push((open, node));
    }
    if let Some(node) = otherwise {
        made.push((tag(it, "else"), node));
    }
    let end = tag(it, "end");
    Node::Block(made, end)
}

pub(crate) fn comma_if(it: &mut Grower, condition: &Condition) -> Option<Node> {
    let condition = written(condition);
    Some(Node::tag(match it.dice.below(3) {
        0 => format!("<%= ({condition}) ? ',' : '' %>"),
        1 => format!("<%= \",\" if {condition} %>"),
        _ => format!("<%= ',' unless !({condition}) %>"),
    }))
}

pub(crate) fn repeat(it: &mut Grower) -> Repeat {
    let is_strings = it.once_in(2);
    let list = it.name(if is_strings { Kind::Strings } else { Kind::List });
    let item = it.pick(&["v", "x", "item"]).to_owned();
    let (open, index) = match it.dice.below(5) {
        0 => (format!("{list}.each do |{item}|"), None),
        1 => (format!("for {item} in {list}"), None),
        2 => (format!("{list}.each {{ |{item}|"), None),
        _ => (format!("{list}.each_with_index do |{item}, i|"), Some("i".to_owned())),
    };
    let end = tag(it, if open.contains('{') { "}" } else { "end" });
    let open = tag(it, &open);
    let not_first = index.as_ref().map(|_| {
        it.pick(&["<% if i > 0 %>,<% end %>", "<%= ',' if i > 0 %>", "<%= i == 0 ? '' : ',' %>"])
    });
    let not_last = match it.dice.below(4) {
        0 => format!("<% unless {item} == {list}.last %>,<% end %>"),
        1 if index.is_some() => format!("<%= i < {list}.size - 1 ? ',' : '' %>"),
        2 if index.is_some() => format!("<%= ',' unless i == {list}.length - 1 %>"),
        _ => format!("<% if {item} != {list}.last %>,<% end %>"),
    };
    let scope =
        if is_strings { Scope::Strings { item, index } } else { Scope::Objects { item, index } };
    it.scopes.push(scope);
    Repeat { open, end, not_first: not_first.map(Node::tag), not_last: Some(Node::tag(not_last)) }
}

pub(crate) fn in_string(it: &mut Grower) -> Node {
    let name = it.name(Kind::String);
    Node::tag(match it.dice.below(6) {
        0 => format!("<%= \"#{{{name}}}\" %>"),
        1 => format!("<%= {name}.to_s -%>"),
        2 => "<%% x %>".to_owned(),
        3 => format!("<%= {} ? 'x' : 'y' %>", flag(it)),
        4 => format!("<% if {} %>x<% end %>", flag(it)),
        _ => format!("<%={name}%>"),
    })
}

pub(crate) fn assignment(it: &mut Grower) -> Node {
    let value = match it.dice.below(3) {
        0 => "true".to_owned(),
        1 => written(&condition(it)),
        _ => flag(it),
    };
    let name = if it.once_in(2) { it.flag() } else { it.fresh("w") };
    it.assigned.push(name.clone());
    Node::tag(tag(it, &format!("{name} = {value}")))
}

pub(crate) fn oddity(it: &mut Grower) -> Node {
    Node::tag(match it.dice.below(4) {
        0 => format!("<% if {} %><% end %>", flag(it)),
        1 => "<%# if x %>".to_owned(),
        2 => "<% # just code %>".to_owned(),
        _ => format!("<% {}.each do |q| %><% end %>", it.name(Kind::Strings)),
    })
}

pub(crate) fn wrapped(it: &mut Grower, node: Node) -> Node {
    match it.dice.below(6) {
        0 if node.is_plain() => {
            let text = node.write();
            if text.contains('\'') { node } else { Node::tag(format!("<%= '{text}' %>")) }
        }
        1 => {
            let name = it.fresh("f");
            let body = Node::block(format!("<% {name} = lambda do %>"), node, "<% end %>");
            Node::All(vec![body, Node::tag(format!("<% {name}.call %>"))])
        }
        2 => Node::block("<% 1.times do %>", node, "<% end %>"),
        3 => Node::block("<% begin %>", node, "<% end %>"),
        4 => Node::block("<% if true %>", node, "<% end %>"),
        _ => {
            let flag = it.flag();
            Node::block(format!("<% {flag}.then do |{flag}| %>"), node, "<% end %>")
        }
    }
}
