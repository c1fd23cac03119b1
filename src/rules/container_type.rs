//! `container-type`: DOCKER, spelled or defaulted, becomes MESOS.

use serde_json::Value;

use super::{Rule, Work};
use crate::edit::Place;
use crate::marathon::Kind;

pub(super) const RULE: Rule = Rule {
    name: "container-type",
    summary: "The app runs on the Docker containerizer, which takes no pullConfig",
    page: include_str!("../../docs/rules/container-type.md"),
    check,
};

/// Absent means DOCKER (marathon: appContainer.raml:160-162); letters of any case are read
/// (marathon: EnumVisitor.scala:27-46).
fn check(work: &mut Work) {
    if work.definition().kind != Kind::App {
        return;
    }
    let mesos = Value::from("MESOS");
    if let Some(expression) = work.unknown("/container/type").map(str::to_owned) {
        let message = format!(
            "`container.type` is an expression (`{expression}`); what has to change depends on whether it is DOCKER"
        );
        let help = "write the type out, or write an alternative for each type";
        return work.block_form("/container/type", &expression, message, help);
    }
    match work.get("/container/type") {
        None if work.has("/container/type") => work.replace("/container/type", mesos),
        None if work.get("/container").is_some_and(Value::is_object) => {
            work.add("/container/type", mesos, Place::First);
        }
        None => {}
        Some(Value::String(name)) if name.eq_ignore_ascii_case("DOCKER") => {
            work.replace("/container/type", mesos);
        }
        Some(Value::String(name)) if name.eq_ignore_ascii_case("MESOS") => {}
        Some(other) => {
            let message = format!("`container.type` is {other}; Marathon knows DOCKER and MESOS");
            work.block("/container/type", message, "correct the type");
        }
    }
}
