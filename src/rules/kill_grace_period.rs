//! `kill-grace-period`: the app gets less time to stop.

use crate::engine::{Context, Rule};

pub(super) const RULE: Rule = Rule {
    name: "kill-grace-period",
    summary: "The app does not say how long it may take to stop, and gets less time than before",
    page: include_str!("../../docs/rules/kill-grace-period.md"),
    check,
};

/// Docker waits for the longer of the executor's grace period and `--docker_stop_timeout`, which is
/// 20 s on DC/OS (mesos: src/launcher/docker_executor.cpp:211-217; dcos: gen/calc.py:1279). The
/// Mesos containerizer waits for 3 s (mesos: src/launcher/executor.cpp:821-825). Most definitions
/// leave the field out, so this is only a note.
fn check(context: &mut Context) {
    if context.leaves_docker() && context.get("/taskKillGracePeriodSeconds").is_none() {
        context.note(
            "",
            "without `taskKillGracePeriodSeconds` the app is killed 3 s after SIGTERM; Docker on DC/OS gave it 20 s",
        );
    }
}
