//! `workdir`, `init`, `tty`, `pull`, `stop-signal`, `isolation`: how the process is started and stopped.

use serde_json::Value;

use super::{Parameter, Parameters, block_unreadable, lose};
use crate::edit::Anchor;
use crate::engine::Context;
use crate::rules::shell::quoted;

const CMD: &str = "/cmd";

/// `workdir`: Marathon has no working directory, but a shell command can change to it first.
pub(super) fn workdir(context: &mut Context, _: &Parameters, parameter: &Parameter) {
    let directory = parameter.value.as_str();
    if !directory.starts_with('/') {
        return block_unreadable(context, parameter, "an absolute path");
    }
    match context.text(CMD).filter(|command| !command.trim().is_empty()) {
        Some(command) => {
            let command = after_cd(directory, command);
            context.warn(
                &parameter.pointer,
                "the command now begins with `cd` into the directory; Docker would create it if it is missing, Mesos does not",
                "check that the image has the directory",
            );
            context.replace(CMD, command.into());
        }
        None => lose(
            context,
            parameter,
            "the parameter sets the directory in which the app starts; Marathon has no field for that, and there is no `cmd` that could begin with `cd`",
            "start the app with a `cmd` that begins with `cd`, or set WORKDIR in the image",
            "the app starts in the image's WORKDIR, or in the sandbox if it has none",
        ),
    }
}

/// Returns `command` after a change to `directory`. The shell reads `cd D && a & b` as `(cd D && a)
/// & b`, and runs a command after `;` or `||` even if the directory is missing. Such commands
/// therefore get a separate statement before them.
fn after_cd(directory: &str, command: &str) -> String {
    let is_one_chain =
        !command.contains("||") && !command.replace("&&", "").contains(['&', ';', '\n']);
    let link = if is_one_chain { " &&" } else { " || exit;" };
    format!("cd {}{link} {command}", quoted(directory))
}

/// `init` and `tini`: with the isolator `namespaces/pid` the launcher of Mesos is process 1 and
/// collects dead processes (mesos: launch.cpp:178-210, 1273).
pub(super) fn init(context: &mut Context, _: &Parameters, parameter: &Parameter) {
    if parameter.switch() == Some(false) {
        return context.note(
            &parameter.pointer,
            "the parameter asks for no init process, and Mesos starts none",
        );
    }
    context.warn(
        &parameter.pointer,
        "Docker's init process is dropped; Mesos' launcher cleans up ended processes instead, on agents with the isolator `namespaces/pid`",
        "check that the agents have it if the app leaves child processes behind",
    );
}

/// `tty`: Marathon has the field since 1.5 (marathon: TaskBuilder.scala:191-192).
pub(super) fn tty(context: &mut Context, _: &Parameters, parameter: &Parameter) {
    let Some(wanted) = parameter.switch() else {
        return block_unreadable(context, parameter, "`true` or `false`");
    };
    match context.get("/tty") {
        Some(Value::Bool(present)) if *present == wanted => {}
        Some(_) => {
            context.warn(
                &parameter.pointer,
                "`tty` and the parameter differ; Docker used the parameter, so it replaces `tty`",
                "check whether the app is meant to have a terminal",
            );
            context.replace("/tty", wanted.into());
        }
        None if !wanted => context.note(
            &parameter.pointer,
            "the parameter asks for no terminal, and the app has none anyway",
        ),
        None if context.has("/tty") => context.replace("/tty", true.into()),
        None => context.add("/tty", true.into(), Anchor::After(&["user", "cmd", "args", "id"])),
    }
}

const FORCE: &str = "/container/docker/forcePullImage";

pub(super) fn pull(context: &mut Context, _: &Parameters, parameter: &Parameter) {
    if parameter.value != "always" {
        return context.note(&parameter.pointer, "Mesos pulls the image before it starts the app");
    }
    match context.get(FORCE) {
        Some(Value::Bool(true)) => {}
        Some(_) => {
            context.warn(
                &parameter.pointer,
                "`forcePullImage` and the parameter differ; the parameter replaces it",
                "check that the image is meant to be pulled for every start",
            );
            context.replace(FORCE, true.into());
        }
        None if context.has(FORCE) => context.replace(FORCE, true.into()),
        None => context.add(FORCE, true.into(), Anchor::After(&["image"])),
    }
}

/// `stop-signal`: the Mesos containerizer stops a task with SIGTERM, and with SIGKILL after the
/// grace period.
pub(super) fn stop_signal(context: &mut Context, _: &Parameters, parameter: &Parameter) {
    let signal = parameter.value.to_ascii_uppercase();
    if matches!(signal.as_str(), "" | "SIGTERM" | "TERM" | "15") {
        return context.note(&parameter.pointer, "Mesos sends SIGTERM anyway");
    }
    lose(
        context,
        parameter,
        &format!("the app is stopped with `{}`; Mesos sends SIGTERM", parameter.value),
        "let the app end on SIGTERM, or start it in `cmd` with a shell that traps SIGTERM",
        "the app is stopped with SIGTERM, and killed after the grace period",
    );
}

pub(super) fn isolation(context: &mut Context, _: &Parameters, parameter: &Parameter) {
    if matches!(parameter.value.as_str(), "" | "default") {
        return context.note(&parameter.pointer, "the isolation is the default");
    }
    context.block(
        &parameter.pointer,
        "this isolation exists on Windows only, where the Mesos containerizer runs no images",
        "leave the app on the Docker containerizer",
    );
}
