//! Go's text/template.

use super::grower::{Grower, Scope};
use super::list::{Condition, Repeat};
use super::mustache::negated_once_in;
use super::node::Node;
use crate::render::values::Kind;

/// How a name of the outermost dot is written here.
pub(crate) fn global(it: &mut Grower, name: &str) -> String {
    let is_outside = it.scopes.is_empty();
    if is_outside && !it.once_in(10) { format!(".{name}") } else { format!("$.{name}") }
}

fn flag(it: &mut Grower) -> String {
    let name = it.flag();
    let has_members = matches!(it.scopes.last(), Some(Scope::Objects { .. } | Scope::Subject));
    // The item's own flag, or one that is not there.
    if has_members && it.once_in(3) { format!(".{name}") } else { global(it, &name) }
}

pub(crate) fn condition(it: &mut Grower) -> Condition {
    let index = match it.scopes.last() {
        Some(Scope::Objects { index, .. } | Scope::Strings { index, .. }) => index.clone(),
        _ => None,
    };
    let condition = match it.dice.below(15) {
        0 => {
            let object = it.name(Kind::Object);
            let object = global(it, &object);
            Condition::Is(format!("{object}.{}", it.flag()))
        }
        1 => {
            let object = it.name(Kind::Object);
            Condition::Is(global(it, &object))
        }
        2 => {
            let list = it.name(Kind::Strings);
            Condition::Is(global(it, &list))
        }
        3 => {
            let mode = it.name(Kind::Mode);
            Condition::Other(format!("eq {} \"a\"", global(it, &mode)))
        }
        4 => Condition::Other(format!("and {} {}", flag(it), flag(it))),
        5 => Condition::Other(format!("and (not {}) {}", flag(it), flag(it))),
        6 => Condition::Other(format!("or {} {}", flag(it), flag(it))),
        7 => {
            let list = it.name(Kind::Strings);
            Condition::Other(format!("gt (len {}) 1", global(it, &list)))
        }
        8 if index.is_some() => Condition::Is(index.unwrap_or_default()),
        9 if !it.assigned.is_empty() => Condition::Is(it.pick(&it.assigned.clone())),
        10 => {
            let mode = it.name(Kind::Mode);
            Condition::Other(format!("ne {} \"x{{{{y}}}}\"", global(it, &mode)))
        }
        _ => Condition::Is(flag(it)),
    };
    negated_once_in(it, 5, condition)
}

fn written(condition: &Condition) -> String {
    match condition {
        Condition::Is(text) | Condition::Other(text) => text.clone(),
        Condition::Not(condition) => match &**condition {
            Condition::Is(name) => format!("not {name}"),
            other => format!("not ({})", written(other)),
        },
    }
}

fn tag(it: &mut Grower, inside: &str) -> String {
    let left = if it.once_in(10) { "- " } else { it.pick(&["", " ", ""]) };
    let right = if it.once_in(10) { " -" } else { it.pick(&["", " ", ""]) };
    format!("{{{{{left}{inside}{right}}}}}")
}

pub(crate) fn branch(
    it: &mut Grower,
    arms: Vec<(Condition, Node)>,
    otherwise: Option<Node>,
) -> Node {
    let mut made = Vec::new();
    for (at, (condition, node)) in arms.into_iter().enumerate() {
        let word = if at == 0 { "if" } else { "else if" };
        let open = tag(it, &format!("{word} {}", written(&condition)));
        made.push((open, node));
    }
    if let Some(node) = otherwise {
        made.push((tag(it, "else"), node));
    }
    let end = tag(it, "end");
    Node::Block(made, end)
}

pub(crate) fn comma_if(condition: &Condition) -> Option<Node> {
    match condition {
        Condition::Is(name) => Some(Node::tag(format!("{{{{ ternary \",\" \"\" {name} }}}}"))),
        Condition::Not(of) => match &**of {
            Condition::Is(name) => Some(Node::tag(format!("{{{{ ternary \"\" \",\" {name} }}}}"))),
            _ => None,
        },
        Condition::Other(_) => None,
    }
}

