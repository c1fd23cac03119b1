//! Jinja2.

use super::grower::{Grower, Scope};
use super::list::{Condition, Repeat};
use super::mustache::negated_once_in;
use super::node::Node;
use crate::render::values::Kind;

pub(crate) fn condition(it: &mut Grower) -> Condition {
    let loops = matches!(it.scopes.last(), Some(Scope::Objects { .. } | Scope::Strings { .. }));
    let condition = match it.dice.below(18) {
        0 => {
            let (object, flag) = (it.name(Kind::Object), it.flag());
            Condition::Is(format!("{object}.{flag}"))
        }
        1 => Condition::Is(it.name(Kind::Object)),
        2 => Condition::Is(it.name(Kind::Strings)),
        3 => Condition::Other(format!("{} == \"a\"", it.name(Kind::Mode))),
        4 => Condition::Other(format!("{} and {}", it.flag(), it.flag())),
        5 => Condition::Other(format!("not {} and {}", it.flag(), it.flag())),
        6 => Condition::Other(format!("{} or {}", it.flag(), it.flag())),
        7 => Condition::Other(format!("{} is defined", it.flag())),
        8 => Condition::Other(format!("{} == \"{{{{x}}}}\" or {}", it.name(Kind::Mode), it.flag())),
        9 if loops => Condition::Is("loop.first".into()),
        10 if loops => Condition::Is("loop.last".into()),
        11 if !it.assigned.is_empty() => Condition::Is(it.pick(&it.assigned.clone())),
        12 => match it.scopes.last().cloned() {
            Some(Scope::Objects { item, .. }) => Condition::Is(format!("{item}.{}", it.flag())),
            _ => Condition::Is(it.flag()),
        },
        13 => Condition::Other(format!("({})", it.flag())),
        _ => Condition::Is(it.flag()),
    };
    negated_once_in(it, 5, condition)
}

pub(crate) fn written(condition: &Condition) -> String {
    match condition {
        Condition::Is(text) | Condition::Other(text) => text.clone(),
        Condition::Not(condition) => match &**condition {
            Condition::Is(name) => format!("not {name}"),
            other => format!("not ({})", written(other)),
        },
    }
}

fn tag(it: &mut Grower, inside: &str) -> String {
    let (left, right) = (control(it), control(it));
    format!("{{%{left} {inside} {right}%}}")
}

fn control(it: &mut Grower) -> &'static str {
    if it.once_in(10) { it.pick(&["-", "-", "+"]) } else { "" }
}

pub(crate) fn branch(
    it: &mut Grower,
    arms: Vec<(Condition, Node)>,
    otherwise: Option<Node>,
) -> Node {
    let mut made = Vec::new();
    for (at, (condition, node)) in arms.into_iter().enumerate() {
        let word = if at == 0 { "if" } else { "elif" };
        let open = tag(it, &format!("{word} {}", written(&condition)));
        made.push((open, node));
    }
    if let Some(node) = otherwise {
        made.push((tag(it, "else"), node));
    }
    let end = tag(it, "endif");
    Node::Block(made, end)
}

pub(crate) fn comma_if(it: &mut Grower, condition: &Condition) -> Option<Node> {
    let condition = written(condition);
    Some(Node::tag(match it.dice.below(3) {
        0 => format!("{{{{ \",\" if {condition} }}}}"),
        1 => format!("{{{{ ',' if {condition} else '' }}}}"),
        _ => format!("{{{{ \"\" if not ({condition}) else \",\" }}}}"),
    }))
}

