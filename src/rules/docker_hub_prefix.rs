//! `docker-hub-prefix`: Docker's short name for Docker Hub, which Mesos takes for a host name.

use serde_json::Value;

use super::app_fields::IMAGE;
use super::image_manifest;
use crate::engine::{Context, KnownPull, Rule};
use crate::images::PullOutcome;
use crate::marathon::Image;

pub(super) const RULE: Rule = Rule {
    name: "docker-hub-prefix",
    summary: "The image begins with `docker.io/`, which Mesos does not translate to Docker Hub",
    page: include_str!("../../docs/rules/docker-hub-prefix.md"),
    check,
};

/// Removes Docker's name of Docker Hub from the image, or blocks if what is left would name another registry.
/// Mesos asks the host that the image names (mesos: registry_puller.cpp:206-238, 267-288). An image
/// without a host comes from the agent's `--docker_registry`, which is Docker Hub by default.
fn check(context: &mut Context) {
    if !context.leaves_docker() {
        return;
    }
    let Some((hub, name)) = context.text(IMAGE).and_then(Image::without_hub) else { return };
    let (hub, name) = (hub.to_owned(), name.to_owned());
    if Image::parse(&name).registry.is_some() {
        return context.block(
            IMAGE,
            format!("Mesos does not know `{hub}`, and without it the image names another registry"),
            "name the registry as `registry-1.docker.io`",
        );
    }
    context.replace(IMAGE, Value::from(name.as_str()));
    let known = known(context);
    let answer = match &known {
        Some(pull) if pull.is_pulled() => format!("; it is there ({})", pull.told()),
        _ => String::new(),
    };
    context.note(
        IMAGE,
        format!("`{hub}/` is removed, because Mesos would take it for a host; the image then comes from the agents' `--docker_registry`, by default Docker Hub{answer}"),
    );
    if let Some(pull) = known.filter(|pull| pull.outcome == PullOutcome::NotFound) {
        tell_missing(context, &hub, &name, pull);
    }
}

/// Returns the last pull of the image without the prefix. A pull that tells that the image is there counts before
/// the others, because the others may lack the right to see it.
fn known<'a>(context: &Context<'a>) -> Option<KnownPull<'a>> {
    let is_there = |pull: &KnownPull| pull.is_pulled() || image_manifest::is_about(pull.outcome);
    context.image_pulls(IMAGE).max_by_key(|pull| (pull.is_pulled(), is_there(pull), pull.asked))
}

/// Blocks, because the registry that was asked does not have the image. Docker asks Docker Hub, which may
/// have it.
fn tell_missing(context: &mut Context, hub: &str, name: &str, pull: KnownPull) {
    let repository = if name.contains('/') { "" } else { "library/" };
    context.enter_detail("missing");
    // The caller has nothing to carry out: the prefix is removed already.
    let _accepted = context.block_or_lose(
        IMAGE,
        format!("without `{hub}/`, the agents pull `{name}` from their `--docker_registry`, which does not have it ({})", pull.told()),
        &format!("if Docker Hub has it, write `registry-1.docker.io/{repository}{name}`"),
        "only agents that have the image in their caches start the app",
    );
    context.leave_detail();
}
