//! `command-health-check`: a check that ran in the image's environment and no longer does.

mod shell;

use serde_json::Value;

use super::app_fields::{self, Field};
use crate::engine::{Context, Rule};

pub(super) const RULE: Rule = Rule {
    name: "command-health-check",
    summary: "A COMMAND health check runs without the image's environment and user",
    page: include_str!("../../../docs/rules/command-health-check.md"),
    check,
};

/// Docker runs the check with `docker exec`. The Mesos containerizer runs it as root with the
/// executor's environment and the app's `env` (mesos: src/checks/checker_process.cpp:463-474;
/// src/slave/slave.cpp: 6838-6841; launcher/executor.cpp:742-755). A program with an absolute path
/// is found in either case. If the app sets `PATH` itself, all programs are found.
fn check(context: &mut Context) {
    if !context.leaves_docker() || context.text("/env/PATH").is_some() {
        return;
    }
    let searches_path = |check: &Value| {
        let protocol = check.get("protocol").and_then(Value::as_str);
        let command = check.pointer("/command/value").and_then(Value::as_str);
        protocol.is_some_and(|protocol| protocol.eq_ignore_ascii_case("COMMAND"))
            && command.is_some_and(shell::searches_path)
    };
    for Field { pointer, .. } in app_fields::elements(context, "/healthChecks", searches_path) {
        context.warn(
            &format!("{pointer}/command/value"),
            "the health check's command no longer has the image's PATH, ENV, USER and WORKDIR, and may not find its program",
            "give programs with their absolute paths, and variables of the image in `env`",
        );
    }
}
