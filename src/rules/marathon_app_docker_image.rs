//! `marathon-app-docker-image`: a variable that Marathon sets for Docker only.

use super::{Rule, Work, parts};

pub(super) const RULE: Rule = Rule {
    name: "marathon-app-docker-image",
    summary: "The app uses MARATHON_APP_DOCKER_IMAGE, which Marathon sets for Docker only",
    page: include_str!("../../docs/rules/marathon-app-docker-image.md"),
    check,
};

const NAME: &str = "MARATHON_APP_DOCKER_IMAGE";
const VARIABLE: &str = "/env/MARATHON_APP_DOCKER_IMAGE";

/// marathon: TaskBuilder.scala:305
fn check(work: &mut Work) {
    if !work.leaves_docker() || work.get(VARIABLE).is_some() {
        return;
    }
    for text in parts::texts(work, |text| text.contains(NAME)) {
        let message = format!(
            "{} uses `{NAME}`, which Marathon does not set for the Mesos containerizer",
            text.label
        );
        work.warn(&text.pointer, message, "set the variable in `env`, or do without it");
    }
}