pub(crate) fn repeat(it: &mut Grower) -> Repeat {
    let is_strings = it.once_in(2);
    let list = it.name(if is_strings { Kind::Strings } else { Kind::List });
    let item = it.pick(&["v", "x", "item"]).to_owned();
    let filter = if it.once_in(10) { format!(" if {item} != \"u1\"") } else { String::new() };
    let open = tag(it, &format!("for {item} in {list}{filter}"));
    let end = tag(it, "endfor");
    let scope = if is_strings {
        Scope::Strings { item, index: None }
    } else {
        Scope::Objects { item, index: None }
    };
    it.scopes.push(scope);
    let not_first = it.pick(&[
        "{% if not loop.first %},{% endif %}",
        "{{ \", \" if not loop.first else \"\" }}",
        "{{ \",\" if loop.index > 1 }}",
        "{% if loop.index0 %},{% endif %}",
    ]);
    let not_last = it.pick(&[
        "{% if not loop.last %},{% endif %}",
        "{{ \",\" if not loop.last }}",
        "{% if loop.last %}{% else %},{% endif %}",
        "{% if loop.revindex > 1 %},{% endif %}",
        "{%- if not loop.last -%},{%- endif -%}",
    ]);
    Repeat { open, end, not_first: Some(Node::tag(not_first)), not_last: Some(Node::tag(not_last)) }
}

pub(crate) fn in_string(it: &mut Grower) -> Node {
    let name = it.name(Kind::String);
    Node::tag(match it.dice.below(7) {
        0 => format!("{{{{ {name}|default('{{x}}') }}}}"),
        1 => format!("{{{{ \"a\" if {} else \"b\" }}}}", it.flag()),
        2 => format!("{{{{ \"{{{{\" ~ {name} }}}}"),
        3 => format!("{{{{ {name} | upper | trim }}}}"),
        4 => "{% raw %}{{ x }}{% endraw %}".to_owned(),
        5 => format!("{{{{-{name}-}}}}"),
        _ => format!("{{% if {} %}}x{{% endif %}}", it.flag()),
    })
}

pub(crate) fn assignment(it: &mut Grower) -> Node {
    let value = match it.dice.below(3) {
        0 => written(&condition(it)),
        1 => it.flag(),
        _ => "true".to_owned(),
    };
    let name = if it.once_in(2) { it.flag() } else { it.fresh("w") };
    it.assigned.push(name.clone());
    Node::tag(tag(it, &format!("set {name} = {value}")))
}

pub(crate) fn oddity(it: &mut Grower) -> Node {
    Node::tag(match it.dice.below(4) {
        0 => format!("{{% if {} %}}{{% endif %}}", it.flag()),
        1 => "{#- {{ x }} -#}".to_owned(),
        2 => format!("{{% for q in {} %}}{{% endfor %}}", it.name(Kind::Strings)),
        _ => "{% macro unused(x) %}\"y\": 1,{% endmacro %}".to_owned(),
    })
}

pub(crate) fn wrapped(it: &mut Grower, node: Node) -> Node {
    match it.dice.below(10) {
        0 if node.is_plain() => Node::block("{% raw %}", node, "{% endraw %}"),
        1 => {
            let object = it.name(Kind::Object);
            let name = if it.once_in(2) { it.flag() } else { it.fresh("w") };
            Node::block(format!("{{% with {name} = {object} %}}"), node, "{% endwith %}")
        }
        2 => {
            let filter = it.pick(&["trim", "trim", "upper", "replace('fetch', 'uris')"]);
            Node::block(format!("{{% filter {filter} %}}"), node, "{% endfilter %}")
        }
        3 => {
            let name = it.fresh("b");
            Node::block(format!("{{% block {name} scoped %}}"), node, "{% endblock %}")
        }
        4 => {
            let name = it.fresh("m");
            let body = Node::block(format!("{{% macro {name}() %}}"), node, "{% endmacro %}");
            Node::All(vec![body, Node::tag(format!("{{{{ {name}() }}}}"))])
        }
        5 => {
            let name = it.fresh("s");
            let body = Node::block(format!("{{% set {name} %}}"), node, "{% endset %}");
            Node::All(vec![body, Node::tag(format!("{{{{ {name} }}}}"))])
        }
        6 => Node::block("{% for once in [1] %}", node, "{% endfor %}"),
        7 => {
            let name = it.fresh("m");
            let caller = format!("{{% macro {name}() %}}{{{{ caller() }}}}{{% endmacro %}}");
            let call = Node::block(format!("{{% call {name}() %}}"), node, "{% endcall %}");
            Node::All(vec![Node::tag(caller), call])
        }
        8 => Node::block("{% autoescape false %}", node, "{% endautoescape %}"),
        _ => Node::block("{% if true %}", node, "{% endif %}"),
    }
}
