//! Variables.

use super::grower::Grower;
use super::node::Node;
use crate::render::values::Kind;

pub(crate) fn in_string(it: &mut Grower) -> Node {
    let name = it.name(Kind::String);
    Node::tag(match it.dice.below(5) {
        0 => format!("${name}"),
        1 => format!("${{{name}:-x}}"),
        2 => format!("${{{name}:-{{}}}}"),
        3 => "$PORT0".to_owned(),
        _ => format!("${{{}}}", it.name(Kind::Empty)),
    })
}

pub(crate) fn oddity(it: &mut Grower) -> Node {
    if it.once_in(4) { Node::tag(format!("${{{}}}", it.name(Kind::Empty))) } else { Node::text("") }
}
