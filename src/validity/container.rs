//! The checks of the container, the image and the command (marathon: AppValidation.scala:53-80,
//! 136-156, 320, 459-464, 512-523; AppDefinition.scala:538-546).

use super::canonical::App;
use super::view::{get, is_template, list, number, text};
use super::{Reason, Violations};
use crate::marathon::{ContainerType, Target, Targets};

const DOCKER: Reason = Reason("docker-missing", "marathon: AppValidation.scala:63-65");
const PULL_CONFIG: Reason = Reason("pull-config-with-docker", "marathon: AppValidation.scala:60");
const PULL_SECRET: Reason =
    Reason("pull-config-without-secret", "marathon: AppValidation.scala:69-71");
const SHORT: Reason = Reason("short-cmd", "marathon: AppValidation.scala:320");
const BOTH: Reason = Reason("cmd-and-args", "marathon: AppValidation.scala:512-523");
const NOTHING: Reason =
    Reason("nothing-to-run", "marathon: AppDefinition.scala:526-536, AppValidation.scala:512-523");
const GPUS: Reason = Reason("gpus-with-docker", "marathon: AppValidation.scala:459-464");
const CHECK: Reason = Reason("check-with-docker", "marathon: AppDefinition.scala:538-546");

pub(super) fn check(app: &App, found: &mut Violations) {
    let is_docker = app.container_type == Some(ContainerType::Docker);
    if is_docker && app.docker().is_none() {
        let message = "a container of type DOCKER (the default) needs `docker`";
        found.add(&DOCKER, "/container/docker", message);
    }
    check_pull_config(app, is_docker, found);
    check_command(app, found);
    if is_docker && number(app.value, "gpus").is_some_and(|gpus| gpus > 0.0) {
        found.add(&GPUS, "/gpus", "`gpus` need a container of type MESOS");
    }
    if is_docker && get(app.value, "check").is_some() {
        let message = "`check` needs a container of type MESOS";
        found.add(&CHECK, "/check", message).only(Targets::since(Target::V1_8));
    }
}

fn check_pull_config(app: &App, is_docker: bool, found: &mut Violations) {
    let Some(config) = app.docker().and_then(|docker| get(docker, "pullConfig")) else { return };
    const FIELD: &str = "/container/docker/pullConfig";
    if is_docker {
        found.add(&PULL_CONFIG, FIELD, "`pullConfig` needs a container of type MESOS");
        return;
    }
    let Some(key) = text(config, "secret").filter(|key| !is_template(key)) else { return };
    if get(app.value, "secrets").and_then(|secrets| secrets.get(key)).is_none() {
        let message =
            format!("`pullConfig` names the secret `{key}`, but `secrets` has no entry for it");
        found.add(&PULL_SECRET, format!("{FIELD}/secret"), message);
    }
}

fn check_command(app: &App, found: &mut Violations) {
    let cmd = text(app.value, "cmd");
    // Marathon takes a single character for empty. An empty command is reported by the schema.
    if cmd.is_some_and(|cmd| cmd.encode_utf16().count() == 1) {
        found.add(&SHORT, "/cmd", "`cmd` is a single character; Marathon treats it as empty");
    }
    let has_args = !list(app.value, "args").is_empty();
    // A container of type DOCKER without `docker` has been reported already.
    let is_docker = app.container_type == Some(ContainerType::Docker);
    let has_image = app.docker().is_some() || is_docker || has_appc(app, found);
    match (get(app.value, "cmd").is_some(), has_args) {
        (true, true) => {
            found.add(
                &BOTH,
                "/args",
                "the app has both `cmd` and `args`, but may have only one of them",
            );
        }
        (false, false) if !has_image => {
            let message = match app.container {
                None => "the app has nothing to run; it needs `cmd`, `args` or a `container`",
                Some(_) => {
                    "the app has nothing to run; it needs `cmd`, `args` or an image in `container.docker`"
                }
            };
            found.add(&NOTHING, "", message);
        }
        _ => {}
    }
}

/// Whether the app has an AppC image that the asked versions know: those before 1.9 (marathon 1.8:
/// AppDefinition.scala).
fn has_appc(app: &App, found: &Violations) -> bool {
    let appc = app.container.and_then(|container| get(container, "appc"));
    appc.is_some() && !found.since(Target::V1_9)
}
