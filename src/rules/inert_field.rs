//! `inert-field`: a field that had no effect with Docker, and has one with the Mesos containerizer.

use serde_json::Value;

use super::app_fields::{self, Field};
use super::docker_parameter::given;
use crate::engine::{Context, Rule};
use crate::marathon::NetworkMode;

pub(super) const RULE: Rule = Rule {
    name: "inert-field",
    summary: "A field had no effect with Docker and takes effect now",
    page: include_str!("../../docs/rules/inert-field.md"),
    check,
};

fn check(context: &mut Context) {
    if !context.leaves_docker() {
        return;
    }
    linux_info(context);
    volumes(context);
    network_labels(context);
    // The Docker containerizer has no code for the field (marathon: TaskBuilder.scala:191-192).
    // With a parameter of that name the app had a terminal before.
    if context.get("/tty") == Some(&Value::Bool(true))
        && context.definition_has("/tty")
        && given(context, "tty").is_none()
    {
        warn_of_effect(
            context,
            "tty",
            "/tty",
            "`tty` takes effect: the app gets a terminal",
            "remove it if the app was meant to run without a terminal",
        );
    }
}

/// Warns about the members of `linuxInfo`. Marathon drops `linuxInfo` for Docker (marathon:
/// ContainerConversion.scala:115-124). For other containers it takes `seccomp` since 1.8 and `ipcInfo` since 1.9,
/// and dropped them before (marathon: commits a6e54ba33, acc731019).
fn linux_info(context: &mut Context) {
    if context.get("/container/linuxInfo").is_none() {
        return;
    }
    for (name, since) in [("seccomp", "1.8"), ("ipcInfo", "1.9")] {
        let pointer = format!("/container/linuxInfo/{name}");
        if context.definition_has(&pointer) && context.get(&pointer).is_some() {
            let message = format!(
                "`linuxInfo.{name}` takes effect from Marathon {since} on; with Docker it was dropped"
            );
            warn_of_effect(
                context,
                "linux-info",
                &pointer,
                &message,
                "make sure that the agents support what it asks for, or remove it",
            );
        }
    }
}

/// Warns about volumes of secrets and CSI volumes. Only the Mesos containerizer mounts them
/// (marathon: docs/secrets.md:70; CSIProvider.scala:109-111; mesos: src/docker/docker.cpp:783-789).
fn volumes(context: &mut Context) {
    let is_secret = |volume: &Value| volume.get("secret").is_some_and(Value::is_string);
    let provider = "/external/provider";
    let is_csi = |volume: &Value| volume.pointer(provider).and_then(Value::as_str) == Some("csi");
    for Field { pointer, value: volume } in
        app_fields::volumes(context, |volume| is_secret(volume) || is_csi(volume))
    {
        if is_secret(&volume) {
            warn_of_effect(
                context,
                "secret-volume",
                &pointer,
                "the secret volume takes effect; with Docker it was never mounted",
                "make sure that the app expects the file, and that the secret exists",
            );
        }
        if is_csi(&volume) {
            warn_of_effect(
                context,
                "csi-volume",
                &pointer,
                "the CSI volume takes effect; with Docker it was never mounted",
                "make sure that the volume exists and hides nothing in the image",
            );
        }
    }
}

/// Warns about labels of networks. Only the Mesos containerizer gets them (marathon:
/// ContainerSerializer.scala:78-82 and 121-127).
fn network_labels(context: &mut Context) {
    let is_labelled = |mode: NetworkMode, network: &Value| {
        let labels = network.get("labels").and_then(Value::as_object);
        mode != NetworkMode::Host && labels.is_some_and(|labels| !labels.is_empty())
    };
    for Field { pointer, .. } in app_fields::networks(context, is_labelled) {
        let labels = format!("{pointer}/labels");
        // Labels that are not in the file come from `docker.parameters`, and Docker did use those.
        if !context.definition_has(&labels) && !context.definition_has("/ipAddress/labels") {
            continue;
        }
        warn_of_effect(
            context,
            "network-labels",
            &labels,
            "the network's labels take effect; with Docker they were not passed on",
            "make sure that the CNI plugin understands them",
        );
    }
}

/// Warns that a field takes effect, under the name `inert-field/DETAIL`.
fn warn_of_effect(context: &mut Context, detail: &str, pointer: &str, message: &str, help: &str) {
    context.enter_detail(detail);
    context.warn(pointer, message, help);
}
