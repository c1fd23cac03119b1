//! Handlebars.

use super::grower::{Grower, Scope};
use super::list::{Condition, Repeat};
use super::mustache::{negated_once_in, section};
use super::node::Node;
use crate::render::values::Kind;

pub(crate) fn condition(it: &mut Grower) -> Condition {
    let in_loop = matches!(it.scopes.last(), Some(Scope::Objects { .. }));
    let condition = match it.dice.below(14) {
        0 => {
            let (object, flag) = (it.name(Kind::Object), it.flag());
            Condition::Is(format!("{object}.{flag}"))
        }
        1 => Condition::Is(it.name(Kind::Object)),
        2 => Condition::Is(it.name(Kind::Strings)),
        3 if in_loop => Condition::Is(format!("../{}", it.flag())),
        4 if in_loop => Condition::Is(format!("this.{}", it.flag())),
        5 => {
            let mode = it.name(Kind::Mode);
            Condition::Other(format!("(eq {mode} \"a\")"))
        }
        6 => Condition::Is(format!("@root.{}", it.flag())),
        _ => Condition::Is(it.flag()),
    };
    negated_once_in(it, 5, condition)
}

fn tilde(it: &mut Grower) -> &'static str {
    if it.once_in(12) { "~" } else { "" }
}

/// A tag, with white-space control here and there.
fn tag(it: &mut Grower, inside: &str) -> String {
    format!("{{{{{}{inside}{}}}}}", tilde(it), tilde(it))
}

fn positive(condition: &Condition) -> (String, bool) {
    match condition {
        Condition::Is(name) | Condition::Other(name) => (name.clone(), true),
        Condition::Not(condition) => {
            let (name, holds) = positive(condition);
            (name, !holds)
        }
    }
}

pub(crate) fn branch(
    it: &mut Grower,
    arms: Vec<(Condition, Node)>,
    otherwise: Option<Node>,
) -> Node {
    let (name, holds) = positive(&arms[0].0);
    let is_name = name.chars().all(|c| c.is_alphanumeric() || c == '.');
    if arms.len() == 1 && is_name && it.once_in(4) {
        return by_name(it, &name, holds, arms, otherwise);
    }
    let word = if holds { "if" } else { "unless" };
    let mut made = Vec::new();
    for (at, (condition, node)) in arms.into_iter().enumerate() {
        let (name, holds) = positive(&condition);
        let open = match (at, holds) {
            (0, _) => format!("#{word} {name}"),
            (_, true) => format!("else if {name}"),
            (_, false) => format!("else unless {name}"),
        };
        made.push((tag(it, &open), node));
    }
    if let Some(node) = otherwise {
        let word = it.pick(&["else", "else", "else", "^", " else "]);
        made.push((tag(it, word), node));
    }
    let end = tag(it, &format!("/{word}"));
    Node::Block(made, end)
}

/// In the words of Mustache.
fn by_name(
    it: &mut Grower,
    name: &str,
    holds: bool,
    arms: Vec<(Condition, Node)>,
    otherwise: Option<Node>,
) -> Node {
    let mut nodes: Vec<Node> = arms.into_iter().map(|(_, node)| node).collect();
    nodes.extend(otherwise);
    let (mark, opposite) = if holds { ("#", "^") } else { ("^", "#") };
    if nodes.len() > 1 && it.once_in(2) {
        let sections = [mark, opposite].into_iter().zip(nodes);
        let section = |(mark, node)| {
            Node::block(format!("{{{{{mark}{name}}}}}"), node, format!("{{{{/{name}}}}}"))
        };
        return Node::All(sections.map(section).collect());
    }
    let opens = [format!("{{{{{mark}{name}}}}}"), "{{else}}".to_owned()];
    Node::Block(opens.into_iter().zip(nodes).collect(), format!("{{{{/{name}}}}}"))
}

pub(crate) fn repeat(it: &mut Grower) -> Repeat {
    let is_strings = it.once_in(3);
    let list = it.name(if is_strings { Kind::Strings } else { Kind::List });
    let list = if !it.scopes.is_empty() && it.once_in(3) { format!("../{list}") } else { list };
    let (named, item, index) = match it.dice.below(3) {
        0 => (" as |v i|", "v".to_owned(), Some("i".to_owned())),
        1 => (" as |v|", "v".to_owned(), None),
        _ => ("", "this".to_owned(), None),
    };
    let open = tag(it, &format!("#each {list}{named}"));
    let end = tag(it, "/each");
    let scope =
        if is_strings { Scope::Strings { item, index } } else { Scope::Objects { item, index } };
    it.scopes.push(scope);
    let not_first = it.pick(&[
        "{{#unless @first}},{{/unless}}",
        "{{#if @index}},{{/if}}",
        "{{#if @first}}{{else}},{{/if}}",
    ]);
    let not_last = it.pick(&[
        "{{#unless @last}},{{/unless}}",
        "{{#if @last}}{{else}},{{/if}}",
        "{{^if @last}},{{/if}}",
    ]);
    Repeat { open, end, not_first: Some(Node::tag(not_first)), not_last: Some(Node::tag(not_last)) }
}

pub(crate) fn in_string(it: &mut Grower) -> Node {
    let name = it.name(Kind::String);
    Node::tag(match it.dice.below(6) {
        0 => format!("{{{{&{name}}}}}"),
        1 => format!("\\{{{{{name}}}}}"),
        2 => format!("{{{{lookup {} \"name\"}}}}", it.name(Kind::Object)),
        3 => format!("{{{{#if {}}}}}x{{{{else}}}}y{{{{/if}}}}", it.flag()),
        4 => format!("{{{{{{{name}}}}}}}"),
        _ => format!("{{{{#with {}}}}}{{{{name}}}}{{{{/with}}}}", it.name(Kind::Object)),
    })
}

pub(crate) fn oddity(it: &mut Grower) -> Node {
    Node::tag(match it.dice.below(4) {
        0 => format!("{{{{#if {}}}}}{{{{/if}}}}", it.flag()),
        1 => "{{!-- {{#if a}} --}}".to_owned(),
        2 => "{{#*inline \"unused\"}}\"x\": 1,{{/inline}}".to_owned(),
        _ => format!("{{{{~#each {}}}}}{{{{/each~}}}}", it.name(Kind::Strings)),
    })
}

pub(crate) fn wrapped(it: &mut Grower, node: Node) -> Node {
    match it.dice.below(5) {
        0 if node.is_plain() => Node::block("{{{{raw}}}}", node, "{{{{/raw}}}}"),
        1 => {
            let name = it.fresh("part");
            let inline = Node::block(format!("{{{{#*inline \"{name}\"}}}}"), node, "{{/inline}}");
            Node::All(vec![inline, Node::tag(format!("{{{{> {name}}}}}"))])
        }
        2 => {
            let name = it.fresh("absent");
            Node::block(format!("{{{{#> {name}}}}}"), node, format!("{{{{/{name}}}}}"))
        }
        3 => {
            let object = it.name(Kind::Object);
            Node::block(format!("{{{{#with {object}}}}}"), node, "{{/with}}")
        }
        _ => {
            let object = Condition::Is(it.name(Kind::Object));
            section(it, &object, node)
        }
    }
}
