//! `privileged`: the Mesos containerizer drops it without a word.

use serde_json::Value;

use super::{Rule, Work};

pub(super) const RULE: Rule = Rule {
    name: "privileged",
    summary: "`docker.privileged` has no effect on the Mesos containerizer",
    page: include_str!("../../docs/rules/privileged.md"),
    check,
};

const FIELD: &str = "/container/docker/privileged";

/// The converter of MESOS containers never reads the field (marathon: ContainerConversion.scala:125-134).
fn check(work: &mut Work) {
    if !work.leaves_docker() {
        if work.get(FIELD).is_some_and(|value| *value != Value::Bool(false)) {
            work.warn(
                FIELD,
                "the app is of type MESOS already, where `privileged` has no effect: it runs without privileges",
                "find out whether it needs any; if not, remove the member",
            );
        }
        return;
    }
    if !work.has(FIELD) {
        return;
    }
    match work.get(FIELD) {
        None | Some(Value::Bool(false)) => work.remove(FIELD),
        Some(_) => {
            let runs =
                if work.unknown(FIELD).is_some() { "the app may run" } else { "the app runs" };
            let accepted = work.block_or_lose(
                FIELD,
                format!("{runs} privileged; on the Mesos containerizer it would start without, and Marathon would not say so"),
                "find out which privilege it needs, and whether it can do without",
                "the app starts without privileges",
            );
            if accepted {
                work.remove(FIELD);
            }
        }
    }
}
