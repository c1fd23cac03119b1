//! What a shell puts into a heredoc.

use super::grower::Grower;
use super::node::Node;
use crate::render::values::Kind;

/// The value of a variable.
pub(crate) fn expression(it: &mut Grower, name: &str) -> String {
    match it.dice.below(6) {
        0 => format!("${name}"),
        1 => format!("$(echo \"${name}\")"),
        2 => format!("`echo ${name}`"),
        3 => format!("${{{name}:-x}}"),
        _ => format!("${{{name}}}"),
    }
}

pub(crate) fn in_string(it: &mut Grower) -> Node {
    let name = it.name(Kind::String);
    Node::tag(match it.dice.below(8) {
        0 => format!("${{{name}:-{{}}}}"),
        1 => format!("${{{name}:-{{}}"),
        2 => format!("${{{name}:-it's}}"),
        3 => "\\$PORT0".to_owned(),
        4 => format!("$(printf '%s' ')' \"${{{name}}}\")"),
        5 => format!("${{{name}:+${{{name}}}}}"),
        6 => format!("${{{name}%%x*}}"),
        _ => format!("${{{}}}", it.name(Kind::Empty)),
    })
}
