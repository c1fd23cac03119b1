//! `image-user`: the image names a user, to whom only Docker switches.

use serde_json::Value;

use super::app_fields::IMAGE;
use super::docker_parameter::given;
use crate::edit::Anchor;
use crate::engine::{Context, KnownImageConfig, PreparationKind, Rule};

pub(super) const RULE: Rule = Rule {
    name: "image-user",
    summary: "The image has a USER, which the Mesos containerizer does not switch to",
    page: include_str!("../../docs/rules/image-user.md"),
    check,
};

const USER: &str = "/user";

/// Mesos logs the USER of an image and does nothing with it (mesos: isolators/docker/runtime.cpp:110-123).
/// A task without a user runs as the user of its framework, which is `root` for Marathon on DC/OS,
/// and `nobody` in the strict mode of DC/OS.
fn check(context: &mut Context) {
    if !context.leaves_docker() || context.text(USER).is_some_and(|user| !user.is_empty()) {
        return;
    }
    let Some(known) = context.image_config(IMAGE) else { return };
    // Docker switched to the user of the parameter.
    if given(context, "user").is_some_and(|user| !user.is_empty()) {
        return;
    }
    let Some(user) = known.config.user.as_deref().filter(|user| !is_root(user)) else { return };
    match name(user) {
        Some(name) if context.options().user_from_image => add(context, name, known),
        name => warn(context, user, name, known),
    }
}

/// Warns that the app no longer runs as `user`, the USER of the image. `name` is the USER if Mesos
/// can look it up.
fn warn(context: &mut Context, user: &str, name: Option<&str>, known: KnownImageConfig) {
    let message = format!(
        "the image has `USER {user}` ({}); the Mesos containerizer runs the app as Marathon's user instead, usually root",
        known.told()
    );
    let help = match name {
        Some(name) => format!(
            "give every agent a user `{name}` with the id that it has in the image, and set `user` to `{name}`; `user-from-image = true` in pullconfig.toml sets `user` for you"
        ),
        None => "give every agent a user with the id that the image needs, and set `user` to its name; Mesos takes no number and no group".to_owned(),
    };
    context.warn(IMAGE, message, &help);
}

/// Adds `user` with the name that the USER of the image has.
fn add(context: &mut Context, name: &str, known: KnownImageConfig) {
    let message = format!(
        "the app gets `user`, because the image has `USER {name}` ({}); Mesos looks the name up on the agent, not in the image",
        known.told()
    );
    match context.has(USER) {
        true => context.replace(USER, Value::from(name)),
        false => context.add(USER, Value::from(name), Anchor::After(&["cmd", "args", "id"])),
    }
    let user = PreparationKind::AgentUser.of(name);
    let help = "make sure that every agent has the user, with the id that it has in the image";
    context.ask(USER, user, message, help);
}

/// Whether a USER is root, with any group.
fn is_root(user: &str) -> bool {
    matches!(user.split(':').next(), None | Some("" | "root" | "0"))
}

/// Returns the USER if it is a name that Mesos can look up: no number, and without a group.
fn name(user: &str) -> Option<&str> {
    let is_plain = |c: char| c.is_ascii_alphanumeric() || "._-".contains(c);
    let is_number = user.bytes().all(|byte| byte.is_ascii_digit());
    (!is_number && user.chars().all(is_plain)).then_some(user)
}
