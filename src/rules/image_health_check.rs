//! `image-health-check`: the image has a HEALTHCHECK, which nobody but Docker runs.

use super::app_fields::IMAGE;
use crate::engine::{Context, Rule};

pub(super) const RULE: Rule = Rule {
    name: "image-health-check",
    summary: "The image has a HEALTHCHECK, which the Mesos containerizer does not run",
    page: include_str!("../../docs/rules/image-health-check.md"),
    check,
};

/// Docker runs the command and shows the result, but Mesos and Marathon do not read the result. The
/// Mesos containerizer does not read the HEALTHCHECK of an image at all (mesos:
/// include/mesos/docker/v1.proto:44-58). So a parameter `no-healthcheck` makes no difference.
fn check(context: &mut Context) {
    if !context.leaves_docker() {
        return;
    }
    let Some(known) = context.image_config(IMAGE) else { return };
    if known.config.health_check.is_empty() {
        return;
    }
    let message = format!(
        "the image has a HEALTHCHECK ({}); the Mesos containerizer does not run it, and Marathon never used its result",
        known.told()
    );
    context.note(IMAGE, message);
}
