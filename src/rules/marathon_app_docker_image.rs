//! `marathon-app-docker-image`: a variable that Marathon sets for Docker only.

use std::sync::LazyLock;

use memchr::memmem::Finder;

use super::app_fields;
use crate::engine::{Context, Rule};

pub(super) const RULE: Rule = Rule {
    name: "marathon-app-docker-image",
    summary: "The app uses MARATHON_APP_DOCKER_IMAGE, which Marathon sets for Docker only",
    page: include_str!("../../docs/rules/marathon-app-docker-image.md"),
    check,
};

const NAME: &str = "MARATHON_APP_DOCKER_IMAGE";
// Made once: an app has many texts, most of them short.
static NAME_FINDER: LazyLock<Finder> = LazyLock::new(|| Finder::new(NAME));

const VARIABLE: &str = "/env/MARATHON_APP_DOCKER_IMAGE";

/// Marathon sets the variable for Docker (marathon: TaskBuilder.scala:305).
fn check(context: &mut Context) {
    if !context.leaves_docker() || context.get(VARIABLE).is_some() {
        return;
    }
    let names_it = |text: &str| NAME_FINDER.find(text.as_bytes()).is_some();
    for text in app_fields::texts(context, names_it) {
        let message = format!(
            "{} uses `{NAME}`, which Marathon does not set for the Mesos containerizer",
            text.label
        );
        context.warn(&text.pointer, message, "set the variable in `env`, or do without it");
    }
}
