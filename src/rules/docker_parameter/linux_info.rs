//! `shm-size`, `ipc` and `security-opt`: the flags for which Marathon has `container.linuxInfo`.
//!
//! `ipcInfo` exists since Marathon 1.9, `seccomp` since 1.8. For Docker both were read and dropped
//! (marathon: ContainerConversion.scala:115-124), so a value that the file has beside a parameter
//! has had no effect so far.

use serde_json::{Value, json};

use super::limits::bytes;
use super::{Parameter, Parameters, block_unreadable};
use crate::edit::Anchor;
use crate::engine::Context;
use crate::marathon::Target;

const LINUX_INFO: &str = "/container/linuxInfo";
const MEBIBYTE: u64 = 1024 * 1024;
/// The size of `/dev/shm` in a Docker container without the flag, in MiB.
const DOCKER_SHM_SIZE: u64 = 64;

/// `shm-size`: `shmSize` is in MiB and needs the IPC mode PRIVATE (marathon: linux.raml:16-33,
/// LinuxInfo.scala:42-64).
pub(super) fn shm_size(context: &mut Context, parameters: &Parameters, parameter: &Parameter) {
    let size = bytes(&parameter.value).map(|size| size.div_ceil(MEBIBYTE));
    let Some(size) = size.filter(|&size| i32::try_from(size).is_ok()) else {
        return block_unreadable(context, parameter, "a size such as `64m`");
    };
    let mode = parameters.last("ipc").map_or("", |ipc| ipc.value.as_str());
    if mode == "host" || mode == "none" || mode.starts_with("container:") {
        let message = format!("with the IPC mode `{mode}` the size has no effect");
        return context.note(&parameter.pointer, message);
    }
    if !context.options().targets.all_since(Target::V1_9) {
        return context.warn(
            &parameter.pointer,
            "Marathon before 1.9 cannot limit `/dev/shm`; the app gets a `/dev/shm` without a limit of its own",
            &Target::V1_9.way_out(),
        );
    }
    let size = if size == 0 { DOCKER_SHM_SIZE } else { size };
    set(context, parameter, "ipcInfo", json!({"mode": "PRIVATE", "shmSize": size}));
}

/// `ipc`: Marathon has the modes PRIVATE and SHARE_PARENT since 1.9 (marathon: linux.raml:16-24).
pub(super) fn ipc(context: &mut Context, parameters: &Parameters, parameter: &Parameter) {
    let reaches = context.options().targets.all_since(Target::V1_9);
    match parameter.value.as_str() {
        "" => context.note(&parameter.pointer, "the IPC mode is empty, so nothing changes"),
        "host" if reaches => {
            context.warn(
                &parameter.pointer,
                "the app shares the agent's IPC namespace, which the agent may be set up to refuse",
                "check that the agents allow it",
            );
            set(context, parameter, "ipcInfo", json!({"mode": "SHARE_PARENT"}));
        }
        "host" => super::lose(
            context,
            parameter,
            "the app shares the agent's IPC namespace; Marathon has no field for that before 1.9",
            &Target::V1_9.way_out(),
            "the app and its agent no longer see each other's shared memory, semaphores and queues",
        ),
        "private" | "shareable" if !reaches => context.note(
            &parameter.pointer,
            "Marathon before 1.9 has no IPC mode; the agent decides",
        ),
        "private" | "shareable" => {
            if parameters.last("shm-size").is_none() {
                set(context, parameter, "ipcInfo", json!({"mode": "PRIVATE"}));
            }
        }
        "none" => super::lose(
            context,
            parameter,
            "the app has no `/dev/shm`; the Mesos containerizer always mounts one",
            "find out whether the app may have one",
            "the app has a `/dev/shm`",
        ),
        other if other.starts_with("container:") => context.block(
            &parameter.pointer,
            "the app joins the IPC namespace of another Docker container; the Mesos containerizer cannot do that",
            "give the containers another way to talk, or run them as a pod",
        ),
        _ => block_unreadable(context, parameter, "an IPC mode"),
    }
}

/// `security-opt`: Docker accepts `name=value` and also the old form `name:value`.
pub(super) fn security_opt(context: &mut Context, _: &Parameters, parameter: &Parameter) {
    let (name, value) = parameter.value.split_once(['=', ':']).unwrap_or((&parameter.value, ""));
    match (name, value) {
        ("seccomp", "unconfined") => seccomp_unconfined(context, parameter),
        ("seccomp", _) => super::lose(
            context,
            parameter,
            "the app runs under a seccomp profile of its own, which Docker read from a file",
            "install the profile on the agents and name it in `container.linuxInfo.seccomp.profileName` (Marathon 1.8 or later)",
            "the app runs under the agent's default seccomp profile, if there is one",
        ),
        ("no-new-privileges", "false") | ("apparmor", "unconfined") | ("label", "disable") => context
            .note(
                &parameter.pointer,
                format!("the Mesos containerizer applies no such confinement, so `{name}` needs no exception"),
            ),
        ("no-new-privileges", _) => super::lose(
            context,
            parameter,
            "the parameter forbids the app to gain privileges; with the Mesos containerizer only the agent can forbid that",
            "have the agents run with the isolator `linux/nnp`",
            "the app may gain privileges through setuid programs, unless its agent forbids it",
        ),
        ("apparmor" | "label", _) => super::lose(
            context,
            parameter,
            &format!("the app is confined by `{name}`, which the Mesos containerizer does not apply"),
            "find out whether the app may run without",
            &format!("the app runs without being confined by `{name}`"),
        ),
        _ => super::lose(
            context,
            parameter,
            "the security option has no counterpart on the Mesos containerizer",
            "find out whether the app may run without",
            "the app runs without the security option",
        ),
    }
}

/// `security-opt` with the value `seccomp=unconfined`: Marathon has the field since 1.8.
fn seccomp_unconfined(context: &mut Context, parameter: &Parameter) {
    if !context.options().targets.all_since(Target::V1_8) {
        return context.warn(
            &parameter.pointer,
            "Marathon before 1.8 cannot lift seccomp; an agent that has a default profile applies it",
            &format!("{}; without such a profile nothing changes", Target::V1_8.way_out()),
        );
    }
    set(context, parameter, "seccomp", json!({"unconfined": true}));
}

/// Adds the member `name` to `linuxInfo`. If it is there with another value, the user has to
/// decide.
fn set(context: &mut Context, parameter: &Parameter, name: &'static str, value: Value) {
    let pointer = format!("{LINUX_INFO}/{name}");
    match context.get(LINUX_INFO) {
        None if context.has(LINUX_INFO) => context.replace(LINUX_INFO, json!({ name: value })),
        None => context.add(LINUX_INFO, json!({ name: value }), Anchor::After(&[])),
        Some(Value::Object(info)) => match info.get(name) {
            None => context.add(&pointer, value, Anchor::After(&[])),
            Some(Value::Null) => context.replace(&pointer, value),
            Some(present) if present.to_string().eq_ignore_ascii_case(&value.to_string()) => {}
            Some(_) => super::lose(
                context,
                parameter,
                &format!(
                    "the parameter and `container.linuxInfo.{name}` differ; on Docker the parameter counts"
                ),
                "keep the right one",
                &format!("`container.linuxInfo.{name}` counts, not the parameter"),
            ),
        },
        Some(_) => context.block(
            &parameter.pointer,
            "`container.linuxInfo`, where this belongs, is not an object",
            "correct it",
        ),
    }
}
