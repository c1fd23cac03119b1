//! `container-type`: the type DOCKER, written or by default, becomes MESOS.

use serde_json::Value;

use crate::edit::Anchor;
use crate::engine::{Context, Rule};
use crate::marathon::DefinitionKind;

pub(super) const RULE: Rule = Rule {
    name: "container-type",
    summary: "The app runs on the Docker containerizer, which takes no pullConfig",
    page: include_str!("../../docs/rules/container-type.md"),
    check,
};

/// An absent type means DOCKER (marathon: appContainer.raml:160-162). Marathon accepts upper and
/// lower case (marathon: EnumVisitor.scala:27-46).
fn check(context: &mut Context) {
    if context.definition().kind != DefinitionKind::App {
        return;
    }
    let mesos = Value::from("MESOS");
    if let Some(expression) = context.unknown("/container/type").map(str::to_owned) {
        let message = format!(
            "`container.type` is an expression (`{expression}`); what has to change depends on whether it is DOCKER"
        );
        let help = "write the type out, or write an alternative for each type";
        return context.block_form("/container/type", &expression, message, help);
    }
    match context.get("/container/type") {
        None if context.has("/container/type") => context.replace("/container/type", mesos),
        None if context.get("/container").is_some_and(Value::is_object) => {
            context.add("/container/type", mesos, Anchor::First);
        }
        None => {}
        Some(Value::String(name)) if name.eq_ignore_ascii_case("DOCKER") => {
            context.replace("/container/type", mesos);
        }
        Some(Value::String(name)) if name.eq_ignore_ascii_case("MESOS") => {}
        Some(other) => {
            let message = format!("`container.type` is {other}; Marathon knows DOCKER and MESOS");
            context.block("/container/type", message, "correct the type");
        }
    }
}
