//! `image-stop-signal`: the image asks for another signal than SIGTERM.

use super::app_fields::IMAGE;
use super::docker_parameter::given;
use crate::engine::{Context, Rule};

pub(super) const RULE: Rule = Rule {
    name: "image-stop-signal",
    summary: "The image has a STOPSIGNAL; the Mesos containerizer sends SIGTERM",
    page: include_str!("../../docs/rules/image-stop-signal.md"),
    check,
};

/// Mesos reads no STOPSIGNAL (mesos: include/mesos/docker/v1.proto:44-58). With Docker, a parameter
/// `stop-signal` takes the place of the STOPSIGNAL; the rule `docker-parameter` reports the
/// parameter.
fn check(context: &mut Context) {
    if !context.leaves_docker() {
        return;
    }
    let Some(known) = context.image_config(IMAGE) else { return };
    if given(context, "stop-signal").is_some() {
        return;
    }
    let Some(signal) = known.config.stop_signal.as_deref() else { return };
    if matches!(signal.to_ascii_uppercase().as_str(), "" | "SIGTERM" | "TERM" | "15") {
        return;
    }
    let message = format!(
        "the image has `STOPSIGNAL {signal}` ({}); the Mesos containerizer stops the app with SIGTERM",
        known.told()
    );
    let help = "make the app end on SIGTERM, or start it with a `cmd` that traps SIGTERM";
    context.warn(IMAGE, message, help);
}
