//! `docker-hub-prefix`: Docker's short name for Docker Hub, which Mesos takes for a host name.

use serde_json::Value;

use super::app_fields::IMAGE;
use crate::engine::{Context, Rule};
use crate::marathon::Image;

pub(super) const RULE: Rule = Rule {
    name: "docker-hub-prefix",
    summary: "The image begins with `docker.io/`, which Mesos does not translate to Docker Hub",
    page: include_str!("../../docs/rules/docker-hub-prefix.md"),
    check,
};

/// The names that Docker takes for Docker Hub. `registry-1.docker.io` is the real host, and works
/// with both containerizers.
const HUB_NAMES: [&str; 2] = ["docker.io", "index.docker.io"];

/// Mesos asks the host that the image names (mesos: registry_puller.cpp:206-238, 267-288). An image
/// without a host comes from the agent's `--docker_registry`, which is Docker Hub by default.
fn check(context: &mut Context) {
    if !context.leaves_docker() {
        return;
    }
    let Some(image) = context.text(IMAGE) else { return };
    let Some((host, name)) = image.split_once('/') else { return };
    if !HUB_NAMES.iter().any(|hub| hub.eq_ignore_ascii_case(host)) {
        return;
    }
    let (host, name) = (host.to_owned(), name.to_owned());
    if Image::parse(&name).registry.is_some() {
        return context.block(
            IMAGE,
            format!(
                "Mesos does not know `{host}`, and without it the image names another registry"
            ),
            "name the registry as `registry-1.docker.io`",
        );
    }
    context.note(
        IMAGE,
        format!("`{host}/` is removed, because Mesos would take it for a host; the image then comes from the agents' `--docker_registry`, by default Docker Hub"),
    );
    context.replace(IMAGE, Value::from(name));
}
