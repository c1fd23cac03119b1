//! `cap-add`, `device`, `runtime`, `pid`, `userns`: the flags about what the process may access.

use super::{Parameter, Parameters, lose, user};
use crate::engine::Context;

/// `cap-add`: with the agent's default flags, the Mesos containerizer gives root every capability,
/// and other users none (mesos: docs/isolators/linux-capabilities.md:25-47).
pub(super) fn cap_add(context: &mut Context, parameters: &Parameters, parameter: &Parameter) {
    let capability = &parameter.value;
    if user::is_root(context, parameters) {
        return context.warn(
            &parameter.pointer,
            format!("`{capability}` is not asked for any more; root has every capability unless its agent takes some away"),
            "check that the agents do not take it away, and that they run the app as root",
        );
    }
    lose(
        context,
        parameter,
        &format!(
            "a user other than root is given `{capability}`; Marathon has no field for capabilities"
        ),
        "run the app as root, or find out whether it works without",
        &format!("the app starts without the capability `{capability}`"),
    );
}

/// `device`: containers see `null`, `zero`, `full`, `random`, `urandom`, `tty` and `pts` (mesos:
/// filesystem/linux.cpp:167-200). `/dev/net/tun` is one of the devices that the agent's cgroup lets
/// them open.
pub(super) fn device(context: &mut Context, _: &Parameters, parameter: &Parameter) {
    let path = parameter.value.split(':').next().unwrap_or_default();
    let help = if path == "/dev/net/tun" {
        "try a host volume of `/dev/net/tun`, which the agent lets containers open"
    } else {
        "leave the app on the Docker containerizer, or find out whether it works without"
    };
    lose(
        context,
        parameter,
        &format!("the app uses the device `{path}`; Marathon has no field for devices"),
        help,
        &format!("the app starts without the device `{path}`"),
    );
}

/// `runtime`: the program that starts the container.
pub(super) fn runtime(context: &mut Context, _: &Parameters, parameter: &Parameter) {
    let runtime = &parameter.value;
    if matches!(runtime.as_str(), "" | "runc") {
        return context
            .note(&parameter.pointer, "Mesos starts the container itself, as `runc` would");
    }
    let help = if runtime == "nvidia" {
        "ask for GPUs with `gpus` instead"
    } else {
        "find out whether the app works without"
    };
    lose(
        context,
        parameter,
        &format!(
            "the runtime `{runtime}` starts the container; the Mesos containerizer does that itself"
        ),
        help,
        &format!("the app runs without what the runtime `{runtime}` adds"),
    );
}

/// `pid`: Marathon does not offer `share_pid_namespace`, and DC/OS forbids it (dcos:
/// gen/dcos-config.yaml:1372).
pub(super) fn pid(context: &mut Context, _: &Parameters, parameter: &Parameter) {
    match parameter.value.as_str() {
        "" => context.note(&parameter.pointer, "no PID mode is named, which leaves it as it is"),
        other if other.starts_with("container:") => context.block(
            &parameter.pointer,
            "the app joins the processes of another Docker container; the Mesos containerizer cannot do that",
            "run the two as a pod",
        ),
        _ => lose(
            context,
            parameter,
            "the app sees all processes of its agent; Marathon has no field for that",
            "find out whether the app needs to see them",
            "the app no longer sees the processes of its agent",
        ),
    }
}

/// `userns`: the Mesos containerizer never uses a user namespace (mesos:
/// docs/container-image.md:241).
pub(super) fn userns(context: &mut Context, _: &Parameters, parameter: &Parameter) {
    if matches!(parameter.value.as_str(), "" | "host") {
        return context.note(&parameter.pointer, "the Mesos containerizer uses no user namespace");
    }
    lose(
        context,
        parameter,
        "the app runs in a user namespace; the Mesos containerizer uses none",
        "find out whether the app may run without",
        "the app's users are those of its agent",
    );
}