pub(crate) fn repeat(it: &mut Grower) -> Repeat {
    let is_strings = it.once_in(2);
    let list = it.name(if is_strings { Kind::Strings } else { Kind::List });
    let list = global(it, &list);
    let (names, item, index) = match it.dice.below(4) {
        0 => ("", if is_strings { "." } else { "" }.to_owned(), None),
        1 => ("$v := ", "$v".to_owned(), None),
        _ => ("$i, $v := ", "$v".to_owned(), Some("$i".to_owned())),
    };
    let item = if item.is_empty() { ".".to_owned() } else { item };
    let (open, end) = (tag(it, &format!("range {names}{list}")), tag(it, "end"));
    let outer = if list.starts_with('$') { list.clone() } else { format!("${list}") };
    let not_first = index.as_ref().map(|_| {
        it.pick(&[
            "{{if $i}},{{end}}",
            "{{if gt $i 0}},{{end}}",
            "{{ if eq $i 0 }}{{ else }},{{ end }}",
        ])
    });
    let not_last = index.as_ref().map(|_| match it.dice.below(2) {
        0 => format!("{{{{if last $i {outer}}}}}{{{{else}}}},{{{{end}}}}"),
        _ => format!("{{{{if not (last $i {outer})}}}},{{{{end}}}}"),
    });
    let scope =
        if is_strings { Scope::Strings { item, index } } else { Scope::Objects { item, index } };
    it.scopes.push(scope);
    Repeat { open, end, not_first: not_first.map(Node::tag), not_last: not_last.map(Node::tag) }
}

pub(crate) fn in_string(it: &mut Grower) -> Node {
    let name = it.name(Kind::String);
    let name = global(it, &name);
    Node::tag(match it.dice.below(7) {
        0 => format!("{{{{ default \"x{{{{y}}}}\" {name} }}}}"),
        1 => format!("{{{{ {name} | toLower }}}}"),
        2 => "{{\"{\"}}".to_owned(),
        3 => "{{`{{x}}`}}".to_owned(),
        4 => format!("{{{{- {name} -}}}}"),
        5 => format!("{{{{if {}}}}}x{{{{else}}}}y{{{{end}}}}", flag(it)),
        _ => format!("{{{{ printf \"%s-}}}}\" {name} }}}}"),
    })
}

pub(crate) fn assignment(it: &mut Grower) -> Node {
    let value = match it.dice.below(3) {
        0 => "true".to_owned(),
        _ => flag(it),
    };
    let again = !it.assigned.is_empty() && it.once_in(2);
    let (name, sign) = if again {
        (it.pick(&it.assigned.clone()), it.pick(&["=", ":="]))
    } else {
        (it.pick(&["$x", "$net", "$y"]).to_owned(), ":=")
    };
    if !it.assigned.contains(&name) && it.scopes.is_empty() {
        it.assigned.push(name.clone());
    }
    Node::tag(tag(it, &format!("{name} {sign} {value}")))
}

pub(crate) fn oddity(it: &mut Grower) -> Node {
    Node::tag(match it.dice.below(4) {
        0 => format!("{{{{if {}}}}}{{{{end}}}}", flag(it)),
        1 => "{{- /* {{ x */ -}}".to_owned(),
        2 => {
            let list = it.name(Kind::Strings);
            format!("{{{{range {}}}}}{{{{end}}}}", global(it, &list))
        }
        _ => format!("{{{{define \"{}\"}}}}\"y\": 1,{{{{end}}}}", it.fresh("unused")),
    })
}

pub(crate) fn wrapped(it: &mut Grower, node: Node) -> Node {
    match it.dice.below(6) {
        0 if node.is_plain() => {
            let text = node.write();
            if text.contains('`') { node } else { Node::tag(format!("{{{{`{text}`}}}}")) }
        }
        1 => {
            let name = it.fresh("b");
            Node::block(format!("{{{{block \"{name}\" .}}}}"), node, "{{end}}")
        }
        2 => {
            let name = it.fresh("d");
            let body = Node::block(format!("{{{{define \"{name}\"}}}}"), node, "{{end}}");
            Node::All(vec![body, Node::tag(format!("{{{{template \"{name}\" .}}}}"))])
        }
        3 => {
            let object = it.name(Kind::Object);
            let object = global(it, &object);
            // The URI is not the object's.
            let object = if node.write().contains("cred_uri") { "$" } else { &object };
            Node::block(format!("{{{{with {object}}}}}"), node, "{{end}}")
        }
        4 => Node::block("{{with $}}", node, "{{end}}"),
        _ => Node::block("{{if true}}", node, "{{end}}"),
    }
}
