//! `marathon-app-docker-image`: a variable that Marathon sets for Docker only.

use super::app_fields;
use crate::engine::{Context, Rule};

pub(super) const RULE: Rule = Rule {
    name: "marathon-app-docker-image",
    summary: "The app uses MARATHON_APP_DOCKER_IMAGE, which Marathon sets for Docker only",
    page: include_str!("../../docs/rules/marathon-app-docker-image.md"),
    check,
};

const NAME: &str = "MARATHON_APP_DOCKER_IMAGE";
const VARIABLE: &str = "/env/MARATHON_APP_DOCKER_IMAGE";

/// marathon: TaskBuilder.scala:305
fn check(context: &mut Context) {
    if !context.leaves_docker() || context.get(VARIABLE).is_some() {
        return;
    }
    for text in app_fields::texts(context, |text| text.contains(NAME)) {
        let message = format!(
            "{} uses `{NAME}`, which Marathon does not set for the Mesos containerizer",
            text.label
        );
        context.warn(&text.pointer, message, "set the variable in `env`, or do without it");
    }
}
