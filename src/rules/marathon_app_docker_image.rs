//! `marathon-app-docker-image`: variables that only apps on Docker have.

use std::sync::LazyLock;

use memchr::memmem::Finder;

use super::app_fields;
use super::shell::has_word;
use crate::engine::{Context, Rule};

pub(super) const RULE: Rule = Rule {
    name: "marathon-app-docker-image",
    summary: "The app uses a variable that is set for Docker only",
    page: include_str!("../../docs/rules/marathon-app-docker-image.md"),
    check,
};

const IMAGE: &str = "MARATHON_APP_DOCKER_IMAGE";
const CONTAINER: &str = "MESOS_CONTAINER_NAME";
// The searches are prepared once, because an app has many texts, most of them short.
static IMAGE_FINDER: LazyLock<Finder> = LazyLock::new(|| Finder::new(IMAGE));
static CONTAINER_FINDER: LazyLock<Finder> = LazyLock::new(|| Finder::new(CONTAINER));

/// Marathon sets a variable with the image for Docker only (marathon: TaskBuilder.scala:305).
/// Mesos' Docker containerizer sets a variable with the name of the container (mesos:
/// src/docker/docker.cpp:736).
fn check(context: &mut Context) {
    if !context.leaves_docker() {
        return;
    }
    let uses_image = |text: &str| IMAGE_FINDER.find(text.as_bytes()).is_some();
    let uses_container =
        |text: &str| CONTAINER_FINDER.find(text.as_bytes()).is_some() && has_word(text, CONTAINER);
    let texts = app_fields::texts(context, |text| uses_image(text) || uses_container(text));
    let is_set = |name: &str| context.get("/env").is_some_and(|env| !env[name].is_null());
    let (has_image, has_container) = (is_set(IMAGE), is_set(CONTAINER));
    for text in texts.iter().filter(|text| !has_image && uses_image(&text.text)) {
        let message = format!(
            "{} uses `{IMAGE}`, which Marathon does not set for the Mesos containerizer",
            text.label
        );
        context.warn(&text.pointer, message, "set the variable in `env`, or stop using it");
    }
    context.enter_detail("mesos-container-name");
    for text in texts.iter().filter(|text| !has_container && uses_container(&text.text)) {
        let message = format!(
            "{} uses `{CONTAINER}`, which only containers of Docker have; `MESOS_TASK_ID` is set for both",
            text.label
        );
        let help =
            "use `MESOS_TASK_ID`, or stop using the name; no Docker container has it any more";
        context.warn(&text.pointer, message, help);
    }
}
